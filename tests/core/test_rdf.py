"""Terms to the letter, and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import rdf, terms

DECIMAL = f"^^<{terms.XSD_DECIMAL}>"


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("https://a.example/x y", "https://a.example/x%20y"),
        ("https://a.example/é", "https://a.example/%C3%A9"),
        ("https://a.example/#1#2#3", "https://a.example/#1%232%233"),
        ("https://a.example/%41%zz%4", "https://a.example/%41%25zz%254"),
        ('https://a.example/<>"{}|^`\\[]', "https://a.example/%3C%3E%22%7B%7D%7C%5E%60%5C%5B%5D"),
        ("urn:x:~!$&'()*+,;=:@/?-._", "urn:x:~!$&'()*+,;=:@/?-._"),
        ("urn:x:\ud800\x00", "urn:x:%3F%00"),
        ("", ""),
    ],
)
def test_iris_are_percent_encoded_once(text: str, encoded: str) -> None:
    assert rdf.percent_encode(text) == encoded == rdf.percent_encode(encoded)
    assert rdf.iri(text) == f"<{encoded}>"


@given(st.text())
def test_any_text_becomes_an_iri_of_one_line_of_ascii(text: str) -> None:
    made = rdf.iri(text)
    assert made.isascii()
    assert rdf.parse_term(made) == ("iri", made[1:-1], "")


@pytest.mark.parametrize(
    ("arguments", "term"),
    [
        (("",), '""'),
        (('say "hi"\n\t\r\\',), r'"say \"hi\"\n\t\r\\"'),
        (("\x00\x08\x0b\x0c\x1f\x7f\ud800\ufffe\uffff",), '"' + "\ufffd" * 9 + '"'),
        (("\x85\u2028𝔸é",), '"\x85\u2028𝔸é"'),
        (("a", "https://a.example/d t"), '"a"^^<https://a.example/d%20t>'),
        (("a", None, "en-GB"), '"a"@en-gb'),
        (("a", terms.XSD_DATE, "EN"), '"a"@en'),
        (("a", ""), '"a"'),
    ],
)
def test_literals(arguments: tuple[str, ...], term: str) -> None:
    assert rdf.literal(*arguments) == term


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_a_literal_comes_back(text: str) -> None:
    assert rdf.parse_term(rdf.literal(text)) == ("literal", text, "")
    assert rdf.parse_term(rdf.literal(text, terms.XSD_DATE)) == ("literal", text, terms.XSD_DATE)
    assert rdf.parse_term(rdf.literal(text, language="EN")) == ("literal", text, "@en")


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("1.50"), None, "1.5"),
        (Decimal("1.00"), None, "1"),
        (Decimal("7E+3"), None, "7000"),
        (Decimal("-0"), None, "0"),
        (Decimal("-0.000"), None, "0"),
        (Decimal(0), None, "0"),
        (Decimal("-0.5"), None, "-0.5"),
        (Decimal(100), None, "100"),
        (Decimal("0.12345"), 4, "0.1234"),
        (Decimal("0.00001"), 4, "0"),
        (0.1, None, "0.1"),
        (1e-7, None, "0.0000001"),
        (2.0, None, "2"),
        (0.99999, 4, "1"),
        (Decimal("120.0"), 1, "120"),
    ],
)
def test_decimals_are_canonical(value: Decimal | float, places: int | None, text: str) -> None:
    assert rdf.decimal(value, places) == f'"{text}"{DECIMAL}'


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_a_decimal_keeps_its_value(value: Decimal) -> None:
    _, text, datatype = rdf.parse_term(rdf.decimal(value))
    assert Decimal(text) == value
    assert datatype == terms.XSD_DECIMAL
    assert "e" not in text.lower()
    assert "." not in text or text[-1] != "0"


def test_integers_and_booleans() -> None:
    assert rdf.integer(-7) == f'"-7"^^<{terms.XSD_INTEGER}>'
    assert rdf.boolean(True) == f'"true"^^<{terms.XSD_BOOLEAN}>'
    assert rdf.boolean(False) == f'"false"^^<{terms.XSD_BOOLEAN}>'


@pytest.mark.parametrize(
    ("term", "parsed"),
    [
        ("<urn:x:y>", ("iri", "urn:x:y", "")),
        (r'"\u00e9\U0001D538\n\t\r\b\f\"\'\\"', ("literal", "é𝔸\n\t\r\b\f\"'\\", "")),
        (r'"\q\u12"', ("literal", "qu12", "")),
        (r'"\U00e9"', ("literal", "U00e9", "")),
        ('"a"@en-gb', ("literal", "a", "@en-gb")),
        ('"a"^^<urn:x:d>', ("literal", "a", "urn:x:d")),
    ],
)
def test_terms_are_taken_apart(term: str, parsed: tuple[str, str, str]) -> None:
    assert rdf.parse_term(term) == parsed


@pytest.mark.parametrize(
    "term", ["", "x", "<a b>", "<a", '"a', '"a"b', '"a"@', "_:b", '"a\nb"', "<a> ", "<<( <a> )>>"]
)
def test_what_is_no_term_is_refused(term: str) -> None:
    with pytest.raises(ValueError, match=r"^not an N-Triples term: "):
        rdf.parse_term(term)


def test_the_complaint_about_a_long_term_is_short() -> None:
    with pytest.raises(ValueError, match=r"^not an N-Triples term: x{80}$"):
        rdf.parse_term("x" * 100)
