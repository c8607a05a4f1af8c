"""Evidence: the sentence around every mention, with the offsets of the words in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from kg import terms
from kg.view.facts import Facts
from kg.view.sentences import Sentences

Quote = dict[str, Any]


class Quotes:
    """Quotes of a graph's mentions; where the graph holds no text, the words themselves stand for it."""

    def __init__(self, facts: Facts) -> None:
        """Index the texts and the mentions by the entity they name."""
        self._facts = facts
        self._texts: dict[str, Sentences] = {}
        self._naming: defaultdict[str, list[str]] = defaultdict(list)
        for mention in facts.instances[terms.MENTION]:
            for entity in facts.iris(mention, terms.IDENT_REF):
                self._naming[entity].append(mention)

    def of(self, entity: str, local: Callable[[str], str]) -> list[Quote]:
        """The quotes of every mention of an entity, by paper and place; the same words in a sentence once."""
        quotes = sorted(
            (self.quote(mention, local) for mention in self._naming.get(entity, ())),
            key=lambda q: (q["paper"], q["at"], q["begin"], q["end"]),
        )
        return [{k: v for k, v in quote.items() if k != "at"} for quote in quotes]

    def quote(self, mention: str, local: Callable[[str], str]) -> Quote:
        """`paper`, `sentence`, `begin`, `end` within the sentence, and `at`, the sentence's place in the text."""
        facts = self._facts
        context = facts.iri(mention, terms.REFERENCE_CONTEXT)
        begin = int(facts.text(mention, terms.BEGIN_INDEX) or 0)
        end = int(facts.text(mention, terms.END_INDEX) or 0)
        paper = local(facts.iri(context, terms.IS_PART_OF))
        text = self._text(context)
        if begin < end <= len(text.text):
            left, right = text.around(begin, end)
            return {
                "paper": paper,
                "sentence": text.text[left:right],
                "begin": begin - left,
                "end": end - left,
                "at": left,
            }
        anchor = facts.text(mention, terms.ANCHOR_OF)
        return {"paper": paper, "sentence": anchor, "begin": 0, "end": len(anchor), "at": begin}

    def _text(self, context: str) -> Sentences:
        if context not in self._texts:
            self._texts[context] = Sentences(self._facts.text(context, terms.IS_STRING))
        return self._texts[context]
