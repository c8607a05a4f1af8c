"""The graph page as a reader uses it: search, filters, click, keyboard, address, downloads, themes, sizes."""

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


def test_it_opens_without_a_request_or_an_error(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view)
    assert opened.quiet(), opened
    assert opened.page.locator("#note-text").inner_text() == "Showing 9 of 10 nodes, generic terms left out."


def test_search_suggests_and_chooses(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view)
    page = opened.page
    page.keyboard.press("/")
    page.keyboard.type("other nam")
    assert page.locator("#suggestions li").all_inner_texts()[0].startswith("Some Method")
    page.keyboard.press("Enter")
    assert heading(page) == "Some Method"
    assert page.url.endswith("#node=method-x")
    assert opened.quiet(), opened


def test_search_finds_what_is_not_drawn(open_page: Open, small_view: dict[str, Any]) -> None:
    page = open_page(small_view).page
    page.fill("#search", "generic")
    page.locator("#suggestions li").first.click()
    assert heading(page) == "Generic task"
    assert page.locator("#note-text").inner_text() == "Showing all 10 nodes."


def test_click_shows_the_evidence_with_its_words_marked(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view)
    x, y = opened.node_at(4)
    opened.page.mouse.click(x, y)
    assert heading(opened.page) == "Some Software"
    assert opened.page.locator("#panel blockquote mark").inner_text() == "Coco"
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#panel").is_hidden()
    assert opened.quiet(), opened


def test_a_click_on_an_edge_says_why(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view)
    (ax, ay), (bx, by) = opened.node_at(0), opened.node_at(4)
    opened.page.mouse.click(ax + 0.55 * (bx - ax), ay + 0.55 * (by - ay))
    assert "uses" in heading(opened.page)
    assert "a rule" in opened.page.locator("#panel dl").inner_text()
    assert opened.page.locator("#panel mark").inner_text() == "Coco"


def test_results_sort_by_number(open_page: Open, small_view: dict[str, Any]) -> None:
    page = open_page(small_view, address="#node=method-x").page
    values = page.locator("#panel td.value")
    page.get_by_role("button", name="Value").click()
    assert [t.split()[2] for t in values.all_inner_texts()] == ["10\u00d7", "2.4\u00d7"]
    page.get_by_role("button", name="Value").click()
    assert [t.split()[2] for t in values.all_inner_texts()] == ["2.4\u00d7", "10\u00d7"]


def test_filters_by_class_and_relation(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view)
    page = opened.page
    page.locator("[data-kind=class][data-name=Paper]").uncheck()
    assert page.locator("#note-text").inner_text().startswith("Showing 7 of 10")
    page.locator("#reset").click()
    page.locator("[data-kind=relation][data-name=uses]").uncheck()
    assert opened.script("window.paperkg.edgeCount()") == 6
    page.locator("#generic").check()
    assert page.locator("#note-text").inner_text() == "Showing all 10 nodes."
    assert opened.quiet(), opened


def test_a_permalink_opens_its_node_and_back_returns(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view, address="#node=dataset-x")
    page = opened.page
    assert heading(page) == "Some Dataset"
    page.locator("#panel .neighbours .thing").first.click()
    assert heading(page) == "First paper"
    page.go_back()
    opened.until("document.querySelector('#panel h2').textContent === 'Some Dataset'")
    assert opened.quiet(), opened


def test_an_address_of_nothing_is_harmless(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view, address="#node=%E0%A4%A")
    assert opened.page.locator("#panel").is_hidden()
    assert opened.quiet(), opened


def test_everything_works_by_keyboard(open_page: Open, small_view: dict[str, Any]) -> None:
    opened = open_page(small_view)
    page = opened.page
    before = opened.script("window.paperkg.scale()")
    page.locator("#stage .vis-network").focus()
    for key in ("ArrowLeft", "ArrowUp", "+"):
        page.keyboard.press(key)
    assert opened.script("window.paperkg.scale()") > before
    page.keyboard.press("0")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_visible()
    assert opened.quiet(), opened


def test_downloads(open_page: Open, small_view: dict[str, Any], tmp_path: Path) -> None:
    opened = open_page(small_view)
    page = opened.page
    with page.expect_download() as waiting:
        page.locator("#turtle").click()
    waiting.value.save_as(tmp_path / "part.ttl")
    graph = Graph().parse(tmp_path / "part.ttl", format="turtle")
    assert len(list(graph.subject_objects(URIRef(terms.USES)))) == 3
    assert len(list(graph.subject_objects(URIRef(terms.COMPARED_TO)))) == 2
    with page.expect_download() as waiting:
        page.locator("#png").click()
    waiting.value.save_as(tmp_path / "part.png")
    assert (tmp_path / "part.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert (tmp_path / "part.png").stat().st_size > 5_000
    assert opened.quiet(), opened


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_themes_and_widths(open_page: Open, small_view: dict[str, Any], theme: str, width: int) -> None:
    opened = open_page(small_view, width=width, theme=theme, address="#node=method-x")
    page = opened.page
    assert page.locator("html").get_attribute("data-theme") == theme
    page.locator("#theme").click()
    assert page.locator("html").get_attribute("data-theme") != theme
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert opened.script(overflow) <= 0
    if width == 390:
        page.locator("#panel .close").click()
        page.locator("#filters").click()
        assert page.locator("#classes").is_visible()
    assert opened.quiet(), opened


@pytest.mark.parametrize("full", [False, True], ids=["overview", "full"])
def test_it_prints_what_is_on_the_screen(open_page: Open, small_view: dict[str, Any], full: bool) -> None:
    opened = open_page(small_view, theme="dark", address="#node=method-x", full=full)
    assert opened.page.pdf()[:5] == b"%PDF-"
    opened.script("dispatchEvent(new Event('beforeprint'))")
    assert opened.page.locator("html").get_attribute("data-theme") == "light"
    drawn = """() => {
      const sheet = document.querySelector("#sheet canvas");
      const pixels = new Uint32Array(sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height).data.buffer);
      return new Set(pixels).size;
    }"""
    assert opened.script(drawn) > 50
    opened.script("dispatchEvent(new Event('afterprint'))")
    assert opened.page.locator("html").get_attribute("data-theme") == "dark"
    assert opened.page.locator("#sheet").count() == 0
    assert opened.quiet(), opened


def test_a_double_click_grows_a_neighbourhood(open_page: Open, small_view: dict[str, Any]) -> None:
    small_view["limit"] = 3
    opened = open_page(small_view)
    assert opened.script("window.paperkg.nodeCount()") == 3
    x, y = opened.node_at(0)
    opened.page.mouse.dblclick(x, y)
    opened.until("window.paperkg.nodeCount() > 3")
    assert opened.script("window.paperkg.nodeCount()") == 9
    assert opened.quiet(), opened
