"""The tables of GUARANTEES.md, made of rows.py and of the markers on the tests.

`python tests/trust/tables.py` writes them anew.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rows import ATTACKS, GUARANTEES

TESTS = Path(__file__).resolve().parent.parent
PAGE = TESTS.parent / "GUARANTEES.md"


def marked(kind: str) -> dict[object, list[str]]:
    """The tests that carry `@pytest.mark.<kind>(key)`, as file::name, by key."""
    found: dict[object, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                for key in _keys(node, kind):
                    found[key].append(f"{path.relative_to(TESTS)}::{node.name}")
    return found


def _keys(node: ast.FunctionDef | ast.AsyncFunctionDef, kind: str) -> Iterator[object]:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == f"pytest.mark.{kind}":
            yield from (ast.literal_eval(argument) for argument in decorator.args)


def _table(head: str, rows: Iterator[tuple[str, ...]]) -> str:
    columns = head.count("|") - 1
    return "\n".join([head, "|" + "---|" * columns, *("| " + " | ".join(row) + " |" for row in rows)])


def _cell(tests: list[str]) -> str:
    return "<br>".join(f"`{test}`" for test in tests)


def tables() -> dict[str, str]:
    """The two tables by the name of their place in the page."""
    attacks, promises = marked("attack"), marked("guarantee")
    return {
        "promises": _table(
            "| | promise | broken when | tests |",
            ((name, *texts, _cell(promises[name])) for name, texts in GUARANTEES.items()),
        ),
        "attacks": _table(
            "| | input or attack | what happens | tests |",
            ((str(row), *texts, _cell(attacks[row])) for row, texts in ATTACKS.items()),
        ),
    }


def page(text: str) -> str:
    """The page with its tables renewed between their marks."""
    for name, table in tables().items():
        start, end = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
        before, rest = text.split(start)
        text = before + start + table + end + rest.split(end)[1]
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
