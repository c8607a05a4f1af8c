"""Renews the vendored editor: `python refresh.py VERSION` installs the package with npm and updates the table."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = "@zazuko/yasqe"
FILES = ("yasqe.min.js", "yasqe.min.css")
PACKED = ("yasqe.min.js",)  # kept in gzip: a third of the size
LICENCES = HERE / "LICENCES.txt"
_BUNDLED = re.compile(r"node_modules/((?:@[\w.-]+/)?[\w.-]+)/")
_NAMES = ("LICENSE", "license", "LICENSE.txt", "LICENSE.md", "LICENCE")


def refresh(version: str) -> None:
    """Replace the editor and the licences of all that is bundled in it, and its version and hashes in the README."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise SystemExit(f"A version looks like 4.6.2, not {version!r}.")
    digests: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        _install(folder, [f"{PACKAGE}@{version}"])
        modules = Path(folder) / "node_modules"
        built = modules / PACKAGE / "build"
        for name in FILES:
            content = (built / name).read_bytes()
            digests[name] = hashlib.sha256(content).hexdigest()
            if name in PACKED:
                (HERE / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
            else:
                (HERE / name).write_bytes(content)
        sources = json.loads((built / "yasqe.min.js.map").read_text(encoding="utf-8"))["sources"]
        bundled = sorted({match[1] for source in sources for match in _BUNDLED.finditer(source)})
        # What its authors bundled without declaring it, in the version of today.
        _install(folder, [name for name in bundled if not (modules / name).is_dir()])
        LICENCES.write_text(
            "".join(_licence(modules / name, name) for name in (PACKAGE, *bundled)), encoding="utf-8"
        )
    readme = HERE / "README.md"
    text = re.sub(r"\| \d+\.\d+\.\d+ \|", f"| {version} |", readme.read_text(encoding="utf-8"))
    for name, digest in digests.items():
        text = re.sub(rf"(`{re.escape(name)}`.*`)[0-9a-f]*(` \|)", rf"\g<1>{digest}\g<2>", text)
    readme.write_text(text, encoding="utf-8")


def _install(folder: str, packages: list[str]) -> None:
    command = ["npm", "install", "--silent", "--ignore-scripts", "--prefix", folder, *packages]
    if packages:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def _licence(folder: Path, name: str) -> str:
    """The licence of a bundled package: its own file, else what its package.json states."""
    about = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    head = f"{'=' * 20} {name} {about['version']}: {about.get('license', 'see below')}\n\n"
    for file in _NAMES:
        if (folder / file).is_file():
            return f"{head}{(folder / file).read_text(encoding='utf-8').strip()}\n\n"
    author = about.get("author", "")
    return f"{head}Author: {author if isinstance(author, str) else author.get('name', '')}\n\n"


if __name__ == "__main__":
    refresh(sys.argv[1] if len(sys.argv) > 1 else "")
