from __future__ import annotations

import os
from pathlib import Path

import pytest

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
