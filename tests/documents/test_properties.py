"""The same records in any format are the same papers; whatever bytes come, every record is a paper or a report."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from kg.documents import READERS, read
from kg.errors import KGError
from kg.model import Document
from kg.settings import Settings

Record = tuple[str, str]  # title and abstract
PLAIN = "abcXYZ 019 .,:;()'/+-éß漢𝔸"
QUOTED = PLAIN + '"\n\t&<>{}[]\\$%#_~^@|=*'


def _json(records: Sequence[Record]) -> str:
    return json.dumps([{"id": str(n), "title": t, "abstract": a} for n, (t, a) in enumerate(records)])


def _lines(records: Sequence[Record]) -> str:
    return "".join(
        json.dumps({"id": str(n), "title": t, "abstract": a}) + "\n" for n, (t, a) in enumerate(records)
    )


def _csv(records: Sequence[Record]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(
        [("id", "title", "abstract"), *((str(n), t, a) for n, (t, a) in enumerate(records))]
    )
    return out.getvalue()


def _ris(records: Sequence[Record]) -> str:
    return "".join(
        f"TY  - JOUR\nID  - {n}\nTI  - {t}\nAB  - {a}\nER  - \n" for n, (t, a) in enumerate(records)
    )


def _bibtex(records: Sequence[Record]) -> str:
    return "".join(
        f"@misc{{{n},\n title = {{{t}}},\n abstract = {{{a}}}\n}}\n" for n, (t, a) in enumerate(records)
    )


def _atom(records: Sequence[Record]) -> str:
    entries = "".join(
        f"<entry><id>{n}</id><title>{escape(t)}</title><summary>{escape(a)}</summary></entry>"
        for n, (t, a) in enumerate(records)
    )
    return f'<?xml version="1.0"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'


WRITTEN: dict[str, tuple[Callable[[Sequence[Record]], str], str]] = {
    "json": (_json, QUOTED),
    "csv": (_csv, QUOTED),
    "ris": (_ris, PLAIN),
    "bibtex": (_bibtex, PLAIN.replace("-", "")),  # two hyphens are a dash there
    "atom": (_atom, QUOTED),
}


def papers(path: Path, name: str, text: str | bytes) -> list[Document]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return [p for p in read(path, Settings(input_format=name), Counter()) if isinstance(p, Document)]


def test_every_format_is_here() -> None:
    assert {*WRITTEN, "jsonl", "page"} == set(READERS)  # pages have tests of their own


@pytest.mark.parametrize("name", WRITTEN)
@limits(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_records_are_the_same_papers_in_every_format(name: str, data: st.DataObject, tmp_path: Path) -> None:
    write, alphabet = WRITTEN[name]
    words = st.text(st.sampled_from(alphabet), max_size=30)
    records = data.draw(st.lists(st.tuples(words.filter(str.strip), words), min_size=1, max_size=5))
    expected = papers(tmp_path / "in.jsonl", "jsonl", _lines(records))
    found = papers(tmp_path / "in", name, write(records))
    assert [(p.title, " ".join(p.abstract.split())) for p in found] == [
        (p.title, " ".join(p.abstract.split())) for p in expected
    ]


@pytest.mark.guarantee("G15")
@pytest.mark.parametrize("name", READERS)
@limits(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_any_bytes_are_papers_or_reports(name: str, data: bytes, tmp_path: Path) -> None:
    with suppress(KGError):
        assert all(p.title for p in papers(tmp_path / "in", name, data))
