"""The comparison that the harness rests on: by value where numbers are meant, to the letter elsewhere."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kg import terms

HERE = Path(__file__).parent
QUERIES = sorted((HERE / "queries").glob("*.rq"))


@pytest.fixture(scope="module")
def answers() -> ModuleType:
    spec = importlib.util.spec_from_file_location("interop_answers", HERE / "answers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"results": {"bindings": list(rows)}}


def literal(value: str, datatype: str = "", kind: str = "literal", **more: str) -> dict[str, str]:
    return {"type": kind, "value": value, **({"datatype": datatype} if datatype else {}), **more}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (literal("0.90", terms.XSD_DECIMAL), literal("0.9", terms.XSD_DECIMAL, "typed-literal"), True),
        (literal("7", terms.XSD_INTEGER), literal("7.0", terms.XSD_DECIMAL), True),
        (literal("0.9", terms.XSD_DECIMAL), literal("0.90001", terms.XSD_DECIMAL), False),
        (literal("x"), literal("x", terms.XSD + "string"), True),
        (literal("x"), literal("x "), False),
        (literal("x", **{"xml:lang": "EN"}), literal("x", **{"xml:lang": "en"}), True),
        (literal("x", **{"xml:lang": "en"}), literal("x"), False),
        (literal("https://a.example/"), {"type": "uri", "value": "https://a.example/"}, False),
        (literal("2024", terms.XSD_GYEAR), literal("2024"), False),
    ],
)
def test_values_are_compared_by_what_they_mean(
    answers: ModuleType, one: dict[str, str], other: dict[str, str], same: bool
) -> None:
    ours, theirs = (answers.from_json(table({"v": cell})) for cell in (one, other))
    assert (answers.difference(ours, theirs) == "") is same


def test_rows_are_a_bag_without_order(answers: ModuleType) -> None:
    a, b = {"x": literal("a"), "y": literal("1")}, {"y": literal("2"), "x": literal("b")}
    assert not answers.difference(answers.from_json(table(a, b)), answers.from_json(table(b, a)))
    assert "1 rows missing, 0 more" in answers.difference(
        answers.from_json(table(a, a)), answers.from_json(table(a))
    )
    unbound = {"x": literal("a"), "y": {"type": "unbound", "value": None}}
    assert answers.from_json(table(unbound)) == answers.from_json(table({"x": literal("a")}))


def test_there_are_ten_queries_of_terms_that_exist() -> None:
    ours = {value for value in vars(terms).values() if isinstance(value, str)}
    assert len(QUERIES) == 10
    for path in QUERIES:
        text = path.read_text(encoding="utf-8")
        namespaces = dict(re.findall(r"PREFIX (\w+): <([^>]*)>", text))
        used = re.findall(r"\b(\w+):([A-Za-z]\w*)", text.split("\n\n", 1)[1])
        assert used
        assert {namespaces[prefix] + local for prefix, local in used} <= ours, path.name
