"""A part of a graph: what stays, what goes, and that the rest is still a graph."""

from __future__ import annotations

from typing import Any

import pytest

from kg import rdf, terms
from kg.errors import GraphError, SettingsError
from kg.rdf import Statement
from kg.settings import Settings
from kg.view import model, part, render

SETTINGS = Settings()


@pytest.fixture
def dated(statements: list[Statement]) -> list[Statement]:
    """The small graph with dates, a third paper without one, and a chain through a generic term."""
    more = {"paper-1": "2023-05-02", "paper-2": "2024"}
    extra = [
        (rdf.iri(terms.ID + paper), rdf.iri(terms.ISSUED), rdf.literal(date)) for paper, date in more.items()
    ]
    third = rdf.iri(terms.ID + "paper-3")
    node = rdf.iri(terms.ID + "assertion-3")
    speed = rdf.iri(terms.ID + "metric-speed")
    extra += [
        (third, rdf.iri(terms.TYPE), rdf.iri(terms.PAPER)),
        (third, rdf.iri(terms.TITLE), rdf.literal("Third")),
        (node, rdf.iri(terms.TYPE), rdf.iri(terms.ASSERTION)),
        (node, rdf.iri(terms.SUBJECT), third),
        (node, rdf.iri(terms.PREDICATE), rdf.iri(terms.REPORTS_METRIC)),
        (node, rdf.iri(terms.OBJECT), speed),
    ]
    return sorted({*statements, *extra})


def names(statements: list[Statement]) -> set[str]:
    return {node["id"] for node in model(statements, SETTINGS)["nodes"]}


def test_without_a_choice_everything_that_papers_name_stays(dated: list[Statement]) -> None:
    lost = {s[0] for s in dated} - {s[0] for s in part(dated, SETTINGS)}
    assert lost == {rdf.iri(terms.ID + "model-lost")}


@pytest.mark.parametrize(
    ("hops", "expected"),
    [
        (0, set()),
        (1, {"paper-1", "paper-2"}),
        (2, {"paper-1", "paper-2", "model-fastnet", "model-slownet", "hardware-a100", "metric-speed"}),
        (9, {"paper-1", "paper-2", "model-fastnet", "model-slownet", "hardware-a100", "metric-speed"}),
    ],
)
def test_focus_keeps_what_is_near(dated: list[Statement], hops: int, expected: set[str]) -> None:
    chosen = part(dated, SETTINGS, focus="COCO", hops=hops)
    subjects = {s[0][1:-1].removeprefix(terms.ID) for s in chosen}
    things = {
        s for s in subjects if s.partition("-")[0] in {"paper", "model", "dataset", "hardware", "metric"}
    }
    assert things == expected | {"dataset-coco"}


@pytest.mark.parametrize("name", ["fast net", "model-fastnet", terms.ID + "model-fastnet", "FastNet"])
def test_a_focus_is_named_in_many_ways(dated: list[Statement], name: str) -> None:
    assert "model-fastnet" in names(part(dated, SETTINGS, focus=name, hops=1))


@pytest.mark.parametrize(
    "name", ["rec-1", "2401.00001", "arXiv:2401.00001v3", "FastNet: A Network", "paper-1"]
)
def test_papers_are_named_in_many_ways(dated: list[Statement], name: str) -> None:
    found = names(part(dated, SETTINGS, papers=[name]))
    assert "paper-2" not in found
    assert {"paper-1", "dataset-coco", "model-slownet"} <= found


@pytest.mark.parametrize(
    ("since", "papers"),
    [("2023", {"paper-1", "paper-2"}), ("2023-05-03", {"paper-2"}), ("2024-06", {"paper-2"}),
     ("2022-12-31", {"paper-1", "paper-2"})],
)  # fmt: skip
def test_since_keeps_papers_that_can_be_as_late(dated: list[Statement], since: str, papers: set[str]) -> None:
    assert {n for n in names(part(dated, SETTINGS, since=since)) if n.startswith("paper")} == papers


def test_classes_keep_their_entities_and_the_papers_of_these(dated: list[Statement]) -> None:
    chosen = part(dated, SETTINGS, classes=["datasets", "hardware"])
    assert names(chosen) == {"paper-1", "paper-2", "dataset-coco", "hardware-a100"}
    assert not model(chosen, SETTINGS)["results"]


def test_a_result_keeps_the_slots_that_are_left(dated: list[Statement]) -> None:
    (result,) = model(part(dated, SETTINGS, classes=["Metric", "Model"]), SETTINGS)["results"]
    assert (result["systems"], result["conditions"]) == (["model-fastnet"], [])
    assert result["evidence"][0]["sentence"].startswith("It is up to")


@pytest.mark.parametrize(
    "choice",
    [{"focus": "COCO"}, {"papers": ["paper-2"]}, {"classes": ["Model"]}, {"since": "2024"}],
    ids=lambda c: next(iter(c)),
)
def test_a_part_is_sorted_names_nothing_left_out_and_renders(
    dated: list[Statement], choice: dict[str, Any]
) -> None:
    chosen = part(dated, SETTINGS, **choice)
    assert chosen == sorted(set(chosen))
    assert set(chosen) < set(dated)
    gone = {s[0] for s in dated} - {s[0] for s in chosen}
    assert not gone & {s[2] for s in chosen}
    assert part(chosen, SETTINGS, **choice) == chosen
    assert render(model(chosen, SETTINGS)).startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("choice", "error", "words"),
    [
        ({"focus": "COKO"}, GraphError, "close to it: COCO"),
        ({"focus": "zzzz"}, GraphError, "try an id"),
        ({"papers": ["COCO"]}, GraphError, "use --focus"),
        ({"classes": ["Planet"]}, GraphError, "choose among Paper"),
        ({"since": "last year"}, SettingsError, "YYYY"),
        ({"since": "2999"}, GraphError, "earlier date"),
        ({"focus": "COCO", "hops": -1}, SettingsError, "negative"),
    ],
    ids=str,
)
def test_a_choice_without_meaning_says_so(
    dated: list[Statement], choice: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        part(dated, SETTINGS, **choice)


def test_a_name_of_several_things_lists_their_ids(dated: list[Statement]) -> None:
    twins = [
        (rdf.iri(terms.ID + f"model-{n}"), rdf.iri(terms.ALT_LABEL), rdf.literal("Twin"))
        for n in ("fastnet", "slownet")
    ]
    with pytest.raises(GraphError, match="model-fastnet, model-slownet"):
        part(sorted({*dated, *twins}), SETTINGS, focus="twin")
