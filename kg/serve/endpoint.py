"""For machines: the SPARQL endpoint, the read-only Graph Store, VoID, and the data about one thing."""

from __future__ import annotations

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from kg import rdf
from kg.query.dataset import clauses, without_dataset
from kg.query.formats import FORMATS
from kg.query.guard import check
from kg.query.result import Kind
from kg.serve import answers, description
from kg.serve.accept import preferred
from kg.serve.pages import asked_page
from kg.serve.protocol import Asked, asked, fields
from kg.serve.refusal import RefusalError, wants_page
from kg.serve.service import Service, iri_of, origin_of, service_of
from kg.serve.things import describe

DUMPS = {"text/turtle": "graph.ttl", "application/n-triples": "graph.nt"}
_KINDS: dict[str, Kind] = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "graph", "DESCRIBE": "graph"}


async def sparql(request: Request) -> Response:
    """The query operation of the SPARQL 1.1 Protocol; without a query, the description of the service."""
    service, accept = service_of(request), request.headers.get("accept")
    query = await asked(request)
    page = wants_page(accept) and not query.download
    if query.query is None:
        if page:
            return RedirectResponse("/query", 303, {"Vary": "Accept"})
        media = answers.negotiated("graph", accept)
        described = description.service(origin_of(request), service.dataset, service.site.prefixes)
        return answers.response(described, media)
    text = _in_dataset(query, service, origin_of(request))
    if page:
        return await asked_page(request, text)
    kind = _KINDS[check(text, service.desk.limits)]
    media, headers = _chosen(kind, query.download, accept)
    result = await service.desk.ask(text)
    return await run_in_threadpool(answers.response, result, media, headers)


def _chosen(kind: Kind, download: str, accept: str | None) -> tuple[str, dict[str, str]]:
    """The media type of an answer and the headers that make a file of it."""
    if not download:
        return answers.negotiated(kind, accept), {}
    media = next((media for media, name in answers.OFFERS[kind].items() if name == download), None)
    if media is None:
        fit = ", ".join(name for name, form in FORMATS.items() if kind in form.media and name != "table")
        raise RefusalError(400, f"This answer can be downloaded as {fit}.")
    return media, {"Content-Disposition": f'attachment; filename="answer.{download}"'}


def _in_dataset(query: Asked, service: Service, origin: str) -> str:
    """The text to run: what the request says about graphs wins over what the text says.

    There is one graph, the default graph; it may be named by its IRI or by its address here.
    """
    ours, text = {service.dataset, f"{origin}/data"}, query.query or ""
    if query.named_graphs:
        raise RefusalError(400, "This service has no named graphs; leave named-graph-uri out.")
    if query.default_graphs:
        if other := sorted(set(query.default_graphs) - ours):
            raise RefusalError(
                400, f"This service does not hold the graph {other[0]}; it holds {service.dataset}."
            )
        return without_dataset(text)
    named = clauses(text)
    own = bool(named) and all(graph in ours and not apart for graph, apart, _, _ in named)
    return without_dataset(text) if own else text


async def graph_store(request: Request) -> Response:
    """The whole graph by the Graph Store Protocol: `?default`, `?graph=IRI`, or the address itself."""
    service = service_of(request)
    given = fields(request.scope["query_string"])
    if len(given) > 1 or any(name not in {"default", "graph"} for name, _ in given):
        raise RefusalError(400, "Name one graph: ?default or ?graph=IRI.")
    ours = {service.dataset, f"{origin_of(request)}/data"}
    if any(name == "graph" and graph not in ours for name, graph in given):
        raise RefusalError(404, f"This service does not hold that graph; it holds {service.dataset}.")
    files = {media: service.directory / name for media, name in DUMPS.items()}
    there = {media: path for media, path in files.items() if path.is_file()}
    if not there:
        raise RefusalError(404, "The files of this graph are not here, only its index.")
    media = preferred(request.headers.get("accept"), list(there))
    if media is None:
        raise RefusalError(406, f"The graph comes as {' or '.join(there)}.", {"Vary": "Accept"})
    told = {"Vary": "Accept", "Content-Disposition": f'inline; filename="{there[media].name}"'}
    return FileResponse(there[media], headers=told, media_type=media)


async def void(request: Request) -> Response:
    """The VoID description of the graph, with this server's ways in."""
    service = service_of(request)
    media = answers.negotiated("graph", request.headers.get("accept"))
    path = service.directory / "void.ttl"
    found = await run_in_threadpool(
        description.void, path, origin_of(request), service.dataset, service.site.prefixes
    )
    return await run_in_threadpool(answers.response, found, media)


async def thing_data(request: Request) -> Response:
    """The statements about one thing, as Turtle, N-Triples, JSON-LD or RDF/XML by the ending of the address."""
    service = service_of(request)
    name, ending = request.path_params["name"], request.path_params["ending"]
    if ending not in answers.EXTENSIONS:
        raise RefusalError(404, f"The data about a thing ends in {', '.join(answers.EXTENSIONS)}.")
    iri = iri_of(request)
    found = await service.desk.do(partial(describe, iri, service.desk.answer))
    if found is None:
        raise RefusalError(404, "The graph says nothing about that.")
    links = {"Link": f'<{iri}>; rel="describes", </page/{name}>; rel="alternate"; type="text/html"'}
    made = await run_in_threadpool(answers.response, found, answers.EXTENSIONS[ending], links)
    made.headers["Vary"] = "Accept-Encoding"
    return made


async def thing(request: Request) -> Response:
    """To the page or the data of a thing, whichever a client wants (303: a thing is no document)."""
    service, name, it = service_of(request), request.path_params["name"], rdf.iri(iri_of(request))
    known = await service.desk.ask(f"ASK {{ {{ {it} ?p ?o }} UNION {{ ?s ?p {it} }} }}")
    if not known.boolean:
        raise RefusalError(404, "The graph says nothing about that.")
    offers = {"text/html": f"/page/{name}"}
    offers |= {media: f"/data/{name}.{ending}" for ending, media in answers.EXTENSIONS.items()}
    media = preferred(request.headers.get("accept"), list(offers))
    if media is None:
        raise RefusalError(406, f"A thing is described as {', '.join(offers)}.", {"Vary": "Accept"})
    links = ", ".join(f'<{place}>; rel="alternate"; type="{kind}"' for kind, place in offers.items())
    return RedirectResponse(offers[media], 303, {"Vary": "Accept", "Link": links})
