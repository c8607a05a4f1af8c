"""The attack corpus against the real process: nothing leaves the machine, nothing leaks, the next query works."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from .conftest import ROOT, Server, children, start, stop

COUNT = "SELECT (COUNT(*) AS ?n) { ?s a kg:Paper }"
MARK = "a-word-that-only-the-file-holds"
HEAD = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SWELLING = (
    "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?d), STR(?f), STR(?i)); separator='') AS ?x)"
    " { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
)
STEPS = "(((!kg:x)|^(!kg:y))*)"
PATHS = f"SELECT (COUNT(*) AS ?n) {{ ?a {STEPS}/{STEPS} ?b . ?c (!kg:z)* ?d }}"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - refused
MEMORY = 1 << 30  # bytes that the server and its workers may hold after all this


@pytest.fixture(scope="module")
def canary() -> Iterator[tuple[str, socket.socket]]:
    """A listener that nobody should ever reach, and its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        listener.settimeout(0.3)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", listener


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a file that no answer may show."""
    path = tmp_path_factory.mktemp("secret") / "secret.ttl"
    path.write_text(f"<http://a.example/s> <http://a.example/p> '{MARK}' .\n", encoding="utf-8")
    return path.as_uri()


def works(server: Server) -> bool:
    return int(server.rows(COUNT)[0]["n"]) > 0


@pytest.mark.attack(32)
@pytest.mark.parametrize("depth", [65, 4500, 15_000])
@pytest.mark.parametrize("brackets", ["{}", "()", "[]"])
def test_nesting(server: Server, depth: int, brackets: str) -> None:
    text = f"ASK {{ FILTER {brackets[0] * depth}{brackets[1] * depth} }}"
    reply = server.ask("POST", "/sparql", text, {"Content-Type": "application/sparql-query"})
    assert reply.status == 500
    assert "nests" in reply.json()["detail"]
    assert works(server)


@pytest.mark.attack(33)
@pytest.mark.guarantee("G7")
@pytest.mark.parametrize("text", [CROSS, PATHS, SWELLING], ids=["cross product", "paths", "swelling text"])
def test_endless_queries_end_and_memory_stays_bounded(server: Server, text: str) -> None:
    began = time.monotonic()
    reply = server.query(text)
    assert reply.status == 500
    assert "limit" in reply.json()["detail"]
    assert time.monotonic() - began < 20
    assert works(server)
    assert server.memory() < MEMORY


@pytest.mark.attack(34)
@pytest.mark.guarantee("G7")
@pytest.mark.parametrize(
    "shape",
    [
        "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ sErViCe <{0}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
        "SELECT * {{ {{ SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }} }}",
        "SELECT * {{ BIND(<{0}> AS ?x) SERVICE ?x {{ ?s ?p ?o }} }}",
        "SELECT * {{ \\u0053ERVICE <{0}> {{ ?s ?p ?o }} }}",
        "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
        "PREFIX x: <{0}> ASK {{ SERVICE x: {{ ?s ?p ?o }} }}",
    ],
)
def test_service(server: Server, canary: tuple[str, socket.socket], shape: str) -> None:
    address, listener = canary
    reply = server.query(shape.format(address))
    assert reply.status in {400, 403}
    assert reply.status == 403 or "\\u" in shape
    with pytest.raises(TimeoutError):
        listener.accept()
    assert works(server)


@pytest.mark.attack(35)
@pytest.mark.guarantee("G7")
@pytest.mark.parametrize(
    "shape",
    [
        "SELECT * FROM <{0}> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <{0}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "SELECT * {{ GRAPH <{0}> {{ ?s ?p ?o }} }}",
        "LOAD <{0}>",
        "LOAD SILENT <{0}> INTO GRAPH <http://a.example/>",
    ],
)
@pytest.mark.parametrize("parameter", ["", "default-graph-uri", "named-graph-uri"])
def test_no_file_and_no_address_is_read(
    server: Server, canary: tuple[str, socket.socket], secret: str, shape: str, parameter: str
) -> None:
    address, listener = canary
    for target in (secret, address, "file:///etc/passwd"):
        reply = server.query(shape.format(target), **({parameter: target} if parameter else {}))
        assert MARK not in reply.text
        assert "root:" not in reply.text
        if reply.status == 200:
            assert reply.json()["results"]["bindings"] == []
    with pytest.raises(TimeoutError):
        listener.accept()
    assert works(server)


@pytest.mark.attack(36)
@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://a/> <http://b/> <http://c/> }",
        "# SELECT\nDELETE WHERE { ?s ?p ?o }",
        "PREFIX select: <http://a/> CLEAR ALL",
        "BASE <http://a/> DROP DEFAULT",
        "SELECT * { ?s ?p ?o } ; CLEAR ALL",
    ],
)
def test_updates(server: Server, built: Path, text: str) -> None:
    before = (built / "graph.nt").read_bytes()
    for reply in (
        server.query(text),
        server.ask("POST", "/sparql", text, {"Content-Type": "application/sparql-query"}),
        server.ask("POST", "/sparql", text, {"Content-Type": "application/sparql-update"}),
        server.ask(
            "POST", "/query", f"update={quote(text)}", {"Content-Type": "application/x-www-form-urlencoded"}
        ),
    ):
        assert reply.status in {400, 403}
    assert works(server)
    assert (built / "graph.nt").read_bytes() == before


@pytest.mark.attack(37)
def test_bodies_and_heads_have_a_size(server: Server) -> None:
    direct = {"Content-Type": "application/sparql-query"}
    assert server.ask("POST", "/sparql", b"#" * (300 << 10), direct).status == 413
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=20)) as client:
        client.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        sent = 0
        try:
            while sent < 200 << 20:
                client.sendall(b"10000\r\n" + b"#" * 0x10000 + b"\r\n")
                sent += 0x10000
        except OSError:
            pass
        assert sent < 20 << 20, "the server took the whole body in"
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=20)) as client:
        try:
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * (200 << 10) + b"\r\n\r\n")
            answer = client.recv(100)
        except OSError:
            answer = b""
        assert answer == b"" or b" 400 " in answer or b" 431 " in answer
    assert works(server)
    assert server.memory() < MEMORY


@pytest.mark.attack(37)
@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: local",
        HEAD + b"Content-Length: 100\r\n\r\nASK",
    ],
)
def test_a_slow_client_is_let_go(server: Server, sent: bytes) -> None:
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=25)) as client:
        client.sendall(sent)
        began = time.monotonic()
        try:
            answer = client.recv(4096)
        except ConnectionError:
            answer = b""
        assert time.monotonic() - began < 20
        assert answer == b"" or b" 408 " in answer.split(b"\r\n")[0]
    assert works(server)


@pytest.mark.attack(38)
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "localhost.evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:80"}, 421),
        ({"Host": ""}, 421),
        ({"Host": "[bad"}, 421),
        ({"Host": "localhost:80/x"}, 421),
        ({"Host": "localhost:80> <http://a.example/p"}, 421),
        ({"Host": "localhost"}, 200),
        ({"Host": "LOCALHOST:9999"}, 200),
        ({"Host": "[::1]:80"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
    ],
)
@pytest.mark.parametrize("path", ["/", "/sparql", "/data", "/graph"])
def test_foreign_hosts_and_origins(server: Server, headers: dict[str, str], status: int, path: str) -> None:
    reply = server.ask("GET", path, headers=headers)
    assert reply.status == status
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.attack(38)
def test_two_host_headers(server: Server) -> None:
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        assert client.recv(100).split(b" ")[1] in {b"400", b"421"}


@pytest.mark.attack(38)
def test_a_preflight_gets_no_leave(server: Server) -> None:
    headers = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    reply = server.ask("OPTIONS", "/sparql", headers=headers)
    assert reply.status in {403, 405}
    assert not any(name.startswith("access-control-") for name in reply.headers)


@pytest.mark.attack(38)
def test_the_network_needs_a_name(built: Path) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "serve", str(built), "--host", EVERYWHERE, "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "--allow-host" in done.stderr


def test_a_named_host_is_answered(built: Path) -> None:
    running = start(built, "--allow-host", "kg.example", "--workers", "1")
    try:
        assert running.ask("GET", "/", headers={"Host": "kg.example"}).status == 200
        assert running.ask("GET", "/", headers={"Host": "other.example"}).status == 421
    finally:
        assert stop(running) == 0


def test_a_polite_stop_lets_answers_finish_and_leaves_no_process(built: Path) -> None:
    running = start(built, "--timeout", "2", "--workers", "1")
    workers = children(running.process.pid)
    assert workers
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    connection.request("GET", f"/sparql?query={quote(CROSS)}")
    time.sleep(0.5)
    running.process.terminate()
    answer = connection.getresponse()
    assert answer.status == 500
    assert "time limit" in json.loads(answer.read())["detail"]
    connection.close()
    assert stop(running) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


def test_a_port_that_is_taken_is_named(built: Path, server: Server) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "serve", str(built), "--port", str(server.port)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "choose another --port" in done.stderr
