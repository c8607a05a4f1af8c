"""A made collection of papers of any size, as dense as a real one: statements as a build writes them, sorted."""

from __future__ import annotations

import random
from collections.abc import Sequence

from kg import ids, rdf, terms
from kg.rdf import Statement

CLASSES = {
    "Method": 37,
    "Model": 19,
    "Metric": 13,
    "Task": 11,
    "Dataset": 8,
    "Hardware": 6,
    "Software": 6,
}  # in percent
ROLES = {
    "Method": (terms.PROPOSES, terms.USES),
    "Model": (terms.USES, terms.COMPARES_WITH),
    "Metric": (terms.REPORTS_METRIC,),
    "Task": (terms.ADDRESSES,),
    "Dataset": (terms.EVALUATES_ON,),
    "Hardware": (terms.RUNS_ON,),
    "Software": (terms.USES,),
}
NODES_TO_A_PAPER = 11
NAMED = 13  # things that a paper names
SYLLABLES = (
    "ba",
    "cor",
    "den",
    "fi",
    "gra",
    "hul",
    "jo",
    "ka",
    "lin",
    "mor",
    "nex",
    "pra",
    "qui",
    "ros",
    "ta",
    "vel",
)


class Collection:
    """Papers that name things of their own and things that all share, the more popular the earlier."""

    def __init__(self, nodes: int, seed: int = 7) -> None:
        """Make a graph of about so many papers and things."""
        self._chance = random.Random(seed)
        self._rows: list[Statement] = []
        self._last: dict[str, str] = {}
        papers = max(1, nodes // NODES_TO_A_PAPER)
        things = [self._entity(i) for i in range(nodes - papers)]
        own = len(things) // papers
        for i in range(papers):
            self._paper(i, self._named(things, range(i * own, (i + 1) * own)))
        self.statements = sorted(set(self._rows))

    def _add(self, subject: str, predicate: str, term: str) -> None:
        self._rows.append((rdf.iri(terms.ID + subject), rdf.iri(predicate), term))

    def _name(self, number: int) -> str:
        return "".join(self._chance.choices(SYLLABLES, k=3)).capitalize() + str(number)

    def _entity(self, number: int) -> tuple[str, str, str]:
        cls = self._chance.choices(list(CLASSES), list(CLASSES.values()))[0]
        name, label = f"{cls.lower()}-{number}", self._name(number)
        self._add(name, terms.TYPE, rdf.iri(terms.KG + cls))
        self._add(name, terms.PREF_LABEL, rdf.literal(label))
        self._add(name, terms.ALT_LABEL, rdf.literal(label.upper()))
        self._add(name, terms.STATUS, rdf.iri(terms.MINTED if self._chance.random() < 0.4 else terms.CURATED))
        if number % 5 == 0 and cls in self._last:
            self._add(name, terms.BROADER, rdf.iri(terms.ID + self._last[cls]))
        self._last[cls] = name
        return name, cls, label

    def _named(self, things: Sequence[tuple[str, str, str]], own: range) -> list[tuple[str, str, str]]:
        shared = {int(len(things) * self._chance.random() ** 4) for _ in range(max(0, NAMED - len(own)))}
        return [things[i] for i in sorted({*own, *shared})]

    def _paper(self, number: int, things: list[tuple[str, str, str]]) -> None:
        name, title = f"paper-{number}", f"{self._name(number)}: A Made Paper about {things[0][2]}"
        text = f"{title}\n\n" + " ".join(
            f"In part {i} we turn to {label} and say why." for i, (_, _, label) in enumerate(things)
        )
        text += " It runs up to 2.5x faster than before."
        self._add(name, terms.TYPE, rdf.iri(terms.PAPER))
        self._add(name, terms.TITLE, rdf.literal(title))
        self._add(name, terms.ISSUED, rdf.literal(str(2015 + number % 11), terms.XSD + "gYear"))
        context = ids.context(name)
        self._add(context, terms.IS_PART_OF, rdf.iri(terms.ID + name))
        self._add(context, terms.IS_STRING, rdf.literal(text))
        for entity, cls, label in things:
            self._edge(name, self._chance.choice(ROLES[cls]), entity)
            self._mention(name, text, label, entity)
        self._result(name, text, things)

    def _edge(self, paper: str, predicate: str, entity: str) -> None:
        node = ids.assertion(paper, predicate.removeprefix(terms.KG), entity)
        ends = rdf.iri(terms.ID + paper), rdf.iri(terms.ID + entity)
        self._add(paper, predicate, ends[1])
        self._add(node, terms.TYPE, rdf.iri(terms.ASSERTION))
        self._add(node, terms.SUBJECT, ends[0])
        self._add(node, terms.PREDICATE, rdf.iri(predicate))
        self._add(node, terms.OBJECT, ends[1])
        self._add(node, terms.CONFIDENCE, rdf.decimal(round(self._chance.uniform(0.5, 1), 2)))
        self._add(node, terms.FOUND_BY, rdf.literal("made"))

    def _mention(self, paper: str, text: str, words: str, entity: str = "") -> str:
        begin = text.rindex(words)
        node = ids.mention(paper, begin, begin + len(words))
        self._add(node, terms.TYPE, rdf.iri(terms.MENTION))
        self._add(node, terms.REFERENCE_CONTEXT, rdf.iri(terms.ID + ids.context(paper)))
        self._add(node, terms.BEGIN_INDEX, rdf.integer(begin))
        self._add(node, terms.END_INDEX, rdf.integer(begin + len(words)))
        self._add(node, terms.ANCHOR_OF, rdf.literal(words))
        if entity:
            self._add(node, terms.IDENT_REF, rdf.iri(terms.ID + entity))
        return node

    def _result(self, paper: str, text: str, things: list[tuple[str, str, str]]) -> None:
        of = {cls: name for name, cls, _ in things}
        if not {"Metric", "Method", "Model"} <= of.keys():
            return
        node = ids.result(paper, "2.5")
        evidence = self._mention(paper, text, "up to 2.5x faster")
        for predicate, name in (
            (terms.REPORTED_IN, paper), (terms.RESULT_METRIC, of["Metric"]), (terms.OF_SYSTEM, of["Method"]),
            (terms.COMPARED_TO, of["Model"]), (terms.EVIDENCE, evidence),
        ):  # fmt: skip
            self._add(node, predicate, rdf.iri(terms.ID + name))
        for predicate, term in (
            (terms.TYPE, rdf.iri(terms.RESULT)), (terms.NUMERIC_VALUE, rdf.decimal(2.5)),
            (terms.UNIT_LABEL, rdf.literal("x")), (terms.BOUND, rdf.iri(terms.UP_TO)),
            (terms.COMPARISON, rdf.iri(terms.RATIO)), (terms.OUTCOME, rdf.iri(terms.BETTER)),
            (terms.RAW_VALUE, rdf.literal("up to 2.5x faster")), (terms.CONFIDENCE, rdf.decimal(0.8)),
        ):  # fmt: skip
            self._add(node, predicate, term)
