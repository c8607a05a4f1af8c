"""BibTeX, RIS, CSV and XML: what is special to each, well formed and broken."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.documents.latex import plain
from kg.errors import InputError

Parse = Callable[..., Any]


@pytest.mark.attack(19)
def test_bibtex_fields_strings_and_accents(parse: Parse) -> None:
    got = parse(r"""
Some free text, and an address@example.org
@comment{ not, a = {paper} }
@preamble{"\newcommand{\x}{y}"}
@string{ conf = "Boats " # {and Harbours} }
@inproceedings(roe:24,
  author = {Roe, Jo and {\'E}tienne P{\"o}e and Erd{\H{o}}s, P\'al and {Boats and Sons}},
  title = conf # { of {GPU}s \& $x_{1}$},
  abstract = "A {"}quoted{"} word, 5\% more. \input{/etc/passwd}",
  year = 2024, month = mar,
  eprint = {2401.00001}, archiveprefix = {arXiv}, doi = {10.1000/X}, url = {https://a.org/b},
)
""")
    (paper,) = got.papers
    assert (paper.id, paper.title) == ("roe:24", "Boats and Harbours of GPUs & $x_{1}$")
    assert paper.creators == ("Jo Roe", "Étienne Pöe", "Pál Erdős", "Boats and Sons")
    assert (paper.issued, paper.arxiv_id, paper.doi) == ("2024-03", "2401.00001", "10.1000/x")
    assert paper.urls == ("https://a.org/b",)
    assert paper.abstract == 'A "quoted" word, 5% more. \\input/etc/passwd'
    assert not got.skips


@pytest.mark.attack(19)
@pytest.mark.parametrize(
    "broken",
    [
        "@article{b, title = {Open",
        '@article{b, title = "Open',
        "@article{b, title = }",
        "@article{b, title {X}}",
        "@article{b",
    ],
)
def test_a_broken_bibtex_entry_is_listed_and_the_next_one_read(parse: Parse, broken: str) -> None:
    got = parse(f"@misc{{a, title={{One}}}}\n{broken}\n@misc{{c, title={{Three}}}}\n")
    assert [p.id for p in got.papers] == ["a", "c"]
    assert [s.line for s in got.skips] == [2]
    last = parse(f"@misc{{a, title={{One}}}}\n{broken}")
    assert [s.reason.startswith("partial: ") for s in last.skips] == [True]


def test_bibtex_entry_without_title(parse: Parse) -> None:
    (skip,) = parse("@misc{a, year=2024}").skips
    assert (skip.record, skip.reason) == ("a", "no title")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"Universit{\"a}t", "Universität"), (r"Universit\"{a}t", "Universität"), (r"\v{S}koda", "Škoda"),
        (r"Stra{\ss}e", "Straße"), (r"na{\"\i}ve", "naïve"), (r"\O re \L\'od\'z", "Øre Łódź"), ("a~b", "a b"),
        (r"$\alpha$-BERT", r"$\alpha$-BERT"), ("{A {B} c}", "A B c"), (r"50\%", "50%"),
        (r"\underline{x}", r"\underlinex"),
    ],
)  # fmt: skip
def test_latex_becomes_text(latex: str, text: str) -> None:
    assert plain(latex).replace("ı\u0308", "ï") == text


@given(st.text(alphabet="\\{}$\"'`^~aoiuHc \n%&", max_size=60))
def test_any_latex_gives_text(latex: str) -> None:
    assert isinstance(plain(latex), str)


def test_ris_fields_and_continued_lines(parse: Parse) -> None:
    got = parse(
        "TY  - JOUR\r\nTI  - On boats\r\nAB  - First part\r\nsecond part\r\nAU  - Roe, Jo\r\n"
        "A1  - Poe, Al\r\nPY  - 2024/03/09/\r\nDO  - 10.1000/x\r\nUR  - https://a.org/b\r\n"
        "UR  - https://c.org/d\r\nER  -\r\n"
    )
    (paper,) = got.papers
    assert (paper.abstract, paper.creators, paper.issued) == (
        "First part second part",
        ("Jo Roe", "Al Poe"),
        "2024-03-09",
    )
    assert (paper.id, paper.urls) == ("10.1000/x", ("https://a.org/b", "https://c.org/d"))


def test_ris_damage(parse: Parse) -> None:
    text = (
        b"TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - B\xe9\nER  - \nTY  - JOUR\nER  - \n"
        b"TY  - JOUR\nTI  - D\nER  - \nTY  - JOUR\nTI"
    )
    got = parse(text)
    assert [p.title for p in got.papers] == ["D"]
    assert [(s.line, s.reason) for s in got.skips] == [
        (1, "the record is not closed by ER"),
        (3, "byte 37 is not UTF-8"),
        (6, "no title"),
        (11, "partial: the last record is cut off"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_delimiters_and_lines_in_cells(parse: Parse, delimiter: str) -> None:
    rows = [
        ["ID", "Title", "Abstract"],
        ["1", "On boats", '"First\nsecond ""line"""'],
        ["2", "On trains", ""],
    ]
    got = parse("\n".join(delimiter.join(row) for row in rows))
    assert [(p.id, p.title, p.abstract) for p in got.papers] == [
        ("1", "On boats", 'First\nsecond "line"'),
        ("2", "On trains", ""),
    ]


def test_csv_damage(parse: Parse) -> None:
    text = b'id,title\n1,A,B\n2,\n3,Caf\xe9\n4,"x"y\n\n5,Good\n6,' + b"z" * 900 + b'\n7,"open'
    got = parse(text, max_line=800)
    assert [p.id for p in got.papers] == ["5"]
    assert sorted((s.line, s.reason.split(" ")[0]) for s in got.skips) == [
        (2, "3"), (3, "no"), (4, "the"), (5, "not"), (8, "the"), (9, "partial:"),
    ]  # fmt: skip


def test_csv_without_title_column(parse: Parse) -> None:
    with pytest.raises(InputError, match="no column named title"):
        parse("a,b\n1,2\n", input_format="csv")


ATOM = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">'


def test_atom_fields(parse: Parse) -> None:
    got = parse(
        ATOM + "<entry><id>http://arxiv.org/abs/2401.00001v2</id><published>2024-01-05T18:00:00Z</published>"
        "<updated>2024-02-05T18:00:00Z</updated><title>On\n  boats &amp; trains</title><summary>  They "
        "&lt;b&gt;float.\n</summary><author><name>Jo Roe</name></author><author><name>Al Poe</name>"
        "<arxiv:affiliation>Sea</arxiv:affiliation></author><arxiv:doi>10.1000/x</arxiv:doi>"
        '<link href="http://dx.doi.org/10.1000/x" rel="related"/></entry></feed>'
    )
    (paper,) = got.papers
    assert (paper.title, paper.abstract) == ("On boats & trains", "They <b>float.")
    assert (paper.arxiv_id, paper.doi, paper.issued) == ("2401.00001", "10.1000/x", "2024-01-05")
    assert (paper.creators, paper.urls) == (("Jo Roe", "Al Poe"), ())


def test_oai_pmh(parse: Parse) -> None:
    got = parse(
        '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header>'
        "<identifier>oai:arXiv.org:2401.00001</identifier></header><metadata>"
        "<arXiv xmlns='http://arxiv.org/OAI/arXiv/'><id>2401.00001</id><created>2024-01-05</created><authors>"
        "<author><keyname>Roe</keyname><forenames>Jo</forenames></author><author><keyname>Crew</keyname></author>"
        "</authors><title>On boats</title><abstract>They float.</abstract></arXiv></metadata></record>"
        "<record><header><identifier>oai:x:1</identifier></header><metadata>"
        "<oai_dc:dc xmlns:oai_dc='d' xmlns:dc='e'><dc:title>On trains</dc:title>"
        "<dc:creator>Roe, Jo</dc:creator><dc:description>They roll.</dc:description><dc:date>2024</dc:date>"
        "</oai_dc:dc></metadata></record></ListRecords></OAI-PMH>"
    )
    first, second = got.papers
    assert (first.arxiv_id, first.creators, first.abstract) == (
        "2401.00001",
        ("Jo Roe", "Crew"),
        "They float.",
    )
    assert (second.id, second.creators, second.abstract) == ("oai:x:1", ("Jo Roe",), "They roll.")


@pytest.mark.attack(18)
def test_an_error_feed_is_no_paper(parse: Parse) -> None:
    url = "http://arxiv.org/api/errors#bad_id"
    entry = f"<entry><id>{url}</id><title>Error</title><summary>bad id</summary></entry></feed>"
    got = parse(ATOM + entry)
    assert not got.papers
    assert [s.reason for s in got.skips] == ["the feed reports an error: bad id"]


@pytest.mark.attack(17)
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "' + "x" * 1_000_000 + '">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!DOCTYPE feed>",
    ],
)
def test_a_document_type_is_refused_at_once(parse: Parse, declaration: str) -> None:
    begin = time.perf_counter()
    with pytest.raises(InputError, match="DOCTYPE"):
        parse(f'<?xml version="1.0"?>{declaration}<feed><entry><title>&a;&c;</title></entry></feed>')
    assert time.perf_counter() - begin < 1


def test_xml_damage(parse: Parse) -> None:
    entry = "<entry><id>a</id><title>On boats</title></entry>\n"
    got = parse(ATOM + entry + "<entry><id>b</id><ti")
    assert [p.id for p in got.papers] == ["a"]
    assert [(s.line, s.reason) for s in got.skips] == [(2, "partial: the XML ends early")]
    with pytest.raises(InputError, match=r":2: not XML"):
        parse(ATOM + entry + "</feed></feed>")
    with pytest.raises(InputError, match="without records"):
        parse('<?xml version="1.0"?><html><title>x</title></html>')
    (skip,) = parse(ATOM + "<entry><id>a</id></entry></feed>").skips
    assert (skip.record, skip.reason) == ("a", "no title")
