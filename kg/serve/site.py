"""Pages: templates that escape, style and script in files of their own, addresses for the things of a graph."""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from kg import terms
from kg.query.result import display, split
from kg.serve.refusal import TITLES, RefusalError
from kg.view import markup
from kg.view.looks import CLASSES, RELATIONS

_HERE = Path(__file__).resolve().parent
_STYLES = ("site.css", "query.css")
_SCRIPTS = ("query.js",)
_VENDORED = {"yasqe.min.js": "text/javascript", "yasqe.min.css": "text/css"}
_FLAT = re.compile(r"[A-Za-z0-9_-]+")
_CACHED = "public, max-age=31536000, immutable"


class Site:
    """The look of a server's pages and the addresses in them."""

    def __init__(self, base: str, prefixes: dict[str, str]) -> None:
        """`base` is the IRI under which the things of the graph lie."""
        self.base = base
        self.prefixes = prefixes
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        self._environment.filters.update(web=markup.web_address, local=_local)
        self._environment.globals.update(
            address=self.address, cell=self.cell, classes=CLASSES, relations=RELATIONS, asset=self.asset
        )

    def page(
        self, template: str, code: int = 200, headers: dict[str, str] | None = None, **values: Any
    ) -> Response:
        """One page of the site, under a status code."""
        html = self._environment.get_template(template).render(**values)
        told = {"Vary": "Accept", **(headers or {})}
        return HTMLResponse(html.encode("utf-8", "replace"), code, told)

    def error(self, error: RefusalError) -> Response:
        """The page that says what went wrong."""
        title = TITLES.get(error.status, "Error")
        return self.page(
            "error.html", error.status, error.headers, title=title, status=error.status, detail=error.detail
        )

    def name(self, iri: str) -> str:
        """The flat name of a thing under the base of this graph, empty for every other IRI."""
        local = iri.removeprefix(self.base)
        return local if local != iri and _FLAT.fullmatch(local) else ""

    def address(self, iri: str) -> str:
        """Where a link to an IRI leads: the thing's page here, the ontology's page here, else the web; or nowhere."""
        if name := self.name(iri):
            return f"/id/{name}"
        if iri.startswith(terms.KG):
            return f"/ontology/#{iri.removeprefix(terms.KG)}"
        return markup.web_address(iri)

    def cell(self, term: str | None) -> dict[str, Any]:
        """A term as a table shows it: its text, where it leads, whether it is a number."""
        if term is None:
            return {"text": "", "href": "", "number": False, "language": ""}
        kind, value, extra = split(term)
        href = self.address(value) if kind == "iri" else ""
        number = extra.startswith(terms.XSD) and extra.rpartition("#")[2] in {
            "integer",
            "decimal",
            "double",
            "float",
        }
        language = extra[1:] if extra.startswith("@") else ""
        return {"text": display(term, self.prefixes), "href": href, "number": number, "language": language}

    @cached_property
    def assets(self) -> dict[str, tuple[bytes, str]]:
        """The files that pages load, by name, with their media types."""
        style = (
            markup.joined("assets", ("tokens.css",)) + markup.joined("site", ("site.css",)) + markup.tones()
            + "".join((_HERE / "assets" / name).read_text(encoding="utf-8") for name in _STYLES)
        )  # fmt: skip
        script = markup.wrapped(markup.joined("site", ("site.js",)))
        found = {"site.css": (style.encode(), "text/css"), "site.js": (script.encode(), "text/javascript")}
        for name in _SCRIPTS:
            text = (_HERE / "assets" / name).read_text(encoding="utf-8")
            found[name] = (markup.wrapped(text).encode(), "text/javascript")
        for name, media in _VENDORED.items():
            plain, packed = _HERE / "vendor" / name, _HERE / "vendor" / f"{name}.gz"
            found[name] = (
                plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes()),
                media,
            )
        return found

    def asset(self, name: str) -> str:
        """The address of a file that pages load; it changes with the file, so browsers may keep it."""
        return f"/assets/{name}?v={self._tag(name)}"

    def _tag(self, name: str) -> str:
        return hashlib.sha256(self.assets[name][0]).hexdigest()[:12]

    def asset_response(self, name: str) -> Response:
        """A file that pages load; RefusalError 404 for any other name."""
        if name not in self.assets:
            raise RefusalError(404, "There is no such file.")
        content, media = self.assets[name]
        made = Response(content, headers={"Cache-Control": _CACHED, "ETag": f'"{self._tag(name)}"'})
        made.headers["Content-Type"] = f"{media}; charset=utf-8"
        return made


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
