"""The page that draws every node by WebGL: search, filters, click, hover, permalink, keyboard, downloads, themes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef

from kg import terms

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


def heading(page: Any) -> str:
    text: str = page.locator("#panel h2").inner_text()
    return text


def colours(png: bytes) -> int:
    """How many colours a picture has, at the least."""
    from .picture import decoded

    return len({row[i : i + 3] for row in decoded(png) for i in range(0, len(row), 3)})


def test_it_draws_what_the_drawing_limit_leaves_out(open_page: Open, large_view: dict[str, Any]) -> None:
    opened = open_page(large_view, full=True)
    assert opened.page.locator("#note-text").inner_text() == "Showing all 5,000 nodes."
    assert opened.page.locator("#more").is_hidden()
    empty = {**large_view, "nodes": [], "edges": [], "results": []}
    bare = colours(open_page(empty, full=True).page.locator("#stage").screenshot())
    assert colours(opened.page.locator("#stage").screenshot()) > bare + 200
    assert opened.quiet(), opened


def test_click_search_and_address(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view, full=True, address="#node=dataset-x")
    page = opened.page
    assert heading(page) == "Some Dataset"
    page.keyboard.press("Escape")
    page.keyboard.press("0")
    x, y = opened.node_at(4)
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    page.wait_for_selector("#panel:not([hidden])")
    assert heading(page) == "Some Software"
    assert page.locator("#panel blockquote mark").inner_text() == "Coco"
    page.fill("#search", "other nam")
    page.keyboard.press("Enter")
    assert heading(page) == "Some Method"
    assert page.url.endswith("#node=method-x")
    assert opened.quiet(), opened


def test_a_click_on_an_edge_says_why(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view, full=True)
    (ax, ay), (bx, by) = opened.node_at(0), opened.node_at(4)
    opened.page.mouse.click(ax + 0.5 * (bx - ax), ay + 0.5 * (by - ay))
    opened.page.wait_for_selector("#panel:not([hidden])")
    assert "uses" in heading(opened.page)
    assert opened.quiet(), opened


def test_hovering_fades_the_rest(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view, full=True)
    x, y = opened.node_at(2)
    opened.page.mouse.move(x - 3, y)
    opened.page.mouse.move(x, y)
    opened.page.wait_for_selector(".frame.faded")
    opened.page.mouse.move(x + 4, y - 300)
    opened.page.wait_for_selector(".frame:not(.faded)")
    assert opened.quiet(), opened


def test_filters_and_generic_terms(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view, full=True)
    page = opened.page
    before = page.locator("#stage").screenshot()
    page.locator("[data-kind=class][data-name=Paper]").uncheck()
    assert page.locator("#note-text").inner_text().startswith("Showing 7 of 10")
    page.wait_for_timeout(200)
    assert page.locator("#stage").screenshot() != before
    page.locator("#reset").click()
    page.locator("#generic").check()
    assert page.locator("#note-text").inner_text() == "Showing all 10 nodes."
    assert opened.quiet(), opened


def test_keyboard(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view, full=True)
    page, scale = opened.page, "window.paperkg.scale()"
    page.locator("#stage .frame").focus()
    before, place = opened.script(scale), opened.node_at(0)
    page.keyboard.press("+")
    opened.until(f"{scale} > {before} * 1.2")
    page.keyboard.press("0")
    opened.until(f"Math.abs({scale} - {before}) < 0.001")
    page.keyboard.press("ArrowRight")
    opened.until(f"window.paperkg.place(0).x < {place[0] - 264 - 40}")
    assert opened.quiet(), opened


def test_downloads(open_page: Open, small_view: dict[str, Any], tmp_path: Path) -> None:
    opened = open_page(small_view, full=True)
    page = opened.page
    with page.expect_download() as waiting:
        page.locator("#turtle").click()
    waiting.value.save_as(tmp_path / "part.ttl")
    graph = Graph().parse(tmp_path / "part.ttl", format="turtle")
    assert len(list(graph.subject_objects(URIRef(terms.USES)))) == 3
    with page.expect_download() as waiting:
        page.locator("#png").click()
    waiting.value.save_as(tmp_path / "part.png")
    assert colours((tmp_path / "part.png").read_bytes()) > 100
    assert opened.quiet(), opened


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_themes_and_widths(open_page: Open, small_view: dict[str, Any], theme: str, width: int) -> None:
    opened = open_page(small_view, width=width, theme=theme, address="#node=method-x", full=True)
    page = opened.page
    assert page.locator("html").get_attribute("data-theme") == theme
    page.locator("#theme").click()
    assert page.locator("html").get_attribute("data-theme") != theme
    assert opened.script("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert opened.quiet(), opened


def test_without_webgl_it_says_so(
    browser: Any, open_page: Open, small_view: dict[str, Any], tmp_path: Path
) -> None:
    from kg.view import render_full

    (tmp_path / "bare.html").write_text(render_full(small_view), encoding="utf-8")
    page = browser.new_context().new_page()
    page.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext = function (kind,"
        " ...rest) { return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest); };"
    )
    page.goto((tmp_path / "bare.html").as_uri())
    assert page.locator("#no-webgl").is_visible()
    page.context.close()


def test_the_overview_leads_to_it(
    browser: Any, open_page: Open, large_view: dict[str, Any], tmp_path: Path
) -> None:
    from kg.view import render, render_full

    (tmp_path / "over.html").write_text(render(large_view, full="all.html"), encoding="utf-8")
    (tmp_path / "all.html").write_text(render_full(large_view), encoding="utf-8")
    page = browser.new_context().new_page()
    page.goto((tmp_path / "over.html").as_uri() + "#node=method-3")
    page.get_by_role("link", name="Open the full graph").click()
    page.wait_for_url("**/all.html#node=method-3")
    page.wait_for_selector("#panel h2")
    assert heading(page) == "Method 3"
    page.context.close()
