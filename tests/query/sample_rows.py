"""What every named question answers on the packaged sample: how many rows, and the first of them.

`python tests/query/sample_rows.py` writes them anew, and ontology/queries/queries.ttl with them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "exports" / "sample"
GOLDEN = Path(__file__).with_name("sample_rows.json")
SHOWN = 2
sys.path.insert(0, str(ROOT))

from kg.query import Graph, catalogue, open_graph  # noqa: E402
from kg.query.executables import write  # noqa: E402
from kg.query.named import CLASSES  # noqa: E402
from kg.query.result import display  # noqa: E402


def typical(graph: Graph, type_: str) -> str:
    """The id of the thing of a type that most statements speak about."""
    if type_ == "paper":
        pattern = "?r kg:reportedIn ?x"
    elif type_ == "entity":
        pattern = "?r kg:ofSystem ?x . ?p kg:proposes ?x"
    else:
        classes = " ".join(f"kg:{name}" for name in CLASSES[type_])
        pattern = f"VALUES ?class {{ {classes} }} ?x a ?class . ?a rdf:object ?x"
    text = f"SELECT ?x (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 1"
    return graph.query(text).values()[0]["x"]


def parameters(graph: Graph, name: str) -> dict[str, str]:
    """Values for the parameters that a question needs, out of the graph itself."""
    if name == "papers-with-both":
        pair = "SELECT ?first ?second { ?p kg:uses ?first, ?second FILTER(?first != ?second) } ORDER BY ?first ?second"
        return graph.query(pair).values()[0]
    return {p.name: typical(graph, p.type) for p in catalogue()[name].params if p.default == "required"}


def answer(graph: Graph, name: str) -> dict[str, Any]:
    """The columns, the number of rows and the first rows that a question gives."""
    found = graph.query(name, parameters(graph, name))
    rows = [[display(term, found.prefixes)[:60] for term in row] for row in found.rows[:SHOWN]]
    return {"columns": list(found.variables), "count": len(found.rows), "rows": rows}


if __name__ == "__main__":
    with open_graph(SAMPLE) as opened:
        answers = {name: answer(opened, name) for name in catalogue()}
    lines = ",\n".join(
        f'"{name}": {json.dumps(found, ensure_ascii=False)}' for name, found in answers.items()
    )
    GOLDEN.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    write()
