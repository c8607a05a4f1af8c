"""Installs the wheel of a folder into a fresh environment and uses it from an empty folder."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def main(folder: Path) -> None:
    """Raise where the wheel lacks something."""
    (wheel,) = folder.glob("*.whl")
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        venv.create(home / "env", with_pip=True)
        python = home / "env" / "bin" / "python"
        pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        # The locked versions of what it asks for, and nothing that only development needs.
        run(*pip, "--constraint", constraints(home), wheel.resolve(), cwd=home)
        kg = home / "env" / "bin" / "kg"
        run(kg, "build", "-o", "graph", cwd=home)
        run(kg, "query", "graph", "faster-than", cwd=home)
        run(kg, "check", "graph", cwd=home)
        run(kg, "view", "graph", "-o", "page.html", cwd=home)
        built = (home / "graph" / "graph.nt").read_bytes()
    if built != (ROOT / "exports" / "sample" / "graph.nt").read_bytes():
        sys.exit("The wheel builds another graph of the sample than the checkout.")
    sys.stdout.write(f"{wheel.name}: builds, answers, checks and draws on its own\n")


def constraints(home: Path) -> Path:
    """The lock file without its hashes."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    path = home / "constraints.txt"
    path.write_text(
        "\n".join(line.split()[0] for line in lines if "==" in line and not line.startswith((" ", "#")))
    )
    return path


def run(*command: object, cwd: Path) -> None:
    """Raise where a command fails."""
    subprocess.run([str(part) for part in command], check=True, cwd=cwd, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
