from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KGError, LimitError, QueryError
from kg.query import ForbiddenError, Limits
from kg.query.guard import check
from kg.query.lexer import depth, tokens

BACK = chr(92)
ALLOWED = {
    "SELECT * { ?s ?p ?o }": "SELECT",
    "  # SERVICE\nASK { ?s ?p 'SERVICE <http://a/> {' }": "ASK",
    "PREFIX service: <http://a/service#> DESCRIBE service:SERVICE": "DESCRIBE",
    'PREFIX a: <http://a/> BASE <http://b/> CONSTRUCT { ?s ?p """ " SERVICE """ } WHERE { ?s ?p ?o }': "CONSTRUCT",
    "SELECT ?SERVICE { ?SERVICE ?p ?o FILTER(?p<?o&&?o>?p) }": "SELECT",
    "SELECT * FROM <http://a/> FROM NAMED <urn:b> { ?s ?p ?o }": "SELECT",
    "PREFIX a: <http://a/> SELECT * FROM a:b { ?s ?p ?o }": "SELECT",
    "SELECT ?s { VALUES (?s ?p) { (<http://a/x#y> <http://a/x#z>) } }": "SELECT",
    "SELECT ?s { ?s <http://a/load#delete> ?insert }": "SELECT",
    f'SELECT ?s {{ ?s ?p "a{BACK}u00e9{BACK}"SERVICE" }}': "SELECT",
}
FORBIDDEN = [
    "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o . sErViCe ?s { ?s ?p ?o } }",
    "SELECT * { FILTER EXISTS { service <http://a/> { ?s ?p ?o } } }",
    "SELECT * { { SELECT ?s { SERVICE<http://a/>{ ?s ?p ?o } } } }",
    f"SELECT * {{ {BACK}u0053ERVICE <http://a/> {{ ?s ?p ?o }} }}",
    f"SELECT * {{ SER{BACK}U00000056ICE <http://a/> {{ ?s ?p ?o }} }}",
    # One reading hides the keyword in a string, the other does not.
    f'SELECT * {{ ?s ?p "{BACK}u0022" . SERVICE <http://a/> {{ }} . ?s ?p "" }}',
    f'SELECT * {{ ?s ?p "a{BACK}u0022 SERVICE <http://a/> {{ }} {BACK}u0022" }}',
    'SELECT * { ?s ?p "\\\\" . SERVICE <http://a/> { ?s ?p ?o } }',
    "SELECT * { ?s ?p '''it's''' SERVICE <http://a/> { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * from named <FILE:///etc/passwd> { ?s ?p ?o }",
    "BASE <file:///etc/> SELECT * FROM <passwd> { ?s ?p ?o }",
    "PREFIX f: <file:///etc/> SELECT * FROM f:passwd { ?s ?p ?o }",
    "PREFIX f: <http://a/> PREFIX f: <file:///etc/> SELECT * FROM f:passwd { ?s ?p ?o }",
    "SELECT * FROM f:passwd { ?s ?p ?o }",
    "LOAD <http://127.0.0.1/>",
    "PREFIX a: <http://a/> # SELECT\nINSERT DATA { a:b a:c a:d }",
    "delete WHERE { ?s ?p ?o }",
    "WITH <http://a/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
]


@pytest.mark.parametrize("text", ALLOWED)
def test_reading_is_allowed(text: str) -> None:
    assert check(text, Limits()) == ALLOWED[text]


@pytest.mark.attack(34)
@pytest.mark.attack(36)
@pytest.mark.guarantee("G7")
@pytest.mark.parametrize("text", FORBIDDEN)
def test_everything_else_is_forbidden(text: str) -> None:
    with pytest.raises(ForbiddenError):
        check(text, Limits())


@pytest.mark.parametrize(
    "text",
    ["", "   # nothing", "hello", "{ ?s ?p ?o }", "PREFIX a: <http://a/>", "\x00ASK { }", "ASK { 'a }"],
)
def test_what_is_no_query_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        check(text, Limits())


@pytest.mark.parametrize(
    "text", [f"SELECT * {{ ?s ?p '{BACK}ud800' }}", f"SELECT * {{ ?s ?p '{BACK}U00110000' }}"]
)
def test_an_escape_that_is_no_character_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="no character"):
        check(text, Limits())


def test_less_than_that_could_hide_code_is_refused() -> None:
    hidden = 'SELECT * { FILTER(?a<?b#>"""\n) SERVICE <http://a/> { ?s ?p ?o } #""" }'
    with pytest.raises(QueryError, match="Line 1, column 21"):
        check(hidden, Limits())


@pytest.mark.attack(32)
@pytest.mark.parametrize("pair", ["{}", "()", "[]"])
def test_depth_is_counted_at_the_limit(pair: str) -> None:
    def nested(levels: int) -> str:
        return "ASK " + "{" + pair[0] * (levels - 1) + " '{{{{' # ((((\n" + pair[1] * (levels - 1) + "}"

    limits = Limits(depth=64)
    assert depth(list(tokens(nested(63)))) == 63
    assert check(nested(63), limits) == check(nested(64), limits) == "ASK"
    with pytest.raises(LimitError, match="nests 65"):
        check(nested(65), limits)


def test_length_is_counted_in_bytes() -> None:
    text = "ASK { ?s ?p 'é' }"
    assert check(text, Limits(query=len(text) + 1)) == "ASK"
    with pytest.raises(LimitError):
        check(text, Limits(query=len(text)))


def test_judging_is_linear() -> None:
    limits = Limits(query=1 << 24)
    for piece in ('"', "'''", "<", "{}", "\\", "#", "?", "a:", "@", "<a", '"a\\', "'''\\"):
        for text in ("ASK { " + piece * 60_000, piece * 60_000):
            try:
                check(text, limits)
            except KGError:
                continue


@given(
    st.text(
        alphabet=st.sampled_from(list("{}()[]<>\"'\\#?$:@.;,^|&!=*/+- \nasServiceFROM_09uU5é")), max_size=80
    )
)
def test_any_text_is_judged_without_a_crash(text: str) -> None:
    for query in (text, "SELECT * { " + text + " }"):
        try:
            check(query, Limits())
        except KGError:
            continue


@given(st.text(max_size=60))
def test_tokens_cover_the_text_in_order(text: str) -> None:
    end = 0
    with suppress(QueryError):  # a string that does not end
        for token in tokens(text):
            assert token.begin >= end
            assert text.startswith(token.text, token.begin)
            end = token.begin + len(token.text)
