"""The engine process: limits are kept and told, what breaks it is replaced, nothing leaves the machine."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import GraphError, LimitError, QueryError, SettingsError
from kg.query import BusyError, ForbiddenError, Limits, Pool, open_graph, run
from kg.query.process import Worker
from kg.query.store import locate

from .conftest import write_graph

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TRICKLE = "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ID = "https://w3id.org/paperkg/id/"
STEPS = "(((!kg:x)|^(!kg:y))*)"
PATHS = f"SELECT (COUNT(*) AS ?n) {{ ?a {STEPS}/{STEPS}/{STEPS} ?b . ?c (!kg:z)* ?d . ?e (!kg:z)* ?f }}"
SWELLING = (
    "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?d), STR(?f), STR(?i)); separator='') AS ?x)"
    " { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
)


@pytest.fixture
def pool(directory: Path) -> Iterator[Pool]:
    with Pool(directory) as opened:
        yield opened


@pytest.mark.guarantee("G8")
def test_an_answer_is_complete_up_to_the_row_limit(pool: Pool) -> None:
    text = "SELECT ?s { ?s a kg:Paper } ORDER BY ?s"
    for rows, complete in ((3, False), (4, True), (5, True)):
        answer = pool.ask(text, Limits(rows=rows))
        assert (len(answer.rows), answer.complete) == (min(rows, 4), complete)
        assert answer.truncated == ("" if complete else "the row limit of 3")


@pytest.mark.guarantee("G8")
def test_an_answer_is_complete_up_to_the_byte_limit(pool: Pool) -> None:
    text = 'SELECT ?x { VALUES ?x { "é" "éé" } }'  # 4 and 6 bytes with their quotes
    for size, rows in ((9, 1), (10, 2), (11, 2)):
        answer = pool.ask(text, Limits(bytes=size))
        assert (len(answer.rows), answer.complete) == (rows, rows == 2)
        assert answer.complete or answer.reason == "the limit of 9 bytes"


def test_a_graph_is_cut_like_rows(pool: Pool) -> None:
    text = "CONSTRUCT WHERE { ?s a kg:Paper }"
    assert pool.ask(text, Limits()).complete
    cut = pool.ask(text, Limits(rows=2))
    assert (len(cut.rows), cut.complete) == (2, False)


@pytest.mark.attack(33)
@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
@pytest.mark.parametrize("text", [ENDLESS, PATHS])
def test_an_endless_query_is_killed_in_time_and_the_next_one_works(
    directory: Path, engine: str, text: str
) -> None:
    with Pool(directory, engine=engine) as pool:
        total = pool.ask(COUNT, Limits()).rows
        began = time.monotonic()
        with pytest.raises(LimitError, match=r"the time limit of 0\.5 s"):
            pool.ask(text, Limits(seconds=0.5))
        assert time.monotonic() - began < 3
        assert pool.ask(COUNT, Limits()).rows == total


def test_rows_found_before_the_time_limit_are_kept(pool: Pool) -> None:
    answer = pool.ask(TRICKLE, Limits(seconds=1, rows=10_000_000))
    assert answer.rows
    assert answer.truncated == "the time limit of 1 s"


@pytest.mark.attack(33)
def test_a_swelling_query_meets_the_memory_limit(pool: Pool) -> None:
    with pytest.raises(LimitError, match="the memory limit of 64 MB"):
        pool.ask(SWELLING, Limits(seconds=60, memory=64 * 1024 * 1024))
    assert len(pool.ask(COUNT, Limits()).rows) == 1


def test_memory_does_not_add_up_over_queries(pool: Pool) -> None:
    limits = Limits(memory=64 * 1024 * 1024)
    text = "SELECT ?a ?c { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
    for _ in range(5):
        assert len(pool.ask(text, limits).rows) == 20_000


def test_a_query_that_breaks_the_engine_is_contained(pool: Pool) -> None:
    """Unary operators nest without brackets, so the depth count lets them pass."""
    with pytest.raises((LimitError, QueryError)):
        pool.ask("ASK { FILTER(" + "!" * 200_000 + "true) }", Limits(query=1 << 20))
    assert len(pool.ask(COUNT, Limits()).rows) == 1


@pytest.mark.attack(32)
def test_deep_nesting_never_reaches_the_engine(pool: Pool) -> None:
    with pytest.raises(LimitError, match="nests"):
        pool.ask("ASK " + "{" * 4500 + "}" * 4500, Limits())
    assert pool.ask("ASK " + "{" * 60 + "?s ?p ?o" + "}" * 60, Limits()).boolean is True


def test_nesting_that_only_one_engine_can_take_is_told(directory: Path) -> None:
    with Pool(directory, engine="rdflib") as pool:
        text = "ASK " + "{" * 64 + "?s ?p ?o" + "}" * 64
        with pytest.raises(LimitError, match="nests too deeply for this engine"):
            pool.ask(text, Limits())
        assert pool.ask(COUNT, Limits()).rows


@pytest.mark.attack(34)
@pytest.mark.attack(35)
@pytest.mark.guarantee("G7")
@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_no_query_opens_a_connection_or_a_file(directory: Path, tmp_path: Path, engine: str) -> None:
    """Even where the guard is passed by: the process itself cannot reach the network."""
    secret = tmp_path / "secret.ttl"
    secret.write_text("<http://a/secret> <http://a/p> 'told' .\n", encoding="utf-8")
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.3)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    attacks = [
        f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ BIND(<{address}> AS ?g) SERVICE SILENT ?g {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{address}> {{ ?s <http://a/p> ?o }}",  # noqa: S608
        f"SELECT * FROM <{secret.as_uri()}> {{ ?s <http://a/p> ?o }}",  # noqa: S608
        f"SELECT * FROM NAMED <{secret.as_uri()}> {{ GRAPH ?g {{ ?s <http://a/p> ?o }} }}",  # noqa: S608
        f"LOAD <{address}>",
        f"LOAD <{secret.as_uri()}>",
    ]
    with pytest.MonkeyPatch.context() as patch, listener:
        patch.setattr("kg.query.process.check", lambda text, limits: "SELECT")
        worker = Worker(locate(directory, index=False), engine)
        try:
            for attack in attacks:
                try:
                    rows = worker.ask(attack, Limits(seconds=20)).rows
                except (QueryError, LimitError):
                    continue
                assert "told" not in str(rows)
                assert not any("secret" in str(row) for row in rows)
        finally:
            worker.close()
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize(
    "text", ["SELECT ?s { ?s ?p }", "SELECT ?x { ?s ?p ?o } GROUP BY ?s", "ASK { ?s nope:x ?o }"]
)
def test_a_malformed_query_is_refused_and_the_process_stays(pool: Pool, text: str) -> None:
    pool.ask(COUNT, Limits())
    with pytest.raises(QueryError, match="The query cannot be answered"):
        pool.ask(text, Limits())
    assert pool.ask(COUNT, Limits()).seconds < 0.2


def test_the_pool_replaces_a_process_that_was_killed(pool: Pool) -> None:
    pool.ask(COUNT, Limits())
    worker = pool._free[0]
    worker._process.kill()
    worker._process.wait()
    assert pool.ask(COUNT, Limits()).rows
    assert pool._free[0] is not worker


def test_parallel_callers_get_their_own_answers(directory: Path) -> None:
    with Pool(directory, size=2) as shared, ThreadPoolExecutor(8) as threads:

        def ask(number: int) -> bool:
            answer = shared.ask(f"SELECT ?x {{ VALUES ?x {{ {number} }} }}", Limits())
            return answer.values() == [{"x": str(number)}]

        shared.start()
        assert all(threads.map(ask, range(200)))
        assert len(shared._free) == 2


def test_a_busy_pool_says_so(directory: Path) -> None:
    with Pool(directory) as pool:
        pool.ask(COUNT, Limits())

        def endless() -> None:
            with pytest.raises(LimitError):
                pool.ask(ENDLESS, Limits(seconds=1.5))

        slow = threading.Thread(target=endless)
        slow.start()
        while not pool._busy:
            time.sleep(0.01)
        with pytest.raises(BusyError, match="busy"):
            pool.ask(COUNT, Limits(), patience=0.1)
        assert pool.ask(COUNT, Limits(), patience=10).rows
        slow.join()
    with pytest.raises(QueryError, match="closed"):
        pool.ask(COUNT, Limits())


@pytest.mark.attack(36)
@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_nothing_is_written(directory: Path, engine: str) -> None:
    before = {p.name: p.read_bytes() for p in directory.iterdir() if p.is_file()}
    with Pool(directory, engine=engine) as pool:
        with pytest.raises(ForbiddenError):
            pool.ask("INSERT DATA { <http://a/> <http://b/> <http://c/> }", Limits())
        pool.ask(COUNT, Limits())
    assert {p.name: p.read_bytes() for p in directory.iterdir() if p.is_file()} == before


def test_processes_end_with_their_owner(directory: Path) -> None:
    with open_graph(directory) as graph:
        graph.query(COUNT)
        process = graph.pool._free[0]._process
        assert process.poll() is None
    assert process.poll() is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="Make one with kg build"):
        run(tmp_path, COUNT)
    (tmp_path / "graph.nt").write_text("this is no triple\n", encoding="utf-8")
    for engine in ("oxigraph", "rdflib"):
        with pytest.raises(GraphError, match="cannot be opened"):
            run(tmp_path, COUNT, engine=engine)
    with pytest.raises(QueryError, match="no query engine sesame; known are oxigraph, rdflib"):
        run(tmp_path, COUNT, engine="sesame")


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_a_star_keeps_the_order_of_the_text(directory: Path, engine: str) -> None:
    text = "SELECT * { ?z kg:uses ?b . ?b skos:prefLabel ?a } ORDER BY ?z ?b LIMIT 1"
    answer = run(directory, text, engine=engine)
    assert answer.values() == [{"z": ID + "paper-heron", "b": ID + "method-lora", "a": "LoRA"}]
    assert answer.variables == ("z", "b", "a")


def test_an_empty_graph_answers(tmp_path: Path) -> None:
    (tmp_path / "graph.nt").write_text("", encoding="utf-8")
    assert run(tmp_path, "most-used").rows == ()
    with pytest.raises(QueryError, match="no dataset called"):
        run(tmp_path, "papers-by-dataset", {"dataset": "ImageNet"})


def test_another_base_iri_is_found(tmp_path: Path) -> None:
    write_graph(tmp_path, "<https://a.example/kg/paper-x> a <https://w3id.org/paperkg/ns#Paper> .")
    assert run(tmp_path, "ASK { id:paper-x a kg:Paper }").boolean is True


def test_limits_must_allow_something() -> None:
    for name in ("seconds", "rows", "bytes", "memory", "query", "depth"):
        with pytest.raises(SettingsError, match=name):
            replace(Limits(), **{name: 0})
