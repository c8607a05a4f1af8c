"""Whatever a title, a name, a quote or an address says, it stays text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Open = Callable[..., Any]

TITLES = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=x onerror=alert(3)>",
    '<a href="javascript:alert(4)">href</a>',
    "\"'><svg/onload=alert(5)>",
    "\u202egnp.exe\u2066 \u2028 {{7*7}} ${alert(6)} `",
    "<base href=//evil.example><meta http-equiv=refresh content=0;url=//evil.example>",
)


@pytest.mark.attack(20)
@pytest.mark.guarantee("G5")
@pytest.mark.parametrize("full", [False, True], ids=["overview", "full"])
@pytest.mark.parametrize("title", TITLES)
def test_text_stays_text(open_page: Open, small_view: dict[str, Any], title: str, full: bool) -> None:
    for node in small_view["nodes"]:
        node.update(label=title, short=title, aliases=[title], facts=[[title, title]])
        node["links"] = [
            {"kind": title, "url": url} for url in ("javascript:alert(7)", "data:text/html,x", title)
        ]
        node["outside"] = [{"kind": title, "url": "https://example.org/<script>"}]
        for quote in node["evidence"]:
            quote.update(sentence=title, begin=0, end=5)
    for result in small_view["results"]:
        result.update(unit=title, quote=title)
    for edge in small_view["edges"]:
        edge["rule"] = title
    opened = open_page(small_view, full=full)
    page = opened.page
    x, y = opened.node_at(2)
    page.mouse.move(x, y)
    page.wait_for_timeout(120)
    page.mouse.click(x, y)
    page.wait_for_selector("#panel:not([hidden])")
    assert page.locator("#panel h2").text_content() == title
    for target in ("#panel .quotes .thing", "#panel .neighbours .why", "#panel .neighbours .thing"):
        if page.locator(target).count():
            page.locator(target).first.click()
    page.fill("#search", title[:12])
    page.wait_for_timeout(60)
    page.keyboard.press("Enter")
    assert not page.locator("#panel a:not([rel='noopener noreferrer'])").count()
    links = page.locator("#panel a").evaluate_all("all => all.map(a => a.protocol)")
    assert set(links) <= {"https:", "http:"}
    assert page.locator("body img, body base, body svg[onload]").count() == 0
    assert opened.quiet(), opened


def test_names_that_a_property_lookup_could_trip_on(open_page: Open, small_view: dict[str, Any]) -> None:
    for node, name in zip(small_view["nodes"], ("__proto__", "constructor", "toString"), strict=False):
        node["label"] = node["short"] = name
    opened = open_page(small_view)
    opened.page.fill("#search", "__proto__")
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#panel h2").text_content() == "__proto__"
    assert opened.quiet(), opened
