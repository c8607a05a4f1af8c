"""A built directory as something to ask: named questions and free SPARQL, from Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from kg import rdf
from kg.errors import GraphError
from kg.query.binding import bind
from kg.query.guard import check
from kg.query.limits import Limits
from kg.query.named import Parameter, find, looks_like_name
from kg.query.naming import Names
from kg.query.pool import Pool
from kg.query.result import Reading, Result
from kg.query.store import GRAPH

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

Value = str | int | Decimal | bool
_INTERNAL = Limits(seconds=60, rows=50_000_000, bytes=1 << 32)  # our own look-ups of names


class Graph:
    """A built directory opened for questions; close it, or use it in a `with` block.

    The process behind it starts with the first question and stays warm.

    >>> with open_graph("exports/sample") as graph:
    ...     answer = graph.query("papers-by-dataset", {"dataset": "ImageNet"})
    ...     counted = graph.query_df("SELECT (COUNT(?paper) AS ?papers) { ?paper a kg:Paper }")
    ...     network = graph.to_networkx()
    >>> answer.complete, answer.readings[0].parameter, "title" in answer.variables
    (True, 'dataset', True)
    >>> papers = sum(data["cls"] == "Paper" for _, data in network.nodes(data=True))
    >>> str(counted.dtypes["papers"]), bool(counted["papers"][0] == papers)
    ('Int64', True)
    """

    def __init__(self, directory: Path, engine: str = "oxigraph", size: int = 1) -> None:
        """Find the graph of a directory; GraphError where there is none."""
        self.directory = directory
        self._pool = Pool(directory, size, engine)
        self._names: Names | None = None

    def __enter__(self) -> Self:
        """The graph itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process behind it."""
        self.close()

    @property
    def pool(self) -> Pool:
        """The workers that answer."""
        return self._pool

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that a query need not declare; `id` stands for the base IRI of the build."""
        return self._pool.location.prefixes

    def close(self) -> None:
        """End the process behind it."""
        self._pool.close()

    def query(
        self,
        query: str,
        params: Mapping[str, Value] | None = None,
        limits: Limits | None = None,
        patience: float | None = None,
    ) -> Result:
        """The answer to a named query or a SPARQL text.

        `params` binds variables: of a named query by name, label or id as its catalogue entry says; of a text to a
        number, a boolean, an IRI in angle brackets or else a string.  Raises QueryError, ForbiddenError, LimitError
        or GraphError.
        """
        limits = limits or Limits()
        if not looks_like_name(query):
            check(query, limits)
            text = bind(query, {name: _term(value) for name, value in (params or {}).items()})
            return self._pool.ask(text, limits, patience)
        named = find(query.strip())
        known = {p.name: p for p in named.params}
        values = named.complete({name: str(value) for name, value in (params or {}).items()})
        readings = tuple(self.resolve(known[name], value) for name, value in values.items())
        text = bind(named.text, {r.parameter: r.term for r in readings})
        result = self._pool.ask(text, limits, patience)
        return replace(result, readings=readings)

    def resolve(self, parameter: Parameter, value: str) -> Reading:
        """The term that a value of a parameter stands for; QueryError with near names where there is none."""
        if self._names is None:
            self._names = Names(lambda text: self._pool.ask(text, _INTERNAL), self.prefixes["id"])
        return self._names.read(parameter, value)

    def query_df(
        self, query: str, params: Mapping[str, Value] | None = None, limits: Limits | None = None
    ) -> Any:
        """The rows of a SELECT as a pandas data frame, a type a column; see `kg.query.frames.frame`."""
        from kg.query.frames import frame

        return frame(self.query(query, params, limits))

    def to_rdflib(self) -> rdflib.Graph:
        """The whole graph in rdflib, in memory, with our prefixes bound.

        Nothing of it is written back.  Reckon with about 1.3 kB of memory a statement.
        """
        import rdflib

        made = rdflib.Graph(bind_namespaces="none")
        for prefix, namespace in self.prefixes.items():
            made.bind(prefix, namespace)
        path = self.directory / GRAPH
        if not path.is_file():
            raise GraphError(f"{self.directory} holds no {GRAPH}. Build it again.")
        return made.parse(path, format="nt")

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Papers and entities as nodes, how they relate as edges; see `kg.query.network.network`."""
        from kg.query.network import network

        return network(lambda text: self._pool.ask(text, _INTERNAL))


def open_graph(directory: str | Path, engine: str = "oxigraph") -> Graph:
    """A built directory opened for questions; GraphError where it is none."""
    return Graph(Path(directory), engine)


def run(
    directory: str | Path,
    query: str,
    params: Mapping[str, Value] | None = None,
    limits: Limits | None = None,
    engine: str = "oxigraph",
) -> Result:
    """The answer of one query on a built directory, in a process of its own that ends with it."""
    with Graph(Path(directory), engine) as graph:
        return graph.query(query, params, limits)


def _term(value: Value) -> str:
    if isinstance(value, bool):
        return rdf.boolean(value)
    if isinstance(value, int):
        return rdf.integer(value)
    if isinstance(value, Decimal):
        return rdf.decimal(value)
    if value.startswith("<") and value.endswith(">"):
        return rdf.iri(value[1:-1])
    return rdf.literal(value)
