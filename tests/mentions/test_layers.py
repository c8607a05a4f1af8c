"""The layers of the tagger: fewer products than the plain sums, and the same whole numbers to the last bit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from kg.mentions.tagger import WEIGHTS, Tagger
from kg.mentions.tagger_layers import TILE, Layer, Look, layers_of, signed, unsigned
from kg.mentions.tagger_net import Network, labels, lay_out, roles
from kg.mentions.tagger_text import tokenize
from kg.mentions.tagger_words import TITLE, WordMemory

WIDTH = 128
TEXTS = [
    tokenize(
        "ReedNet: Counting Reeds\n\nReedNet counts reeds on the ReedBench data set with BERT, and BERT alone."
    ),
    tokenize(""),
    tokenize("One line about ResNet-50."),
    tokenize("Reeds\n\nReedNet again, again and again."),
]


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    with np.load(WEIGHTS, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def _extremes(seed: int, rows: int) -> Iterator[np.ndarray]:
    draw = np.random.default_rng(seed)
    yield draw.integers(-127, 128, (rows, WIDTH)).astype(np.float32)
    yield (127 * draw.choice([-1, 1], (rows, WIDTH))).astype(np.float32)
    yield np.full((rows, WIDTH), 127, np.float32)


@pytest.mark.parametrize("distance", [1, 2, 4])
@pytest.mark.parametrize("most", [127, 40])
def test_looking_about_is_the_plain_sum_to_the_last_bit(distance: int, most: int) -> None:
    draw = np.random.default_rng(distance)
    rows = 6 * TILE
    for weight in (draw.integers(-most, most + 1, (3 * WIDTH, WIDTH)), np.full((3 * WIDTH, WIDTH), most)):
        layer = Layer(
            weight.astype(np.float32),
            draw.uniform(0.0001, 0.008, WIDTH).astype(np.float32),
            draw.uniform(-20, 20, WIDTH).astype(np.float32),
        )
        look = Look(layer, distance)
        for filled in _extremes(distance, rows):
            states = np.zeros((rows + 2 * TILE, WIDTH), np.float32)
            states[TILE:-TILE] = filled
            beside = [states[TILE + s : TILE + s + rows] for s in (-distance, 0, distance)]
            whole = np.concatenate(beside, 1).astype(np.int64) @ weight.astype(np.int64)
            assert np.abs(whole).max() < 2**24
            wanted = unsigned(whole.astype(np.float32) * layer.scale + layer.bias)
            assert (look(states) == wanted).all()


def test_the_packaged_weights_are_whole_and_within_the_bounds_of_exact_sums(
    weights: dict[str, np.ndarray],
) -> None:
    layers = layers_of(weights)
    for name, layer in layers.items():
        assert (layer.weight == np.rint(layer.weight)).all()
        assert np.abs(layer.weight).max() <= 127
        most = 255 if name.endswith("mix") or name in {"down", "out"} else 127
        assert most * np.abs(layer.weight).sum(0).max() < 2**24


def test_logits_do_not_depend_on_the_company_or_the_order(weights: dict[str, np.ndarray]) -> None:
    alone = []
    for text in TEXTS:
        run = lay_out([text.words], [text.title])
        alone.append(Network(weights).logits(run)[:, run.begins[0] : run.ends[0]])
    shared = Network(weights)
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 0, 3, 1]):
        run = lay_out([TEXTS[i].words for i in order], [TEXTS[i].title for i in order])
        logits = shared.logits(run)
        for i, begin, end in zip(order, run.begins, run.ends, strict=True):
            assert (logits[:, begin:end] == alone[i]).all()


def test_a_forgotten_word_is_learned_again_as_it_was(
    weights: dict[str, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.mentions.tagger_words._KEPT", 8)
    memory = WordMemory(weights, layers_of(weights))
    words = ("reed", "Reed", TITLE + "reed", "GSM8K")
    first = memory.vectors[memory.places(words)]
    memory.places(tuple(f"w{i}" for i in range(8)))
    again = memory.places(words)
    assert (memory.vectors[again] == first).all()
    assert memory.lower[again[0]] == memory.lower[again[1]] == memory.lower[again[2]]
    assert not (memory.vectors[again[0]] == memory.vectors[again[2]]).all()
    assert not memory.vectors[0].any()
    assert not memory.shares[:, 0].any()


def test_the_mean_of_a_word_is_rounded_like_any_state() -> None:
    x = np.array([[0.5, 1.5, -0.5, 300.0, -300.0]], np.float32)
    assert signed(x).tolist() == [[0.0, 2.0, 0.0, 127.0, -127.0]]


def test_rows_left_out_as_hopeless_change_no_span(
    weights: dict[str, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [
        "ReedNet counts reeds with BERT on the ReedBench data set. Owls sleep, and no one else minds at all."
    ]
    some = Tagger.load(least=0.05).tag(texts)
    monkeypatch.setattr("kg.mentions.tagger._HOPELESS", -np.inf)
    assert Tagger.load(least=0.05).tag(texts) == some
    assert some[0]


def test_probabilities_of_some_rows_are_those_of_all(weights: dict[str, np.ndarray]) -> None:
    run = lay_out([t.words for t in TEXTS], [t.title for t in TEXTS])
    network = Network(weights)
    every, logits = network.probabilities(run), network.logits(run)
    some = np.array([run.begins[0], run.begins[2] + 1])
    joined = np.concatenate([labels(logits, some), roles(logits, some)], 1)
    assert (every[some] == joined).all()
    assert not every[run.index < 0].any()
