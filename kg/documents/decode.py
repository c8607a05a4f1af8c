"""One JSON value out of its bytes, strictly: what JSON forbids is an error, repeated keys are counted."""

from __future__ import annotations

import json
from collections import Counter
from typing import NoReturn

from kg.documents.errors import RecordError

REPEATED = "keys given twice in one object"


class Decoder:
    """Turns bytes into JSON values; repeated keys are counted, the last one wins."""

    def __init__(self, counts: Counter[str]) -> None:
        """Take the counts to add to."""
        self._counts = counts
        self._json = json.JSONDecoder(
            object_pairs_hook=self._object, parse_constant=_no_constant, parse_float=_number, strict=False
        )

    def value(self, data: bytes, offset: int) -> object:
        """The one value in `data`, which starts at byte `offset` of the input; else RecordError."""
        try:
            text = data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise RecordError(f"byte {offset + error.start} is not UTF-8") from error
        try:
            return self._json.decode(text)
        except json.JSONDecodeError as error:
            raise RecordError(f"not JSON: {error.msg} at character {error.pos + 1}") from error
        except RecursionError:
            raise RecordError("nested too deeply") from None
        except ValueError as error:
            if isinstance(error, RecordError):
                raise
            raise RecordError("a number has too many digits") from error

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            self._counts[REPEATED] += len(pairs) - len(found)
        return found


def _no_constant(name: str) -> NoReturn:
    raise RecordError(f"{name} is not a JSON value")


def _number(text: str) -> float:
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        raise RecordError("a number is too large")
    return value
