"""What grammar alone settles: bounds, kinds, outcomes, lists, masks and the standing of names."""

from __future__ import annotations

import pytest

from kg.claims.bounds import bound_of
from kg.claims.cues import stated_kind
from kg.claims.frame import Frame, open_frame
from kg.claims.masking import NUMBER_MASKS, SIGN_MASKS, masked
from kg.claims.outcome import stated_outcome
from kg.claims.quantities import find
from kg.claims.text import reading_copy
from kg.model import Bound, Document


def frame_of(sentence: str) -> Frame:
    return open_frame(Document("d", "A title", sentence), (), (), {}, ())


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("runs up to 3x faster", Bound.UP_TO),
        ("as much as 12% better", Bound.UP_TO),
        ("over 90% recall", Bound.AT_LEAST),
        ("at least a 4x gain", Bound.AT_LEAST),
        ("saves 40%+ of it", Bound.AT_LEAST),
        ("less than 2 ms", Bound.AT_MOST),
        ("within 0.3 points", Bound.AT_MOST),
        ("sub-second replies", Bound.AT_MOST),
        ("sub-10 ms replies", Bound.AT_MOST),
        ("roughly 5 hours", Bound.APPROXIMATELY),
        ("~7 GB of it", Bound.APPROXIMATELY),
        ("an average of 8% more", Bound.AVERAGE),
        ("a 2.1x speedup on average", Bound.AVERAGE),
        ("only 12 epochs", Bound.EXACT),
        ("reaches 71.2% there", Bound.EXACT),
    ],
)
def test_bounds(text: str, bound: Bound) -> None:
    frame = frame_of(text)
    (quantity,) = frame.quantities
    assert bound_of(frame.reading, quantity, frame.sentences.begins[1]) is bound


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("It runs 2.4x faster.", ["ratio"]),
        ("It lowers latency by 12%.", ["change"]),
        ("It is 12% smaller.", ["change"]),
        ("A gain of 3.1% is seen.", ["change"]),
        ("We see a 4% accuracy drop.", ["change"]),
        ("It adds +1.5 mIoU.", ["change"]),
        ("It lifts recall from 50.1% to 61.0%.", ["absolute"]),
        ("It cuts cost by 5%, energy by 7%, and time by 9%.", ["change", "change", "change"]),
        ("Accuracy is 91.3%.", [""]),
    ],
)
def test_kinds(text: str, kinds: list[str]) -> None:
    frame = frame_of(text)
    assert [stated_kind(frame, i) for i in range(len(frame.quantities))] == kinds


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("It has 20% lower latency.", "better"),
        ("It has 20% lower accuracy.", "worse"),
        ("It needs 20% more memory.", "worse"),
        ("It has 20% higher throughput.", "better"),
        ("A 3% accuracy loss remains.", "worse"),
        ("It runs 2x faster.", "better"),
        ("It runs 2x slower.", "worse"),
        ("It lowers latency by 30% without accuracy loss.", "better"),
        ("It degrades accuracy by up to 12%.", "worse"),
        ("It reduces accuracy by 4%.", "worse"),
        ("It cuts memory by approximately 40%.", "better"),
        ("It gains accuracy with 4x fewer rollouts.", ""),
        ("Accuracy is 91.3%.", ""),
    ],
)
def test_outcomes(text: str, outcome: str) -> None:
    assert stated_outcome(frame_of(text), 0) == outcome


def test_tight_and_loose_lists() -> None:
    frame = frame_of("It gains 1.1%, 2.2% and 3.3% there; elsewhere 4% in parsing, 5% in search.")
    spans = [(x.first, x.last, x.head) for x in frame.lists]
    assert spans[:3] == [(0, 2, 0)] * 3
    assert spans[3][0] == 3
    assert spans[4] == (4, 4, 3)


@pytest.mark.parametrize(
    "text",
    [
        "8 x 8 grids",
        "in 2021-2023",
        "95% CI",
        "10-fold cross-validation",
        "5-shot prompts",
        "3) we",
        "[0.1, 0.9]",
        "O(n log 5)",
        "over TLS 1.3",
        "on CUDA 12.4 drivers",
    ],
)
def test_masked_numbers(text: str) -> None:
    reading = reading_copy(text)
    assert find(reading, masked(reading, ())) == ()


@pytest.mark.parametrize(
    "text", ["gains 3% on occluded scenes", "finds 80% of the masked words", "80% of answers are right"]
)
def test_shares_that_are_values_stay(text: str) -> None:
    reading = reading_copy(text)
    assert len(find(reading, masked(reading, ()))) == 1


def test_every_mask_has_a_name_of_its_own() -> None:
    names = [n for n, _ in NUMBER_MASKS] + [n for n, _, _ in SIGN_MASKS]
    assert len(names) == len(set(names))
