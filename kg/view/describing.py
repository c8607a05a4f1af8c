"""What a panel says about one thing beside its evidence: names, facts, links, outside ids; and the results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kg import terms
from kg.view.evidence import Quotes
from kg.view.facts import Facts

_LINKS = (
    ("code", terms.CODE_REPOSITORY), ("model", terms.MODEL_LINK), ("data", terms.DATA_LINK),
    ("project", terms.PROJECT_LINK), ("demo", terms.DEMO_LINK), ("link", terms.LINK),
)  # fmt: skip
_OUTSIDE = (
    ("same as", terms.EXACT_MATCH), ("close to", terms.CLOSE_MATCH), ("described in", terms.DESCRIBED_IN),
)  # fmt: skip
_FACTS = (
    ("Authors", terms.CREATOR), ("Record", terms.IDENTIFIER), ("Definition", terms.DEFINITION),
    ("Maker", terms.MANUFACTURER), ("Maker", terms.MAKER), ("Memory (GB)", terms.MEMORY),
    ("Unit", terms.DEFAULT_UNIT), ("Range", terms.RANGE),
)  # fmt: skip
_DATES = (terms.ISSUED, terms.PUBLICATION_DATE, terms.PUBLICATION_YEAR)
_DIRECTIONS = {
    terms.HIGHER_IS_BETTER: "higher is better", terms.LOWER_IS_BETTER: "lower is better", terms.NEUTRAL: "neither",
}  # fmt: skip
_CONDITIONS = (terms.ON_DATASET, terms.ON_MODEL, terms.ON_HARDWARE, terms.ON_TASK)


def describe(facts: Facts, iri: str) -> dict[str, Any]:
    """`aliases`, `facts` (name and text pairs), `links` and `outside` (kind and url) of a paper or an entity."""
    pairs = [[name, "; ".join(found)] for name, prop in _FACTS if (found := facts.texts(iri, prop))]
    if date := facts.text(iri, *_DATES):
        pairs.insert(0, ["Date", date])
    if direction := _DIRECTIONS.get(facts.iri(iri, terms.DIRECTION)):
        pairs.append(["Direction", direction])
    outside = [{"kind": kind, "url": url} for kind, prop in _OUTSIDE for url in facts.iris(iri, prop)]
    outside += [
        {"kind": "arXiv", "url": f"https://arxiv.org/abs/{v}"} for v in facts.texts(iri, terms.ARXIV_ID)
    ]
    outside += [{"kind": "DOI", "url": f"https://doi.org/{v}"} for v in facts.texts(iri, terms.DOI)]
    links, seen = [], set()
    for kind, prop in _LINKS:
        for url in [*facts.iris(iri, prop), *facts.texts(iri, prop)]:
            if url not in seen:
                seen.add(url)
                links.append({"kind": kind, "url": url})
    return {
        "aliases": facts.texts(iri, terms.ALT_LABEL), "facts": pairs, "links": links, "outside": outside,
    }  # fmt: skip


def results(facts: Facts, quotes: Quotes, local: Callable[[str], str]) -> list[dict[str, Any]]:
    """Every result of the graph, sorted by id; numbers are decimal strings, things are ids."""

    def names(node: str, *properties: str) -> list[str]:
        return [local(iri) for iri in facts.iris(node, *properties)]

    def kind(node: str, prop: str) -> str:
        return facts.iri(node, prop).removeprefix(terms.KG)

    found = []
    for node in facts.instances[terms.RESULT]:
        evidence = [quotes.quote(m, local) for m in facts.iris(node, terms.EVIDENCE)]
        found.append({
            "id": local(node), "paper": local(facts.iri(node, terms.REPORTED_IN)),
            "metric": local(facts.iri(node, terms.RESULT_METRIC)),
            "systems": names(node, terms.OF_SYSTEM), "baselines": names(node, terms.COMPARED_TO),
            "conditions": names(node, *_CONDITIONS),
            "value": facts.text(node, terms.NUMERIC_VALUE), "max": facts.text(node, terms.MAX_VALUE),
            "unit": facts.text(node, terms.UNIT_LABEL), "bound": kind(node, terms.BOUND),
            "comparison": kind(node, terms.COMPARISON), "outcome": kind(node, terms.OUTCOME),
            "factor": facts.text(node, terms.NORMALIZED_FACTOR), "devices": facts.text(node, terms.DEVICE_COUNT),
            "attribute": facts.text(node, terms.ATTRIBUTE) == "true", "quote": facts.text(node, terms.RAW_VALUE),
            "confidence": float(facts.text(node, terms.CONFIDENCE) or 0),
            "evidence": [{k: v for k, v in quote.items() if k != "at"} for quote in evidence],
        })  # fmt: skip
    return sorted(found, key=lambda r: str(r["id"]))
