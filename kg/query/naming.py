"""What people call things, as terms of a graph: the values of parameters become IRIs and literals here.

A name is looked up by the folded key that the builder uses, so case, hyphens and plurals do not matter.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kg import rdf, terms
from kg.errors import QueryError
from kg.folding import fold
from kg.ids import arxiv_id, doi
from kg.query.named import CLASSES, Parameter
from kg.query.result import Reading, Result, plain

Ask = Callable[[str], Result]  # a query over the same graph, without caps
_LABELS = """SELECT ?thing ?class ?label ?rank ?status ?support WHERE {
  { ?thing skos:prefLabel ?label BIND(0 AS ?rank) } UNION { ?thing skos:altLabel ?label BIND(1 AS ?rank) }
  ?thing a ?class .
  OPTIONAL { ?thing kg:status ?status }
  OPTIONAL { ?thing kg:support ?support }
}"""
_PAPERS = """SELECT ?thing ?label ?rank WHERE {
  ?thing a kg:Paper .
  { ?thing dcterms:title ?label BIND(1 AS ?rank) } UNION
  { ?thing dcterms:identifier|fabio:hasArXivId|prism:doi ?label BIND(0 AS ?rank) } UNION
  { ?thing kg:proposes/skos:prefLabel ?label BIND(2 AS ?rank) }
}"""
_LOCAL = re.compile(r"[a-z][A-Za-z0-9]*-[A-Za-z0-9_-]+")
_CURIE = re.compile(r"([a-z]+):([A-Za-z_][A-Za-z0-9_-]*)")


@dataclass(frozen=True, slots=True)
class _Name:
    thing: str  # N-Triples term
    label: str
    rank: int  # 0: its main name
    curated: bool = False
    support: int = 0


class Names:
    """The names in one graph, read when first needed."""

    def __init__(self, ask: Ask, base: str) -> None:
        """Remember where to ask and under which IRI the things of the graph lie."""
        self._ask = ask
        self._base = base
        self._entities: dict[str, list[_Name]] | None = None
        self._papers: list[_Name] | None = None
        self._classes: dict[str, str] = {}
        self._main: dict[str, str] = {}

    def read(self, parameter: Parameter, value: str) -> Reading:
        """The term that a value stands for.

        Raises QueryError for a name the graph does not hold, with the nearest ones it holds, and for text
        that is not of the parameter's type.
        """
        name, type_ = parameter.name, parameter.type
        if type_ == "text":
            return Reading(name, value, rdf.literal(value))
        if type_ in {"integer", "decimal"}:
            return Reading(name, value, _number(name, type_, value))
        return self._paper(name, value) if type_ == "paper" else self._entity(name, type_, value)

    def _entity(self, parameter: str, type_: str, value: str) -> Reading:
        self._load_entities()
        allowed = CLASSES[type_]
        what = " or ".join(allowed).lower() if type_ != "entity" else "entity"
        if (iri := self._iri(value)) and (found_class := self._classes.get(iri)):
            if found_class not in allowed:
                raise QueryError(
                    f"{self._short(iri)} is a {found_class.lower()}, and {parameter} takes a {what}."
                )
            return Reading(parameter, value, iri, self._main.get(iri, ""))
        key = fold(value) or value
        table = self._entities or {}
        found = [n for n in table.get(key, ()) if self._classes[n.thing] in allowed]
        if not found:
            known = {n.label for names in table.values() for n in names if self._classes[n.thing] in allowed}
            raise QueryError(f"The graph holds no {what} called {value!r}.{_near(value, known)}")
        ranked = sorted(found, key=lambda n: (not n.curated, n.rank, n.label != value, -n.support, n.thing))
        best = ranked[0].thing
        others = tuple(dict.fromkeys(self._short(n.thing) for n in ranked if n.thing != best))
        return Reading(parameter, value, best, self._main.get(best, ""), others)

    def _paper(self, parameter: str, value: str) -> Reading:
        if self._papers is None:
            self._papers = [
                _Name(row[0] or "", plain(row[1] or ""), int(plain(row[2] or "")))
                for row in self._ask(_PAPERS).rows
            ]
        titles = {n.thing: n.label for n in self._papers if n.rank == 1}
        if (iri := self._iri(value)) in titles:
            return Reading(parameter, value, iri or "", titles[iri or ""])
        identifier = arxiv_id(value) or doi(value) or value
        key = fold(value)
        found = sorted({n.thing for n in self._papers if n.rank == 0 and n.label in {value, identifier}})
        found = found or sorted({n.thing for n in self._papers if n.rank == 1 and fold(n.label) == key})
        before_colon = {t for t, title in titles.items() if key and fold(title.partition(":")[0]) == key}
        found = found or sorted(before_colon)
        found = found or sorted(
            {n.thing for n in self._papers if n.rank == 2 and key and fold(n.label) == key}
        )
        if not found:
            raise QueryError(f"The graph holds no paper {value!r}.{_near(value, titles.values())}")
        others = tuple(self._short(thing) for thing in found[1:])
        return Reading(parameter, value, found[0], titles.get(found[0], ""), others)

    def _load_entities(self) -> None:
        if self._entities is not None:
            return
        table: dict[str, list[_Name]] = defaultdict(list)
        for thing, class_, label, rank, status, support in self._ask(_LABELS).rows:
            if thing is None or class_ is None or label is None or rank is None:
                continue
            local = plain(class_).removeprefix(terms.KG)
            if local not in CLASSES["entity"]:
                continue
            name = _Name(
                thing,
                plain(label),
                int(plain(rank)),
                status == rdf.iri(terms.CURATED),
                int(plain(support or '"0"')),
            )
            self._classes[thing] = local
            if name.rank == 0:
                self._main[thing] = name.label
            table[fold(name.label) or name.label].append(name)
        self._entities = dict(table)

    def _iri(self, value: str) -> str | None:
        text = value.strip()
        if text.startswith("<") and text.endswith(">"):
            return rdf.iri(text[1:-1])
        if text.startswith(("http://", "https://", "urn:")):
            return rdf.iri(text)
        if match := _CURIE.fullmatch(text):
            namespace = self._base if match[1] == "id" else terms.PREFIXES.get(match[1])
            return rdf.iri(namespace + match[2]) if namespace else None
        return rdf.iri(self._base + text) if _LOCAL.fullmatch(text) else None

    def _short(self, term: str) -> str:
        return (
            "id:" + plain(term).removeprefix(self._base)
            if plain(term).startswith(self._base)
            else plain(term)
        )


def _number(name: str, type_: str, value: str) -> str:
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise QueryError(f"{name} must be a number, not {value!r}.")
    if type_ == "decimal":
        return rdf.decimal(number)
    if number != int(number):
        raise QueryError(f"{name} must be a whole number, not {value!r}.")
    return rdf.integer(int(number))


def _near(value: str, known: Iterable[str]) -> str:
    by_key: dict[str, str] = {}
    for label in sorted(known, key=lambda text: (len(text), text)):
        by_key.setdefault(label.casefold(), label)
    wanted = value.casefold()
    keys = difflib.get_close_matches(wanted, by_key, n=3, cutoff=0.6)
    if not keys and len(wanted) > 2:
        keys = [key for key in by_key if wanted in key or (len(key) > 3 and key in wanted)][:3]
    names = [by_key[key] for key in keys]
    return f" Did you mean {' or '.join(names)}?" if names else ""
