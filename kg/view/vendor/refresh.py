"""Renews a vendored script: `python refresh.py PACKAGE VERSION` fetches it with npm and updates the table."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = {
    "vis-network": {
        "dist/vis-network.min.js": "vis-network.min.js",
        "LICENSE-MIT": "LICENSE-vis-network-MIT",
        "LICENSE-APACHE-2.0": "LICENSE-vis-network-APACHE-2.0",
    },
    "sigma": {"dist/sigma.min.js": "sigma.min.js", "LICENSE.txt": "LICENSE-sigma"},
    "graphology": {
        "dist/graphology.umd.min.js": "graphology.umd.min.js",
        "LICENSE.txt": "LICENSE-graphology",
    },
}  # the script of a package comes first


def refresh(package: str, version: str) -> None:
    """Replace a package's files by those of a version, and its row in the README."""
    if package not in PACKAGES or not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise SystemExit(f"Give one of {', '.join(PACKAGES)} and a version that looks like 10.1.5.")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603
            ["npm", "pack", "--silent", "--pack-destination", folder, f"{package}@{version}"],  # noqa: S607
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with tarfile.open(Path(folder) / f"{package}-{version}.tgz") as archive:
            for member, name in PACKAGES[package].items():
                stream = archive.extractfile(f"package/{member}")
                if stream is None:
                    raise SystemExit(f"The package of version {version} has no {member}.")
                (HERE / name).write_bytes(stream.read())
    script = next(iter(PACKAGES[package].values()))
    digest = hashlib.sha256((HERE / script).read_bytes()).hexdigest()
    readme = HERE / "README.md"
    row = re.compile(rf"(\| `{re.escape(script)}` \|[^|]*\| )[0-9.]+( \|[^|]*\| `)[0-9a-f]{{64}}(`)")
    text, changed = row.subn(rf"\g<1>{version}\g<2>{digest}\g<3>", readme.read_text(encoding="utf-8"))
    if changed != 1:
        raise SystemExit(f"The README has no row of {script}.")
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    refresh(*(sys.argv[1:3] if len(sys.argv) == 3 else ("", "")))
