"""Files at the edge of RDF: what no graph of ours holds is named with its line, and never written."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import graph as room
from kg.errors import GraphError
from kg.export import WRITERS, save
from kg.graph import load
from kg.model import Document, LinkKind, Url
from kg.settings import Settings

CASES = Path(__file__).parent / "cases"

# file -> what is said of it, each as (line, part of the reason); nothing: the file is taken as it is
REPORTED: dict[str, list[tuple[int, str]]] = {
    "01_iri_space.nt": [(1, "percent-encoded")],
    "02_iri_quote.nt": [(1, "percent-encoded")],
    "03_iri_braces.nt": [(1, "percent-encoded")],
    "04_iri_bracket.nt": [(1, "percent-encoded")],
    "05_iri_badpct.nt": [(1, "percent-encoded")],
    "06_iri_unicode.nt": [(1, "percent-encoded")],
    "07_iri_relative.nt": [(1, "relative")],
    "08_iri_backslash.nt": [(1, "escape")],
    "09_iri_pipe.nt": [(1, "percent-encoded")],
    "10_iri_caret.nt": [(1, "percent-encoded")],
    "11_iri_ctrl85.nt": [(1, "percent-encoded")],
    "12_iri_zwsp.nt": [(1, "percent-encoded")],
    "13_iri_bidi.nt": [(1, "percent-encoded")],
    "14_iri_uesc_space.nt": [(1, "percent-encoded")],
    "15_iri_long5000.nt": [(1, "longer than 1000 bytes")],
    "16_lang_underscore.nt": [(1, "no language tag")],
    "17_lang_9char.nt": [(1, "no language tag")],
    "18_langString_dt.nt": [(1, "no language tag")],
    "19_bad_date.nt": [(1, "no valid xsd:date")],
    "20_bad_integer.nt": [(1, "no valid xsd:integer")],
    "21_bad_gYear.nt": [(1, "no valid xsd:gYear")],
    "22_nul_raw.nt": [(1, "U+0000")],
    "23_nul_esc.nt": [(1, "U+0000")],
    "24_ctrl_raw.nt": [(1, "U+0008")],
    "25_newline_raw.nt": [(1, "no end"), (2, "no end")],
    "26_latin1_bytes.nt": [(1, "not UTF-8")],
    "27_bom.nt": [(1, "byte order mark")],
    "28_surrogate_esc.nt": [(1, "U+D800")],
    "29_utf8_surrogate.nt": [(1, "not UTF-8")],
    "30_noncharFFFE.nt": [(1, "U+FFFE")],
    "34_bnode_colon.nt": [(1, "blank node")],
    "35_bnode_pred.nt": [(1, "blank node")],
    "38_javascript_iri.nt": [(1, "neither http")],
    "39_triple_term.nt": [(1, "RDF 1.2")],
    "40_quoted_star.nt": [(1, "RDF 1.2")],
    "41_dirlang.nt": [(1, "no language tag")],
    "42_nonbool.nt": [(1, "no valid xsd:boolean")],
    "43_trunc.nt": [(1, "no end")],
    "t10_annotation12.ttl": [(2, "RDF 1.2")],
    "t11_collections_nested.ttl": [(2, "blank node")],
    "t13_unicode_pname.ttl": [(2, "percent-encoded")],
    "t6_numeric_abbrev.ttl": [(2, "xsd:double")],
}
TAKEN: dict[str, int] = {  # statements of the files that hold some
    "00_ok.nt": 1, "27_bom.nt": 1, "31_astral.nt": 1, "32_crlf.nt": 2, "33_literal_1MB.nt": 1, "36_no_eol.nt": 1,
    "t10_annotation12.ttl": 1, "t12_pname_colon.ttl": 1, "t14_base_rel.ttl": 1, "t1_pname_specials.ttl": 1,
    "t2_pname_leadnum.ttl": 1, "t3_pname_slash.ttl": 1, "t4_pname_pct.ttl": 1, "t5_sparql_PREFIX.ttl": 1,
    "t6_numeric_abbrev.ttl": 3, "t7_longstring_quote.ttl": 1, "t8_dot_local_end.ttl": 2,
    "t9_trailing_semicolon.ttl": 1,
}  # fmt: skip
FILES = sorted(CASES.iterdir())


def test_all_cases_are_here() -> None:
    names = {path.name for path in FILES}
    assert len(names) == 58
    assert REPORTED.keys() | TAKEN.keys() <= names
    assert names - REPORTED.keys() - TAKEN.keys() == {"37_empty.nt"}


@pytest.mark.attack(46)
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_what_may_not_stand_in_a_graph_is_named_with_its_line(path: Path) -> None:
    loaded = load(path, lenient=True)
    wanted = REPORTED.get(path.name, [])
    assert [fault.line for fault in loaded.faults] == [line for line, _ in wanted]
    for fault, (_, reason) in zip(loaded.faults, wanted, strict=True):
        assert reason in fault.reason
    assert len(loaded.statements) == TAKEN.get(path.name, 0)


@pytest.mark.parametrize("name", REPORTED)
def test_the_first_fault_ends_a_strict_reading(name: str) -> None:
    line, reason = REPORTED[name][0]
    with pytest.raises(GraphError) as caught:
        load(CASES / name)
    assert str(caught.value).startswith(f"{CASES / name}:{line}: ")
    assert reason in str(caught.value)
    assert "--lenient" in str(caught.value)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_nothing_of_the_kind_is_ever_written(path: Path, tmp_path: Path) -> None:
    """The bytes of each case as title, abstract, id, author, date and address of a paper."""
    raw = path.read_bytes().decode("utf-8", "surrogateescape")[:150_000]
    parts = [part.strip('<>"') for part in raw.split()[:40]]
    document = Document(
        raw,
        raw,
        raw,
        issued=parts[-1] if parts else "",
        creators=tuple(parts),
        doi=raw[:300].encode(errors="replace").decode() or None,
        urls=(raw,),
    )
    base = Settings().base_iri
    statements = {
        *room.papers.paper_statements(document, base),
        *room.papers.context_statements(document, base),
        *room.papers.url_statements(document, [Url(part, LinkKind.CODE) for part in (raw, *parts)], base),
    }
    for name in ("turtle", "ntriples", "nquads", "jsonld"):
        [written] = save(WRITERS[name], tmp_path / "graph", lambda: sorted(statements), Settings())
        assert load(written).statements == tuple(sorted(statements))
