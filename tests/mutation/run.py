"""Changes the code on purpose, one place at a time, and counts how many changes the tests notice.

`python tests/mutation/run.py [GROUP ...]` prints a table, writes it and the survivors to build/mutation, and ends
with 1 when a group's score is below the floor.  Each group is run by mutmut with its own tests, in a copy.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "mutation"
FLOOR = 0.80
COPIED = ("kg", "tests", "ontology", "cli.py", "pyproject.toml", "exports")
# What mutmut calls the end of a mutant's tests.
KILLED, SURVIVED = {1, 3, 34}, {0}
TIMED_OUT, UNTESTED = {24, 35, 36, 152, 255, -24, -9}, {5, 33}


@dataclass(frozen=True, slots=True)
class Group:
    """Sources that are changed together, and the tests that should notice."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    options: tuple[str, ...] = ()


GROUPS: dict[str, Group] = {
    "ids": Group(("kg/ids.py",), ("tests/core/test_ids.py", "tests/core/test_ids_exact.py")),
    "rdf": Group(("kg/rdf.py",), ("tests/core/test_rdf.py",)),
    "atomic": Group(
        ("kg/export/atomic.py", "kg/export/packing.py", "kg/export/parts.py"),
        (
            "tests/export/test_packing.py",
            "tests/export/test_atomic.py",
            "tests/export/test_parts.py",
            "tests/faults/test_every_call.py",
        ),
        ("-k", "not any_call"),
    ),
    "writers": Group(
        (
            "kg/export/turtle.py",
            "kg/export/lines.py",
            "kg/export/jsonld.py",
            "kg/export/rdfxml.py",
            "kg/export/xml.py",
        ),
        ("tests/export/test_exact.py", "tests/export/test_reifiers.py", "tests/export/test_writers.py"),
        ("-k", "not test_bytes_do_not_depend"),
    ),
    "tables": Group(
        (
            "kg/export/csvfiles.py",
            "kg/export/graphxml.py",
            "kg/export/property_graph.py",
            "kg/export/tables.py",
        ),
        ("tests/export/test_property_graph.py", "tests/export/test_parquet.py", "tests/export/test_exact.py"),
        ("-k", "not test_bytes_depend"),
    ),
    "limits": Group(
        ("kg/query/guard.py", "kg/query/lexer.py", "kg/query/limits.py"),
        ("tests/query/test_guard_exact.py", "tests/query/test_guard.py"),
        ("-k", "not linear"),
    ),
    "grammar": Group(
        ("kg/claims/numbers.py", "kg/claims/units.py", "kg/claims/bounds.py", "kg/claims/factor.py"),
        (
            "tests/claims/test_numbers_exact.py",
            "tests/claims/test_factor.py",
            "tests/claims/test_quantities.py",
        ),
        ("-k", "not linear and not million"),
    ),
}


@dataclass(frozen=True, slots=True)
class Score:
    """The verdicts on one group's mutants."""

    verdicts: Counter[str]
    survivors: tuple[str, ...]  # by name; `mutmut show NAME` in the group's folder shows the change

    @property
    def share(self) -> float:
        """Noticed mutants of all."""
        noticed = self.verdicts["killed"] + self.verdicts["timed out"]
        return noticed / (self.verdicts.total() or 1)


def score(name: str, group: Group) -> Score:
    """Run one group in a folder of its own."""
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for part in COPIED:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / part).exists():
            shutil.copy(ROOT / part, folder / part)
    chosen = [test for test in group.tests if (ROOT / test).exists()]
    arguments = ["-x", "-p", "no:cacheprovider", "--hypothesis-seed=0", *group.options]
    table = {
        "source_paths": ["kg"],
        "only_mutate": list(group.sources),
        "also_copy": [part for part in COPIED if part not in {"kg", "tests", "pyproject.toml"}],
        "pytest_add_cli_args": arguments,
        "pytest_add_cli_args_test_selection": chosen,
        "use_git_change_detection": False,
        "track_dependencies": False,
    }
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[tool.mutmut]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in table.items()))
    mutmut = [sys.executable, "-m", "mutmut"]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    with (folder / "log").open("wb") as log:
        subprocess.run(
            [*mutmut, "run", "--max-children", os.environ.get("PAPERKG_MUTATION_JOBS", "2")],
            cwd=folder, env=environment, stdout=log, stderr=log, check=False,
        )  # fmt: skip
    verdicts: Counter[str] = Counter()
    survivors: list[str] = []
    for source in group.sources:
        meta = folder / "mutants" / f"{source}.meta"
        if not meta.exists():
            continue
        for mutant, code in json.loads(meta.read_text())["exit_code_by_key"].items():
            verdict = _verdict(code)
            verdicts[verdict] += 1
            if verdict in {"survived", "untested"}:
                survivors.append(mutant)
    return Score(verdicts, tuple(survivors))


def _verdict(code: int | None) -> str:
    if code in KILLED:
        return "killed"
    if code in SURVIVED:
        return "survived"
    if code in UNTESTED:
        return "untested"
    return "timed out" if code in TIMED_OUT else "not run"


def main() -> int:
    """Run the named groups, or all."""
    names = sys.argv[1:] or list(GROUPS)
    lines = [
        "| code | mutants | noticed | of them by time-out | survived | untested | score |",
        "|---|---|---|---|---|---|---|",
    ]
    low = False
    for name in names:
        found = score(name, GROUPS[name])
        v = found.verdicts
        files = ", ".join(f"`{source}`" for source in GROUPS[name].sources)
        noticed = v["killed"] + v["timed out"]
        lines.append(
            f"| {files} | {v.total()} | {noticed} | {v['timed out']} | {v['survived']} "
            f"| {v['untested'] + v['not run']} | {found.share:.0%} |"
        )
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
        (BUILD / f"{name}.survivors").write_text("\n".join(found.survivors) + "\n", encoding="utf-8")
        low = low or found.share < FLOOR
    (BUILD / "table.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
