"""For people: overview, questions, search, a page per thing, the graph drawn, the ontology."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from kg import terms
from kg.errors import KGError
from kg.query.binding import bind
from kg.query.named import ANY, REQUIRED, NamedQuery, catalogue, grouped
from kg.query.result import Reading, Result, plain
from kg.query.turtle import turtle
from kg.resources import ontology_dir
from kg.serve.accept import preferred
from kg.serve.protocol import asked, fields
from kg.serve.refusal import RefusalError, refusal, wants_page
from kg.serve.service import Service, iri_of, origin_of, service_of
from kg.serve.things import Thing, look_up
from kg.view.values import KINDS, value_text

SHOWN = 1000  # rows in a page; a download has them all
FIRST = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX kg: <https://w3id.org/paperkg/ns#>

SELECT ?paper ?title WHERE {
  ?paper a kg:Paper ;
         dcterms:title ?title .
}
ORDER BY ?title
LIMIT 20"""
TERMS = sorted(
    f"kg:{iri.removeprefix(terms.KG)}"
    for iri in vars(terms).values()
    if isinstance(iri, str) and iri.startswith(terms.KG) and iri != terms.KG
)
ONTOLOGY = {
    "kg.ttl": "text/turtle",
    "shapes.ttl": "text/turtle",
    "alignments.ttl": "text/turtle",
    "prefixes.json": "application/json",
}
_COUNTS = """SELECT ?class (COUNT(?thing) AS ?n) WHERE {
  VALUES ?class { kg:Paper kg:Method kg:Model kg:Software kg:Dataset kg:Hardware kg:Metric kg:Task kg:Result }
  ?thing a ?class
} GROUP BY ?class"""
_META_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_STYLE_BLOCK = re.compile(r"<style>(.*?)</style>", re.DOTALL)


async def home(request: Request) -> Response:
    """The overview: what is in the graph and the ways into it."""
    service = service_of(request)
    found = await service.desk.ask(_COUNTS)
    counts = {plain(row[0] or "").removeprefix(terms.KG): int(plain(row[1] or '"0"')) for row in found.rows}
    return service.site.page("home.html", counts=counts, questions=grouped(), origin=origin_of(request))


async def query(request: Request) -> Response:
    """The page of questions: a named one with its parameters, or SPARQL, and the answer."""
    service = service_of(request)
    if request.method == "POST":
        given = await asked(request)
        return await asked_page(request, given.query or "")
    values = dict(fields(request.scope["query_string"]))
    name = values.pop("name", "")
    if name:
        return await _named_page(service, name, values)
    if "query" in values:
        return await asked_page(request, values["query"])
    return _query_page(service, FIRST)


async def asked_page(request: Request, text: str) -> Response:
    """The page with a SPARQL text and its answer, or with what is wrong about it."""
    service = service_of(request)
    try:
        result = await service.desk.ask(text)
    except KGError as error:
        return _query_page(service, text, error=refusal(error))
    return await run_in_threadpool(_query_page, service, text, result=result)


async def _named_page(service: Service, name: str, values: dict[str, str]) -> Response:
    named = catalogue().get(name)
    if named is None:
        raise RefusalError(404, "There is no question of that name.")
    # Asked without any field, its example shows what it is for; a field that is left empty stays open.
    chosen = (
        {name: value for name, value in values.items() if value.strip()} if values else dict(named.example)
    )

    def work() -> tuple[str, tuple[Reading, ...], Result]:
        known = {p.name: p for p in named.params}
        readings = tuple(
            service.desk.graph.resolve(known[key], value) for key, value in named.complete(chosen).items()
        )
        text = bind(named.text, {reading.parameter: reading.term for reading in readings})
        return text, readings, service.desk.answer(text)

    try:
        text, readings, result = await service.desk.do(work)
    except KGError as error:
        told = refusal(error) if values else None  # an example may be about a thing that this graph lacks
        return _query_page(service, named.text, named=named, values=chosen, error=told)
    draw = partial(_query_page, service, text, named=named, values=chosen, readings=readings, result=result)
    return await run_in_threadpool(draw)


