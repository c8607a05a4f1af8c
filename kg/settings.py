"""Everything that can be set, in one frozen value; a TOML file with the same names fills it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from kg import terms
from kg.errors import SettingsError

_BASE = re.compile(  # RFC 3986 without queries and user information
    r"(?:https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/|urn:[A-Za-z0-9-]+:)(?:[A-Za-z0-9._~:/@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*#?"
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a build does; the defaults suit a laptop."""

    base_iri: str = terms.ID
    input_format: str = "auto"
    jobs: int = 1
    text: bool = True  # write abstracts into the graph
    mentions: bool = True  # write mention nodes into the graph
    tagger: bool = True  # use the trained recogniser
    gazetteer: bool = True  # use the names of the vocabulary
    rules: bool = True  # use definitions, coined names and the shape of words
    strict: bool = False  # the first bad record ends the build
    vocabulary: tuple[Path, ...] = ()  # a user's own tables, winning over ours
    max_text: int = 200_000  # characters of title plus abstract
    max_line: int = 64 * 1024 * 1024  # bytes of one record
    max_ratio: int = 200  # bytes out per byte in of a compressed file

    def __post_init__(self) -> None:
        """Raise SettingsError for a value without meaning."""
        if not _BASE.fullmatch(self.base_iri) or self.base_iri[-1] not in "/#:":
            raise SettingsError(
                f"--base-iri must be an absolute IRI ending in /, # or :, not {self.base_iri!r}."
            )
        if self.jobs < 1:
            raise SettingsError(f"--jobs must be at least 1, not {self.jobs}.")
        for name in ("max_text", "max_line", "max_ratio"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name} must be at least 1.")


def load(path: Path) -> Settings:
    """The settings of a TOML file; an unknown key or a value of the wrong type is a SettingsError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        # Of the syntax, of bytes that are not UTF-8, of a number of thousands of digits, of hundreds of brackets.
        raise SettingsError(f"The settings file {path} is not TOML: {error}.") from error
    known = {f.name: f for f in fields(Settings)}
    if unknown := sorted(set(data) - set(known)):
        raise SettingsError(
            f"Unknown setting {unknown[0]!r} in {path}; known are {', '.join(sorted(known))}."
        )
    values: dict[str, object] = {}
    for name, value in data.items():
        default = getattr(Settings(), name)
        if name == "vocabulary":
            if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                raise SettingsError(f"The setting vocabulary in {path} must be a list of paths.")
            values[name] = tuple(path.parent / v for v in value)
        elif type(value) is not type(default):
            raise SettingsError(f"The setting {name} in {path} must be a {type(default).__name__}.")
        else:
            values[name] = value
    return Settings(**values)  # type: ignore[arg-type]
