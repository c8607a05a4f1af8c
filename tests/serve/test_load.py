"""Two hundred clients at once: no wrong answer, no dead server, overload answered with 503 and when to come back.

PAPERKG_LOAD_SECONDS sets how long; five seconds if it is not set.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest

from .conftest import Server, start, stop

CLIENTS = 200
SECONDS = float(os.environ.get("PAPERKG_LOAD_SECONDS", "5"))
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
MEMORY = 1 << 30


async def request(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    """One GET on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers["content-length"]))
        return int(head[0].split(" ")[1]), headers, body
    finally:
        writer.close()


async def client(number: int, port: int, until: float, seen: Counter[str]) -> None:
    """Ask again and again, each time for something that no other request asks for."""
    turn = 0
    while asyncio.get_running_loop().time() < until:
        turn += 1
        endless = number % 50 == 0
        value = number * 1_000_000 + turn
        text = ENDLESS if endless else f"SELECT ?x {{ ?s a kg:Paper BIND({value} AS ?x) }} LIMIT 3"
        status, headers, body = await request(port, f"/sparql?query={quote(text)}")
        if status == 200 and not endless:
            rows = [row["x"]["value"] for row in json.loads(body)["results"]["bindings"]]
            seen["right" if rows == [str(value)] * 3 else "wrong"] += 1
        elif status == 503:
            seen["busy" if headers.get("retry-after") else "no retry-after"] += 1
            await asyncio.sleep(0.05)
        elif status == 500 and endless:
            seen["ended"] += 1
        else:
            seen[f"status {status}"] += 1


@pytest.mark.attack(37)
@pytest.mark.guarantee("G7")
def test_two_hundred_clients(built: Path) -> None:
    running = start(built, "--timeout", "1", "--workers", "2")
    seen: Counter[str] = Counter()

    async def crowd() -> None:
        until = asyncio.get_running_loop().time() + SECONDS
        await asyncio.gather(*(client(number, running.port, until, seen) for number in range(CLIENTS)))

    try:
        asyncio.run(crowd())
        assert set(seen) <= {"right", "busy", "ended"}, seen
        assert seen["right"] > 100, seen
        assert running.process.poll() is None
        assert after(running)
        assert running.memory() < MEMORY
    finally:
        assert stop(running) == 0


@pytest.mark.attack(37)
def test_overload_is_told(built: Path) -> None:
    """One worker, taken by queries that do not end: who waits too long is told when to come back."""
    running = start(built, "--timeout", "8", "--workers", "1")

    async def crowd() -> list[tuple[int, dict[str, str], bytes]]:
        return await asyncio.gather(
            *(request(running.port, f"/sparql?query={quote(ENDLESS)}") for _ in range(4)),
            *(request(running.port, f"/sparql?query={quote('ASK {}')}") for _ in range(250)),
        )

    try:
        found = asyncio.run(crowd())
        busy = [headers for status, headers, _ in found if status == 503]
        assert busy
        assert all(int(headers["retry-after"]) > 0 for headers in busy)
        assert {status for status, _, _ in found} <= {200, 500, 503}
        assert after(running)
    finally:
        assert stop(running) == 0


@pytest.mark.attack(37)
def test_a_thousand_at_once(built: Path) -> None:
    """More than may wait: each is answered, rightly or with the time to come back."""
    running = start(built, "--timeout", "2", "--workers", "2")

    async def crowd() -> list[tuple[int, dict[str, str], bytes]]:
        path = f"/sparql?query={quote('ASK { ?s a kg:Paper }')}"
        return await asyncio.gather(*(request(running.port, path) for _ in range(1000)))

    try:
        found = asyncio.run(crowd())
        assert {status for status, _, _ in found} <= {200, 503}
        assert all(json.loads(body)["boolean"] is True for status, _, body in found if status == 200)
        assert all("retry-after" in headers for status, headers, _ in found if status == 503)
        assert after(running)
        assert running.memory() < MEMORY
    finally:
        assert stop(running) == 0


def after(server: Server) -> bool:
    """Whether the server still answers, and rightly."""
    return int(server.rows("SELECT (COUNT(*) AS ?n) { ?s a kg:Paper }")[0]["n"]) > 0
