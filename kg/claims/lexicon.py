"""The words by which texts state results, in classes; the scorers see classes as well as words."""

from __future__ import annotations

from functools import lru_cache

# Beginnings of words.  The first class whose stem fits is taken.
STEMS: dict[str, tuple[str, ...]] = {
    "beat": ("outperform", "surpass", "exceed", "beat", "outpac"),
    "up": ("improv", "increas", "boost", "rais", "enhanc", "lift", "elevat", "rise", "rising", "rose", "grow",
    "grew", "speed", "accelerat",
           "gain", "expand", "doubl", "tripl", "climb", "jump", "uplift", "advanc"),
    "down": ("reduc", "decreas", "lower", "cut", "sav", "shrink", "shrank", "slash", "minimi", "compress",
    "shorten", "halv", "trim", "prun"),
    "fall": ("drop", "fall", "fell", "declin", "degrad", "los", "deteriorat", "collaps", "worsen", "suffer",
    "sacrific", "slow", "overhead"),
    "reach": ("achiev", "reach", "attain", "obtain", "yield", "deliver", "scor", "report", "record", "hit",
    "get", "show", "demonstrat", "produc",
              "provid", "bring", "result", "enabl", "offer", "exhibit", "maintain", "retain", "recover", "preserv"),
    "need": ("requir", "us", "need", "consum", "tak", "cost", "train", "run", "within", "add", "introduc",
    "incur", "activat"),
    "hold": ("contain", "compris", "consist", "includ", "cover", "span", "collect", "curat", "releas", "featur",
    "encompass", "annotat",
             "across", "from"),
}  # fmt: skip
COMPARATIVES = frozenset(
    "faster slower quicker smaller larger bigger cheaper lighter shorter longer higher lower fewer less more"
    " better greater worse stronger"
    " wider deeper lesser quicker superior".split()
)
CHANGE_NOUNS = frozenset(
    "improvement improvements reduction reductions gain gains increase increases decrease decreases drop"
    " drops boost boosts saving"
    " savings enhancement enhancements loss losses degradation decline declines uplift advantage margin"
    " margins gap difference rise"
    " jump growth cut lift speedup speedups speed-up speed-ups acceleration overhead".split()
)
GOOD = (
    "accura", "throughput", "speed", "precision", "recall", "f1", "auc", "auroc", "map", "ap", "miou", "iou",
    "bleu", "rouge", "score", "efficien",
    "performan", "success", "pass", "psnr", "ssim", "quality", "robust", "win", "compression", "bandwidth",
    "fps", "utilization", "correlation",
    "coverage", "agreement", "reward", "hit", "ndcg", "mrr", "sparsity", "top-1", "generaliz", "consistency",
    "em", "acc",
)  # fmt: skip
BAD = (
    "latenc", "memor", "cost", "error", "loss", "perplexit", "time", "param", "flop", "mac", "energy", "power",
    "overhead", "size", "footprint",
    "consumption", "fid", "wer", "rmse", "mae", "mse", "hallucinat", "degrad", "drop", "comput", "token", "bit",
    "storage", "usage", "communicat",
    "rate", "steps", "emission", "gap", "ppl", "delay", "complexity", "vram", "data", "samples", "epochs",
    "violation", "attack", "ece", "drift",
)  # fmt: skip
BREAKS = frozenset((";", ".", "while", "whereas", "but", "(", ")", "although", "however"))


@lru_cache(maxsize=20_000)
def stem_class(word: str) -> str:
    """The class of a word by its beginning, empty for a word of no class.

    >>> stem_class("reduces"), stem_class("outperforming"), stem_class("banana")
    ('down', 'beat', '')
    """
    if not word.isalpha():
        return ""
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    return next((name for name, stems in STEMS.items() if word.startswith(stems)), "")


_EXCEPTIONS: dict[str, str] = {
    "user": "", "users": "", "usually": "", "usual": "", "los": "", "adds": "need", "training": "need",
    "saves": "down", "costly": "",
    "setting": "", "settings": "", "usage": "", "useful": "", "addition": "", "additional": "",
    "additionally": "", "showcase": "reach",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def polarity(word: str) -> str:
    """Whether more of what a word names is good (`+`), bad (`-`) or untold (empty).

    A short stem (`ap`, `acc`, `bit`) stands for itself and its plural only.

    >>> polarity("accuracy"), polarity("latencies"), polarity("approximately")
    ('+', '-', '')
    """
    if _begins(word, BAD):
        return "-"
    return "+" if _begins(word, GOOD) else ""


_SHORT = 4  # letters up to which a stem must be the whole word


def _begins(word: str, stems: tuple[str, ...]) -> bool:
    return any(word in (s, s + "s", s + "es") if len(s) <= _SHORT else word.startswith(s) for s in stems)


# What a metric is about, told by the beginnings of its words; the first that fits is taken.
ASPECTS: dict[str, tuple[str, ...]] = {
    "speed": ("speed", "latenc", "throughput", "time", "fps", "faster", "runtime", "tokens/s", "delay", "ttft",
    "tpot", "accelerat"),
    "memory": ("memor", "footprint", "vram", "storage", "cache"),
    "energy": ("energy", "power", "emission", "carbon"),
    "size": ("param", "size", "compression", "bit", "length", "sparsity"),
    "compute": ("flop", "mac", "comput", "cost", "token", "communicat", "data", "sample", "step", "iteration",
    "budget", "training", "search"),
    "error": ("error", "loss", "perplexit", "fid", "wer", "rmse", "mae", "mse", "ece", "rate"),
    "quality": GOOD,
}  # fmt: skip


@lru_cache(maxsize=20_000)
def aspect(metric: str) -> str:
    """What a metric is about: speed, memory, energy, size, compute, error, quality or other.

    >>> aspect("end-to-end latency"), aspect("top-1 accuracy")
    ('speed', 'quality')
    """
    words = metric.lower().split()
    return next((name for name, stems in ASPECTS.items() if any(_begins(w, stems) for w in words)), "other")
