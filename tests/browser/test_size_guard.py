"""A graph too large to draw opens as an overview that says so, and every node is still in reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


def test_the_overview_says_what_it_leaves_out(open_page: Open, large_view: dict[str, Any]) -> None:
    opened = open_page(large_view)
    page = opened.page
    note = page.locator("#note-text").inner_text()
    assert note.startswith("Showing 1,500 of 5,000 nodes: how many name them.")
    page.locator("#more").click()
    assert page.locator("#note-text").inner_text().startswith("Showing 2,000 of 5,000")
    assert opened.quiet(), opened


def test_search_and_growing_reach_the_rest(open_page: Open, large_view: dict[str, Any]) -> None:
    opened = open_page(large_view)
    page = opened.page
    page.fill("#search", "Method 4799")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Method 4799"
    assert page.locator("#note-text").inner_text().startswith("Showing 1,501 of 5,000")
    page.locator("#panel .neighbours .thing").first.click()
    page.get_by_role("button", name="Grow").click()
    assert not page.locator("#note-text").inner_text().startswith("Showing 1,501 of 5,000")
    assert opened.quiet(), opened


def test_it_is_ready_soon(open_page: Open, large_view: dict[str, Any]) -> None:
    ready = int(open_page(large_view).script("document.documentElement.dataset.ready"))
    assert ready < 15_000  # about 0.7 s on an idle core
