"""Our writers beside rdflib's on the same statements."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

from bench.machine import table
from kg import __version__, export, graph
from kg.model import Document
from kg.pipeline import Extractor
from kg.settings import Settings

MOST = 500  # papers: rdflib needs a minute for ten times as many


def lines(papers: list[Document]) -> Iterator[str]:
    """Seconds of processor time to write the graph of some papers as N-Triples and as Turtle."""
    import rdflib

    settings = Settings(tagger=False)
    extractor = Extractor(settings)
    run = graph.Run(__version__, extractor.vocabulary.hash)
    found = extractor.extract(papers[:MOST])
    statements = sorted(set(graph.statements(found, extractor.vocabulary, run, settings)))
    theirs = rdflib.Graph()
    theirs.parse(data="".join(f"{s} {p} {o} .\n" for s, p, o in statements), format="nt")
    rows = []
    for ours, name in (("ntriples", "nt"), ("turtle", "turtle")):
        begin = time.process_time()
        export.WRITERS[ours].write(iter(statements), io.BytesIO(), settings)
        middle = time.process_time()
        theirs.serialize(format=name, encoding="utf-8")
        end = time.process_time()
        rows.append(
            (name, f"{middle - begin:.2f}", f"{end - middle:.2f}", f"{(end - middle) / (middle - begin):.1f}")
        )
    yield f"## Writing {len(statements)} statements, seconds of processor time"
    yield ""
    yield from table(("format", "ours", "rdflib", "times faster"), rows)
