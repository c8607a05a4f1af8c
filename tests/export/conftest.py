from __future__ import annotations

from pathlib import Path

import pytest

from kg.graph import read
from kg.rdf import Statement


@pytest.fixture(scope="session")
def graph() -> list[Statement]:
    """The worked example, sorted: one paper with every kind of statement."""
    return sorted(set(read(Path(__file__).parent.parent / "ontology" / "example.ttl")))
