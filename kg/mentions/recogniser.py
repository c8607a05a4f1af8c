"""All recognisers of names in one pass: vocabulary, families, definitions, coined names, unknown names, the tagger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol

from kg.folding import join
from kg.mentions import abbreviations, coined, families, initials, urls
from kg.mentions.cues import HEADS, head_class
from kg.mentions.matcher import Hit, Matcher
from kg.mentions.names import is_amount, is_capitalised, is_shaped, trim_tail, whole_word
from kg.mentions.overlaps import resolve
from kg.mentions.tagger import TaggedSpan
from kg.mentions.tokens import Tokens, tokenise
from kg.model import Document, EntityClass, Mention, Role, Url
from kg.vocabulary import Vocabulary

_CLASSES = {cls.value: cls for cls in EntityClass}
_ROLES = {role.value: role for role in Role}


class SpanTagger(Protocol):
    """A trained tagger: texts in, spans out, one list a text."""

    def tag(self, texts: Sequence[str]) -> list[list[TaggedSpan]]:
        """The spans of each text, sorted by offset."""
        ...


class Recogniser:
    """Finds the mentions of a document; holds only what the vocabulary gives, so documents never affect each other."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        tagger: SpanTagger | None = None,
        *,
        gazetteer: bool = True,
        rules: bool = True,
    ) -> None:
        """Without `gazetteer` or `rules` their mentions stay out; what a name can stand for is still looked up."""
        self._vocabulary = vocabulary
        self._gazetteer, self._rules = gazetteer, rules
        self._matcher = Matcher(vocabulary)
        self._tagger = tagger
        self._versioned = _versioned_families(vocabulary)

    def find(self, documents: Sequence[Document]) -> list[tuple[Mention, ...]]:
        """The mentions of each document: sorted by offset, never overlapping."""
        texts = [d.text for d in documents]
        tagged: list[list[TaggedSpan]] = self._tagger.tag(texts) if self._tagger else [[] for _ in texts]
        tokens = [
            tokenise(text) for text in texts
        ]  # one step for all: its tables stay in the processor's cache
        return list(map(self._find, documents, tokens, tagged))

    def _find(self, document: Document, tokens: Tokens, spans: list[TaggedSpan]) -> tuple[Mention, ...]:
        found: list[Mention] = []
        if self._gazetteer:
            found += self._vocabulary_mentions(tokens, self._matcher.find(tokens))
        if self._rules:
            found += self._definitions(tokens)
            found += self._coined(tokens, len(document.title))
            found += _unknown_names(tokens, {m.begin for m in found})
        found += [self._from_tagger(tokens, s) for s in spans if not is_amount(tokens.text[s.begin : s.end])]
        if self._rules:
            found += self._repeats(tokens, found)
        kept = resolve(_outside_links(found, urls.find(document)))
        return initials.bound(list(_seconded(kept, spans)))

    def _mention(self, tokens: Tokens, first: int, last: int, cls: EntityClass, rule: str) -> Mention:
        begin, end = tokens.begin[first], tokens.end[last]
        return Mention(
            begin, end, tokens.text[begin:end], cls, rule, candidates=self._candidates(tokens, first, last)
        )

    def _candidates(self, tokens: Tokens, first: int, last: int) -> tuple[str, ...]:
        key = join([p for p in tokens.folded[first : last + 1] if p])
        return self._vocabulary.candidates(key)

    def _vocabulary_mentions(self, tokens: Tokens, hits: list[Hit]) -> Iterator[Mention]:
        covered = {i for h in hits for i in range(h.first, h.last + 1)}
        for hit in hits:
            entries = [self._vocabulary.entries[e] for e in dict.fromkeys(f.entry for f in hit.forms)]
            mention = Mention(
                tokens.begin[hit.first],
                tokens.end[hit.last],
                tokens.text[tokens.begin[hit.first] : tokens.end[hit.last]],
                entries[0].cls,
                "vocab",
                candidates=tuple(e.id for e in entries),
                generic=float("generic" in entries[0].flags),
            )
            member = self._member(tokens, hit, mention)
            if member is not None:
                yield member
            elif not _part_of_a_name(tokens, hit, covered):
                yield mention
            else:
                first, last = whole_word(tokens, hit.first)
                last = trim_tail(tokens, first, last)
                yield self._mention(tokens, first, max(last, hit.last), entries[0].cls, "name.compound")

    def _member(self, tokens: Tokens, hit: Hit, mention: Mention) -> Mention | None:
        """The longer mention of a family member that begins with a vocabulary name, or None."""
        for form in hit.forms:
            cls = self._vocabulary.entries[form.entry].cls
            last = families.extend(cls, tokens, hit.last, form.entry in self._versioned)
            if last is None:
                continue
            end = tokens.end[last]
            return replace(
                mention,
                end=end,
                text=tokens.text[mention.begin : end],
                cls=cls,
                found_by="family",
                candidates=self._candidates(tokens, hit.first, last),
                generic=0.0,
            )
        return None

    def _definitions(self, tokens: Tokens) -> Iterator[Mention]:
        for definition in abbreviations.find(tokens.text):
            long, short = definition.long, definition.short
            first, last = tokens.first_at(long[0]), tokens.first_at(long[1]) - 1
            if first > last or last - first > 9:
                continue
            known = self._candidates(tokens, first, last)
            a, b = tokens.first_at(short[0]), tokens.first_at(short[1]) - 1
            if a > b:
                continue
            known = known or tuple(
                c for c in self._candidates(tokens, a, b) if self._spells(c, tokens, first, last)
            )
            cls = (
                self._vocabulary.entries[known[0]].cls
                if known
                else head_class(tokens.folded[first : last + 1])
            )
            entry = self._vocabulary.entries[known[0]] if known else None
            base = Mention(
                long[0],
                long[1],
                tokens.text[long[0] : long[1]],
                cls or EntityClass.METHOD,
                "abbrev.long",
                candidates=known,
                generic=float(entry is not None and "generic" in entry.flags),
            )
            yield base
            yield replace(
                base,
                begin=short[0],
                end=short[1],
                text=tokens.text[slice(*short)],
                found_by="abbrev.short",
                long_form=long,
            )

    def _spells(self, entry: str, tokens: Tokens, first: int, last: int) -> bool:
        """Whether a vocabulary entry has a spelled form that shares most words with a long form in the text."""
        words = set(tokens.folded[first : last + 1])
        known = self._vocabulary.entries[entry]
        for form in (known.name, *known.aliases):
            mine = {w for w in tokenise(form).folded if len(w) > 2} if " " in form or "-" in form else set()
            if len(mine) > 1 and len(mine & words) >= 0.6 * len(mine | {w for w in words if len(w) > 2}):
                return True
        return False

    def _coined(self, tokens: Tokens, title_end: int) -> Iterator[Mention]:
        for name in coined.find(tokens, title_end):
            candidates = self._candidates(tokens, name.first, name.last)
            if candidates and all("generic" in self._vocabulary.entries[c].flags for c in candidates):
                continue
            known = name.rule != "coined.title" and name.rule != "coined.named" and candidates
            cls = name.cls or EntityClass.METHOD
            if known:
                continue
            mention = self._mention(tokens, name.first, name.last, cls, name.rule)
            if name.long is not None:
                long = self._mention(tokens, *name.long, cls, "abbrev.long")
                mention = replace(mention, long_form=(long.begin, long.end))
                yield long
            yield replace(mention, candidates=candidates or (), coined=True)

    def _from_tagger(self, tokens: Tokens, span: TaggedSpan) -> Mention:
        first, last = tokens.first_at(span.begin), tokens.first_at(span.end) - 1
        exact = first <= last and tokens.begin[first] >= span.begin and tokens.end[last] <= span.end
        begin, end = span.begin, span.end
        if exact and (wide := _written_name(tokens, first, last)) != (first, last):
            first, last = wide
            begin, end = tokens.begin[first], tokens.end[last]
        return Mention(
            begin,
            end,
            tokens.text[begin:end],
            _CLASSES[span.cls],
            "tagger",
            span.score,
            self._candidates(tokens, first, last) if exact else (),
        )

    def _repeats(self, tokens: Tokens, found: list[Mention]) -> Iterator[Mention]:
        """Every other place where a coined name or a defined short form stands, and the coined name's own variants."""
        wanted: dict[tuple[str, ...], Mention] = {}
        for mention in found:
            if mention.coined or mention.found_by == "abbrev.short":
                first, last = tokens.first_at(mention.begin), tokens.first_at(mention.end) - 1
                if first <= last:
                    wanted.setdefault(tuple(tokens.word[first : last + 1]), mention)
        by_first: dict[str, list[tuple[tuple[str, ...], Mention]]] = {}
        for words, mention in wanted.items():
            by_first.setdefault(words[0], []).append((words, mention))
            if words[0][-1] != "s":
                by_first.setdefault(words[0] + "s", []).append((words, mention))
        for index, word in enumerate(tokens.word):
            for words, mention in by_first.get(word, ()):
                last = index + len(words) - 1
                if tuple(tokens.word[index + 1 : last + 1]) != words[1:]:
                    continue
                first, reach = whole_word(tokens, index)
                if first < index and any(is_shaped(w) or is_capitalised(w) for w in tokens.word[first:index]):
                    continue
                reach = trim_tail(tokens, index, max(reach, last))
                variant = reach > last and (
                    is_capitalised(tokens.word[last + 1]) or tokens.word[last + 1][0].isdigit()
                )
                end = tokens.end[reach if variant else last]
                begin = tokens.begin[index]
                yield replace(
                    mention,
                    begin=begin,
                    end=end,
                    text=tokens.text[begin:end],
                    found_by="family.coined" if variant else "repeat",
                    candidates=() if variant else mention.candidates,
                )


