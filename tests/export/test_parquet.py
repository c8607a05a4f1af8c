"""Tables for data frames: one row a thing, the same ids as everywhere, the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from kg import rdf, terms
from kg.errors import GraphError
from kg.export import WRITERS, save
from kg.export.tables import TABLES
from kg.rdf import Statement
from kg.settings import Settings

NAMES = [table.name for table in TABLES]
EXAMPLE = Path(__file__).parent.parent / "ontology" / "example.ttl"


@pytest.fixture(scope="module")
def frames(graph: list[Statement], tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    stem = tmp_path_factory.mktemp("tables") / "graph"
    files = save(WRITERS["parquet"], stem, lambda: graph, Settings())
    assert [path.name for path in files] == [f"graph.{name}.parquet" for name in NAMES]
    return {name: pd.read_parquet(path) for name, path in zip(NAMES, files, strict=True)}


def test_every_instance_is_one_row(frames: dict[str, pd.DataFrame], graph: list[Statement]) -> None:
    for table in TABLES:
        instances = {s for s, p, o in graph if p[1:-1] == terms.TYPE and o[1:-1] in table.classes}
        assert [f"<{iri}>" for iri in frames[table.name]["iri"]] == sorted(instances)


def test_every_property_of_a_column_is_in_its_cells(
    frames: dict[str, pd.DataFrame], graph: list[Statement]
) -> None:
    """Counted against the graph: no value of a direct column is lost where lists hold them."""
    for table in TABLES:
        rows = set("<" + frames[table.name]["iri"] + ">")
        for column in table.columns:
            if column.through or column.predicate == terms.TYPE:
                continue
            said = [o for s, p, o in graph if s in rows and p[1:-1] == column.predicate]
            cells = frames[table.name][column.name]
            if column.kind == "texts":
                assert cells.map(len).sum() == len(said), column
            elif column.kind == "flag":
                assert cells.sum() == said.count(rdf.boolean(True)), column
            else:
                assert cells.notna().sum() == len(said), column


def test_cells_have_their_types(frames: dict[str, pd.DataFrame]) -> None:
    paper = frames["papers"].iloc[0]
    assert (paper["id"], paper["year"], paper["doi"]) == ("paper-2406_00001", 2024, "10.1000/xyz_1")
    assert list(paper["creators"]) == ["Finch, R.", "Wren, J."]
    results = frames["results"].set_index("words")
    faster = results.loc["2.4x faster than Magpie"]
    assert (faster["value"], faster["comparison"], faster["device_count"]) == (2.4, "Ratio", 1)
    assert list(faster["baselines"]) == ["method-magpie-4918711418"]
    assert faster["sentence"].startswith("On ImageNet it keeps")
    assert results["max_value"].isna().all()
    kinds = frames["entities"].set_index("id")
    assert (kinds.loc["method-compression", "class"], bool(kinds.loc["method-compression", "generic"])) == (
        "Method",
        True,
    )
    mention = frames["mentions"].set_index("id").loc["mention-2406_00001-85-94"]
    assert (mention["text"], mention["entity"], mention["begin"]) == ("ResNet-50", "model-resnet-50", 85)
    assert set(frames["mentions"]["paper"]) == {"paper-2406_00001"}


def test_tables_join(frames: dict[str, pd.DataFrame]) -> None:
    joined = frames["links"].merge(frames["entities"], left_on="entity", right_on="id")
    assert len(joined) == len(frames["links"])
    assert set(joined[joined["role"] == "proposes"]["name"]) == {"Sparrow"}


def test_an_empty_graph_gives_empty_tables_with_the_same_columns(
    tmp_path: Path, frames: dict[str, pd.DataFrame]
) -> None:
    for name, path in zip(NAMES, save(WRITERS["parquet"], tmp_path / "e", list, Settings()), strict=True):
        empty = pd.read_parquet(path)
        assert len(empty) == 0
        assert list(empty.columns) == list(frames[name].columns)


@pytest.mark.guarantee("G1")
def test_bytes_depend_on_nothing_but_the_graph(graph: list[Statement], tmp_path: Path) -> None:
    here = [p.read_bytes() for p in save(WRITERS["parquet"], tmp_path / "here", lambda: graph, Settings())]
    code = (
        "import sys; from pathlib import Path; from kg.export import WRITERS, save; from kg.graph import read;"
        "from kg.settings import Settings; graph = sorted(set(read(Path(sys.argv[1]))));"
        "save(WRITERS['parquet'], Path(sys.argv[2]), lambda: graph, Settings())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code, EXAMPLE, tmp_path / "there"], check=True, env=environment)
    assert [(tmp_path / f"there.{name}.parquet").read_bytes() for name in NAMES] == here


def test_values_that_no_column_takes_are_one_clear_sentence(tmp_path: Path) -> None:
    node = rdf.iri(terms.ID + "paper-x")
    kind = (node, rdf.iri(terms.TYPE), rdf.iri(terms.PAPER))
    year = rdf.iri(terms.PUBLICATION_YEAR)

    def papers(value: str) -> pd.DataFrame:
        graph = sorted([kind, (node, year, value)])
        return pd.read_parquet(save(WRITERS["parquet"], tmp_path / "x", lambda: graph, Settings())[0])

    assert papers(rdf.literal("2024Z", terms.XSD_GYEAR))["year"].tolist() == [2024]
    assert papers(rdf.literal("soon"))["year"].isna().all()
    with pytest.raises(GraphError, match="--to csv"):
        papers(rdf.integer(10**30))


def test_without_its_package_it_says_what_to_install(
    graph: list[Statement], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(GraphError, match=r"paperkg\[frames\]"):
        save(WRITERS["parquet"], tmp_path / "x", lambda: graph, Settings())
    assert not list(tmp_path.iterdir())
