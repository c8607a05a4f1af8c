"""Charts as SVG: the same bytes, hostile text as text, colours as classes, nothing that the page's policy forbids."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from kg.view.figures import WIDTH, drawn

NASTY = "</svg><script>alert(1)</script> $\\frac{1}{2}$ \u202e\u4e2d\U0001f680 href=\"x\" 'y' &amp;"


def row(label: str, tone: str = "Model", page: str = "thing-1", **more: Any) -> dict[str, Any]:
    return {"label": label, "full": f"{label} in full", "tone": tone, "page": page, **more}


def chart(shape: str, rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"shape": shape, "title": "A title", "note": "", "rows": rows, **more}


def point(factor: float, *, bounded: bool = False, told: str = "so") -> dict[str, Any]:
    return {"result": "r", "factor": factor, "bounded": bounded, "told": told}


def every_shape(text: str) -> list[dict[str, Any]]:
    ends = [row(text, side="left"), row(text, side="right", page="thing-2")]
    return [
        chart("bars", [row(text, value=7), row(text, value=0)]),
        chart("columns", [row(text, value=3, page=""), row(text, value=0, page="")]),
        chart(
            "strips", [row(text, points=[point(2, told=text), point(90, bounded=True)])], scale=[1.0, 100.0]
        ),
        chart("network", ends, pairs=[(0, 1)]),
    ]


def address(name: str) -> str:
    return f"thing/{name}.html"


class Elements(HTMLParser):
    def __init__(self, svg: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(svg)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("made", every_shape("Some name"), ids=lambda c: c["shape"])
def test_a_chart_is_the_same_every_time(made: dict[str, Any]) -> None:
    assert drawn(made, address) == drawn(made, address)


@pytest.mark.parametrize("number", range(4))
def test_text_stays_text(number: int) -> None:
    calm, hostile = (drawn(every_shape(text)[number], address) for text in ("calm", NASTY))
    assert [t for t, _ in Elements(hostile).tags] == [t for t, _ in Elements(calm).tags]
    assert NASTY in Elements(hostile).texts


@pytest.mark.parametrize("made", every_shape("Some name"), ids=lambda c: c["shape"])
def test_nothing_needs_more_than_the_page_allows(made: dict[str, Any]) -> None:
    found = Elements(drawn(made, address))
    assert {tag for tag, _ in found.tags} <= {"svg", "path", "text", "title", "a"}
    for tag, attributes in found.tags:
        assert not {"style", "id", "src", "xlink:href", "fill", "stroke"} & attributes.keys(), tag
        assert (attributes.get("href") or "thing/").startswith("thing/")


def test_bars_are_as_long_as_their_values() -> None:
    svg = drawn(chart("bars", [row("a", value=8), row("b", value=4), row("c", value=2)]), address)
    paths = re.findall(r'<path class="icon Model" d="([^"]*)"', svg)
    lengths = [
        max(map(float, re.findall(r"(-?[\d.]+) -?[\d.]+", d)))
        - min(map(float, re.findall(r"(-?[\d.]+) -?[\d.]+", d)))
        for d in paths
    ]
    assert lengths[0] == pytest.approx(2 * lengths[1], rel=0.01)
    assert lengths[0] == pytest.approx(4 * lengths[2], rel=0.01)
    assert lengths[0] <= WIDTH


def test_equal_ratios_are_equally_far_apart_and_bounds_are_hollow() -> None:
    made = chart("strips", [row("a", points=[point(1), point(10), point(100, bounded=True)])], scale=[1, 100])
    dots = re.findall(r'<path class="icon Model( bounded)?" d="M (-?[\d.]+)', drawn(made, address))
    x = [float(place) for _, place in dots]
    assert x[1] - x[0] == pytest.approx(x[2] - x[1], abs=0.01)
    assert [bool(hollow) for hollow, _ in dots] == [False, False, True]


def test_a_link_leads_to_the_page_and_none_to_nothing() -> None:
    svg = drawn(every_shape("x")[0], address)
    assert svg.count('<a href="thing/thing-1.html">') == 4
    assert "<a " not in drawn(every_shape("x")[1], address)
