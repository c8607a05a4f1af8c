"""QUDT units of the printable unit labels; a label without one stays a label."""

from __future__ import annotations

from typing import Final

from kg import terms

# Local names of http://qudt.org/vocab/unit/ (checked against QUDT 2.1 and later).
QUDT_UNITS: Final[dict[str, str]] = {
    "%": "PERCENT",
    "ns": "NanoSEC", "us": "MicroSEC", "µs": "MicroSEC", "ms": "MilliSEC", "s": "SEC", "min": "MIN",
    "h": "HR", "days": "DAY",
    "bits": "BIT", "B": "BYTE", "KB": "KiloBYTE", "MB": "MegaBYTE", "GB": "GigaBYTE", "TB": "TeraBYTE",
    "dB": "DeciB", "Hz": "HZ", "kHz": "KiloHZ", "MHz": "MegaHZ", "GHz": "GigaHZ",
    "mW": "MilliW", "W": "W", "kW": "KiloW", "mJ": "MilliJ", "J": "J", "kJ": "KiloJ", "Wh": "W-HR",
    "count": "NUM",
}  # fmt: skip


def unit_iri(label: str) -> str | None:
    """The QUDT IRI of a printable unit, None where QUDT has none for it.

    >>> unit_iri("ms"), unit_iri("tokens/s")
    ('http://qudt.org/vocab/unit/MilliSEC', None)
    """
    local = QUDT_UNITS.get(label)
    return terms.UNIT + local if local else None
