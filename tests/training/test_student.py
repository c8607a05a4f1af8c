"""The exported network computes what the student computed while it learned (needs torch)."""

from __future__ import annotations

import numpy as np
import pytest

from kg.mentions.tagger_net import Network, lay_out
from kg.mentions.tagger_text import rows_of, tokenize
from kg.training.arrays import Texts, case_of, ragged
from kg.training.export import network_arrays

torch = pytest.importorskip("torch")

WORDS = tokenize("OwlNet hoots\n\nOwlNet beats GPT-4o on hoot detection , says OwlNet .")


def test_the_exported_network_agrees_with_the_student() -> None:
    from kg.training import distil
    from kg.training.batches import Shelf
    from kg.training.student import Student

    torch.manual_seed(4)
    types = tuple(dict.fromkeys(WORDS.words))
    texts = Texts(
        types,
        ragged([[types.index(w) for w in WORDS.words]]),
        np.array([WORDS.title], np.int32),
        ragged([rows_of(t) for t in types]),
        ragged([[1] for _ in types]),
        np.array([case_of(t) for t in types], np.int32),
    )
    student = Student().eval()
    wanted = distil.predict(student, Shelf(texts, torch.device("cpu")), [0]).float().numpy()
    state = {name: value.detach().numpy() for name, value in student.state_dict().items()}
    run = lay_out([WORDS.words], [WORDS.title])
    got = Network(network_arrays(state)).probabilities(run)[run.begins[0] : run.ends[0]]
    assert np.abs(got - wanted).max() < 0.01


def test_gold_grows_denser_towards_the_end() -> None:
    from kg.training.teacher import mixed

    order = mixed(["gold"] * 300, ["soft"] * 300, np.random.default_rng(1))
    assert order.count("gold") == 300
    assert order[:200].count("gold") < 85 < 105 < order[-200:].count("gold")
