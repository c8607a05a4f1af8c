"""Each format to the byte, on a small graph with every kind of term: the files beside this one.

`python tests/export/test_exact.py` writes them anew, when a change is meant.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kg import rdf, terms
from kg.export import WRITERS, reified
from kg.export.tables import TABLES, rows
from kg.export.turtle import Shortener, prefixes
from kg.export.xml import escape
from kg.rdf import Statement
from kg.settings import Settings

EXACT = Path(__file__).parent / "exact"
NAMES = ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml", "graphml", "gexf", "csv")
SETTINGS = Settings(base_iri="https://a.example/id/")


def _graph() -> list[Statement]:
    base, kg = SETTINGS.base_iri, terms.KG
    paper, thing, other = (rdf.iri(base + name) for name in ("paper-1", "method-x", "dataset-y"))
    result, edge, mention, text = (
        rdf.iri(base + n) for n in ("result-1", "assertion-1", "mention-1", "text-1")
    )
    a = rdf.iri(terms.TYPE)

    def say(subject: str, *pairs: tuple[str, str]) -> list[Statement]:
        return [(subject, rdf.iri(predicate), value) for predicate, value in pairs]

    found = [
        *say(
            paper,
            (terms.TITLE, rdf.literal('On "boats" & <trains>\n\\ \t| ]]>')),
            (terms.ABSTRACT, rdf.literal("Nothing é 𝔸 \u2028 'is' said.")),
            (terms.CREATOR, rdf.literal("Roe, J|o")), (terms.CREATOR, rdf.literal("Poe, A.")),
            (terms.IDENTIFIER, rdf.literal("true")), (terms.ISSUED, rdf.literal("2024-02-29", terms.XSD_DATE)),
            (terms.PUBLICATION_YEAR, rdf.literal("2024", terms.XSD_GYEAR)),
            (terms.LINK, rdf.iri("https://b.example/x?y=1&z#w")),
            (terms.LINK, rdf.literal("ftp://c", terms.XSD_ANYURI)),
            (kg + "uses", thing), (kg + "evaluatesOn", other), (kg + "mentions", rdf.iri(base + "gone")),
        ),
        *say(
            thing,
            (terms.PREF_LABEL, rdf.literal("X-Net")), (terms.ALT_LABEL, rdf.literal("X net", language="EN")),
            (terms.GENERIC, rdf.boolean(True)), (terms.STATUS, rdf.iri(terms.CURATED)),
            (terms.SUPPORT, rdf.integer(-7)),
            (terms.BROADER, other), (terms.VARIANT_OF, thing),
        ),
        *say(other, (terms.PREF_LABEL, rdf.literal("")), (terms.GENERIC, rdf.boolean(False))),
        *say(
            result,
            (terms.NUMERIC_VALUE, rdf.decimal(2.5)), (terms.MAX_VALUE, rdf.decimal(3)),
            (terms.RAW_VALUE, rdf.literal("2.5x")),
            (terms.REPORTED_IN, paper), (terms.OF_SYSTEM, thing), (terms.EVIDENCE, mention),
            (terms.COMPARISON, rdf.iri(terms.RATIO)),
            (terms.DEVICE_COUNT, rdf.integer(8)), (terms.CONFIDENCE, rdf.decimal(0.75)),
        ),
        *say(
            edge,
            (terms.SUBJECT, paper), (terms.PREDICATE, rdf.iri(kg + "uses")), (terms.OBJECT, thing),
            (terms.CONFIDENCE, rdf.decimal(0.9)), (terms.FOUND_BY, rdf.literal("cue")), (terms.EVIDENCE, mention),
        ),
        *say(
            mention,
            (terms.REFERENCE_CONTEXT, text), (terms.BEGIN_INDEX, rdf.integer(0)),
            (terms.ANCHOR_OF, rdf.literal("2.5x")),
            (terms.SENTENCE, rdf.literal("It is 2.5x.")), (terms.TA_CONFIDENCE, rdf.decimal(1)),
        ),
        *say(text, (terms.IS_PART_OF, paper)),
        *((s, a, rdf.iri(kg + c)) for s, c in (
            (paper, "Paper"), (thing, "Method"), (other, "Dataset"), (result, "Result"), (result, "MeasuredResult"),
            (edge, "Assertion"), (mention, "Mention"),
        )),
        # Names that no prefix makes short, and values that look like others.
        ("<urn:x:a>", "<urn:p:is>", "<urn:x:a.b>"), ("<urn:x:a>", "<urn:p:is>", rdf.literal("5")),
        ("<urn:x:a>", "<https://p.example/q>", rdf.literal("05", terms.XSD_INTEGER)),
        ("<urn:x:a>", "<https://p.example/q>", rdf.literal("5.", terms.XSD_DECIMAL)),
        ("<urn:x:a>", "<https://p.example/q>", rdf.literal("5", terms.XSD_DECIMAL)),
        ("<urn:x:a>", "<https://p.example/q>", rdf.literal("1", terms.XSD_BOOLEAN)),
        ("<urn:x:a>", "<https://p.example/q>", rdf.literal("x", terms.KG + "own")),
        ("<urn:x:a>", "<https://p.example/q>", rdf.literal("x", "urn:d:t")),
        (rdf.iri(base + "-dash"), rdf.iri(kg + "link"), rdf.iri(base)),
        (rdf.iri(base + "9digit"), rdf.iri(kg + "link"), rdf.iri(base + "a/b")),
    ]  # fmt: skip
    return sorted(set(found))


def _files() -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    for name in NAMES:
        writer = WRITERS[name]
        for ending, write in ((writer.extension, writer.write), *writer.more):
            stream = io.BytesIO()
            write(iter(_graph()), stream, SETTINGS)
            made[f"graph.{ending}"] = stream.getvalue()
    stream = io.BytesIO()
    WRITERS["turtle"].write(reified(_graph()), stream, SETTINGS)
    made["graph.rdf12.ttl"] = stream.getvalue()
    found = {table.name: list(rows(table, _graph(), SETTINGS)) for table in TABLES}
    made["tables.json"] = (json.dumps(found, indent=1, ensure_ascii=False) + "\n").encode()
    return made


@pytest.mark.parametrize("name", sorted(_files()))
def test_the_bytes(name: str) -> None:
    assert _files()[name] == (EXACT / name).read_bytes()


def test_all_files_are_here() -> None:
    assert {path.name for path in EXACT.iterdir()} == set(_files())


def test_subjects_without_types_and_many_of_them() -> None:
    """More than one piece of output, so that nothing depends on where it is cut."""
    node = [(f"<urn:s:{n:05}>", "<urn:p:q>", rdf.literal(str(n))) for n in range(9000)]
    stream = io.BytesIO()
    WRITERS["turtle"].write(iter(node), stream, Settings())
    text = stream.getvalue().decode().split("\n\n", 1)[1]
    assert text == "\n".join(f'<urn:s:{n:05}>\n    <urn:p:q> "{n}" .\n' for n in range(9000))


def test_what_was_shortened_is_kept_until_there_is_too_much() -> None:
    short = Shortener(prefixes(Settings()))
    names = [f"<urn:s:{n}>" for n in range((1 << 16) + 10)]
    assert [short[name] for name in names] == names
    assert len(short) == 10


def test_a_triple_term_may_hold_a_text_with_spaces() -> None:
    term = f'<<( <urn:s> <{terms.KG}uses> "a b \\"c <d>" )>>'
    assert Shortener(prefixes(Settings())).shorten(term) == '<<( <urn:s> kg:uses "a b \\"c <d>" )>>'


def test_what_xml_cannot_hold_is_replaced_one_by_one() -> None:
    assert escape("a\x00\ud800\uffffb\x85") == "a\ufffd\ufffd\ufffdb\x85"
    assert escape("&<>\"\r\n\t'") == "&amp;&lt;&gt;&quot;&#13;&#10;&#9;'"


def test_many_rows_are_written_in_pieces() -> None:
    base = Settings().base_iri
    found = sorted(
        (rdf.iri(f"{base}paper-{n}"), rdf.iri(p), o)
        for n in range(2500)
        for p, o in ((terms.TYPE, rdf.iri(terms.PAPER)), (terms.TITLE, rdf.literal(f"T{n}")))
    )
    stream = io.BytesIO()
    WRITERS["csv"].write(iter(found), stream, Settings())
    lines = list(csv.reader(io.StringIO(stream.getvalue().decode())))
    assert len(lines) == 2501
    assert len({line[0] for line in lines}) == 2501


if __name__ == "__main__":
    for file, data in _files().items():
        (EXACT / file).write_bytes(data)
