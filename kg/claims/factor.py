"""The rule of `kg:normalizedFactor`: one number by which comparative claims can be sorted.

The factor says how many times better the system is than what it is compared with; above 1 is better,
below 1 is worse.

| claim | better | worse |
|---|---|---|
| ratio r (`2.4x faster`, `10-fold reduction`) | r | 1/r |
| ratio given as a share p % (`5% of the parameters`) | 1/p | p |
| p % up (`30% more throughput`) | 1+p | 1/(1+p) |
| p % down (`58% lower latency`) | 1/(1-p) | 1-p |

A figure below 1x is taken as it stands.  No factor: an absolute value, a difference in units, a neutral outcome,
p % down
with p >= 100.  A range gives the factor of its first value.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

from kg.model import Comparison, Outcome

_DOWN = re.compile(
    r"\b(?:reduc|decreas|lower|less|fewer|sav|drop|cut|shrink|shrunk|smaller|declin|fall|fell|halv|short"
    r"|slash|cheaper|degrad|loss|diminish|compress|minimi)",
    re.IGNORECASE,
)
_PLACES = Decimal("0.0001")


def goes_down(phrase: str) -> bool:
    """Whether the words of a claim say that the figure shrank.

    >>> goes_down("58% lower latency"), goes_down("30% more throughput")
    (True, False)
    """
    return _DOWN.search(phrase) is not None


def normalized_factor(
    value: Decimal, unit: str, comparison: Comparison | None, outcome: Outcome, *, down: bool
) -> Decimal | None:
    """The factor of a claim by the table above, rounded to four places; None where the rule gives none.

    >>> str(normalized_factor(Decimal(58), "%", Comparison.PERCENT_CHANGE, Outcome.BETTER, down=True))
    '2.381'
    """
    if (
        outcome is Outcome.NEUTRAL
        or value <= 0
        or comparison not in (Comparison.RATIO, Comparison.PERCENT_CHANGE)
    ):
        return None
    better = outcome is Outcome.BETTER
    if comparison is Comparison.RATIO and unit == "x":
        factor = value if better or value < 1 else 1 / value
    elif unit != "%":
        return None
    elif comparison is Comparison.RATIO:
        factor = 100 / value if better else value / 100
    elif down:
        if value >= 100:
            return None
        factor = 1 / (1 - value / 100) if better else 1 - value / 100
    else:
        factor = 1 + value / 100 if better else 1 / (1 + value / 100)
    rounded = factor.quantize(_PLACES, rounding=ROUND_HALF_EVEN) if factor < Decimal(10) ** 20 else factor
    return rounded.normalize() if rounded else None
