"""How good a graph is, measured against papers that a person annotated, and what the vocabulary lacks.

Everything is read from the graph alone: what is not written there does not count.
"""

from kg.evaluation.ablation import ablate, ablation_table
from kg.evaluation.blocks import blocks
from kg.evaluation.gold import Gold, Problem, read_gold
from kg.evaluation.report import Evaluation, evaluate
from kg.evaluation.suggestion import Suggestion, columns, suggest

__all__ = [
    "Evaluation",
    "Gold",
    "Problem",
    "Suggestion",
    "ablate",
    "ablation_table",
    "blocks",
    "columns",
    "evaluate",
    "read_gold",
    "suggest",
]
