"""Things by name: what people type, ranked, out of all labels, aliases, titles and identifiers of one graph."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.folding import fold
from kg.query.result import Result, plain
from kg.terms import KG

_NAMES = """SELECT ?thing ?class ?name ?main ?support WHERE {
  {
    { ?thing skos:prefLabel ?name BIND(true AS ?main) } UNION { ?thing skos:altLabel ?name BIND(false AS ?main) }
    ?thing kg:status ?status ; a ?class .
    OPTIONAL { ?thing kg:support ?support }
  } UNION {
    ?thing a kg:Paper .
    { ?thing dcterms:title ?name BIND(true AS ?main) } UNION
    { ?thing dcterms:identifier|fabio:hasArXivId|prism:doi ?name BIND(false AS ?main) }
    BIND(kg:Paper AS ?class)
  }
}"""

_GUESSED = 200_000  # names among which one that is spelled alike is looked for


@dataclass(frozen=True, slots=True)
class Found:
    """One thing with the name that was met; `support` counts the papers that name it."""

    iri: str
    cls: str
    label: str
    name: str  # label or alias, as it was met
    support: int


@dataclass(frozen=True, slots=True)
class _Name:
    key: str
    text: str
    thing: str


class Finder:
    """All names of one graph, read when first needed."""

    def __init__(self, ask: Callable[[str], Result]) -> None:
        self._ask = ask
        self._names: list[_Name] | None = None
        self._things: dict[str, Found] = {}

    def find(self, text: str, most: int = 20, cls: str = "") -> list[Found]:
        """The things whose names fit a text, best first: the same name, its beginning, a part of it, one like it."""
        names = self._load()
        key = fold(text)
        if not key:
            return []
        best: dict[str, tuple[int, _Name]] = {}
        for name in names:
            rank = _rank(key, name.key)
            if rank is not None and rank < best.get(name.thing, (9, name))[0]:
                best[name.thing] = (rank, name)
        if not best and len(names) <= _GUESSED:
            near = set(difflib.get_close_matches(key, {name.key for name in names}, n=most, cutoff=0.7))
            best = {name.thing: (3, name) for name in names if name.key in near}
        return list(self._ranked(best, most, cls))

    def _ranked(self, best: dict[str, tuple[int, _Name]], most: int, cls: str) -> Iterator[Found]:
        order = sorted(
            best.items(),
            key=lambda item: (item[1][0], -self._things[item[0]].support, len(item[1][1].text), item[0]),
        )
        shown = [
            Found(iri, known.cls, known.label, name.text, known.support)
            for iri, (_, name) in order
            if (known := self._things[iri]) and cls in {"", known.cls}
        ]
        yield from shown[:most]

    def _load(self) -> list[_Name]:
        if self._names is None:
            names, things = [], {}
            for row in self._ask(_NAMES).rows:
                thing, class_, name, main, support = (plain(term) if term else "" for term in row)
                names.append(_Name(fold(name) or name, name, thing))
                if main == "true" or thing not in things:
                    cls = class_.removeprefix(KG)
                    things[thing] = Found(thing, cls, name, name, int(support or 0))
            self._things, self._names = things, names
        return self._names


def _rank(key: str, name: str) -> int | None:
    if name == key:
        return 0
    if name.startswith(key):
        return 1
    return 2 if key in name else None
