"""GraphML and GEXF of the property graph: one type per attribute, no date, nothing that is not XML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from kg.export.property_graph import Node, PropertyGraph, property_graph
from kg.export.xml import escape
from kg.rdf import Statement
from kg.settings import Settings

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FIXED = {"label": "string", "class": "string", "iri": "string"}  # of every node


def write_graphml(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write the property graph as GraphML; nodes carry `label`, `class`, `iri` and their properties."""
    graph = property_graph(statements, settings)
    out = [_HEAD, '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n']
    for name, kind in (_FIXED | dict(graph.columns)).items():
        out.append(f'<key id="{escape(name)}" for="node" attr.name="{escape(name)}" attr.type="{kind}"/>\n')
    out.append('<key id="type" for="edge" attr.name="type" attr.type="string"/>\n')
    out.append('<key id="trust" for="edge" attr.name="confidence" attr.type="double"/>\n')
    out.append('<graph id="graph" edgedefault="directed">\n')
    stream.write("".join(out).encode())
    for node in graph.nodes:
        data = {"label": node.name, "class": node.cls, "iri": node.iri, **_cells(graph, node)}
        cells = "".join(f'<data key="{escape(k)}">{escape(v)}</data>' for k, v in data.items())
        stream.write(f'<node id="{escape(node.id)}">{cells}</node>\n'.encode())
    for number, edge in enumerate(graph.edges):
        trust = f'<data key="trust">{edge.confidence}</data>' if edge.confidence else ""
        ends = f'source="{escape(edge.source)}" target="{escape(edge.target)}"'
        data_type = f'<data key="type">{escape(edge.type)}</data>'
        stream.write(f'<edge id="e{number}" {ends}>{data_type}{trust}</edge>\n'.encode())
    stream.write(b"</graph>\n</graphml>\n")


def write_gexf(statements: Iterable[Statement], stream: BinaryIO, settings: Settings) -> None:
    """Write the property graph as GEXF 1.2 for Gephi, without the date that others stamp on it."""
    graph = property_graph(statements, settings)
    columns = {**{k: v for k, v in _FIXED.items() if k != "label"}, **graph.columns}
    out = [_HEAD, '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n']
    out.append('<graph defaultedgetype="directed" mode="static">\n<attributes class="node">\n')
    for name, kind in columns.items():
        out.append(f'<attribute id="{escape(name)}" title="{escape(name)}" type="{kind}"/>\n')
    out.append('</attributes>\n<attributes class="edge">\n')
    out.append('<attribute id="type" title="type" type="string"/>\n')
    out.append('<attribute id="trust" title="confidence" type="double"/>\n</attributes>\n<nodes>\n')
    stream.write("".join(out).encode())
    for node in graph.nodes:
        data = {"class": node.cls, "iri": node.iri, **_cells(graph, node)}
        cells = "".join(f'<attvalue for="{escape(k)}" value="{escape(v)}"/>' for k, v in data.items())
        head = f'<node id="{escape(node.id)}" label="{escape(node.name)}">'
        stream.write(f"{head}<attvalues>{cells}</attvalues></node>\n".encode())
    stream.write(b"</nodes>\n<edges>\n")
    for number, edge in enumerate(graph.edges):
        ends = f'source="{escape(edge.source)}" target="{escape(edge.target)}"'
        cells = f'<attvalue for="type" value="{escape(edge.type)}"/>'
        if edge.confidence:
            cells += f'<attvalue for="trust" value="{edge.confidence}"/>'
        head = f'<edge id="{number}" {ends} label="{escape(edge.type)}">'
        stream.write(f"{head}<attvalues>{cells}</attvalues></edge>\n".encode())
    stream.write(b"</edges>\n</graph>\n</gexf>\n")


def _cells(graph: PropertyGraph, node: Node) -> dict[str, str]:
    """The properties that a node has, each as one string."""
    return {
        column: value
        for column in graph.columns
        if column not in _FIXED and (value := graph.cell(node, column)) is not None
    }
