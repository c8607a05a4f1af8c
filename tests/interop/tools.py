"""The programs under test: installs what is missing from Debian, npm and PyPI, and says where each is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "interop"  # kept between runs, ignored by git
JAVA = Path("/usr/share/java")
DEBIAN = {  # what tells that a package is there -> packages
    "virtuoso-t": ("virtuoso-opensource-7", "virtuoso-opensource-7-bin"),
    "rapper": ("raptor2-utils",),
    "serdi": ("serdi",),
    "rdfproc": ("redland-utils",),
    "java": ("default-jre-headless",),
    "curl": ("curl",),
    "node": ("nodejs", "npm"),
    str(JAVA / "jena-tdb2.jar"): ("libapache-jena-java", "libthrift-java"),
}
NPM = {"n3": "2", "@comunica/query-sparql-file": "4"}
PYPI = {"oxigraph": "oxigraph>=0.5,<0.6"}
WAIT = 300  # seconds that an installation may take


class Tools:
    """Where programs are, and why some are not."""

    def __init__(self) -> None:
        self.modules = BUILD / "node_modules"
        self.troubles: dict[str, str] = {}  # program -> why it could not be installed

    def path(self, program: str) -> Path:
        """Where a program is: in its own environment, else on the path."""
        own = BUILD / program / "bin" / program
        return own if own.exists() else Path(shutil.which(program) or program)

    def lacks(self, *programs: str) -> str:
        """Why one of these cannot be run, empty if all can."""
        for program in programs:
            path = self.path(program)
            if not path.is_absolute():
                return f"no {program}: {self.troubles.get(program, 'not installed')}"
        return ""

    def lacks_module(self, name: str) -> str:
        """Why an npm package cannot be used, empty if it can."""
        return (
            "" if (self.modules / name).is_dir() else f"no {name}: {self.troubles.get(name, 'not installed')}"
        )

    def module_version(self, name: str) -> str:
        """The version of an npm package."""
        return str(json.loads((self.modules / name / "package.json").read_text())["version"])

    def install(self) -> None:
        """Install what is missing; what cannot be is remembered with the reason."""
        BUILD.mkdir(parents=True, exist_ok=True)
        wanted = {
            mark: packages
            for mark, packages in DEBIAN.items()
            if not (Path(mark).exists() or shutil.which(mark))
        }
        if wanted:
            self._install_debian(wanted)
        if any(not (self.modules / name).is_dir() for name in NPM) and not self.lacks("node"):
            packages = [f"{name}@{version}" for name, version in NPM.items()]
            self._try(NPM, ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(BUILD), *packages])
        for program, requirement in PYPI.items():
            if not self.path(program).is_absolute():
                folder = BUILD / program
                if self._try([program], [sys.executable, "-m", "venv", str(folder)]):
                    self._try([program], [str(folder / "bin" / "pip"), "install", "--quiet", requirement])

    def _install_debian(self, wanted: dict[str, tuple[str, ...]]) -> None:
        prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
        environment = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
        self._try(wanted, [*prefix, *environment, "update"])
        for mark, packages in wanted.items():
            self._try([mark], [*prefix, *environment, "install", "-y", "--no-install-recommends", *packages])

    def _try(self, names: object, command: list[str]) -> bool:
        try:
            done = subprocess.run(command, capture_output=True, timeout=WAIT, check=False)
            lines = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
            trouble = (lines[-1][:120] if lines else "no message") if done.returncode else ""
        except (OSError, subprocess.TimeoutExpired) as error:
            trouble = str(error)[:120]
        for name in names:  # type: ignore[attr-defined]
            if trouble:
                self.troubles[name] = trouble
            else:
                self.troubles.pop(name, None)
        return not trouble


TOOLS = Tools()
