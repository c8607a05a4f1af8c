"""JSON-LD read node by node: contexts from elsewhere are refused, and nothing is dropped without a word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import WHITESPACE  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any, Final

from kg.errors import GraphError
from kg.graph.acceptance import iri_fault
from kg.graph.faults import BadTerm, Faults, Lines
from kg.graph.term_reading import Terms
from kg.rdf import Statement

_NAMELESS: Final = "a node has no @id that lasts; graphs of paperkg hold no blank nodes"
_TRIPLE: Final = "a statement about a statement is RDF 1.2, which graphs of paperkg do without"


@dataclass(frozen=True, slots=True)
class _Element:
    """One node of the file and where it begins."""

    value: Any
    place: int
    end: int


def read_jsonld(text: str, path: Path, faults: Faults) -> Iterator[Statement]:
    """The statements of a JSON-LD text, graph names dropped.

    Raises GraphError for a text that is no JSON, with its line, and for a context that lies elsewhere.
    """
    lines = Lines(text)
    repeated: list[str] = []
    try:
        context, elements = _elements(text, repeated)
    except json.JSONDecodeError as error:
        raise GraphError(f"{path}:{error.lineno}: this is no JSON: {error.msg}.") from error
    except (ValueError, RecursionError) as error:
        raise GraphError(f"{path}: this JSON cannot be read: {error}.") from error
    if place := _remote(text, context, elements):
        raise GraphError(
            f"{path}:{lines.at(place)}: the file takes its context from elsewhere, and nothing is fetched. "
            "Put the context itself into the file."
        )
    for key in repeated:
        faults.add(
            lines.at(max(0, text.find(json.dumps(key)))), f"the key {key[:40]!r} stands twice in one object"
        )
    terms = Terms()
    for element in elements:
        yield from _statements(element, context, text, lines, terms, faults)


def _elements(text: str, repeated: list[str]) -> tuple[Any, list[_Element]]:
    """The context of a text and its nodes: those of the top @graph, else all of it."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        out = dict(found)
        if len(out) < len(found):
            names = [name for name, _ in found]
            repeated.extend(sorted({name for name in names if names.count(name) > 1}))
        return out

    decoder = json.JSONDecoder(object_pairs_hook=pairs)
    place = _skip(text, 0)
    whole, end = decoder.raw_decode(text, place)
    if _skip(text, end) != len(text):
        raise json.JSONDecodeError("more follows after the end", text, _skip(text, end))
    if isinstance(whole, list):
        return None, _items(text, place, decoder)
    if (
        not isinstance(whole, dict)
        or set(whole) - {"@context", "@graph"}
        or not isinstance(whole.get("@graph"), list)
    ):
        return None, [_Element(whole, place, end)]
    place = _skip(text, place + 1)
    while True:
        key, place = decoder.raw_decode(text, place)
        place = _skip(text, _skip(text, place) + 1)
        if key == "@graph":
            return whole.get("@context"), _items(text, place, decoder)
        _, place = decoder.raw_decode(text, place)
        place = _skip(text, _skip(text, place) + 1)


def _items(text: str, place: int, decoder: json.JSONDecoder) -> list[_Element]:
    """The items of the array that begins at a place."""
    found: list[_Element] = []
    place = _skip(text, place + 1)
    while text[place] != "]":
        value, end = decoder.raw_decode(text, place)
        found.append(_Element(value, place, end))
        place = _skip(text, end)
        if text[place] == ",":
            place = _skip(text, place + 1)
    return found


def _skip(text: str, place: int) -> int:
    match = WHITESPACE.match(text, place)
    return int(match.end())


def _remote(text: str, context: Any, elements: list[_Element]) -> int | None:
    """A place in a text (never 0 in JSON-LD) at which a context from elsewhere is named, None if there is none."""
    todo: list[Any] = [{"@context": context}, *(e.value for e in elements)]
    while todo:
        value = todo.pop()
        if isinstance(value, list):
            todo += value
        elif isinstance(value, dict):
            for name in value.keys() & {"@context", "@import"}:
                given = value[name] if isinstance(value[name], list) else [value[name]]
                for one in given:
                    if isinstance(one, str):
                        return max(1, text.find(json.dumps(one)))
            todo += value.values()
    return None


def _statements(
    element: _Element, context: Any, text: str, lines: Lines, terms: Terms, faults: Faults
) -> Iterator[Statement]:
    import pyoxigraph as ox

    def line(value: str) -> int:
        """The line of a string inside of the element; of the element itself where it stands in another form."""
        for form in (json.dumps(value, ensure_ascii=False), json.dumps(value)):
            if (place := text.find(form, element.place, element.end)) >= 0:
                return lines.at(place)
        return lines.at(element.place)

    for value, reason in _dropped(element.value, context):
        faults.add(line(value), reason)
    wrapped = (
        {"@graph": [element.value]} if context is None else {"@context": context, "@graph": [element.value]}
    )
    if not isinstance(element.value, dict):
        wrapped = element.value
    try:
        data = json.dumps(wrapped).encode()
        quads = list(ox.parse(data, format=ox.RdfFormat.JSON_LD))
    except (SyntaxError, ValueError, RecursionError) as error:
        faults.add(lines.at(element.place), f"this is no JSON-LD: {getattr(error, 'msg', error)}")
        return
    for quad in quads:
        value = ""
        try:
            parts: list[str] = []
            for part in (quad.subject, quad.predicate, quad.object):
                if isinstance(part, ox.NamedNode):
                    value = part.value
                    parts.append(terms.iri(value))
                elif isinstance(part, ox.Literal):
                    value = part.value
                    parts.append(
                        terms.literal(value, part.datatype.value * (not part.language), part.language or "")
                    )
                else:
                    raise BadTerm(_NAMELESS if isinstance(part, ox.BlankNode) else _TRIPLE)
        except BadTerm as error:
            faults.add(line(value), str(error))
        else:
            yield parts[0], parts[1], parts[2]


def _dropped(value: Any, context: Any) -> Iterator[tuple[str, str]]:
    """What JSON-LD would leave out of a node without a word: keys without IRI, and names that are no IRIs."""
    known = _definitions(context)
    if known is None:
        return
    todo = [value]
    while todo:
        found = todo.pop()
        if isinstance(found, list):
            todo += found
        if not isinstance(found, dict) or "@context" in found or "@value" in found:
            continue
        for key, inner in found.items():
            if key in {"@id", "@type"}:
                for name in inner if isinstance(inner, list) else [inner]:
                    if isinstance(name, str) and not name.startswith("_:") and (fault := _iri(name, known)):
                        yield name, fault
            elif key[:1] != "@" and key not in known and (fault := _iri(key, known)):
                yield key, fault
            if isinstance(inner, (dict, list)):
                todo.append(inner)


def _definitions(context: Any) -> dict[str, Any] | None:
    """The terms and prefixes of a context, None for one that is too rich to second-guess."""
    merged: dict[str, Any] = {}
    for one in context if isinstance(context, list) else [context or {}]:
        if not isinstance(one, dict):
            return None
        merged |= one
    return None if merged.keys() & {"@vocab", "@base", "@import"} else merged


def _iri(name: str, known: dict[str, Any]) -> str | None:
    """Why a name gives no IRI, None if it does."""
    prefix, colon, local = name.partition(":")
    if not colon:
        return None if name in known else f"{name[:40]!r} has no IRI in the context"
    namespace = known.get(prefix)
    if isinstance(namespace, dict):
        namespace = namespace.get("@id")
    whole = f"{namespace}{local}" if isinstance(namespace, str) and not local.startswith("//") else name
    return iri_fault(whole)
