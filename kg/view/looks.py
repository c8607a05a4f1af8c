"""How classes and relations look: one table each, for the page, its legend and its tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg import terms

LIGHT_GROUND: Final = "#faf7f1"
DARK_GROUND: Final = "#17191d"


@dataclass(frozen=True, slots=True)
class ClassLook:
    """A node class: its plural name, its shape and its colour on a light and on a dark ground."""

    plural: str
    shape: str  # one that assets/paint.js and assets/full.js draw
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class RelationLook:
    """A relation: how it reads from source to target, its property IRI, colours, and dashes in pixels."""

    label: str
    iri: str
    light: str
    dark: str
    dash: tuple[int, ...] = ()
    drawn: bool = True  # on when the page opens


CLASSES: Final[dict[str, ClassLook]] = {
    "Paper": ClassLook("Papers", "page", "#5d6470", "#a9b0bb"),
    "Method": ClassLook("Methods", "circle", "#1c7a6c", "#54b8a6"),
    "Model": ClassLook("Models", "diamond", "#8a3f86", "#cf8bca"),
    "Software": ClassLook("Software", "hexagon", "#627a18", "#a8c257"),
    "Dataset": ClassLook("Datasets", "square", "#a4690a", "#e0ac4c"),
    "Hardware": ClassLook("Hardware", "chip", "#b04429", "#ec8a6c"),
    "Metric": ClassLook("Metrics", "triangle", "#6450a0", "#a999e2"),
    "Task": ClassLook("Tasks", "ring", "#b93a64", "#ee87a7"),
}

RELATIONS: Final[dict[str, RelationLook]] = {
    "proposes": RelationLook("proposes", terms.PROPOSES, "#1c7a6c", "#54b8a6"),
    "uses": RelationLook("uses", terms.USES, "#7d8590", "#8b929c"),
    "comparesWith": RelationLook("compares with", terms.COMPARES_WITH, "#8a3f86", "#cf8bca", (7, 4)),
    "evaluatesOn": RelationLook("evaluates on", terms.EVALUATES_ON, "#a4690a", "#e0ac4c"),
    "runsOn": RelationLook("runs on", terms.RUNS_ON, "#b04429", "#ec8a6c"),
    "targets": RelationLook("targets", terms.TARGETS, "#b04429", "#ec8a6c", (7, 4)),
    "reportsMetric": RelationLook("reports metric", terms.REPORTS_METRIC, "#6450a0", "#a999e2"),
    "addresses": RelationLook("addresses", terms.ADDRESSES, "#b93a64", "#ee87a7"),
    "mentions": RelationLook("mentions", terms.MENTIONS, "#7d8590", "#8b929c", (2, 4)),
    "comparedTo": RelationLook("measured against", terms.COMPARED_TO, "#4b3b33", "#d6c7b8", (9, 3, 2, 3)),
    "broader": RelationLook("is a kind of", terms.BROADER, "#7d8590", "#8b929c", (4, 3)),
    "variantOf": RelationLook("is a variant of", terms.VARIANT_OF, "#7d8590", "#8b929c", (4, 3)),
}
