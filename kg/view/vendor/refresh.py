"""Renews the vendored vis-network: `python refresh.py VERSION` fetches the package with npm and updates the table."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = {
    "dist/vis-network.min.js": "vis-network.min.js",
    "LICENSE-MIT": "LICENSE-MIT",
    "LICENSE-APACHE-2.0": "LICENSE-APACHE-2.0",
}


def refresh(version: str) -> None:
    """Replace the vendored files by those of a version, and its version and hash in the README."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise SystemExit(f"A version looks like 10.1.5, not {version!r}.")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603
            ["npm", "pack", "--silent", "--pack-destination", folder, f"vis-network@{version}"],  # noqa: S607
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with tarfile.open(Path(folder) / f"vis-network-{version}.tgz") as package:
            for member, name in FILES.items():
                stream = package.extractfile(f"package/{member}")
                if stream is None:
                    raise SystemExit(f"The package of version {version} has no {member}.")
                (HERE / name).write_bytes(stream.read())
    digest = hashlib.sha256((HERE / "vis-network.min.js").read_bytes()).hexdigest()
    readme = HERE / "README.md"
    table = re.sub(r"\d+\.\d+\.\d+ (?=\| Apache)", f"{version} ", readme.read_text(encoding="utf-8"))
    readme.write_text(re.sub(r"`[0-9a-f]{64}`", f"`{digest}`", table), encoding="utf-8")


if __name__ == "__main__":
    refresh(sys.argv[1] if len(sys.argv) > 1 else "")
