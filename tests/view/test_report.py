"""The static site: which files, that every link leads to one, that text stays text, and what it leaves alone."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg import rdf, terms
from kg.errors import GraphError
from kg.rdf import Statement
from kg.settings import Settings
from kg.view import report
from kg.view.report import pages

SETTINGS = Settings()
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "\"'><svg/onload=alert(3)> {{7*7}} {% raw %}",
    "\u202eturned\u2066 \u2028 <base href=//evil.example>",
)


class Read(HTMLParser):
    """The tags of a page and the text of its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[dict[str, str | None], str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in {"script", "style"} and data.strip():
            self.blocks.append((self.tags[-1][1], data))


def hostile(statements: list[Statement], text: str) -> list[Statement]:
    """The graph with every name and text replaced."""
    named = {
        rdf.iri(prop) for prop in (
            terms.PREF_LABEL, terms.TITLE, terms.ALT_LABEL, terms.RAW_VALUE, terms.IS_STRING, terms.ANCHOR_OF,
        )
    }  # fmt: skip
    return sorted({(s, p, rdf.literal(text) if p in named else o) for s, p, o in statements})


def test_every_thing_has_a_page_and_its_turtle(statements: list[Statement], tmp_path: Path) -> None:
    written = {p.relative_to(tmp_path).as_posix() for p in report(statements, tmp_path, SETTINGS)}
    on_disk = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert on_disk == written | {"pages.json"}
    assert {"index.html", "papers.html", "things.html", "boards.html"} < written
    assert sum(name.startswith("paper/") for name in written) == 4
    assert sum(name.startswith("thing/") for name in written) == 10
    assert {n.removesuffix(".ttl") for n in written if n.endswith(".ttl")} == {
        n.removesuffix(".html") for n in written if n.startswith(("paper/", "thing/")) and n.endswith(".html")
    }


def test_every_link_leads_somewhere(statements: list[Statement], tmp_path: Path) -> None:
    for path in report(statements, tmp_path, SETTINGS):
        if path.suffix != ".html":
            continue
        for tag, attributes in Read(path.read_text(encoding="utf-8")).tags:
            target = attributes.get("href")
            if tag != "a" or target is None or target.startswith(("#", "https://")):
                continue
            assert (path.parent / target.partition("#")[0]).resolve().is_file(), (path.name, target)


def test_the_turtle_reads_back(statements: list[Statement]) -> None:
    import rdflib

    files = dict(pages(statements, SETTINGS))
    seen = set()
    for name, text in files.items():
        if name.endswith(".ttl"):
            graph = rdflib.Graph().parse(data=text, format="turtle")
            seen |= {(s.n3(), p.n3()) for s, p, _ in graph}
    assert {(s, p) for s, p, _ in statements if "model-lost" not in s} == seen


def test_the_same_graph_gives_the_same_bytes(statements: list[Statement]) -> None:
    assert list(pages(statements, SETTINGS)) == list(pages(reversed(statements), SETTINGS))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text(statements: list[Statement], text: str) -> None:
    calm = dict(pages(hostile(statements, "plain"), SETTINGS))
    for name, page in pages(hostile(statements, text), SETTINGS):
        if name.endswith(".html"):
            assert [t for t, _ in Read(page).tags] == [t for t, _ in Read(calm[name]).tags], name


def test_pages_load_nothing_and_run_our_scripts_alone(statements: list[Statement]) -> None:
    for name, page in pages(statements, SETTINGS):
        if not name.endswith(".html"):
            continue
        found = Read(page)
        policy = next(a["content"] for _, a in found.tags if a.get("http-equiv") == "Content-Security-Policy")
        assert policy is not None
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        for attributes, block in found.blocks:
            if attributes.get("type") != "application/json":
                digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
                assert f"'sha256-{digest}'" in policy, name
        for tag, attributes in found.tags:
            assert not {"src", "srcset", "style", "action"} & attributes.keys(), tag
            assert not any(key.startswith("on") for key in attributes), tag
            assert not (attributes.get("href") or "").lower().startswith(("javascript", "data:text")), name


def test_the_overview_carries_every_name(statements: list[Statement]) -> None:
    page = dict(pages(statements, SETTINGS))["index.html"]
    block = re.search(r'<script type="application/json" id="names">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    assert {row[0] for row in json.loads(block[1])} >= {"FastNet", "COCO", "Another paper"}


def test_a_quote_stands_with_its_result(statements: list[Statement]) -> None:
    files = dict(pages(statements, SETTINGS))
    page = next(
        text
        for name, text in files.items()
        if name.startswith("thing/model-fastnet") and name.endswith("html")
    )
    assert "<mark>up to 2.4x faster</mark>" in page
    assert "up to 2.4×" in page


def test_an_empty_graph_has_an_overview(tmp_path: Path) -> None:
    assert {p.name for p in report([], tmp_path, SETTINGS)} == {
        "index.html",
        "graph.html",
        "papers.html",
        "things.html",
        "boards.html",
    }


def test_pages_that_no_longer_belong_go_and_other_files_stay(
    statements: list[Statement], tmp_path: Path
) -> None:
    report(statements, tmp_path, SETTINGS)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    listing = json.loads((tmp_path / "pages.json").read_text(encoding="utf-8"))
    (tmp_path / "pages.json").write_text(
        json.dumps([*listing, "notes.txt", "../outside.html"]), encoding="utf-8"
    )
    (tmp_path.parent / "outside.html").write_text("mine", encoding="utf-8")
    report([], tmp_path, SETTINGS)
    assert not list(tmp_path.glob("thing/*"))
    assert (tmp_path / "notes.txt").exists()
    assert (tmp_path.parent / "outside.html").exists()


def test_a_site_that_is_not_ours_is_left_alone(statements: list[Statement], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(GraphError, match="not ours"):
        report(statements, tmp_path, SETTINGS)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_says_so(statements: list[Statement], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(GraphError, match="cannot be written"):
        report(statements, tmp_path / "file", SETTINGS)
