"""What the trained scorer sees of a quantity whose slot may stay empty: "nothing" competes with the names."""

from __future__ import annotations

from collections.abc import Sequence

from kg.claims.compare import Standing
from kg.claims.cues import cues_of
from kg.claims.features import stem
from kg.claims.frame import Frame
from kg.claims.slots import ALLOWED, Candidate, Site

# Words by which a sentence compares, with or without saying with what.
_COMPARING = frozenset(
    "than over versus vs against relative compared comparison beyond baseline baselines prior previous existing sota"
    " state-of-the-art original standard vanilla counterpart counterparts traditional conventional full full-precision"
    " dense best strongest outperforms outperform outperforming surpasses surpassing best-performing second-best"
    " without exceeds".split()
)
_BEFORE = 8  # words read in front of the number's list
_BEHIND = 12


def shared_features(frame: Frame, site: Site) -> list[str]:
    """What every slot of a quantity sees when it weighs staying empty: kind, metric and the words around."""
    forms = frame.words(site.sentence).forms
    cues = cues_of(frame, site.index)
    out = [
        "N", "Nk=" + site.kind, "Na=" + site.aspect, "Nka=" + site.kind + site.aspect, "Ng=" + site.group,
        "Nkg=" + site.kind + site.group, "Nv=" + cues.verb + cues.link, "Nco=" + cues.comparative,
        "Nnr=" + cues.noun_right,
    ]  # fmt: skip
    out += {"NL=" + stem(w) for w in forms[max(0, site.lo - _BEFORE) : site.lo] if w.isalpha()}
    out += {"NR=" + stem(w) for w in forms[site.hi : site.hi + _BEHIND] if w.isalpha()}
    for word in _COMPARING.intersection(forms):
        out += ("NW=" + word, "NWk=" + word + site.kind)
    return out


def slot_features(
    frame: Frame, site: Site, candidates: Sequence[Candidate], standings: dict[int, Standing], slot: str
) -> tuple[str, ...]:
    """How many names could fill a slot: anywhere, in the sentence, of others, and in a comparison."""
    fitting = [c for c in candidates if c.cls in ALLOWED[slot]]
    here = [c for c in fitting if c.mention in standings]
    others = sum(1 for c in here if c.entity not in frame.contributions)
    compared = sum(1 for c in here if standings[c.mention].compared != "-")
    return (
        "Ni=" + str(min(3, len(here))), "No=" + str(min(3, others)), "Nc=" + str(min(2, compared)) + site.kind,
        "Nall=" + str(min(4, len(fitting))),
    )  # fmt: skip
