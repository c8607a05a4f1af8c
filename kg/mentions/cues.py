"""Words that tell the class of the name beside them: one table, used for matching, coined names and definitions."""

from __future__ import annotations

from kg.mentions.tokens import Tokens
from kg.model import EntityClass

# Head nouns by class, folded (singular).  The head of a phrase is its last noun, so the last cue word wins.
HEADS: dict[str, EntityClass] = {
    word: cls
    for cls, words in {
        EntityClass.DATASET: "dataset benchmark corpus corpora testbed leaderboard suite collection testset "
        "database split",
        EntityClass.SOFTWARE: "library toolkit toolbox engine compiler simulator package platform runtime "
        "software tool service api sdk",
        EntityClass.MODEL: "model network transformer llm vlm mllm lm backbone encoder decoder checkpoint "
        "autoencoder net detector segmenter family",
        EntityClass.HARDWARE: "gpu cpu tpu npu fpga asic chip accelerator device processor board soc phone "
        "smartphone microcontroller",
        EntityClass.METRIC: "score metric accuracy rate precision recall error ratio latency throughput",
        EntityClass.TASK: "task problem",
        EntityClass.METHOD: "method framework approach algorithm technique system architecture pipeline "
        "scheme strategy paradigm mechanism "
        "module optimizer optimization objective loss training tuning learning "
        "quantization pruning attention kernel scheduler agent "
        "methodology policy protocol regularization sampler sampling distillation "
        "decoding compression adapter layer block solution "
        "process procedure formulation recipe design operator search",
    }.items()
    for word in words.split()
}

WINDOW = 4  # pieces on either side that a cue may stand in


def head_class(folded: list[str]) -> EntityClass | None:
    """The class told by the last cue word of a folded phrase, or None."""
    for word in reversed(folded):
        if word in HEADS:
            return HEADS[word]
    return None


def has_cue(cls: EntityClass, tokens: Tokens, first: int, last: int) -> bool:
    """Whether a cue word of a class stands within four pieces of pieces `first..last`, in the same sentence."""
    low, high = tokens.sentence_of(tokens.begin[first])
    for index in (
        *range(max(0, first - WINDOW), first),
        *range(last + 1, min(last + 1 + WINDOW, len(tokens.begin))),
    ):
        if low <= tokens.begin[index] < high and HEADS.get(tokens.folded[index]) is cls:
            return True
    return False
