"""The pages in a real Chromium: type, run, follow, read; quiet, within the host, and within narrow windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from .conftest import Server

pytestmark = pytest.mark.browser
NASTY = "</textarea></script><img src=x onerror=alert(1)>{{7*7}}"
PLACES = [
    "/", "/query", "/query?name=leaderboard", "/query?name=faster-than",
    "/query?query=CONSTRUCT%20WHERE%20%7B%3Fs%20a%20kg%3ATask%7D", "/query?query=ASK%7B%7D", "/search?q=bert",
    "/page/hardware-gpu",
]  # fmt: skip


@dataclass
class Opened:
    """A page of the server with everything that should stay empty."""

    page: Any
    address: str
    foreign: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> Any:
        return self.page.goto(self.address + path)

    def quiet(self) -> bool:
        return not (self.foreign or self.dialogs or self.errors)


@pytest.fixture
def visit(browser: Any, server: Server) -> Iterator[Callable[..., Opened]]:
    """Opens an empty page that counts what should not happen."""
    contexts = []

    def opened(width: int = 1280, theme: str = "light", scripts: bool = True) -> Opened:
        context = browser.new_context(
            viewport={"width": width, "height": 850}, color_scheme=theme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        found = Opened(page, server.address)
        page.on(
            "request",
            lambda r: (
                found.foreign.append(r.url) if not r.url.startswith((server.address, "data:")) else None
            ),
        )
        page.on("console", lambda m: found.errors.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda e: found.errors.append(str(e)))

        def dismiss(dialog: Any) -> None:
            found.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        return found

    yield opened
    for context in contexts:
        context.close()


def type_query(page: Any, text: str) -> None:
    """The text into the editor, as a person would put it there."""
    page.wait_for_selector("html[data-editor=yes]")
    page.click(".editor .CodeMirror")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def test_from_a_question_to_the_sentence_behind_it(visit: Callable[..., Opened]) -> None:
    opened = visit()
    page = opened.page
    opened.go("/")
    page.click("nav a:has-text('Ask')")
    known = "?device a kg:Hardware ; skos:prefLabel ?name ; kg:support ?n"
    type_query(page, f"SELECT ?device ?name {{ {known} }} ORDER BY DESC(?n) ?name LIMIT 3")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#answer tbody tr")
    assert page.locator("#answer tbody tr").count() == 3
    assert "3 rows" in page.locator("#answer h2").inner_text()
    name = page.locator("#answer tbody tr").first.locator("td").nth(1).inner_text()
    page.locator("#answer tbody a").first.click()
    page.wait_for_selector("main h1")
    assert page.url.startswith(f"{opened.address}/page/hardware-")
    assert page.locator("h1").inner_text() == name
    quote = page.locator("blockquote").first
    assert len(quote.inner_text()) > 30
    assert quote.locator("mark").count() == 1
    page.locator("ul.edges a").first.click()
    page.wait_for_selector(".abstract")
    assert page.locator(".abstract a.named").count() > 1
    assert opened.quiet(), opened


def test_declarations_come_by_themselves_and_errors_are_told(visit: Callable[..., Opened]) -> None:
    opened = visit()
    page = opened.page
    opened.go("/query")
    type_query(page, "ASK { ?x a kg:Paper }")
    page.click("button.go")
    page.wait_for_selector("#answer")
    assert page.locator("#answer h2").inner_text().startswith("Yes")
    assert "PREFIX kg: <https://w3id.org/paperkg/ns#>" in page.locator("#query").input_value()
    type_query(page, "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }")
    page.click("button.go")
    page.wait_for_selector("[role=alert]")
    assert "SERVICE is not allowed" in page.locator("[role=alert]").inner_text()
    assert "SERVICE" in page.locator("#query").input_value()
    assert opened.foreign + opened.dialogs == []


def test_a_named_question_is_asked_with_a_form(visit: Callable[..., Opened]) -> None:
    opened = visit()
    page = opened.page
    opened.go("/query")
    page.click(".shelf a:has-text('Papers by hardware')")
    page.fill("#p-hardware", "gpu")
    page.click(".fields button")
    page.wait_for_selector("#answer tbody tr")
    assert page.locator(".shelf a[aria-current]").inner_text() == "Papers by hardware"
    page.click("details.same summary")
    assert "SELECT" in page.locator(".CodeMirror-code").inner_text()
    page.click("#answer th button >> nth=0")
    assert page.locator("#answer th").first.get_attribute("aria-sort") == "ascending"
    with page.expect_download() as waiting:
        page.click(".take button:has-text('CSV')")
    assert waiting.value.suggested_filename == "answer.csv"
    assert opened.quiet(), opened


def test_without_scripts_the_pages_work(visit: Callable[..., Opened]) -> None:
    opened = visit(scripts=False)
    page = opened.page
    opened.go("/query")
    page.fill("#query", "SELECT ?s { ?s a kg:Paper } LIMIT 2")
    page.click("button.go")
    assert page.locator("#answer tbody tr").count() == 2
    assert opened.quiet(), opened


def test_long_queries_travel_in_the_body(visit: Callable[..., Opened]) -> None:
    opened = visit()
    page = opened.page
    opened.go("/query")
    type_query(page, "ASK { ?x a kg:Paper } # " + "x" * 9000)
    page.click("button.go")
    page.wait_for_selector("#answer")
    assert page.url == f"{opened.address}/query"
    assert opened.quiet(), opened


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_sticks_out_of_a_narrow_window(visit: Callable[..., Opened], path: str, theme: str) -> None:
    opened = visit(390, theme)
    opened.go(path)
    opened.page.wait_for_selector("html[data-ready]")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert opened.page.evaluate("document.documentElement.dataset.theme") == theme
    assert opened.quiet(), opened


def test_the_graph_and_the_ontology_are_drawn(visit: Callable[..., Opened]) -> None:
    opened = visit()
    opened.go("/graph")
    opened.page.wait_for_selector("html[data-ready]", timeout=60_000)
    opened.go("/ontology/")
    assert opened.page.locator("section#Paper").count() == 1
    shown = opened.page.locator("body").evaluate("body => getComputedStyle(body).maxWidth")
    assert shown != "none", "the page's own style does not apply"
    assert opened.quiet(), opened


@pytest.mark.attack(39)
def test_text_of_a_request_never_runs(visit: Callable[..., Opened]) -> None:
    from urllib.parse import quote

    opened = visit()
    for template in (
        "/query?query={}",
        "/query?name={}",
        "/search?q={}",
        "/query?name=leaderboard&dataset={}",
        "/{}",
    ):
        opened.go(template.format(quote(NASTY, safe="")))
        opened.page.wait_for_timeout(100)
        assert opened.page.locator("main img").count() == 0
    assert opened.foreign + opened.dialogs == []
