"""Breaks each guarantee on purpose, in a copy of the checkout, and looks whether a test of it fails.

`python tests/trust/sabotage.py [G1 ...]` prints a line a guarantee and ends with 1 where a broken one goes unnoticed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = (
    "kg", "tests", "ontology", "docs", ".ci", "cli.py", "pyproject.toml", "Makefile", "README.md", "CONTRIBUTING.md",
    "GUARANTEES.md",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sabotage:
    """One change of one file that breaks a guarantee, and the test that must fail by it."""

    breaks: str
    file: str
    old: str
    new: str
    test: str


ALL = (
    Sabotage("G1", "kg/pipeline/runs.py", "sorted(", "list(", "tests/export/test_same_bytes.py"),
    Sabotage(
        "G2",
        "kg/pipeline/draft.py",
        "    finish(directory)\n    folder = directory / NAME\n",
        "    folder = directory / NAME\n",
        "tests/scale/test_kills.py",
    ),
    Sabotage(
        "G3",
        "kg/export/atomic.py",
        "handle, temporary = _draft(target)",
        "handle, temporary = os.open(target, os.O_RDWR | os.O_CREAT | os.O_TRUNC), target",
        "tests/export/test_atomic.py",
    ),
    Sabotage(
        "G4",
        "kg/export/jsonld.py",
        "json.dumps",
        "str",
        "tests/interop/test_rules.py::test_all_formats_are_one_set_to_three_parsers",
    ),
    Sabotage(
        "G5",
        "kg/rdf.py",
        """'"': '\\\\"',""",
        "",
        "tests/export/test_writers.py::test_a_hostile_string_never_adds_a_statement",
    ),
    Sabotage(
        "G6",
        "kg/rdf.py",
        r'"\r": "\\r"',
        r'"\r": "\\n"',
        "tests/export/test_writers.py::test_a_literal_comes_back_as_it_went_in_but_for_control_characters",
    ),
    Sabotage(
        "G7",
        "kg/query/guard.py",
        'if "SERVICE" in words:',
        'if "service" in words:',
        "tests/query/test_guard.py::test_everything_else_is_forbidden",
    ),
    Sabotage(
        "G8",
        "kg/query/result.py",
        'return "" if self.complete else self.reason',
        'return ""',
        "tests/query/test_engine.py::test_an_answer_is_complete_up_to_the_row_limit",
    ),
    Sabotage(
        "G9",
        "kg/documents/merging.py",
        "            skips.append(item)",
        "            continue",
        "tests/test_pipeline.py::test_every_record_is_kept_merged_or_skipped",
    ),
    Sabotage(
        "G10",
        "kg/graph/description.py",
        "yield node, rdf.iri(terms.PREF_LABEL), rdf.literal(name)",
        "yield from ()",
        "tests/test_pipeline.py::test_the_sample_holds_at_least_sixty_papers_and_conforms",
    ),
    Sabotage(
        "G11",
        "kg/pipeline/draft.py",
        "    for name in names:\n",
        "    import contextlib, socket\n"
        "    with contextlib.suppress(OSError):\n        socket.socket().connect(('127.0.0.1', 9))\n"
        "    for name in names:\n",
        "tests/test_pipeline.py::test_a_build_asks_nothing_of_the_network",
    ),
    Sabotage(
        "G12",
        "kg/documents/people.py",
        r",?\s(?:and|&)\s",
        r",?\s+(?:and|&)\s+",
        "tests/trust/test_patterns.py",
    ),
    Sabotage("G13", "docs/tutorial.md", "kg stats birds", "kg statistics birds", "tests/docs/test_docs.py"),
    Sabotage(
        "G14",
        "tests/export/test_exact.py",
        "    assert ",
        "    assert True or ",
        "tests/mutation/test_scores.py::test_changes_of_the_code_are_noticed",
    ),
    Sabotage(
        "G15",
        "kg/documents/ris.py",
        '_FIELDS.get(tag, "")',
        "_FIELDS[tag]",
        "tests/documents/test_mutations.py",
    ),
    Sabotage(
        "G16",
        "kg/ids.py",
        'archive.replace(".", "_")',
        'archive.replace(".", "-")',
        "tests/core/test_ids.py::test_names_of_papers_are_permanent",
    ),
)


def copy(place: Path) -> Path:
    """What the tests need of the checkout."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, place / name)
    (place / "exports").symlink_to(ROOT / "exports")
    return place


def noticed(one: Sabotage, place: Path) -> bool:
    """Whether the test fails with the change, and did not without it."""
    path = place / one.file
    text = path.read_text(encoding="utf-8")
    if text.count(one.old) < 1:
        raise SystemExit(f"{one.breaks}: {one.file} no longer holds {one.old!r}")
    if not passes(one.test, place):
        raise SystemExit(f"{one.breaks}: {one.test} fails before anything is broken")
    try:
        path.write_text(text.replace(one.old, one.new), encoding="utf-8")
        return not passes(one.test, place)
    finally:
        path.write_text(text, encoding="utf-8")


def passes(test: str, place: Path) -> bool:
    """Whether a test passes in the copy."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", test],
        cwd=place, capture_output=True, check=False, timeout=600,
        env=os.environ | {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    if done.returncode not in {0, 1, 2}:
        raise SystemExit(f"{test} cannot be run: {done.stdout.decode()[-500:]}")
    return done.returncode == 0


def main(chosen: set[str]) -> int:
    """Print a line a guarantee; the number of those whose end nobody noticed."""
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        place = copy(Path(folder))
        for one in ALL:
            if chosen and one.breaks not in chosen:
                continue
            found = noticed(one, place)
            missed += not found
            sys.stdout.write(f"{one.breaks}\t{'noticed' if found else 'NOT NOTICED'}\t{one.test}\n")
            sys.stdout.flush()
    return missed


if __name__ == "__main__":
    sys.exit(min(main(set(sys.argv[1:])), 1))