def _written_name(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    """The pieces of a span widened to whole written words where what it left out is part of a name (`Auto-EISR`)."""
    low, _ = whole_word(tokens, first)
    if low < first and all(is_capitalised(w) or is_shaped(w) for w in tokens.word[low:first]):
        first = low
    high = trim_tail(tokens, last, whole_word(tokens, last)[1])
    if high > last and all(is_shaped(w) or w[0].isdigit() for w in tokens.word[last + 1 : high + 1]):
        last = high
    return first, last


def _seconded(kept: Sequence[Mention], spans: Sequence[TaggedSpan]) -> Iterator[Mention]:
    """The mentions with what the tagger says of the span that each overlaps most; both are sorted by offset."""
    at = 0
    for mention in kept:
        while at < len(spans) and spans[at].end <= mention.begin:
            at += 1
        best: TaggedSpan | None = None
        reach = 0
        for span in islice(spans, at, None):
            if span.begin >= mention.end:
                break
            shared = min(span.end, mention.end) - max(span.begin, mention.begin)
            if shared > reach:
                best, reach = span, shared
        if best is None or 2 * reach < max(best.end - best.begin, mention.end - mention.begin):
            yield mention
            continue
        roles = tuple([(_ROLES[r], p) for r, p in best.roles])
        generic = best.generic if mention.found_by == "tagger" else mention.generic
        cls = _CLASSES[best.cls]
        told = mention.cls if mention.candidates or not _unsure(mention) else cls
        yield replace(mention, cls=told, tagged=best.score, tagged_as=cls, roles=roles, generic=generic)


def _unsure(mention: Mention) -> bool:
    """Whether the class of a mention is only a rule's default, so that the tagger knows better."""
    return mention.cls is EntityClass.METHOD and mention.found_by.startswith(
        ("name", "coined", "repeat", "abbrev")
    )


def _outside_links(found: list[Mention], links: Sequence[Url]) -> Iterator[Mention]:
    """The mentions that lie outside every link: a name inside a URL names an account or a path."""
    spans = [(u.begin, u.end) for u in links if u.begin is not None and u.end is not None]
    for mention in found:
        if not any(begin < mention.end and mention.begin < end for begin, end in spans):
            yield mention


def _part_of_a_name(tokens: Tokens, hit: Hit, covered: set[int]) -> bool:
    """Whether a vocabulary name is only part of a written word that names something else (`Sentence-BERT`)."""
    first, last = whole_word(tokens, hit.first)
    last = max(trim_tail(tokens, first, last), hit.last)
    rest = [i for i in range(first, last + 1) if not hit.first <= i <= hit.last and i not in covered]
    shaped = any(is_shaped(tokens.word[i]) for i in range(hit.first, hit.last + 1))
    return any(
        is_shaped(tokens.word[i]) or (shaped and is_capitalised(tokens.word[i]) and len(tokens.word[i]) > 1)
        for i in rest
    )


def _unknown_names(tokens: Tokens, known: set[int]) -> Iterator[Mention]:
    """Words shaped like names that no other rule knows; the class comes from the words around them."""
    index = 0
    while index < len(tokens.begin):
        first, last = whole_word(tokens, index)
        index = last + 1
        last = trim_tail(tokens, first, last)
        if tokens.begin[first] in known or not any(is_shaped(tokens.word[i]) for i in range(first, last + 1)):
            continue
        after = tokens.folded[last + 1 : last + 3]
        cls = next((HEADS[w] for w in after if w in HEADS), None)
        begin, end = tokens.begin[first], tokens.end[last]
        yield Mention(begin, end, tokens.text[begin:end], cls or EntityClass.METHOD, "name.shape", 0.5)


def _versioned_families(vocabulary: Vocabulary) -> frozenset[str]:
    """Ids of entries that other entries of the vocabulary are numbered members of (LLaMA, because of LLaMA 2)."""
    out: set[str] = set()
    for entry in vocabulary.entries.values():
        if any(c.isdigit() for c in entry.name):
            out.update(entry.broader)
    return frozenset(out)
