"""A graph as networkx sees it: papers and entities as nodes, roles, taxonomy and comparisons as edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.model import EntityClass, Role
from kg.query.result import Result, plain
from kg.terms import KG

if TYPE_CHECKING:
    import networkx as nx

_CLASSES = " ".join(f"kg:{name}" for name in ("Paper", *EntityClass))
_ROLES = " ".join(f"kg:{role}" for role in Role)
NODES = f"""SELECT ?node ?class ?label ?generic WHERE {{
  VALUES ?class {{ {_CLASSES} }}
  ?node a ?class .
  OPTIONAL {{ ?node skos:prefLabel|dcterms:title ?label }}
  OPTIONAL {{ ?node kg:generic ?generic }}
}}"""
EDGES = f"""SELECT ?source ?property ?target ?confidence WHERE {{
  {{
    VALUES ?property {{ {_ROLES} }}
    ?source ?property ?target .
    OPTIONAL {{
      ?edge rdf:object ?target ; rdf:subject ?source ; rdf:predicate ?property ; kg:confidence ?confidence .
    }}
  }} UNION {{
    VALUES ?property {{ skos:broader kg:variantOf }}
    ?source ?property ?target .
  }} UNION {{
    ?result kg:ofSystem ?source ; kg:comparedTo ?target .
    BIND(kg:comparedTo AS ?property)
  }}
}}"""


def network(ask: Callable[[str], Result]) -> nx.MultiDiGraph[str]:
    """A networkx MultiDiGraph keyed by IRI, its nodes and edges in sorted order.

    Nodes carry `label`, `cls` (`Paper` or an entity class) and `generic`.  Edges are keyed by the local name of their
    property; those from papers carry `confidence`.  The same graph as `kg.graph.project` makes of statements.
    """
    import networkx as nx

    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    found: dict[str, tuple[str, str, bool]] = {}
    for row in ask(NODES).rows:
        node, class_, label, generic = (plain(term) if term else "" for term in row)
        found[node] = (label, class_.removeprefix(KG), generic == "true")
    for node, (label, class_, broad) in sorted(found.items()):
        made.add_node(node, label=label, cls=class_, generic=broad)
    for source, property_, target, confidence in sorted(
        {tuple(plain(term) if term else "" for term in row) for row in ask(EDGES).rows}
    ):
        if source in made and target in made:
            key = property_.rpartition("/")[2].rpartition("#")[2]
            made.add_edge(
                source, target, key=key, **({"confidence": float(confidence)} if confidence else {})
            )
    return made
