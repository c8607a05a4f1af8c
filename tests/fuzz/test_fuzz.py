"""Only KGError leaves a parser: the kept crashes stay mended, and some seconds of new bytes find no other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kg.errors import InputError

sys.path.insert(0, str(Path(__file__).parent))
from fuzz import CRASHES, Outcome, attempt, run
from targets import TARGETS, Target

SECONDS = float(os.environ.get("PAPERKG_FUZZ_SECONDS", "20"))
SEED = int(os.environ.get("PAPERKG_FUZZ_SEED", "1"))
KEPT = sorted(path for path in CRASHES.iterdir() if path.suffix != ".md")


@pytest.mark.guarantee("G15")
@pytest.mark.parametrize("path", KEPT, ids=lambda p: p.name)
def test_what_once_broke_out_no_longer_does(path: Path) -> None:
    found = attempt(TARGETS[path.name.rpartition(".")[0]], path.read_bytes())
    assert not found.place, found.escaped


@pytest.mark.slow
@pytest.mark.guarantee("G15")
def test_nothing_breaks_out() -> None:
    tally = run(SECONDS, SEED)
    assert not tally.escaped, "\n".join(f"{name}: {escaped}" for name, escaped, _ in tally.escaped)
    assert set(tally.tried) == set(TARGETS)
    assert any(tally.refused.values())


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_the_seeds_themselves_are_taken(name: str, tmp_path: Path) -> None:
    """A target that refuses its own seeds would never be looked into."""
    taken = [seed for seed in TARGETS[name].seeds if attempt(TARGETS[name], seed) == Outcome()]
    assert len(taken) * 2 > len(TARGETS[name].seeds)


def test_an_escape_would_be_seen() -> None:
    def broken(data: bytes, _: Path) -> None:
        if b"\xff" in data:
            raise KeyError("lost")
        raise InputError("" if b"\x00" in data else "Refused.")

    target = Target((b"x",), broken)
    assert attempt(target, b"\xff").place.startswith("KeyError")
    assert attempt(target, b"x") == Outcome(refused=True)
    assert attempt(target, b"\x00").place == "silent"
