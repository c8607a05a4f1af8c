"""QUDT units of the printable unit labels; a label without one stays a label."""

from __future__ import annotations

from typing import Final

from kg import terms

# Local names of http://qudt.org/vocab/unit/, each looked up in QUDT.
QUDT_UNITS: Final[dict[str, str]] = {
    "%": "PERCENT", "count": "NUM", "deg": "DEG", "dB": "DeciB", "USD": "CCY_USD",
    "ns": "NanoSEC", "µs": "MicroSEC", "ms": "MilliSEC", "s": "SEC", "minutes": "MIN", "h": "HR",
    "days": "DAY", "weeks": "WK", "months": "MO", "years": "YR",
    "FPS": "FRAME-PER-SEC", "GFLOPS": "GigaFLOPS", "TFLOPS": "TeraFLOPS", "PFLOPS": "PetaFLOPS",
    "Hz": "HZ", "kHz": "KiloHZ", "MHz": "MegaHZ", "GHz": "GigaHZ",
    "bits": "BIT", "B": "BYTE", "KB": "KiloBYTE", "MB": "MegaBYTE", "GB": "GigaBYTE", "TB": "TeraBYTE",
    "PB": "PetaBYTE", "GB/s": "GigaBYTE-PER-SEC", "kbps": "KiloBIT-PER-SEC",
    "W": "W", "J": "J", "kWh": "KiloW-HR", "mV": "MilliV",
    "mm": "MilliM", "cm": "CentiM", "m": "M", "km": "KiloM", "mm^2": "MilliM2", "m/s": "M-PER-SEC",
    "Å": "ANGSTROM",
}  # fmt: skip


def unit_iri(label: str) -> str | None:
    """The QUDT IRI of a printable unit, None where QUDT has none for it.

    >>> unit_iri("ms"), unit_iri("tokens/s")
    ('http://qudt.org/vocab/unit/MilliSEC', None)
    """
    local = QUDT_UNITS.get(label)
    return terms.UNIT + local if local else None
