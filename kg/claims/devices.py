"""How many devices a claim ran on: the number right in front of its hardware (`on 8 A100 GPUs`)."""

from __future__ import annotations

import re

from kg.claims.frame import Frame
from kg.claims.numbers import WORDS

_COUNT = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:,\d{3})?|\d{1,6}|one|two|three|four|five|six|seven|eight|ten|sixteen|(?:a\s)?single)"
    r"(?:\s?[x×])?[\s-]{0,3}(?:NVIDIA\s|Nvidia\s|AMD\s|Intel\s|Google\s)?$",
    re.IGNORECASE,
)
# `675 A100 GPU days` is a cost and `2 GPU cores` a part: the number counts no devices.
_NO_COUNT = re.compile(
    r"(?:\s?GPUs?|\s?TPUs?)?[\s-]{0,2}(?:hours?|hrs?|h|days?|weeks?|months?|years?|minutes?|cores?|memory|seconds?)\b"
)


def device_count(frame: Frame, sentence: int, hardware: tuple[str, ...]) -> int | None:
    """The number of devices that a sentence gives for one of the hardware entities, None where it gives none."""
    if not hardware:
        return None
    for i in frame.mentions_of_sentence.get(sentence, ()):
        if frame.mention_entities[i] not in hardware:
            continue
        begin, end = frame.mentions[i].begin, frame.mentions[i].end
        match = _COUNT.search(frame.reading, max(0, begin - 24), begin)
        if match and not _NO_COUNT.match(frame.reading, end):
            word = match[1].lower().replace(",", "")
            count = (
                int(word) if word.isdigit() else 1 if word.endswith(("single", "one")) else WORDS.get(word)
            )
            if count:
                return count
    return None
