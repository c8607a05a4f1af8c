"""The graph on one card: classes, properties, prefixes and questions, short enough for an agent's memory."""

from __future__ import annotations

from collections.abc import Mapping

from kg import terms
from kg.query.named import REQUIRED, catalogue
from kg.query.result import short
from kg.resources import ontology_dir

_OWL_CLASS, _OWL = terms.OWL + "Class", (terms.OWL + "ObjectProperty", terms.OWL + "DatatypeProperty")
_FIELDS = {
    terms.TYPE: "type", terms.RDFS + "domain": "of", terms.SCHEMA + "domainIncludes": "of", terms.RDFS + "range": "to",
    terms.DEFINITION: "definition",
}  # fmt: skip
_HOW = """A paper points at entities (kg:uses, kg:evaluatesOn, ...). Behind each such edge stands a kg:Assertion \
(rdf:subject, rdf:predicate, rdf:object, kg:confidence, kg:foundBy, kg:evidence); its evidence is a kg:Mention with
nif:beginIndex and nif:endIndex in the nif:Context that holds the text. A number is a kg:Result: kg:ofSystem, kg:metric,
kg:comparedTo, kg:onDataset, kg:onModel, kg:onHardware, qudt:numericValue, kg:unitLabel, kg:rawValue, kg:reportedIn.
Names: skos:prefLabel, skos:altLabel; papers: dcterms:title. Look names up with `resolve` before you query."""


def card(prefixes: Mapping[str, str]) -> str:
    """The card as Markdown; below 4,000 tokens whatever the graph."""
    known = _ontology()
    bound = " ".join(f"{prefix}: <{namespace}>" for prefix, namespace in prefixes.items())
    lines = ["# Schema", _HOW, "", f"Prefixes (declared already): {bound}", "", "## Classes"]
    for iri, facts in known.items():
        if _OWL_CLASS in facts.get("type", ()) and iri.startswith(terms.KG):
            lines.append(f"- {_short(iri)}: {_first(facts)}")
    lines += ["", "## Properties"]
    for iri, facts in known.items():
        if iri.startswith(terms.KG) and any(kind in facts.get("type", ()) for kind in _OWL):
            ends = ["|".join(sorted(map(_local, facts.get(end, ())))) for end in ("of", "to")]
            lines.append(f"- {_short(iri)} {ends[0] or '?'} > {ends[1] or '?'}")
    fixed = [
        _short(iri) for iri, facts in known.items() if terms.OWL + "NamedIndividual" in facts.get("type", ())
    ]
    lines += ["", f"Fixed values: {', '.join(name for name in fixed if name.startswith('kg:'))}"]
    lines += ["", "## Named questions (tool `ask`)"]
    for query in catalogue().values():
        params = ", ".join(p.name + ("" if p.default == REQUIRED else "?") for p in query.params)
        lines.append(f"- {query.name}({params}): {query.title}")
    return "\n".join(lines) + "\n"


def _ontology() -> dict[str, dict[str, set[str]]]:
    import pyoxigraph as ox

    known: dict[str, dict[str, set[str]]] = {}
    for quad in ox.parse(path=str(ontology_dir() / "kg.ttl")):
        field = _FIELDS.get(quad.predicate.value)
        if field and isinstance(quad.subject, ox.NamedNode):
            value = quad.object.value if isinstance(quad.object, ox.NamedNode | ox.Literal) else ""
            known.setdefault(quad.subject.value, {}).setdefault(field, set()).add(value)
    return dict(sorted(known.items()))


def _first(facts: Mapping[str, set[str]]) -> str:
    """The definition up to its first full stop or semicolon."""
    text = min(facts.get("definition", {""}))
    return text.partition(";")[0].partition(". ")[0].rstrip(".")


def _short(iri: str) -> str:
    return short(iri, terms.PREFIXES) or iri


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
