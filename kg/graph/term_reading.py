"""Terms as RDF files write them, made canonical; each distinct IRI is checked once."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin

from kg import rdf, terms
from kg.graph.acceptance import iri_fault, literal_fault
from kg.graph.faults import BadTerm

_KEPT: Final = 1 << 16
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.|$)", re.DOTALL)
_CHARACTERS: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_STRING: Final = terms.XSD + "string"


def unescape(text: str, *, names: bool = True) -> str:
    """The text with its escapes resolved; `names=False` allows those by number only, as IRIs do.

    Raises BadTerm for an escape that means nothing.
    """
    if "\\" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        code = match[1]
        if len(code) > 1:
            number = int(code[1:], 16)
            if number > 0x10FFFF:
                raise BadTerm(f"the escape \\{code} is no character")
            return chr(number)
        if not names or code not in _CHARACTERS:
            raise BadTerm(f"the escape \\{code} means nothing here")
        return _CHARACTERS[code]

    return _ESCAPE.sub(one, text)


def resolve(iri: str, base: str) -> str:
    """An IRI against the base, where one is declared; raises BadTerm where the two make none."""
    if not base or ":" in iri.partition("/")[0]:
        return iri
    try:
        return urljoin(base, iri)
    except ValueError as error:
        raise BadTerm(f"the IRI {iri[:60]} cannot be resolved: {error}") from error


class Terms:
    """Canonical terms out of parts; raises BadTerm for a part that no graph may hold."""

    def __init__(self) -> None:
        self._iris: dict[str, str] = {}

    def iri(self, value: str) -> str:
        """The term of an IRI whose escapes are resolved."""
        known = self._iris.get(value)
        if known is None:
            if fault := iri_fault(value):
                raise BadTerm(fault)
            if len(self._iris) >= _KEPT:
                self._iris.clear()
            known = self._iris[value] = f"<{value}>"
        return known

    def literal(self, value: str, datatype: str = "", language: str = "") -> str:
        """The term of a literal; a datatype of plain texts is dropped."""
        if datatype == _STRING:
            datatype = ""
        if fault := literal_fault(value, datatype, language):
            raise BadTerm(fault)
        return rdf.literal(value, datatype or None, language or None)
