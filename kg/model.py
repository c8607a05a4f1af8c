"""The values that flow from room to room: frozen, slotted, standard library only.

Offsets are Python slices in code points of `Document.text`, end exclusive.  Entities are referred to by their
id, a flat local name such as `hardware-nvidia-a100`; see `kg.ids`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class EntityClass(StrEnum):
    """The seven classes of linkable things; the value is the local name of the ontology class."""

    METHOD = "Method"
    MODEL = "Model"
    SOFTWARE = "Software"
    DATASET = "Dataset"
    HARDWARE = "Hardware"
    METRIC = "Metric"
    TASK = "Task"


ARTEFACTS = frozenset({EntityClass.METHOD, EntityClass.MODEL, EntityClass.SOFTWARE})


class Role(StrEnum):
    """How a paper relates to an entity; the value is the local name of the property."""

    PROPOSES = "proposes"
    USES = "uses"
    COMPARES_WITH = "comparesWith"
    EVALUATES_ON = "evaluatesOn"
    RUNS_ON = "runsOn"
    TARGETS = "targets"
    REPORTS_METRIC = "reportsMetric"
    ADDRESSES = "addresses"
    MENTIONS = "mentions"


ROLES_OF: dict[EntityClass, tuple[Role, ...]] = {
    EntityClass.METHOD: (Role.PROPOSES, Role.USES, Role.COMPARES_WITH, Role.MENTIONS),
    EntityClass.MODEL: (Role.PROPOSES, Role.USES, Role.COMPARES_WITH, Role.MENTIONS),
    EntityClass.SOFTWARE: (Role.PROPOSES, Role.USES, Role.COMPARES_WITH, Role.MENTIONS),
    EntityClass.DATASET: (Role.PROPOSES, Role.EVALUATES_ON, Role.MENTIONS),
    EntityClass.HARDWARE: (Role.PROPOSES, Role.RUNS_ON, Role.TARGETS, Role.MENTIONS),
    EntityClass.METRIC: (Role.PROPOSES, Role.REPORTS_METRIC, Role.MENTIONS),
    EntityClass.TASK: (Role.PROPOSES, Role.ADDRESSES, Role.MENTIONS),
}


class Comparison(StrEnum):
    """What a comparative number expresses; an absolute value has none."""

    RATIO = "Ratio"
    PERCENT_CHANGE = "PercentChange"
    DIFFERENCE = "Difference"


class Outcome(StrEnum):
    """Whether the text presents a number as good for its system."""

    BETTER = "Better"
    WORSE = "Worse"
    NEUTRAL = "Neutral"


class Bound(StrEnum):
    """How a stated number bounds the true one."""

    EXACT = "Exact"
    UP_TO = "UpTo"
    AT_LEAST = "AtLeast"
    AT_MOST = "AtMost"
    APPROXIMATELY = "Approximately"
    AVERAGE = "Average"


class LinkKind(StrEnum):
    """What a URL of a paper leads to."""

    CODE = "code"
    MODEL = "model"
    DATA = "data"
    PROJECT = "project"
    DEMO = "demo"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Document:
    """One paper as read: `id` is the record's id verbatim, text is kept as it came apart from control characters."""

    id: str
    title: str
    abstract: str = ""
    issued: str | None = None  # YYYY, YYYY-MM or YYYY-MM-DD
    creators: tuple[str, ...] = ()
    arxiv_id: str | None = None  # without version
    doi: str | None = None
    urls: tuple[str, ...] = ()  # given as fields of the record, beside those in the text
    also: tuple[str, ...] = ()  # the ids of the records merged into this one, sorted; never `id` itself

    @property
    def text(self) -> str:
        """Title, blank line, abstract: the string that all offsets refer to."""
        return f"{self.title}\n\n{self.abstract}"

    @property
    def abstract_begin(self) -> int:
        """Offset of the abstract's first character in `text`."""
        return len(self.title) + 2


@dataclass(frozen=True, slots=True)
class Skip:
    """One input record that did not become a paper, with where and why; `merged` when another paper stands for it."""

    source: str
    line: int  # 1-based; 0 where the format has no lines
    reason: str
    record: str = ""  # the record's id, where it has one
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Url:
    """A link found in a paper; offsets are None where the record carried it as a field."""

    url: str
    kind: LinkKind
    begin: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing of the graph: from the vocabulary (`curated`) or named by a text only (minted)."""

    id: str
    cls: EntityClass
    name: str
    aliases: tuple[str, ...] = ()
    broader: tuple[
        str, ...
    ] = ()  # ids; a taxonomy parent (methods, tasks, metrics) or what this is a variant of
    curated: bool = False
    generic: bool = False
    coined_by: str | None = None  # document id, for a name that a paper introduces itself


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of text that names something, as one recogniser saw it.

    `candidates` are vocabulary ids the surface form can stand for (empty: the name is unknown); `roles` are
    recognised probabilities of a role, most probable first (empty: the recogniser does not say).
    """

    begin: int
    end: int
    text: str
    cls: EntityClass
    found_by: str  # rule id such as `vocab`, `abbrev`, `coined.title`, `family.model`, `tagger`
    score: float = 1.0  # probability that the span names an entity of that class
    candidates: tuple[str, ...] = ()
    long_form: tuple[int, int] | None = None  # span of the spelled form that this abbreviation stands for
    coined: bool = False  # the text presents this name as its own
    generic: float = 0.0  # probability that a graph could do without it
    roles: tuple[tuple[Role, float], ...] = ()
    tagged: float = 0.0  # what the trained tagger gives this span or the one it overlaps most
    tagged_as: EntityClass | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One paper-entity edge with its reason: mentions, rule, score and the candidates that lost."""

    entity: str
    role: Role
    confidence: float  # calibrated probability in [0, 1]
    rule: str
    mentions: tuple[int, ...]  # indices into Extraction.mentions
    rejected: tuple[tuple[str, float], ...] = ()  # (entity id, score) of losing candidates


@dataclass(frozen=True, slots=True)
class Claim:
    """One quantitative claim; every slot holds entity ids, values are exact decimals."""

    value: Decimal
    unit: str  # printable unit: `%`, `x`, `points`, `ms`, `FPS`, `params`, ...
    metric: str
    begin: int  # the words that state the claim
    end: int
    sentence: tuple[int, int]
    found_by: str  # id of the pattern
    max_value: Decimal | None = None
    comparison: Comparison | None = None
    outcome: Outcome = Outcome.NEUTRAL
    bound: Bound = Bound.EXACT
    systems: tuple[str, ...] = ()
    baselines: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    hardware: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    device_count: int | None = None
    attribute: bool = False
    normalized_factor: Decimal | None = None
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything read out of one document; `mention_entities[i]` is the entity that `mentions[i]` names."""

    document: Document
    mentions: tuple[Mention, ...]
    mention_entities: tuple[str, ...]
    entities: tuple[Entity, ...]  # sorted by id; every id that links and claims refer to
    links: tuple[Link, ...]
    claims: tuple[Claim, ...]
    urls: tuple[Url, ...]
