from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# The same examples every time, so that a red run belongs to the change under test; `make fuzz` draws new ones.
settings.register_profile("fixed", derandomize=True)
settings.register_profile("exploring", print_blob=True)
settings.load_profile("exploring" if os.environ.get("PAPERKG_EXPLORE") == "1" else "fixed")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of annotated data beside the checkout; a test that asks for it is skipped without."""
    folder = Path(os.environ.get("PAPERKG_SHARED") or REPOSITORY.parent / "shared")
    if not (folder / "gold").is_dir():
        reason = f"no annotated data: {folder} has no folder gold (PAPERKG_SHARED names another place)"
        if os.environ.get("PAPERKG_REQUIRE_SHARED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium of this machine, driven by playwright; one for all tests, as its driver allows one loop a process."""
    driver = pytest.importorskip("playwright.sync_api", reason="needs the playwright package")
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip("needs chromium")
    with driver.sync_playwright() as started:
        found = started.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield found
        found.close()
