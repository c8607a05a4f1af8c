"""Content negotiation, and the examples in the docstrings of the room."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.serve
from kg.errors import GraphError, SettingsError
from kg.serve.accept import preferred, ranges

OFFERS = ["application/json", "text/csv", "text/html"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/*", "text/csv"),
        ("text/html, text/csv", "text/csv"),
        ("text/html, text/csv;q=0.9", "text/html"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv ; q=0.5 , application/json ; q=0.4", "text/csv"),
        ("text/csv;q=1.0;ext=1, */*;q=0.1", "text/csv"),
        ("*/*;q=0.5, text/*;q=0.2", "application/json"),
        ("*/*, application/json;q=0", "text/csv"),
        ("image/png", None),
        ("*/*;q=0", None),
        ("text/csv;q=7", None),
        ("text/csv;q=-1", None),
        ("*/csv", None),
        (",,;,/", None),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ],
)
def test_preferred(header: str | None, expected: str | None) -> None:
    assert preferred(header, OFFERS) == expected


@given(st.text(max_size=60))
def test_any_header_gives_an_offer_or_nothing(header: str) -> None:
    assert preferred(header, OFFERS) in {*OFFERS, None}
    assert all(0 <= r.quality <= 1 for r in ranges(header))


@pytest.mark.parametrize("name", [f"kg.serve.{module.name}" for module in iter_modules(kg.serve.__path__)])
def test_examples_run(name: str) -> None:
    if name.endswith("agents"):
        pytest.importorskip("mcp")
    assert doctest.testmod(import_module(name)).failed == 0


@pytest.mark.parametrize("extra", ["serve", "mcp"])
def test_a_missing_extra_is_named(extra: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sys_modules = __import__("sys").modules
    for name in list(sys_modules):
        if name.startswith(("kg.serve.", "starlette", "mcp")):
            monkeypatch.delitem(sys_modules, name)
            monkeypatch.delattr(kg.serve, name.rpartition(".")[2], raising=False)
    monkeypatch.setitem(sys_modules, "starlette", None)
    monkeypatch.setitem(sys_modules, "mcp", None)
    calls = {
        "mcp": lambda: kg.serve.speak(tmp_path),
        "serve": lambda: kg.serve.serve(tmp_path, "127.0.0.1", 0, [], 1, 1, 1, lambda port: None),
    }
    with pytest.raises(SettingsError, match=rf"pip install 'paperkg\[{extra}\]'"):
        calls[extra]()


def test_there_must_be_a_graph_that_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="Make one with kg build"):
        kg.serve.serve(tmp_path, "127.0.0.1", 0, [], 1, 1, 1, lambda port: None)
    (tmp_path / "graph.nt").write_text("this is no triple\n", encoding="utf-8")
    with pytest.raises(GraphError, match="cannot be opened"):
        kg.serve.serve(tmp_path, "127.0.0.1", 0, [], 1, 1, 1, lambda port: None)
