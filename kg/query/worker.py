"""The process that holds a graph open and answers queries; run as a script, it talks in lines of JSON.

    worker.py oxigraph|rdflib PATH indexed|plain PACKAGES...

PACKAGES are folders to import from: it starts without the site module, which takes longer than many a query.
It first writes `{"ready": true}`.  Each line read is a request; the answer is a head (`kind`, `variables`),
lines of `rows`, and an end (`end`, with a reason when a cap cut the rows short) or an `error`.  Its parent
keeps the clock and kills it; nothing it holds is ever written back.
"""

from __future__ import annotations

import json
import sys
import time

if __name__ == "__main__":  # as a script: neither the package nor its dependencies are on the path
    sys.path += sys.argv[4:]

from kg.query import sandbox

TYPE_CHECKING = False  # the typing module takes 3 ms to import
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import IO, Any

    Head = tuple[str, list[str], Iterator[list[str | None]] | bool]
    Engine = Callable[[str, dict[str, str]], Head]
_CHUNK_ROWS, _CHUNK_SECONDS = 512, 0.2


def oxigraph(path: str, indexed: bool) -> Engine:
    """A function that answers a query with Oxigraph, on disk where there is an index."""
    import pyoxigraph as ox

    if indexed:
        store = ox.Store.read_only(path)
    else:
        store = ox.Store()
        store.bulk_load(path=path, format=ox.RdfFormat.N_TRIPLES)

    def answer(query: str, prefixes: dict[str, str]) -> Head:
        found = store.query(query, prefixes=prefixes)
        if isinstance(found, ox.QuerySolutions):
            names = [variable.value for variable in found.variables]
            return "select", names, ([None if t is None else str(t) for t in row] for row in found)
        if isinstance(found, ox.QueryTriples):
            triples: Iterator[list[str | None]] = (
                [str(t.subject), str(t.predicate), str(t.object)] for t in found
            )
            return "graph", ["subject", "predicate", "object"], triples
        return "ask", [], bool(found)

    return answer


def rdflib(path: str, indexed: bool) -> Engine:
    """A function that answers a query with rdflib, in memory."""
    import rdflib as rd
    from rdflib.plugins import sparql
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery
    from rdflib.plugins.sparql.parserutils import CompValue

    del indexed
    sparql.SPARQL_LOAD_GRAPHS = False
    rd.NORMALIZE_LITERALS = False
    graph = rd.Graph().parse(path, format="nt")

    def services(node: Any) -> bool:
        if isinstance(node, CompValue):
            return node.name == "ServiceGraphPattern" or any(services(value) for value in node.values())
        return isinstance(node, (list, tuple, set, frozenset)) and any(map(services, node))

    def answer(query: str, prefixes: dict[str, str]) -> Head:
        parsed = translateQuery(parseQuery(query), None, prefixes)
        if services(parsed.algebra):
            raise ValueError("SERVICE is not allowed")
        found = graph.query(parsed)
        if found.type == "SELECT":
            names = [str(variable) for variable in found.vars or ()]
            rows = ([None if t is None else _n3(t) for t in row] for row in found)  # type: ignore[union-attr]
            return "select", names, rows
        if found.type == "ASK":
            return "ask", [], bool(found.askAnswer)
        triples = sorted(found.graph or ())
        return "graph", ["subject", "predicate", "object"], ([_n3(t) for t in triple] for triple in triples)

    def _n3(value: Any) -> str:
        from rdflib.plugins.serializers.nt import _quoteLiteral

        return str(_quoteLiteral(value)) if isinstance(value, rd.Literal) else str(value.n3())

    return answer


ENGINES: dict[str, Callable[[str, bool], Engine]] = {"oxigraph": oxigraph, "rdflib": rdflib}


def serve(engine: Engine, requests: Iterable[bytes], out: IO[bytes]) -> None:
    """Answer each request until there are no more."""

    def send(**message: object) -> None:
        out.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
        out.flush()

    send(ready=True)
    for line in requests:
        request = json.loads(line)
        sandbox.limit_memory(request["memory"])
        sandbox.limit_processor(request["seconds"])
        try:
            kind, names, found = engine(request["query"], request["prefixes"])
            if isinstance(found, bool):
                send(kind=kind, variables=names, boolean=found)
                send(end=True)
                continue
            send(kind=kind, variables=names)
            for chunk, reason in _chunks(found, request["rows"], request["bytes"]):
                send(rows=chunk)
                if reason:
                    send(end=True, reason=reason)
                    break
            else:
                send(end=True)
        except MemoryError:
            send(error="memory", message="")
        except RecursionError:
            send(error="nesting", message="")
        except Exception as error:  # noqa: BLE001 - whatever the engine raises is about the query
            send(error=type(error).__name__, message=str(error)[:2000])


def _chunks(
    rows: Iterable[list[str | None]], most: int, most_bytes: int
) -> Iterator[tuple[list[list[str | None]], str]]:
    """Rows in chunks, each with the reason why no more follow, or an empty text."""
    chunk: list[list[str | None]] = []
    size = 0
    sent = time.monotonic()
    for count, row in enumerate(rows):
        if count >= most:
            yield chunk, "rows"
            return
        size += sum(
            len(term) if term.isascii() else len(term.encode("utf-8", "replace")) for term in row if term
        )
        if size > most_bytes:
            yield chunk, "bytes"
            return
        chunk.append(row)
        if len(chunk) >= _CHUNK_ROWS or time.monotonic() - sent > _CHUNK_SECONDS:
            yield chunk, ""
            chunk, sent = [], time.monotonic()
    yield chunk, ""


def main(arguments: list[str]) -> None:
    """Open the graph that the arguments name and answer until standard input ends."""
    engine, path, how, *_ = arguments
    sandbox.forbid_network()
    out = sys.stdout.buffer
    try:
        ready = ENGINES[engine](path, how == "indexed")
    except Exception as error:  # noqa: BLE001 - told to the parent, which has the words for it
        out.write(json.dumps({"error": type(error).__name__, "message": str(error)[:2000]}).encode() + b"\n")
        return
    serve(ready, sys.stdin.buffer, out)


if __name__ == "__main__":
    main(sys.argv[1:])
