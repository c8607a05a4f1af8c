"""The house rules that a machine can check: one direction of imports, heavy packages in their rooms, small files."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KG = ROOT / "kg"
CORE = {"model", "ids", "terms", "errors", "settings", "resources", "folding", "vocabulary", "rdf"}
ROOMS = (
    "documents",
    "mentions",
    "entities",
    "claims",
    "graph",
    "evaluation",
    "export",
    "query",
    "view",
    "serve",
)
MAY_USE = {"serve": {"query", "view"}}
TOP = {
    "pipeline",
    "training",
    "commands",
    "__init__",
}  # these compose rooms; the package itself offers open_graph
PACKAGES = {
    "spacy": {"mentions"},
    "ahocorasick": {"mentions"},
    "rdflib": {"graph", "export", "query", "view", "serve"},
    "pyoxigraph": {"graph", "export", "query", "view", "serve"},
    "pyshacl": {"graph"},
    "networkx": {"graph", "view", "query"},
    "pyvis": {"view"},
    "matplotlib": {"view"},
    "torch": {"training"},
    "scipy": {"training"},
    "typer": {"commands"},
    "pyarrow": {"export"},
    "zstandard": {"documents", "graph", "export"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "mcp": {"serve"},
    "pandas": {"query"},
}
MAX_LINES = 400
SOURCES = sorted(p for p in KG.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module that a file imports, in functions too."""
    out: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            out.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            out.add(node.module)
            if node.module == "kg":
                out.update(f"kg.{alias.name}" for alias in node.names)
    return out


def room_of(path: Path) -> str:
    """The room or core file that a source belongs to."""
    first = path.relative_to(KG).parts[0]
    return first.removesuffix(".py")


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(KG)))
def test_imports_run_one_way(path: Path) -> None:
    room = room_of(path)
    if room in TOP:
        return
    used = {
        name.split(".")[1] for name in imports(path) if name.startswith("kg.") and name != "kg.__version__"
    }
    allowed = CORE | {room, "__version__", "__init__"} | MAY_USE.get(room, set())
    if room in CORE:
        allowed = CORE | {"__version__"}
    assert used <= allowed, f"{path.relative_to(ROOT)} imports {sorted(used - allowed)}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(KG)))
def test_heavy_packages_stay_in_their_rooms(path: Path) -> None:
    for name in imports(path):
        allowed = PACKAGES.get(name.split(".")[0])
        assert allowed is None or room_of(path) in allowed, f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("path", [*SOURCES, ROOT / "cli.py"], ids=lambda p: p.name)
def test_files_are_small(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= MAX_LINES


def test_only_the_command_line_prints_or_exits() -> None:
    for path in SOURCES:
        if room_of(path) in {"training", "commands"}:
            continue
        calls = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not calls & {"print", "exit", "quit"}, path


def test_the_rooms_are_the_known_ones() -> None:
    found = {p.name for p in KG.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert found <= set(ROOMS) | TOP
