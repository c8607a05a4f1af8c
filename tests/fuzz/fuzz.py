"""Feeds changed bytes to every target until the time is up; what escapes is kept beside this file.

`python tests/fuzz/fuzz.py --seconds 1800 --seed 7 [--target NAME ...]` ends with 1 when something other than KGError
came out of a target, or took longer than it may.  The same seed tries the same bytes in the same order.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import KGError

sys.path.insert(0, str(Path(__file__).parent))
from targets import TARGETS, Target

CRASHES = Path(__file__).parent / "crashes"
PATIENCE = 20  # seconds of processor time that one input may take; they are some kilobytes
PIECES = (
    b"", b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xf0\x9d\x94\xb8", b"\xc2\x85", b"\xe2\x80\xae",
    b"9" * 50, b"9" * 5000, b"-1", b"1e999", b"NaN", b"0000-00-00", b"2024-02-30", b"true", b"null", b"[" * 300,
    b"{" * 300, b"(" * 300, b"<a>" * 300, b"\\u0000", b"\\ud800", b"\\U00110000", b"&#0;", b"&x;", b"]]>",
    b"<!DOCTYPE a>",
    b"%zz", b"http://[", b"//", b"..", b"javascript:", b"_:b", b"@prefix ", b"@base <x> .", b"<<", b"{|", b'"""',
    b"^^", b"@en", b" . ", b"; ", b"\t", b"\r", b"\r\n", b"\n\n", b"ER  - ", b"@string{", b"\\input{x}", b'"@id":',
    b'"@context":', b'xml:base="http://["', b"rdf:ID", b"encoding='x'",
    *(bytes([c]) for c in b'"{}[]()<>&@\\,#;:=|/*+-.%$!?^~` '),
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What a run did: inputs by target, and what escaped as (target, error, bytes)."""

    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)  # by an error of ours
    escaped: list[tuple[str, str, bytes]] = field(default_factory=list)


def mutated(seed: bytes, others: tuple[bytes, ...], chance: random.Random) -> bytes:
    """The bytes after one to six changes."""
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(7)
        if kind == 0 and data:
            data[at % len(data)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del data[at : at + chance.choice((1, 2, 8, 200))]
        elif kind == 2:
            data[at:at] = data[at : at + chance.randint(1, 60)] * chance.choice((1, 2, 40))
        elif kind == 3:
            other = chance.choice(others)
            begin = chance.randrange(len(other) + 1)
            data[at:at] = other[begin : begin + chance.randint(1, 200)]
        elif kind == 4:
            lines = bytes(data).split(b"\n")
            chance.shuffle(lines)
            data = bytearray(b"\n".join(lines[: chance.randint(1, len(lines))]))
        elif kind == 5 and data:
            data[at % len(data)] = chance.randrange(256)
        else:
            data[at : at + chance.randint(0, 4)] = chance.choice(PIECES)
    return bytes(data[:100_000])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one input did: where it broke out (empty: it did not), how, and whether an error of ours refused it."""

    place: str = ""
    escaped: str = ""
    refused: bool = False


def attempt(target: Target, data: bytes) -> Outcome:
    """Feed the bytes once, in a folder of their own."""

    def slow(*_: object) -> None:
        raise TimeoutError(f"more than {PATIENCE} s")

    before = signal.signal(signal.SIGVTALRM, slow)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)  # a pause of the process is nobody's fault
    try:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            target.feed(data, Path(folder))
    except KGError as error:
        if str(error).strip():
            return Outcome(refused=True)
        return Outcome("silent", "an error of ours without a sentence")
    except Exception as error:  # noqa: BLE001 - the very thing looked for
        frames = traceback.extract_tb(error.__traceback__)
        last = [f for f in frames if "/kg/" in f.filename or "/tests/" in f.filename][-1]
        return Outcome(
            f"{type(error).__name__} {last.filename}:{last.lineno}", traceback.format_exc(limit=-4)
        )
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return Outcome()


def _turns(names: list[str]) -> Iterator[str]:
    turn = [name for name in names for _ in range(TARGETS[name].share)]
    while True:
        yield from turn


def run(seconds: float, seed: int, names: list[str] | None = None, tally: Tally | None = None) -> Tally:
    """Fuzz the targets in turn for so many seconds of processor time; an interrupted run leaves its `tally`."""
    chance = random.Random(seed)
    tally = Tally() if tally is None else tally
    seen: set[str] = set()
    end = time.process_time() + seconds
    for name in _turns(names or list(TARGETS)):
        if time.process_time() >= end:
            return tally
        target = TARGETS[name]
        data = mutated(chance.choice(target.seeds), target.seeds, chance)
        found = attempt(target, data)
        tally.tried[name] += 1
        tally.refused[name] += found.refused
        if found.place and found.place not in seen:
            seen.add(found.place)
            tally.escaped.append((name, found.escaped, data))
    raise AssertionError("the turns have no end")


def main() -> int:
    """Run from the command line; crashes are written to the corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="append", choices=list(TARGETS))
    given = parser.parse_args()
    tally = Tally()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        run(given.seconds, given.seed, given.target, tally)
    for name, number in sorted(tally.tried.items()):
        sys.stdout.write(f"{name}\t{number} inputs\t{tally.refused[name]} refused\n")
    for name, escaped, data in tally.escaped:
        path = CRASHES / f"{name}.{hashlib.sha256(data).hexdigest()[:10]}"
        path.write_bytes(data)
        sys.stdout.write(f"\n{path.name}\n{escaped}\n")
    spent = time.process_time()
    sys.stdout.write(
        f"{sum(tally.tried.values())} inputs, {len(tally.escaped)} escapes, {spent:.0f} s of processor time\n"
    )
    return int(bool(tally.escaped))


if __name__ == "__main__":
    sys.exit(main())
