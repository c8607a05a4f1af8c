"""What is said about a query that may not run, to the letter, and the readings that decide it."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from kg.errors import LimitError, QueryError, SettingsError
from kg.query import ForbiddenError, Limits
from kg.query.guard import UPDATES, check
from kg.query.lexer import Token, decode, depth, star, tokens

NOT_A_QUERY = "A query starts with SELECT, ASK, CONSTRUCT or DESCRIBE, after any PREFIX lines."
NO_SERVICE = "SERVICE is not allowed: a query never reaches another machine."
NO_FILE = "FROM is allowed with a web address only; the graph of the directory is always read."


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("ASK { 'a\x00' }", QueryError, "The query holds a NUL character."),
        ("hello", QueryError, NOT_A_QUERY),
        ("", QueryError, NOT_A_QUERY),
        ("PREFIX a: <http://a/> BASE <http://b/>", QueryError, NOT_A_QUERY),
        ("ASK { SERVICE <http://a/> { } }", ForbiddenError, NO_SERVICE),
        *(
            (f"{word} <http://a/>", ForbiddenError,
             f"{word} is an update; the graph is read-only. Ask with SELECT, ASK or CONSTRUCT.")
            for word in sorted(UPDATES)
        ),
        ("SELECT * FROM <file:///a> { }", ForbiddenError, NO_FILE),
        ("SELECT * FROM", ForbiddenError, NO_FILE),
        ("SELECT * FROM NAMED", ForbiddenError, NO_FILE),
        ("SELECT * FROM 'http://a/' { }", ForbiddenError, NO_FILE),
        ("SELECT * FROM NAMED <file:a> FROM <http://a/> { }", ForbiddenError, NO_FILE),
        ("SELECT * FROM b:c { }", ForbiddenError, NO_FILE),
        ("PREFIX a: <http://a/> SELECT * FROM b:c { }", ForbiddenError, NO_FILE),
        ("PREFIX a: <http://a/> PREFIX a: <http://b/> SELECT * FROM a:c { }", ForbiddenError, NO_FILE),
        ("PREFIX a: <ftp://a/> SELECT * FROM NAMED a:c { }", ForbiddenError, NO_FILE),
        ("ASK {\n 'a\n }", QueryError, "Line 2, column 2 of the query: a string begins that does not end."),
        ('"', QueryError, "Line 1, column 1 of the query: a string begins that does not end."),
        ("\n\nASK { 'a", QueryError, "Line 3, column 7 of the query: a string begins that does not end."),
        ("ASK { FILTER(?a<b#c>?d) }", QueryError,
         "Line 1, column 16 of the query: write a space after '<' or use a prefixed name."),
        ("ASK {\n FILTER((1)<b#c>?d) }", QueryError,
         "Line 2, column 12 of the query: write a space after '<' or use a prefixed name."),
        ("ASK { 'a' \\uD800 }", QueryError, "The query holds \\uD800, which is no character."),
        ("ASK { 'a' \\uDFFF }", QueryError, "The query holds \\uDFFF, which is no character."),
        ("ASK { \\U00110000 }", QueryError, "The query holds \\U00110000, which is no character."),
    ],
)  # fmt: skip
def test_what_is_said(text: str, kind: type[QueryError], message: str) -> None:
    with pytest.raises(kind) as caught:
        check(text, Limits())
    assert str(caught.value) == message
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <HTTPS://a/> { }",
        "SELECT * FROM <urn:a> FROM NAMED <http://b/> { }",
        "SELECT * from named <http://b/> { }",
        "prefix a: <http://a/> SELECT * FROM a:c { }",
        "PREFIX a: <http://a/> PREFIX a: <http://a/> SELECT * FROM a:c:d { }",
        "PREFIX b: <file:x> PREFIX a: <http://a/> SELECT * FROM NAMED a:c { }",
        "SELECT * { FILTER(?a < 1) ?a <b#c> ?d }",
        "SELECT * { FILTER(?a = <http://b#c>) }",
        "SELECT * { FILTER(?a<http://b#c>) }",
        "SELECT * { VALUES (?a) { (<b#c>) } }",
        "SELECT * { FILTER(?a<b) FILTER(?a>c) }",
        "SELECT (1 AS ?x) { ?a <b#c> ?d }",
    ],
)
def test_what_may_run(text: str) -> None:
    assert check(text, Limits()) == "SELECT"


def test_limits_are_met_exactly() -> None:
    limits = Limits(query=10, depth=2)
    assert check("ASK { {} }", limits) == "ASK"
    with pytest.raises(LimitError, match=r"^The query is longer than 10 bytes; shorten it\.$"):
        check("ASK { {}  }", limits)
    with pytest.raises(LimitError, match=r"^The query is longer than 10 bytes; shorten it\.$"):
        check("ASK { 'é'}", limits)
    with pytest.raises(LimitError, match=r"^The query nests 3 brackets; at most 2 are allowed\.$"):
        check("ASK{{{}}}", limits)
    assert check("ASK{'\ud800'}", Limits(query=20)) == "ASK"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT * { ?s $p ?o . ?o ?p ?s }", ["s", "p", "o"]),
        ("select distinct * { ?s ?p 1 }", ["s", "p"]),
        ("SELECT REDUCED * { ?s ?p 1 }", ["s", "p"]),
        ("SELECT * { }", []),
        ("SELECT ?s { ?s ?p ?o }", None),
        ("SELECT DISTINCT ?s { ?s ?p 2 }", None),
        ("SELECT ( 1 * 2 AS ?x ) { }", None),
        ("ASK { ?s ?p ?o }", None),
        ("SELECT", None),
        ("", None),
    ],
)
def test_the_columns_of_a_star(text: str, names: list[str] | None) -> None:
    assert star(text) == names


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("ASK # { '\n { }", "word mark mark"),
        ("?a $b _:c @en-GB 1.5e-3 .5", "variable variable blank language number number"),
        ("a:b%20 :x a: true", "name name name word"),
        ("<a> <b c>", "iri mark word word mark"),
        ("\"x\" 'y' \"\"\"a\"b\"\"\" '''c'd'''", "string string string string"),
        ("^^ && || <= >= != << >> ^", "mark " * 9),
        ("", ""),
    ],
)
def test_tokens(text: str, kinds: str) -> None:
    found = list(tokens(text))
    assert [token.kind for token in found] == kinds.split()
    assert [token.begin for token in found] == [text.index(t.text, t.begin) for t in found]
    assert all(text[t.begin :].startswith(t.text) for t in found)
    assert re.sub(r"\s|#[^\n]*", "", text) == re.sub(r"\s", "", "".join(t.text for t in found))


def test_depth_counts_what_is_open_at_once() -> None:
    assert depth(list(tokens("{ ( [ ] ) } { }"))) == 3
    assert depth(list(tokens("} } { {"))) == 0
    assert depth([Token("string", "{", 0)]) == 0
    assert depth([]) == 0


def test_escapes_of_code_points() -> None:
    assert decode(r"\u0041\U0001D538\u00e9\n") == "A𝔸é\\n"
    assert decode(r"\U0010FFFF\uE000\uD7FF") == "\U0010ffff\ue000\ud7ff"


@pytest.mark.parametrize("name", [field.name for field in fields(Limits)])
def test_limits_are_above_zero(name: str) -> None:
    assert getattr(Limits(**{name: 1}), name) == 1
    for value in (0, -1):
        with pytest.raises(SettingsError, match=rf"^The query limit {name} must be above 0\.$"):
            Limits(**{name: value})
