"""A matplotlib figure as an SVG element of a page: no style attribute, no id, colours left to the style sheet."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from markupsafe import escape

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG = "{http://www.w3.org/2000/svg}"
_KEPT = {"d", "x", "y"}


@dataclass(frozen=True, slots=True)
class Told:
    """What the page adds to one mark: classes, its own text, the text on a hover, and where it leads."""

    look: str
    text: str = ""
    title: str = ""
    href: str = ""


def inline(figure: Figure, told: dict[str, Told], title: str) -> str:
    """The marks of the figure that are told of, in the order they were drawn, as one `<svg>` element.

    Marks are found by their gid; everything else (frames, grounds, defaults) is left out.
    """
    stream = io.BytesIO()
    figure.savefig(stream, format="svg", metadata={"Date": None})
    root = ET.fromstring(stream.getvalue())  # noqa: S314  matplotlib's own output, our texts not yet in it
    marks = [
        _mark(group, told[name]) for group in root.iter(f"{_SVG}g") if (name := group.get("id", "")) in told
    ]
    box = escape(root.get("viewBox", ""))
    return f'<svg viewBox="{box}" role="img" aria-label="{escape(title)}">\n' + "\n".join(marks) + "\n</svg>"


def _mark(group: ET.Element, told: Told) -> str:
    """One mark: a path or a text, with its title, inside a link where it leads somewhere."""
    shape = next(e for e in group.iter() if e.tag in {f"{_SVG}path", f"{_SVG}text"})
    attributes = {name: " ".join(value.split()) for name, value in shape.attrib.items() if name in _KEPT}
    if side := _side(shape.get("style", "")):
        attributes["text-anchor"] = side
    tag = shape.tag.removeprefix(_SVG)
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    title = f"<title>{escape(told.title)}</title>" if told.title else ""
    mark = f'<{tag} class="{escape(told.look)}"{written}>{title}{escape(told.text)}</{tag}>'
    return f'<a href="{escape(told.href)}">{mark}</a>' if told.href else mark


def _side(style: str) -> str:
    """The text-anchor that matplotlib's style attribute asks for, empty where it is the default."""
    for part in style.split(";"):
        name, _, value = part.partition(":")
        if name.strip() == "text-anchor" and value.strip() in {"middle", "end"}:
            return value.strip()
    return ""
