"""The way from sources to files: the one place that composes the rooms.

A build streams.  Records spool to disk and become distinct papers (`intake`).  Papers whose result is not kept are
read on one or more processes, each batch of results kept at once (`tasks`, `workers`, `tables`).  Who coined which
name is settled over all papers by key, never by pairs, so that every paper can be written by itself: workers turn
results into sorted runs of lines, and count what the paper says of each entity (`runs`, `tally`).  Entities are
described from these counts.  One merge of all runs gives graph.nt, the other files follow from it (`outputs`), and
all are put in their places together (`draft`).

Three choices carry this.  Statements are sorted lines, so joining graphs is merging files, and order, processes and
machines leave no trace in the bytes.  What papers say of entities is counted, so papers join and leave a graph by
adding and subtracting.  SQLite keeps all that has a key: it survives a kill and spills what memory does not hold.
"""

from __future__ import annotations

from kg.pipeline.building import Built, Plan, build
from kg.pipeline.extractor import BATCH, LEAST_TAG, Extractor, Progress
from kg.pipeline.importing import imported
from kg.pipeline.memory import Input, extract, gather, graph_of

__all__ = [
    "BATCH",
    "LEAST_TAG",
    "Built",
    "Extractor",
    "Input",
    "Plan",
    "Progress",
    "build",
    "extract",
    "gather",
    "graph_of",
    "imported",
]
