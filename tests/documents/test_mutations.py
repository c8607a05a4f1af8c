"""Whatever bytes come, only our own errors leave a reader, and what it gives is fit for every output."""

from __future__ import annotations

import gzip
import random
from collections import Counter
from pathlib import Path

import pytest

from kg.documents import READERS, read
from kg.errors import KGError
from kg.model import Document, Skip
from kg.settings import Settings

SEEDS = {
    "jsonl": '{"id": "a", "title": "On boats", "authors": ["Jo"], "year": 2024}\n'
    '{"id": "b", "title": "On \\u00e9"}\n',
    "json": '{"meta": [1, {"x": "\\"}"}],\n"papers": [{"id": 1, "title": "On boats", '
    '"abstract": "x"}, {"title": "B"}]}',
    "page": "Mar 14\n\nby A\n\nOn boats\n\n" + "They float and float again. " * 12 + "\n\nOn trains\n\nno",
    "csv": 'id,title,abstract,authors\n1,On boats,"They ""float"",\nreally",Jo Roe; Al Poe\n2,On trains,,\n',
    "ris": "TY  - JOUR\nTI  - On boats\nAU  - Roe, Jo\nPY  - 2024/03/\nER  - \nTY  - BOOK\nTI  - B\nER  - \n",
    "bibtex": '@string{s = "x"}\n@misc{a, title = {On {B}oats} # s, year = 2024, month = mar}\n'
    '@misc{b, title="B"}\n',
    "atom": '<?xml version="1.0"?><feed><entry><id>a</id><title>On &amp; on</title><link href="http://a.org" '
    'rel="related"/><author><name>Jo</name></author></entry></feed>',
}
NASTY = [
    b"",
    b"\x00",
    b"\xff",
    b"\xed\xa0\x80",
    b"9" * 50,
    b"ER  - ",
    *(bytes([c]) for c in b'"{}[]<>&@\\\n\r,#'),
]


def test_every_reader_has_a_seed() -> None:
    assert SEEDS.keys() == READERS.keys()


@pytest.mark.guarantee("G15")
@pytest.mark.parametrize("name", sorted(SEEDS))
def test_mutated_input(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    path = tmp_path / "input"
    for _ in range(400):
        data = bytearray(SEEDS[name].encode())
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data) + 1)
            data[at : at + chance.randint(0, 4)] = chance.choice(NASTY)
        raw = bytes(data)
        if chance.random() < 0.2:
            packed = bytearray(gzip.compress(raw, mtime=0))
            packed[chance.randrange(len(packed))] ^= 1 << chance.randrange(8)
            raw = bytes(packed)
        path.write_bytes(raw)
        for chosen in (name, "auto"):
            check(path, Settings(input_format=chosen, max_text=300, max_line=2000))


def check(path: Path, settings: Settings) -> None:
    items: list[Document | Skip] = []
    failure = ""
    try:
        items += read(path, settings, Counter())
    except KGError as error:
        failure = str(error)
    assert not failure or (failure.startswith(str(path)) and failure.endswith("."))
    for item in items:
        if isinstance(item, Document):
            assert item.title == " ".join(item.title.split()) != ""
            for text in (item.id, item.title, item.abstract, *item.creators, *item.urls, item.doi or ""):
                text.encode()
                assert not any(ord(c) < 32 and c not in "\t\n" for c in text)
        else:
            assert item.source == str(path)
            assert item.reason
            (item.reason + item.record).encode()
