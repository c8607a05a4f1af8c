from __future__ import annotations

from dataclasses import replace

from kg import ids, rdf, terms
from kg.graph import Census
from kg.graph.description import entity_statements
from kg.graph.outside import outside_link
from kg.graph.units import QUDT_UNITS, unit_iri
from kg.model import Entity, EntityClass, Extraction, Link, Mention, Role
from kg.rdf import Statement
from kg.vocabulary import Vocabulary


def described(census: Census, vocabulary: Vocabulary) -> set[Statement]:
    return set(entity_statements(census, vocabulary, terms.ID))


def said(graph: set[Statement], entity: str, predicate: str) -> list[str]:
    node = rdf.iri(terms.ID + entity)
    found = (rdf.parse_term(o)[1] for s, p, o in graph if (s, p) == (node, rdf.iri(predicate)))
    return sorted(value.removeprefix(terms.ID) for value in found)


def census_of(*extractions: Extraction) -> Census:
    census = Census()
    for extraction in extractions:
        census.add(extraction)
    return census


def naming(extraction: Extraction, number: int, entity: Entity, surface: str) -> Extraction:
    """A paper that names one entity once."""
    document = replace(extraction.document, id=f"n{number}", arxiv_id=f"2407.{number:05d}")
    mention = Mention(0, len(surface), surface, entity.cls, "tagger")
    link = Link(entity.id, Role.MENTIONS, 0.5, "rule", (0,))
    return Extraction(document, (mention,), (entity.id,), (entity,), (link,), (), ())


def test_ancestors_complements_and_losers(extraction: Extraction, vocabulary: Vocabulary) -> None:
    graph = described(census_of(extraction), vocabulary)
    others = ("method-compression", "model-resnet", "metric-accuracy", "metric-top-1-error")
    for entity in (*others, "hardware-nvidia-a100"):
        assert len(said(graph, entity, terms.PREF_LABEL)) == 1
        assert not said(graph, entity, terms.SUPPORT)


def test_taxonomy_and_variants_by_class(extraction: Extraction, vocabulary: Vocabulary) -> None:
    graph = described(census_of(extraction), vocabulary)
    assert said(graph, "method-pruning", terms.BROADER) == ["method-compression"]
    assert said(graph, "metric-top-1-accuracy", terms.BROADER) == ["metric-accuracy"]
    assert said(graph, "model-resnet-50", terms.VARIANT_OF) == ["model-resnet"]
    assert said(graph, "hardware-nvidia-a100-80gb", terms.VARIANT_OF) == ["hardware-nvidia-a100"]
    assert not said(graph, "model-resnet-50", terms.BROADER)


def test_facts_of_metrics_and_hardware(extraction: Extraction, vocabulary: Vocabulary) -> None:
    graph = described(census_of(extraction), vocabulary)
    accuracy, chip = "metric-top-1-accuracy", "hardware-nvidia-a100-80gb"
    assert said(graph, accuracy, terms.DIRECTION) == [terms.HIGHER_IS_BETTER]
    assert said(graph, accuracy, terms.RANGE) == ["0..100"]
    assert said(graph, accuracy, terms.DEFAULT_UNIT) == ["%"]
    assert said(graph, accuracy, terms.COMPLEMENT_OF) == ["metric-top-1-error"]
    assert said(graph, chip, terms.MANUFACTURER) == ["NVIDIA"]
    assert said(graph, chip, terms.MEMORY) == ["80"]
    assert said(graph, "model-resnet-50", terms.MAKER) == ["Microsoft"]


def test_outside_ids(extraction: Extraction, vocabulary: Vocabulary) -> None:
    graph = described(census_of(extraction), vocabulary)
    assert said(graph, "model-resnet", terms.DESCRIBED_IN) == ["https://arxiv.org/abs/1512.03385"]
    assert said(graph, "dataset-imagenet", terms.CLOSE_MATCH) == [
        "https://huggingface.co/datasets/imagenet-1k"
    ]
    assert said(graph, "method-compression", terms.EXACT_MATCH) == [
        "http://w3id.org/mlso/vocab/ml_algorithm/Compression"
    ]
    assert outside_link("wikidata:Q1") is None
    assert outside_link("arxiv:") is None


def test_labels_are_aliases_and_forms_seen(extraction: Extraction, vocabulary: Vocabulary) -> None:
    entry = vocabulary.entries["model-resnet"]
    entity = Entity(entry.id, entry.cls, entry.name, curated=True)
    papers = [naming(extraction, n, entity, surface) for n, surface in enumerate(("ResNets", "ResNet"))]
    graph = described(census_of(*papers), vocabulary)
    assert said(graph, "model-resnet", terms.PREF_LABEL) == ["ResNet"]
    assert said(graph, "model-resnet", terms.ALT_LABEL) == ["ResNets", "residual network"]
    assert said(graph, "model-resnet", terms.STATUS) == [terms.CURATED]
    assert said(graph, "model-resnet", terms.SUPPORT) == ["2"]


def test_a_minted_name_is_the_most_used_one(extraction: Extraction, vocabulary: Vocabulary) -> None:
    cls = EntityClass.METHOD
    spellings = ["Kite Loss", "kite loss", "kite loss", "Kite-Loss"]
    local = ids.minted(cls, "kite loss")
    assert {ids.minted(cls, name) for name in spellings} == {local}
    papers = [naming(extraction, n, Entity(local, cls, name), name) for n, name in enumerate(spellings)]
    graph = described(census_of(*papers), vocabulary)
    assert graph == described(census_of(*reversed(papers)), vocabulary)
    assert said(graph, local, terms.PREF_LABEL) == ["kite loss"]
    assert said(graph, local, terms.ALT_LABEL) == ["Kite Loss", "Kite-Loss"]
    assert said(graph, local, terms.STATUS) == [terms.MINTED]
    tie = census_of(papers[0], papers[3])
    assert said(described(tie, vocabulary), local, terms.PREF_LABEL) == ["Kite Loss"]


def test_merged_parts_count_like_the_whole(extraction: Extraction, vocabulary: Vocabulary) -> None:
    entity = Entity("method-pruning", EntityClass.METHOD, "pruning", curated=True)
    papers = [extraction, naming(extraction, 1, entity, "pruned"), naming(extraction, 2, entity, "prunes")]
    left, right = census_of(papers[2]), census_of(*papers[:2])
    left.merge(right)
    assert described(left, vocabulary) == described(census_of(*papers), vocabulary)


def test_a_minted_variant_hangs_on_its_family(extraction: Extraction, vocabulary: Vocabulary) -> None:
    cls = EntityClass.MODEL
    parents = ("model-resnet", "model-unheard-of")
    entity = Entity(ids.minted(cls, "ResNet-77"), cls, "ResNet-77", broader=parents)
    graph = described(census_of(naming(extraction, 1, entity, "ResNet-77")), vocabulary)
    assert said(graph, entity.id, terms.VARIANT_OF) == ["model-resnet"]
    assert said(graph, "model-resnet", terms.PREF_LABEL) == ["ResNet"]


def test_units_have_qudt_names_or_none() -> None:
    assert unit_iri("ms") == terms.UNIT + "MilliSEC"
    assert unit_iri("tokens/s") is None
    assert all(local.replace("-", "").replace("_", "").isalnum() for local in QUDT_UNITS.values())
