"""Two hosts that share no network but a cable and no process table entry but ours: does a build survive one of them?

    python tests/scale/hosts.py --papers 400

Two network namespaces stand for the hosts.  The scheduler, the build and a worker are on the first, a plain
`dask worker` on the second, which is killed once the first results lie there.  Ends with 0 if the files are those of a
build on one machine, 1 if not, and 77 where this system makes no namespaces.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from kills import ROOT, hashes, records, say

SKIPPED = 77
PORT = 8786
ADDRESSES = ("10.77.0.1", "10.77.0.2")
PATIENCE = 120.0  # seconds


@contextmanager
def hosts() -> Iterator[tuple[str, str]]:
    """The names of two namespaces with a cable between them; they are gone afterwards."""
    mark = secrets.token_hex(2)
    names = f"kg-{mark}-1", f"kg-{mark}-2"
    cable = [f"kg{mark}{end}" for end in "ab"]
    with ExitStack() as stack:
        for name in names:
            ip("netns", "add", name)
            stack.callback(ip, "netns", "del", name)
        ip(
            "link",
            "add",
            cable[0],
            "netns",
            names[0],
            "type",
            "veth",
            "peer",
            "name",
            cable[1],
            "netns",
            names[1],
        )
        for name, end, address in zip(names, cable, ADDRESSES, strict=True):
            ip("-n", name, "addr", "add", f"{address}/24", "dev", end)
            ip("-n", name, "link", "set", end, "up")
            ip("-n", name, "link", "set", "lo", "up")
        yield names


def ip(*arguments: str) -> None:
    """Run the system's `ip`."""
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def on(host: str, arguments: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """A process on a host, the leader of a group of its own; what it says goes into a file."""
    with log.open("ab") as stream:
        return subprocess.Popen(
            ["ip", "netns", "exec", host, *arguments],
            stdout=stream, stderr=stream, cwd=ROOT, start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with all that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def worker(host: str, address: str, work: Path) -> subprocess.Popen[bytes]:
    """A plain dask worker."""
    arguments = [sys.executable, "-m", "distributed.cli.dask_worker", f"tcp://{ADDRESSES[0]}:{PORT}"]
    arguments += [
        "--host",
        address,
        "--nthreads",
        "1",
        "--no-dashboard",
        "--local-directory",
        str(work / address),
    ]
    return on(host, arguments, work / f"worker-{address}.log")


def command(source: Path, folder: Path, options: Sequence[str]) -> list[str]:
    """What builds a source into a folder."""
    return [sys.executable, "-m", "cli", "build", str(source), "-o", str(folder), *options]


def survive(papers: int, work: Path) -> bool:
    """Whether the files of a build that lost a host are those of a build on one machine."""
    source = work / "papers.jsonl"
    source.write_text("\n".join(records(papers)) + "\n", encoding="utf-8")
    begin = time.monotonic()
    subprocess.run(
        command(source, work / "alone", ["--no-tagger"]), check=True, capture_output=True, cwd=ROOT
    )
    expected = hashes(work / "alone")
    say(f"on one machine: {time.monotonic() - begin:.1f} s")
    with hosts() as (first, second), ExitStack() as stack:
        arguments = [
            sys.executable,
            "-m",
            "distributed.cli.dask_scheduler",
            "--host",
            ADDRESSES[0],
            "--port",
            str(PORT),
        ]
        started = on(first, [*arguments, "--no-dashboard"], work / "scheduler.log")
        stack.callback(end, started)
        stack.callback(end, worker(first, ADDRESSES[0], work))
        victim = worker(second, ADDRESSES[1], work)
        stack.callback(end, victim)
        options = ["--no-tagger", "--engine", "dask", "--scheduler", f"tcp://{ADDRESSES[0]}:{PORT}"]
        building = on(first, command(source, work / "built", options), work / "build.log")
        stack.callback(end, building)
        busy = wait_for_second(work, building)
        end(victim)
        say(f"second host killed, {'while it was at work' if busy else 'without having been at work'}")
        code = building.wait(timeout=PATIENCE * 5)
        found = hashes(work / "built")
    if code or not busy or found != expected:
        say((work / "build.log").read_text(encoding="utf-8", errors="replace")[-2000:])
    return code == 0 and busy and found == expected


def wait_for_second(work: Path, building: subprocess.Popen[bytes]) -> bool:
    """Whether the second host was seen at a task before the build ended: a worker says so as results come."""
    deadline = time.monotonic() + PATIENCE
    results = work / "built" / ".cache" / "results"
    while time.monotonic() < deadline and building.poll() is None:
        if len(list(results.glob("*.jsonl"))) > 1:  # two workers take turns: the second has had its own
            return True
        time.sleep(0.02)
    return False


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=2000)
    given = parser.parse_args()
    try:
        with hosts():
            pass
    except (OSError, subprocess.CalledProcessError) as error:
        say(f"skipped: this system makes no network namespaces ({error})")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        same = survive(given.papers, Path(folder))
    say("same bytes" if same else "other bytes")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