def _query_page(
    service: Service,
    text: str,
    named: NamedQuery | None = None,
    values: dict[str, str] | None = None,
    readings: tuple[Reading, ...] = (),
    result: Result | None = None,
    error: RefusalError | None = None,
) -> Response:
    cells: list[list[dict[str, Any]]] = []
    graph = ""
    if result is not None and result.kind == "select":
        cells = [[service.site.cell(term) for term in row] for row in result.rows[:SHOWN]]
    elif result is not None and result.kind == "graph":
        graph = turtle(result)
    numbers = [
        all(cell["number"] or not cell["text"] for cell in column) for column in zip(*cells, strict=True)
    ]
    return service.site.page(
        "query.html", error.status if error else 200, error.headers if error else None,
        text=text, named=named, values=values or {}, readings=readings, result=result, cells=cells, numbers=numbers,
        graph=graph, error=error, questions=grouped(), shown=SHOWN, required=REQUIRED, any=ANY,
        editor={"prefixes": service.site.prefixes, "terms": TERMS},
    )  # fmt: skip


async def search(request: Request) -> Response:
    """The things whose names fit `q`, as a page or as JSON."""
    service = service_of(request)
    text = dict(fields(request.scope["query_string"])).get("q", "")[:200]
    found = await service.desk.do(partial(service.finder.find, text, 60))
    if wants_page(request.headers.get("accept")):
        return service.site.page("search.html", text=text, found=found)
    rows = [
        {"iri": f.iri, "class": f.cls, "label": f.label, "name": f.name, "papers": f.support} for f in found
    ]
    return JSONResponse(rows, headers={"Vary": "Accept"})


async def thing_page(request: Request) -> Response:
    """The page about one thing."""
    service, name = service_of(request), request.path_params["name"]
    iri = iri_of(request)
    found = await service.desk.do(partial(look_up, iri, service.desk.answer))
    if found is None:
        raise RefusalError(404, "The graph says nothing about that.")
    cls = next((c for c in map(_class, found.classes) if c), "")
    draw = partial(
        service.site.page, "thing.html", thing=found, name=name, cls=cls, kinds=KINDS, figure=_figure,
        marked=_marked(found), terms=terms,
    )  # fmt: skip
    return await run_in_threadpool(draw)


def _class(iri: str) -> str:
    local = iri.removeprefix(terms.KG)
    return local if local != iri else ""


def _figure(row: dict[str, str]) -> str:
    """The number of a result as people read it."""
    return value_text(row | {"bound": row["bound"].rpartition("#")[2]})


def _marked(thing: Thing) -> list[dict[str, str]]:
    """The abstract in pieces, those that name something with the thing's IRI, label and class."""
    at = len(thing.label) + 2 if thing.text.startswith(f"{thing.label}\n\n") else 0
    pieces = []
    for mention in thing.mentions:
        begin, end = int(mention["begin"]), int(mention["end"])
        if begin < at:
            continue
        pieces.append({"text": thing.text[at:begin], "iri": ""})
        cls = mention["class"].removeprefix(terms.KG)
        pieces.append({
            "text": thing.text[begin:end], "iri": mention["entity"], "label": mention["label"], "class": cls,
        })  # fmt: skip
        at = end
    return [*pieces, {"text": thing.text[at:], "iri": ""}] if thing.text else []


async def graph(request: Request) -> Response:
    """The interactive page of the build, under the policy that it states itself."""
    path = service_of(request).directory / "graph.html"
    if not path.is_file():
        raise RefusalError(404, "This graph was built without its page.")

    def policy() -> str:
        with path.open(encoding="utf-8") as stream:
            match = _META_POLICY.search(stream.read(1 << 14))
        return html.unescape(match[1]) if match else "default-src 'none'"

    stated = await run_in_threadpool(policy)
    headers = {"Content-Security-Policy": f"{stated}; frame-ancestors 'none'"}
    return FileResponse(path, headers=headers, media_type="text/html")


async def ontology(request: Request) -> Response:
    """The ontology as a page, or as Turtle for who wants that."""
    if preferred(request.headers.get("accept"), ["text/html", "text/turtle"]) == "text/turtle":
        return FileResponse(ontology_dir() / "kg.ttl", headers={"Vary": "Accept"}, media_type="text/turtle")
    text = (ontology_dir() / "index.html").read_text(encoding="utf-8")
    styles = " ".join(f"'sha256-{_digest(style)}'" for style in _STYLE_BLOCK.findall(text))
    policy = (
        f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(text, headers={"Vary": "Accept", "Content-Security-Policy": policy})


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


async def ontology_file(request: Request) -> Response:
    """A file of the ontology."""
    name = request.path_params["name"]
    if name not in ONTOLOGY:
        raise RefusalError(404, "There is no such file.")
    return FileResponse(ontology_dir() / name, media_type=ONTOLOGY[name])


async def asset(request: Request) -> Response:
    """A file that pages load."""
    return service_of(request).site.asset_response(request.path_params["name"])
