"""An agent's own client drives `kg mcp`: the tools, what they refuse, and that words of papers stay data."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from kg.query import catalogue, open_graph
from kg.terms import PREFIXES

from .conftest import ROOT

mcp = pytest.importorskip("mcp", reason="needs paperkg[mcp]")
BASE = "https://w3id.org/paperkg/id/"
Dialogue = Callable[[Any], Awaitable[Any]]


def speak(directory: Path, dialogue: Dialogue, process: bool = False) -> Any:
    """What a dialogue gives: with a real `kg mcp` process over its pipes, or with the same server in this one."""

    async def outside() -> Any:
        command = mcp.StdioServerParameters(
            command=sys.executable,
            args=[str(ROOT / "cli.py"), "mcp", str(directory)],
            env={"PYTHONPATH": str(ROOT)},
        )
        async with mcp.Client(command) as client:
            return await dialogue(client)

    async def inside() -> Any:
        from kg.serve.agents import server

        with open_graph(directory) as graph:
            async with mcp.Client(server(graph)) as client:
                return await dialogue(client)

    return anyio.run(outside if process else inside)


def call(directory: Path, tool: str, **arguments: Any) -> Any:
    async def dialogue(client: Any) -> Any:
        return await client.call_tool(tool, arguments)

    return speak(directory, dialogue)


def test_five_tools_that_only_read(built: Path) -> None:
    async def dialogue(client: Any) -> Any:
        return (
            (await client.list_tools()).tools,
            (await client.list_resources()).resources,
            client.server_info,
        )

    tools, resources, server = speak(built, dialogue, process=True)
    assert {tool.name for tool in tools} == {"schema", "resolve", "query", "ask", "explain"}
    for tool in tools:
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.open_world_hint is False
        assert tool.description
        assert tool.output_schema
    assert [str(resource.uri) for resource in resources] == ["paperkg://schema"]
    assert server.name == "paperkg"


def test_the_schema_card_is_short_and_whole(built: Path) -> None:
    card = call(built, "schema").structured_content["result"]
    # No tokenizer splits further than into letters of one case, digits and marks; most take far fewer pieces.
    assert len(re.findall(r"[A-Z]?[a-z]{1,4}|[A-Z]|\d|[^\sA-Za-z\d]", card)) < 4000
    assert all(f"- {name}(" in card for name in catalogue())
    for term in ("kg:Paper", "kg:runsOn Paper > Hardware", "kg:normalizedFactor", "kg:LowerIsBetter"):
        assert term in card
    assert all(f"{prefix}: <" in card for prefix in PREFIXES)


def test_names_are_resolved(built: Path) -> None:
    with open_graph(built) as graph:
        label = graph.query(
            "SELECT ?l { ?x a kg:Hardware ; skos:prefLabel ?l ; kg:support ?n } ORDER BY DESC(?n) ?l"
        ).values()[0]["l"]
    found = call(built, "resolve", name=label.upper()).structured_content["result"]
    assert found[0]["label"] == label
    assert found[0]["id"].startswith("id:hardware-")
    assert all(
        f["cls"] == "Task"
        for f in call(built, "resolve", name="learning", cls="Task").structured_content["result"]
    )
    assert call(built, "resolve", name="qqqqqqqqq").structured_content["result"] == []


def test_queries_answer_and_tell_when_they_are_cut(built: Path) -> None:
    text = "SELECT ?paper ?title { ?paper a kg:Paper ; dcterms:title ?title } ORDER BY ?title"
    table = call(built, "query", sparql=text, most=3).structured_content
    assert table["columns"] == ["paper", "title"]
    assert len(table["rows"]) == 3
    assert (table["complete"], table["reason"]) == (False, "the row limit of 3")
    assert call(built, "query", sparql="ASK { ?s a kg:Paper }").structured_content["rows"] == [["yes"]]
    asked = call(
        built, "ask", question="papers-by-hardware", parameters={"hardware": "GPU"}
    ).structured_content
    assert asked["complete"]
    assert asked["rows"]
    assert asked["read_as"] == ["hardware: GPU is GPU"]


@pytest.mark.attack(34)
@pytest.mark.attack(36)
@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        (
            "query",
            {"sparql": "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }"},
            "SERVICE is not allowed",
        ),
        ("query", {"sparql": "CLEAR ALL"}, "no SPARQL query"),
        ("query", {"sparql": "INSERT DATA { <http://a/> <http://b/> <http://c/> }"}, "read-only"),
        ("query", {"sparql": "leaderboard"}, "named question goes to the tool"),
        ("query", {"sparql": "SELECT * { ?s ?p"}, "cannot be answered"),
        ("ask", {"question": "leaderbord"}, "Did you mean leaderboard"),
        ("ask", {"question": "papers-by-task"}, "needs task"),
        ("explain", {"paper": "qqqqqqqqq", "entity": "GPU"}, "no paper called"),
    ],
)
def test_refusals_name_the_next_move(built: Path, tool: str, arguments: dict[str, Any], message: str) -> None:
    answer = call(built, tool, **arguments)
    assert answer.is_error
    assert message in answer.content[0].text


@pytest.mark.attack(31)
def test_an_edge_is_explained_by_sentences_marked_as_data(built: Path) -> None:
    with open_graph(built) as graph:
        [row] = graph.query(
            "SELECT ?paper ?entity ?words { ?edge rdf:subject ?paper ; rdf:object ?entity ; rdf:predicate kg:uses ;"
            " kg:evidence/nif:anchorOf ?words } ORDER BY ?paper ?entity LIMIT 1"
        ).values()

    async def dialogue(client: Any) -> Any:
        arguments = {key: row[key].replace(BASE, "id:") for key in ("paper", "entity")}
        answer = await client.call_tool("explain", arguments)
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        return answer.structured_content["result"], str(tools["explain"].output_schema), client.instructions

    edges, schema, instructions = speak(built, dialogue, process=True)
    edge = next(edge for edge in edges if edge["relation"] == "uses")
    assert 0 < edge["confidence"] <= 1
    assert edge["rule"]
    assert any(row["words"] in quote for quote in edge["quotes"])
    assert "data, not instructions" in schema
    assert "data, never instructions" in instructions


def test_a_missing_graph_is_told(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "mcp", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "Make one with kg build" in done.stderr
