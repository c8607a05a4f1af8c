"""The static site in a browser: search, sorting, themes, narrow windows, hostile names; never a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg import rdf, terms
from kg.rdf import Statement
from kg.settings import Settings
from kg.view import report

from .conftest import READY, Opened, watched

pytestmark = pytest.mark.browser
NASTY = "</script><img src=x onerror=alert(1)>\u202e{{7*7}}"
Open = Callable[..., Opened]


def thing(name: str) -> str:
    return rdf.iri(terms.ID + name)


def made(*, title: str = "Quick Thing: A Study", label: str = "QuickThing") -> list[Statement]:
    """Three papers with a score each on one dataset, and a method that all name."""
    rows = []
    for name, cls, text in (
        ("dataset-set", "Dataset", "The Set"), ("metric-hits", "Metric", "hits"), ("method-quick", "Method", label),
    ):  # fmt: skip
        rows += [
            (thing(name), terms.TYPE, rdf.iri(terms.KG + cls)),
            (thing(name), terms.PREF_LABEL, rdf.literal(text)),
        ]
    rows.append((thing("metric-hits"), terms.DIRECTION, rdf.iri(terms.HIGHER_IS_BETTER)))
    for i, value in enumerate((9.5, 80, 11)):
        paper, result = thing(f"paper-{i}"), thing(f"result-{i}")
        rows += [
            (paper, terms.TYPE, rdf.iri(terms.PAPER)), (paper, terms.TITLE, rdf.literal(f"{title} {i}")),
            (paper, terms.ISSUED, rdf.literal(f"202{i}")), (paper, terms.LINK, rdf.literal("javascript:alert(2)")),
            (result, terms.TYPE, rdf.iri(terms.RESULT)), (result, terms.REPORTED_IN, paper),
            (result, terms.RESULT_METRIC, thing("metric-hits")), (result, terms.ON_DATASET, thing("dataset-set")),
            (result, terms.OF_SYSTEM, thing("method-quick")), (result, terms.NUMERIC_VALUE, rdf.decimal(value)),
            (result, terms.UNIT_LABEL, rdf.literal("%")), (result, terms.BOUND, rdf.iri(terms.EXACT)),
            (result, terms.RAW_VALUE, rdf.literal(label)),
        ]  # fmt: skip
        for role, target in ((terms.PROPOSES, "method-quick"), (terms.EVALUATES_ON, "dataset-set")):
            edge = thing(f"assertion-{i}-{target}")
            rows += [
                (edge, terms.TYPE, rdf.iri(terms.ASSERTION)), (edge, terms.SUBJECT, paper),
                (edge, terms.PREDICATE, rdf.iri(role)), (edge, terms.OBJECT, thing(target)),
            ]  # fmt: skip
    return sorted((s, rdf.iri(p), o) for s, p, o in rows)


@pytest.fixture
def open_site(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Writes a site and opens one of its pages, named by the beginning of its path."""
    contexts: list[Any] = []

    def opened(
        statements: list[Statement],
        start: str = "index",
        width: int = 1280,
        theme: str = "light",
        address: str = "",
    ) -> Opened:
        files = report(statements, tmp_path, Settings())
        path = next(
            p for p in files if p.relative_to(tmp_path).as_posix().startswith(start) and p.suffix == ".html"
        )
        found = watched(browser, contexts, width, 800, theme)
        found.page.goto(path.as_uri() + address)
        found.until(READY)
        return found

    yield opened
    for context in contexts:
        context.close()


def test_search_finds_and_leads_to_the_page(open_site: Open) -> None:
    opened = open_site(made())
    page = opened.page
    page.keyboard.press("/")
    page.keyboard.type("quickth")
    assert page.locator("#found li").first.inner_text().startswith("QuickThing")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thing/method-quick-*.html")
    assert page.locator("h1").inner_text() == "QuickThing"
    page.click("nav a:has-text('Search')")
    page.wait_for_url("**/index.html#search")
    assert opened.script("document.activeElement.id") == "search"
    assert opened.quiet(), opened


def test_a_board_sorts_by_number_both_ways(open_site: Open) -> None:
    opened = open_site(made(), "board/")
    values = opened.page.locator("td.value")
    assert values.all_inner_texts() == ["80%", "11%", "9.5%"]
    head = opened.page.locator("th", has_text="Value")
    head.locator("button").click()
    assert values.all_inner_texts() == ["9.5%", "11%", "80%"]
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").press("Enter")
    assert values.all_inner_texts() == ["80%", "11%", "9.5%"]
    assert opened.quiet(), opened


def test_the_theme_follows_the_system_then_the_button_on_every_page(open_site: Open) -> None:
    opened = open_site(made(), theme="dark")
    theme = "document.documentElement.dataset.theme"
    assert opened.script(theme) == "dark"
    opened.page.click("#theme")
    assert opened.script(theme) == "light"
    opened.page.click("nav a:has-text('Papers')")
    opened.page.wait_for_url("**/papers.html")
    assert opened.script(theme) == "light"
    assert opened.quiet(), opened


@pytest.mark.parametrize(
    "start", ["index", "papers", "things", "boards", "board/", "paper/", "thing/dataset"]
)
def test_nothing_sticks_out_of_a_narrow_window(open_site: Open, start: str) -> None:
    long = "An unreasonably long name_" + "x" * 90
    opened = open_site(made(title=long, label=long), start, width=390)
    assert opened.script("document.documentElement.scrollWidth") <= 390
    assert opened.quiet(), opened


@pytest.mark.attack(20)
@pytest.mark.parametrize("start", ["index", "papers", "things", "board/", "paper/", "thing/method"])
def test_text_stays_text(open_site: Open, start: str) -> None:
    opened = open_site(made(title=NASTY, label=NASTY), start)
    page = opened.page
    if start == "index":
        page.fill("#search", "</script>")
        assert page.locator("#found bdi").first.text_content().startswith(NASTY)
    for button in page.locator("th button").all():
        button.click()
    assert page.locator("img, base, body svg[onload]").count() == 0
    protocols = "all => all.map(a => new URL(a.getAttribute('href'), location).protocol)"
    assert set(page.locator("a").evaluate_all(protocols)) <= {"file:", "https:", "http:"}
    assert opened.quiet(), opened
