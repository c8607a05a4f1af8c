"""RDF/XML read element by element: nothing outside of the file is looked at, and each fault has its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final
from xml.parsers import expat

from kg import rdf, terms
from kg.errors import GraphError
from kg.graph.faults import BadTerm, Faults
from kg.graph.term_reading import Terms, resolve
from kg.rdf import Statement

_XML: Final = "http://www.w3.org/XML/1998/namespace"
_TYPE: Final = rdf.iri(terms.TYPE)
_NAMELESS: Final = "a node has no name that lasts; graphs of paperkg hold no blank nodes"
_SYNTAX: Final = frozenset(
    terms.RDF + name for name in ("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype")
)
_WITHDRAWN: Final = frozenset(terms.RDF + name for name in ("aboutEach", "aboutEachPrefix", "bagID"))
_DESCRIPTION: Final = terms.RDF + "Description"
_ITEM: Final = terms.RDF + "li"


@dataclass(slots=True)
class _Element:
    """An element that has begun: a node (or the document) holds properties, a property holds a node or a text."""

    kind: str  # `document`, `node`, `property` or `skipped`
    line: int
    base: str
    language: str
    term: str | None = None  # the subject of a node, the predicate of a property
    datatype: str = ""
    objects: list[str | None] = field(default_factory=list)  # of a property, as far as they are known
    text: list[str] = field(default_factory=list)
    items: int = 0  # numbered by rdf:li


def read_rdfxml(text: str, path: Path, faults: Faults) -> Iterator[Statement]:
    """The statements of an RDF/XML text.

    Raises GraphError, with its line, for a text that is no XML and for one with a document type, which could
    name other files.
    """
    yield from _Reader(path, faults).statements(text.encode("utf-8", "surrogateescape"))


class _Reader:
    def __init__(self, path: Path, faults: Faults) -> None:
        self._path = path
        self._faults = faults
        self._terms = Terms()
        self._found: list[Statement] = []
        self._open: list[_Element] = []
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def statements(self, data: bytes) -> list[Statement]:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise GraphError(f"{self._path}:{error.lineno}: this is no XML: {reason}.") from error
        except (LookupError, ValueError) as error:
            raise GraphError(f"{self._path}:1: this XML cannot be read: {error}.") from error
        return self._found

    def _doctype(self, *_: object) -> None:
        raise GraphError(
            f"{self._path}:{self._line}: the file declares a document type, which can hide other files and bombs. "
            "Take it out."
        )

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _fault(self, reason: str, line: int | None = None) -> None:
        self._faults.add(self._line if line is None else line, reason)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        iri = name.replace(" ", "", 1)
        outer = self._open[-1] if self._open else None
        base, language = (outer.base, outer.language) if outer else ("", "")
        language = attributes.pop(f"{_XML} lang", language)
        if f"{_XML} base" in attributes:
            try:
                base = resolve(attributes.pop(f"{_XML} base"), base)
            except BadTerm as error:
                self._fault(str(error))
        element = _Element("skipped", self._line, base, language)
        given = {
            key.replace(" ", "", 1): value for key, value in attributes.items() if not key.startswith(_XML)
        }
        self._open.append(element)
        if outer is None and iri == terms.RDF + "RDF":
            element.kind = "document"
            for unexpected in given:  # a namespace with a typing error in its declaration, as a rule
                self._fault(f"the attribute {unexpected[:40]} may not stand at rdf:RDF")
        elif outer is None or outer.kind in {"document", "property"}:
            self._node(element, iri, given, outer)
        elif outer.kind == "node":
            self._property(element, iri, given, outer)

    def _node(self, element: _Element, iri: str, given: dict[str, str], outer: _Element | None) -> None:
        if iri in _SYNTAX | _WITHDRAWN | {_ITEM}:
            self._fault(f"{iri} stands where a node should")
            return
        element.kind = "node"
        try:
            element.term = self._subject(given, element.base)
        except BadTerm as error:
            self._fault(str(error))
        if outer is not None and outer.kind == "property":
            outer.objects.append(element.term)
        if iri != _DESCRIPTION:
            self._add(element.term, _TYPE, partial(self._terms.iri, iri))
        self._described(element.term, given, element)

    def _subject(self, given: dict[str, str], base: str) -> str:
        about, local = given.pop(terms.RDF + "about", None), given.pop(terms.RDF + "ID", None)
        if about is not None:
            return self._terms.iri(resolve(about, base))
        if local is not None:
            return self._terms.iri(resolve(f"#{local}", base))
        given.pop(terms.RDF + "nodeID", None)
        raise BadTerm(_NAMELESS)

    def _described(self, subject: str | None, given: dict[str, str], element: _Element) -> None:
        """What attributes say of a node."""
        for name, value in given.items():
            if name == terms.TYPE:
                self._add(subject, _TYPE, partial(self._named, value, element))
            elif name in _SYNTAX | _WITHDRAWN | {_ITEM, _DESCRIPTION}:
                self._fault(f"{name} may not stand here")
            elif ":" not in name:
                self._fault(f"the attribute {name[:40]} has no namespace")
            else:
                self._add(subject, name, partial(self._terms.literal, value, language=element.language))

    def _named(self, iri: str, element: _Element) -> str:
        return self._terms.iri(resolve(iri, element.base))

    def _property(self, element: _Element, iri: str, given: dict[str, str], outer: _Element) -> None:
        if iri == _ITEM:
            outer.items += 1
            iri = f"{terms.RDF}_{outer.items}"
        reason = _refused(iri, given)
        if reason:
            self._fault(reason)
            return
        element.kind = "property"
        element.datatype = given.pop(terms.RDF + "datatype", "")
        resource = given.pop(terms.RDF + "resource", None)
        try:
            element.term = self._terms.iri(iri)
            if resource is not None:
                element.objects.append(self._named(resource, element))
        except BadTerm as error:
            self._fault(str(error))
            element.objects.append(None)
        if given and resource is None:
            self._fault(_NAMELESS)
            element.objects.append(None)
        elif given:
            self._described(element.objects[0], given, element)

    def _characters(self, text: str) -> None:
        element = self._open[-1]
        if element.kind == "property":
            element.text.append(text)
        elif element.kind != "skipped" and text.strip():
            self._fault(f"the text {text.strip()[:40]!r} belongs to no property")

    def _end(self, _: str) -> None:
        element = self._open.pop()
        if element.kind != "property":
            return
        text = "".join(element.text)
        value: Callable[[], str | None] = partial(self._literal, text, element)
        if element.objects:
            if text.strip():
                self._fault(f"the text {text.strip()[:40]!r} stands beside a node", element.line)
            if len(element.objects) > 1:
                self._fault("one property element holds several nodes", element.line)
            if text.strip() or len(element.objects) > 1:
                return
            value = partial(element.objects.__getitem__, 0)
        self._add(self._open[-1].term, element.term, value, element.line)

    def _literal(self, text: str, element: _Element) -> str:
        if element.datatype:
            return self._terms.literal(text, resolve(element.datatype, element.base))
        return self._terms.literal(text, language=element.language)

    def _add(
        self,
        subject: str | None,
        predicate: str | None,
        value: Callable[[], str | None],
        line: int | None = None,
    ) -> None:
        """Keep a statement of which all three parts may stand in a graph."""
        try:
            if predicate is not None and predicate[0] != "<":
                predicate = self._terms.iri(predicate)
            term = value()
        except BadTerm as error:
            self._fault(str(error), line)
            return
        if subject is not None and predicate is not None and term is not None:
            self._found.append((subject, predicate, term))


def _refused(iri: str, given: dict[str, str]) -> str:
    """Why a property element may not stand in a graph of ours, empty if it may."""
    if iri in _SYNTAX | _WITHDRAWN | {_DESCRIPTION}:
        return f"{iri} stands where a property should"
    if terms.RDF + "parseType" in given:
        literal = given[terms.RDF + "parseType"] == "Literal"
        return "graphs of paperkg hold no XML as a value" if literal else _NAMELESS
    if terms.RDF + "nodeID" in given:
        return _NAMELESS
    if terms.RDF + "ID" in given:
        return "rdf:ID on a property makes a statement about a statement, which graphs of paperkg spell out"
    return ""
