"""Classes and roles that the trained tagger knows, in the order of its outputs."""

from __future__ import annotations

CLASSES = ("Method", "Model", "Software", "Dataset", "Hardware", "Metric", "Task")

ROLES = (
    "proposes",
    "uses",
    "comparesWith",
    "mentions",
    "evaluatesOn",
    "runsOn",
    "targets",
    "reportsMetric",
    "addresses",
)

FAMILY = (0, 0, 0, 1, 2, 3, 4)
"""Family of each class: methods, models and software are artefacts that texts often do not tell apart."""

ROLES_OF = (
    (0, 1, 2, 3),
    (0, 1, 2, 3),
    (0, 1, 2, 3),
    (0, 4, 3),
    (0, 5, 6, 3),
    (0, 7, 3),
    (0, 8, 3),
)
"""Roles open to each class, as numbers in ROLES."""
