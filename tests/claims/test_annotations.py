"""Annotated papers as the rooms before read them, and scorers halfway between two."""

from __future__ import annotations

from kg.claims.annotations import as_read
from kg.model import Document, Entity, EntityClass, Mention
from kg.training.claims import mean


def test_names_of_claims_follow_what_was_found() -> None:
    document = Document("d", "A title", "QuickNet (QN) reaches 91.5% accuracy on Photos.")
    entity = Entity("model-qn", EntityClass.MODEL, "QN")
    record = {
        "entities": [
            {"name": "QuickNet v1", "surfaces": ["QuickNet", "QN"]},
            {"name": "Photos", "surfaces": ["Photos"]},
        ],
        "results": [
            {"quote": "91.5% accuracy", "value": 91.5, "value_max": None, "unit": "%", "subject": "QuickNet v1",
             "metric": "accuracy", "dataset": "Photos; Others", "baseline": None, "attribute": False}
        ],
    }  # fmt: skip
    mention = Mention(9, 17, "QuickNet", EntityClass.MODEL, "test")
    paper = as_read(document, record, [mention], ["model-qn"], {"model-qn": entity}, ())
    assert paper.results[0]["subject"] == "QN"
    assert paper.results[0]["dataset"] == "Photos; Others"
    assert paper.stated_by == {0: 0}


def test_a_mean_keeps_the_features_of_both() -> None:
    assert mean({"a": [2.0], "b": [1.0]}, {"a": [4.0]}) == {"a": [3.0], "b": [0.5]}
