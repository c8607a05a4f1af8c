"""All addresses of a server and what answers each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.errors import KGError
from kg.serve import endpoint, pages
from kg.serve.refusal import TITLES, RefusalError, problem, refusal, wants_page
from kg.serve.service import Service, service_of
from kg.serve.shield import LOOPBACK, Shield

Handler = Callable[[Request], Awaitable[Response]]
# Everything but whole graphs, which would keep the process busy.
_PACKED = [Middleware(GZipMiddleware, minimum_size=2048, compresslevel=5)]


def _route(path: str, handler: Handler, methods: Sequence[str] = ("GET",)) -> Route:
    return Route(path, handler, methods=list(methods), middleware=_PACKED)


ROUTES = (
    _route("/", pages.home),
    _route("/query", pages.query, methods=["GET", "POST"]),
    _route("/search", pages.search),
    _route("/graph", pages.graph),
    _route("/ontology/", pages.ontology),
    _route("/ontology/{name}", pages.ontology_file),
    _route("/assets/{name}", pages.asset),
    _route("/sparql", endpoint.sparql, methods=["GET", "POST"]),
    Route("/data", endpoint.graph_store),
    _route("/data/{name}.{ending}", endpoint.thing_data),
    _route("/.well-known/void", endpoint.void),
    _route("/id/{name}", endpoint.thing),
    _route("/page/{name}", pages.thing_page),
)


def application(service: Service, hosts: Iterable[str] = LOOPBACK) -> Starlette:
    """The ASGI application of a service, for requests under one of the host names; it closes the service at its end."""

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        yield
        service.desk.graph.close()

    app = Starlette(
        routes=ROUTES,
        middleware=[
            Middleware(Shield, hosts=hosts),
            Middleware(GZipMiddleware, minimum_size=2048, compresslevel=5),
        ],
        exception_handlers={RefusalError: _refused, KGError: _failed, HTTPException: _plain},
        lifespan=life,
    )
    app.state.service = service
    return app


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusalError)  # noqa: S101 - registered for it
    accept = request.headers.get("accept")
    return service_of(request).site.error(error) if wants_page(accept) else problem(error, accept)


async def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, KGError)  # noqa: S101 - registered for it
    return await _refused(request, refusal(error))


async def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    detail = (
        "There is nothing at this address." if error.status_code == 404 else TITLES.get(error.status_code, "")
    )
    return await _refused(request, RefusalError(error.status_code, detail, dict(error.headers or {})))
