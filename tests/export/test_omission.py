"""An export without texts or mentions holds what a build without them would have held."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kg import graph as room
from kg import pipeline
from kg.export import without_mentions, without_text
from kg.rdf import Statement
from kg.resources import sample_file
from kg.settings import Settings

SETTINGS = Settings(tagger=False)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten of the packaged records, and one that says nothing."""
    lines = sample_file().read_text(encoding="utf-8").splitlines()[:10]
    path = tmp_path_factory.mktemp("papers") / "in.jsonl"
    path.write_text("\n".join([*lines, json.dumps({"id": "q", "title": "A quiet walk"})]), encoding="utf-8")
    return path


def built(papers: Path, **changes: bool) -> list[Statement]:
    settings = replace(SETTINGS, **changes)  # type: ignore[arg-type]
    return pipeline.graph_of(pipeline.gather([papers], settings), settings)[0]


@pytest.mark.parametrize("text", [True, False])
@pytest.mark.parametrize("mentions", [True, False])
def test_it_is_what_such_a_build_gives(papers: Path, text: bool, mentions: bool) -> None:
    left = built(papers)
    if not text:
        left = without_text(left)
    if not mentions:
        left = without_mentions(left)
    assert left == built(papers, text=text, mentions=mentions)
    assert room.check(left).conforms


def test_no_words_of_an_abstract_stay_but_those_that_name_and_state(graph: list[Statement]) -> None:
    left = without_mentions(without_text(graph))
    kept = "\n".join(o for _, _, o in left)
    assert "We present Sparrow" not in kept
    assert "On ImageNet it keeps" not in kept
    assert '"2.4x faster than Magpie"' in kept
    assert '"ResNet-50"' in kept  # the name of an entity
    assert len(left) < len(graph)
