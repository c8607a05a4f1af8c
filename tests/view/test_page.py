"""The page as text: what it holds, what it escapes, what it may load; no browser needed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import kg.view.page as page_module
from kg.rdf import Statement
from kg.settings import Settings
from kg.view import model, render, render_full
from kg.view.looks import CLASSES, DARK_GROUND, LIGHT_GROUND, RELATIONS
from kg.view.markup import escaped_json
from kg.view.naming import short_title
from kg.view.page import PICTURES, SCRIPTS, STYLES

Page = Callable[[dict[str, Any]], str]
HERE = Path(page_module.__file__).parent
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "<!-- <script> {{ 7*7 }} {% raw %} ${1} `",
    "\u202eright to left\u2066 \u2028 \u2029 &lt;b&gt; href",
)


class Elements(HTMLParser):
    """The tags of a page with their attributes, and the text of its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, dict[str, str | None], str]] = []
        self._open = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.blocks.append((*self.tags[-1], data))


def titled(statements: list[Statement], title: str) -> dict[str, Any]:
    view = model(statements, Settings())
    for node in view["nodes"]:
        node["label"] = node["short"] = title
        node["aliases"] = [title]
        for quote in node["evidence"]:
            quote["sentence"] = title
    return view


def data_of(html: str) -> dict[str, Any]:
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert block is not None
    found: dict[str, Any] = json.loads(block[1])
    return found


@pytest.fixture(params=[render, render_full], ids=["overview", "full"])
def page(request: pytest.FixtureRequest) -> Page:
    """Either way to make a page of a view."""
    make: Page = request.param
    return make


def test_the_page_is_the_same_every_time(statements: list[Statement], page: Page) -> None:
    assert page(model(statements, Settings())) == page(model(statements, Settings()))


def test_an_empty_graph_renders(page: Page) -> None:
    assert data_of(page(model([], Settings())))["nodes"] == []


@pytest.mark.guarantee("G5")
@pytest.mark.parametrize("title", HOSTILE)
def test_no_text_becomes_an_element(statements: list[Statement], title: str, page: Page) -> None:
    calm = Elements(page(titled(statements, "plain")))
    hostile = page(titled(statements, title))
    assert [t for t, _ in Elements(hostile).tags] == [t for t, _ in calm.tags]
    assert data_of(hostile)["details"][0]["label"] == title


@pytest.mark.attack(4)
def test_lone_surrogates_do_not_stop_the_page(statements: list[Statement], page: Page) -> None:
    assert page(titled(statements, "a\ud800b")).encode()


def test_escaped_json_reads_back() -> None:
    value = {"<&>": "\u2028</script>\u2029"}
    text = escaped_json(value)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == value


def test_the_policy_allows_our_scripts_and_style_alone(statements: list[Statement], page: Page) -> None:
    found = Elements(page(model(statements, Settings())))
    policy = next(a["content"] for t, a in found.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for tag, attributes, text in found.blocks:
        if attributes.get("type") != "application/json":
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy, tag


def test_nothing_is_asked_from_outside(statements: list[Statement], page: Page) -> None:
    for tag, attributes in Elements(page(model(statements, Settings()))).tags:
        assert not {"src", "srcset", "style", "action"} & attributes.keys(), tag
        assert not any(name.startswith("on") for name in attributes), tag
        assert attributes.get("href", "data:,") == "data:,", tag


def test_our_scripts_never_parse_text_as_markup_or_code() -> None:
    for name in SCRIPTS:
        source = (HERE / "assets" / name).read_text(encoding="utf-8")
        banned = (
            r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(|setTimeout\(\"|fetch\("
            r"|XMLHttp|import\("
        )
        assert not re.search(banned, source), name


def test_every_asset_is_used_and_small() -> None:
    on_disk = {p.name for p in (HERE / "assets").iterdir()}
    assert on_disk == {*SCRIPTS, *STYLES, "page.html"}
    for name in on_disk:
        assert (HERE / "assets" / name).read_text(encoding="utf-8").count("\n") <= 400


@pytest.mark.parametrize("name", sorted({name for names in PICTURES.values() for name in names}))
def test_the_vendored_scripts_are_those_of_the_table(name: str) -> None:
    digest = hashlib.sha256((HERE / "vendor" / name).read_bytes()).hexdigest()
    (row,) = [
        line
        for line in (HERE / "vendor" / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith(f"| `{name}` |")
    ]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[4] == f"`{digest}`"
    package = cells[1].split("`")[1]
    assert list((HERE / "vendor").glob(f"LICENSE-{package}*"))
    assert re.fullmatch(r"\d+\.\d+\.\d+", cells[2])


def test_every_shape_of_the_table_is_drawn_on_both_pages() -> None:
    painted, drawn = (
        (HERE / "assets" / name).read_text(encoding="utf-8") for name in ("paint.js", "full.js")
    )
    for look in CLASSES.values():
        assert re.search(rf"^  {look.shape}: \(ctx", painted, re.MULTILINE), look
        assert f'"{look.shape}"' in drawn, look


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", [*CLASSES.values(), *RELATIONS.values()], ids=lambda look: str(look)[:40])
def test_colours_stand_out_from_their_ground(look: Any) -> None:
    assert contrast(look.light, LIGHT_GROUND) >= 3
    assert contrast(look.dark, DARK_GROUND) >= 3


def test_classes_differ_in_shape_and_colour() -> None:
    for field in ("shape", "light", "dark"):
        assert len({getattr(look, field) for look in CLASSES.values()}) == len(CLASSES)


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("FastNet: doing it fast", "FastNet"),
        ("Short title", "Short title"),
        ("Why? Because: of this", "Why? Because: of this"),
        ("", ""),
    ],
)
def test_short_titles(title: str, short: str) -> None:
    assert short_title(title) == short
