"""The scorer of the annotated data reads everything it looks for out of our graph."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLE = Path(__file__).parent.parent / "ontology" / "example.ttl"


@pytest.fixture(scope="module")
def score(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "score" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.shared
def test_papers_entities_and_results_are_seen(score: ModuleType) -> None:
    graph = score.Graph(str(EXAMPLE))
    paper = graph.papers()["s1"]
    entities = {d["label"]: d for d in score.predicted(graph, paper).values()}
    assert entities["Sparrow"]["roles"] == {"proposes"}
    assert entities["Sparrow"]["types"] == {"Method"}
    assert entities["NVIDIA A100 80GB"]["roles"] == {"runsOn"}
    assert entities["pruning"]["surfaces"] == {"pruning"}
    assert "model compression" not in entities
    assert graph.all(paper, score.KG + "link") == [
        "https://birds.example/",
        "https://github.com/birds/sparrow",
    ]
    results = {r["value"]: r for r in score.pred_results(graph, paper)}
    assert results[76.1]["kind"] == "absolute"
    assert results[76.1]["metric"] == ["top-1 accuracy"]
    assert results[76.1]["on_model"] == ["ResNet-50"]
    faster = results[2.4]
    assert (faster["unit"], faster["kind"], faster["direction"], faster["bound"]) == (
        "x",
        "ratio",
        "better",
        "Exact",
    )
    assert (faster["metric"], faster["system"], faster["baseline"]) == (["speed"], ["Sparrow"], ["Magpie"])
    assert (faster["hardware"], faster["dataset"], faster["on_model"]) == (["NVIDIA A100 80GB"], [], [])
    assert (faster["max"], faster["raw"]) == (None, "2.4x faster than Magpie")
