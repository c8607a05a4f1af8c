"""What all handlers share: the graph behind its desk, the look of the pages, the names in the graph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request

from kg.query.graph import Graph
from kg.query.limits import Limits
from kg.query.search import Finder
from kg.serve.desk import LIMITS, Desk, Queue
from kg.serve.refusal import RefusalError
from kg.serve.site import Site

NAMES = Limits(seconds=60, rows=5_000_000, bytes=1 << 30)  # our own reading of all names, once


@dataclass(frozen=True, slots=True)
class Service:
    """One graph as it is served."""

    directory: Path
    desk: Desk
    site: Site
    finder: Finder

    @property
    def base(self) -> str:
        """The IRI under which the things of the graph lie."""
        return self.site.base

    @property
    def dataset(self) -> str:
        """The IRI of the graph as a whole, as its VoID description has it."""
        return f"{self.base}dataset"


def open_service(
    directory: Path, workers: int, limits: Limits = LIMITS, queue: Queue | None = None
) -> Service:
    """A service over a built directory with its workers started; GraphError where there is no graph to read."""
    graph = Graph(directory, size=workers)
    graph.pool.start()
    graph.pool.ask("ASK {}", limits)  # a graph that cannot be read is told now and not to the first who asks
    prefixes = dict(graph.prefixes)
    finder = Finder(lambda text: graph.pool.ask(text, NAMES))
    return Service(directory, Desk(graph, workers, limits, queue), Site(prefixes["id"], prefixes), finder)


def service_of(request: Request) -> Service:
    """The service that a request is for."""
    service: Service = request.app.state.service
    return service


def iri_of(request: Request) -> str:
    """The IRI of the thing that an address names; RefusalError 404 for what no thing is called."""
    name = request.path_params["name"]
    if not re.fullmatch("[A-Za-z0-9_-]+", name):
        raise RefusalError(404, "Nothing is called that.")
    return service_of(request).base + str(name)


def origin_of(request: Request) -> str:
    """The scheme and host under which a client reaches this server."""
    return f"{request.url.scheme}://{request.headers['host']}"
