"""The table of patterns by which a number of a text becomes a quantity.

The id of a pattern,
a dot and the id of a unit (`kg.claims.units`) make the rule that a claim names as its finder, such as
`range.percent` or `from-to.bare`.  Examples and counter-examples run as tests: an example is a text with what is read
out of it as `value`,
`value..max` or `before>value` and the unit; nothing of the pattern is found in a counter-example.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """One pattern: its id, what it reads, texts it must read and texts it must leave alone."""

    id: str
    title: str
    examples: tuple[tuple[str, str], ...]
    counter_examples: tuple[str, ...] = ()


FORMS: tuple[Form, ...] = (
    Form(
        "value",
        "a numeral with or without a unit: decimals, separators, scale letters and words, signs, LaTeX and"
        " page residue",
        (
            ("accuracy of 92.5% here", "92.5 %"),
            ("a corpus of 12,500 clips", "12500"),
            ("a 1.3B-parameter decoder", "1300000000 params"),
            ("trained on 4.2 million images", "4200000"),
            ("some 3 billion words", "3000000000 words"),
            (r"runs $2.4\times$ faster", "2.4 x"),
            ("runs 2.4times faster", "2.4 x"),
            ("a 10-fold drop", "10 x"),
            (r"drops by sim75\% there", "75 %"),
            ("costs <!0.5% accuracy", "0.5 %"),
            ("adds +4.6 points", "4.6 points"),
            ("needs 22.7 GPU hours", "22.7 GPU-hours"),
            ("reaches 75.2FPS", "75.2 FPS"),
            ("at 1,338 tokens/s", "1338 tokens/s"),
            ("draws 6.2mW", "0.0062 W"),
            ("spends only $5.10 a day", "5.10 USD"),
            ("uses 4.6 GFLOPs", "4600000000 FLOPs"),
            (r"errs by $5\times 10^{-5}$", "0.00005"),
            (r"gains $10^3\times$", "1000 x"),
            ("by a factor of 30", "30 x"),
            ("a score of .85 there", "0.85"),
            ("a 7B model", "7000000000 params"),
            ("on a 24G GPU", "24 GB"),
            (r"saves \300,000", "300000 USD"),
        ),
        ("GPT-4 wins", "the top-5 hits", "on ImageNet-1K", "an H100 card", "in 3D space", "since 2019 we",
            "over 2021--2024",
            "the contest'25 winner",
            "a confidence level of 95%",
            "Section 3 shows", "as in [12]",
         "version 2.1 of it", "images of 224x224 pixels", "with a batch size of 64", "recall@10 rises",
         "arXiv:2406.00001", "zero-shot transfer",
         "over 5G links", "see https://a.b/1234", "1.2.3.4"),
    ),
    Form(
        "range",
        "two numerals for the two ends of a range",
        (
            ("a 1.53times~20.57times speedup", "1.53..20.57 x"),
            ("saves 20-90% of memory", "20..90 %"),
            ("between 1.4x and 6.9x faster", "1.4..6.9 x"),
            ("gains ranging from 1.4% to 4.3%", "1.4..4.3 %"),
            (r"costs $1.5$--$3.0$ points", "1.5..3.0 points"),
            ("four to six times slower", "4..6 x"),
        ),
        ("from 40 to 30 seconds", "3 and 5 percent"),
    ),
    Form(
        "from-to",
        "a change told by where it starts and ends; the end is the value",
        (
            ("raises mAP from 40.4 to 46.5", "40.4>46.5"),
            ("cuts memory from 40 GB to 16 GB", "40>16 GB"),
            ("falls from 5.9% to 0.4%", "5.9>0.4 %"),
        ),
        ("sizes from 10% to 20%",),
    ),
    Form(
        "count-of",
        "so many out of so many",
        (("solves 154/156 of them", "154"), ("wins 24 of 30 rounds", "24"), ("in 7 out of 8 graphs", "7")),
        ("5 of the ideas",),
    ),
    Form(
        "word",
        "a number written as a word, with its scale and unit",
        (("two new tasks", "2"), ("four million rows", "4000000"), ("in five minutes", "5 minutes"),
            ("six times fewer", "6 x")),
        ("one of the best", "someone else", "often"),
    ),
    Form(
        "fraction",
        "halves, thirds, quarters, tenths as a share in percent",
        (
            ("half the cost", "50 %"), ("two-thirds of the layers", "66.7 %"),
            ("three quarters of it", "75 %"),
            ("by 1/3 to 2/3", "33.3..66.7 %"),
            ("1/4 of the cost", "25.0 %"), ("1/16 the parameters", "6.2 %")),
        ("behalf of all", "the third party"),
    ),
    Form(
        "factor",
        "a verb or adverb that says by how much",
        (("doubles the speed", "2 x"), ("twice as fast", "2 x"), ("tripling the yield", "3 x"),
            ("halving memory", "50 %")),
        ("undoubtedly good",),
    ),
    Form(
        "magnitude",
        "orders of magnitude as a factor of ten each",
        (("an order of magnitude faster", "10 x"), ("two orders of magnitude less", "100 x"),
            ("one to two orders of magnitude", "10..100 x")),
        ("by orders of magnitude", "in order to"),
    ),
    Form(
        "sub",
        "less than one unit",
        (("sub-second replies", "1 s"), ("sub-millisecond latency", "1 ms")),
        ("subsequent steps",),
    ),
)  # fmt: skip

BY_ID: dict[str, Form] = {f.id: f for f in FORMS}
