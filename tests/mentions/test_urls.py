from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.documents import read
from kg.mentions.urls import find, scan
from kg.model import Document, LinkKind
from kg.settings import Settings


def urls(text: str) -> list[str]:
    return [u.url for u in find(Document("d", "A title", text))]


def kind(text: str) -> LinkKind:
    (url,) = find(Document("d", "A title", text))
    return url.kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is at https://github.com/org/repo.", "https://github.com/org/repo"),
        ("It is at http://github.com/org/repo, with notes", "http://github.com/org/repo"),
        ("(see https://a-site.org/x/)", "https://a-site.org/x/"),
        ("in braces {https://a.top/My\\_demo/}.", "https://a.top/My_demo/"),
        ("\\url{https://github.com/a/b\\_c}", "https://github.com/a/b_c"),
        ("\\href{https://a.org/b}{our page}", "https://a.org/b"),
        ("\\texttt{github.com/a/b{\\_}c}", "https://github.com/a/b_c"),
        ("[code](https://github.com/a/b)", "https://github.com/a/b"),
        ("https://me.github.io/x/{project page}. end", "https://me.github.io/x/"),
        ("https://en.wikipedia.org/wiki/Tree_(graph_theory).", "https://en.wikipedia.org/wiki/Tree_(graph_theory)"),
        ("reach it athttps://github.com/a/b", "https://github.com/a/b"),
        ("Code:https://github.com/a/b; data later", "https://github.com/a/b"),
        ("at https: //github.com/a/b.", "https://github.com/a/b"),
        ("at https: // github. com/ a-lab/b-tool.", "https://github.com/a-lab/b-tool"),
        ("at https://huggingface. co/datasets/a/b.", "https://huggingface.co/datasets/a/b"),
        ("at https:/thing.github.io/page", "https://thing.github.io/page"),
        ("at https:github.com/a/b", "https://github.com/a/b"),
        ("is https://github.com/a/b.Our method", "https://github.com/a/b"),
        ("is https://thing.github.io.", "https://thing.github.io"),
        ("at http://203.0.113.9:8080/demo.", "http://203.0.113.9:8080/demo"),
        ("at https://a.org/x?y=1&z=2#part!", "https://a.org/x?y=1&z=2#part"),
        ("at https://a.org/~me/x", "https://a.org/~me/x"),
        ("at https://a.org/$\\sim$me", "https://a.org/~me"),
        ("\u201chttps://a.org/b\u201d", "https://a.org/b"),
        ("https://web.archive.org/web/2020/https://a.org/", "https://web.archive.org/web/2020/https://a.org/"),
        ("released at github.com/org/repo.", "https://github.com/org/repo"),
        ("weights: huggingface.co/org/model, tested", "https://huggingface.co/org/model"),
        ("see project.github.io/x", "https://project.github.io/x"),
        ("see project.github.io for more", "https://project.github.io"),
        ("see www.some-project.com.", "https://www.some-project.com"),
        ("see lab.example.org/tool", "https://lab.example.org/tool"),
        ("HTTPS://GitHub.com/A/B", "https://GitHub.com/A/B"),
    ],
)  # fmt: skip
def test_one_link_is_found_and_cleaned(text: str, expected: str) -> None:
    assert urls(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "available at this https URL",
        "at https: //someone.this http URL.",
        "at https://someone14. this http URL.",
        "at https://open-upon-acceptance.",
        "at https://**.",
        "write to someone@github.com/x or a.b@lab.edu",
        "Node.js/React, ASP.NET/C#, TCP/IP, and/or, I/O, e.g./i.e.",
        "from arXiv.org and Agar.io, Chirper.ai and X.com",
        "cs.AI/cs.CL listings, 3.5/4.0 points, v1.2/v1.3",
        "javascript:alert(1) data:text/html,x file:///etc/passwd ftp://a.org/b",
        "just github.com/ or https:// alone",
        "the gain is large.in/out ratio",
    ],
)
def test_no_link(text: str) -> None:
    assert urls(text) == []


def test_links_glued_together_come_apart() -> None:
    assert urls("https://github.com/a/b,https://github.com/c/dhttps://e.org/f") == [
        "https://github.com/a/b",
        "https://github.com/c/d",
        "https://e.org/f",
    ]


def test_repeated_links_come_once_whatever_their_form() -> None:
    text = "At https://github.com/a/b and http://github.com/a/b/ and www.github.com/a/b and github.com/a/b."
    assert urls(text) == ["https://github.com/a/b"]


def test_offsets_are_those_of_the_text_as_written() -> None:
    document = Document("d", "See tool.github.io", "Code: https: //github.com/a/b\\_c. Page: lab.org/x.")
    spans = [document.text[u.begin : u.end] for u in find(document)]
    assert spans == ["tool.github.io", "https: //github.com/a/b\\_c", "lab.org/x"]


def test_links_of_the_record_follow_without_offsets() -> None:
    given = (
        "https://github.com/a/b",
        "huggingface.co/o/m",
        "javascript:alert(1)",
        "no link",
        "https://b.org/x y",
    )
    document = Document("d", "T", "At https://github.com/a/b.", urls=given)
    found = find(document)
    assert [u.url for u in found] == [
        "https://github.com/a/b",
        "https://huggingface.co/o/m",
        "https://b.org/x",
    ]
    assert [u.begin is None and u.end is None for u in found] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The code is at https://github.com/a/b", LinkKind.CODE),
        ("Our model, data and code are at https://github.com/a/b", LinkKind.CODE),
        ("Examples and a demo will appear at https://github.com/a/b", LinkKind.DEMO),
        ("The dataset is at https://github.com/a/b", LinkKind.DATA),
        ("The benchmark is at https://github.com/a/b", LinkKind.CODE),
        ("We keep a list at https://github.com/a/awesome-things", LinkKind.PROJECT),
        ("It is at https://huggingface.co/a/b", LinkKind.MODEL),
        ("It is at https://huggingface.co/datasets/a/b", LinkKind.DATA),
        ("It is at https://huggingface.co/spaces/a/b", LinkKind.DEMO),
        ("Code and more at https://tool.github.io/", LinkKind.PROJECT),
        ("A demo is at https://tool.github.io/", LinkKind.DEMO),
        ("The data lie at https://doi.org/10.5281/zenodo.1", LinkKind.DATA),
        ("Our code is at https://doi.org/10.5281/zenodo.1", LinkKind.CODE),
        ("A video: https://youtu.be/abc", LinkKind.DEMO),
        ("As said in https://arxiv.org/abs/2401.00001", LinkKind.OTHER),
        ("To run it, visit https://firm.com/models", LinkKind.MODEL),
        ("Code, data and a demo: https://firm.com/x", LinkKind.PROJECT),
        ("https://firm.com/x", LinkKind.OTHER),
        ("We share our code. Link: https://firm.com/x", LinkKind.CODE),
    ],
)
def test_kind_by_host_and_words(text: str, expected: LinkKind) -> None:
    assert kind(text) is expected


def test_each_link_of_a_sentence_has_its_own_words() -> None:
    text = "The dataset is at https://a.org/x and the demo at https://b.org/y"
    assert [u.kind for u in find(Document("d", "T", text))] == [LinkKind.DATA, LinkKind.DEMO]


@given(st.text())
def test_spans_lie_in_order_inside_any_text(text: str) -> None:
    end = 0
    for link in scan(text):
        assert end <= link.begin < link.end <= len(text)
        end = link.end


_PIECES = st.sampled_from(
    [
        "https://",
        "http:",
        " ",
        "github",
        ". ",
        ".com",
        "/",
        "a",
        "\\_",
        "{",
        "}",
        "(",
        ")",
        ",",
        "$",
        "www.",
        "é",
        "\n",
        ".The ",
        "1",
    ]
)


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_every_link_is_a_clean_web_address(text: str) -> None:
    seen = set()
    for url in find(Document("d", "T", text)):
        assert url.url.startswith(("https://", "http://"))
        assert not any(c.isspace() or c in '<>"{}\\^`|' for c in url.url)
        assert url.begin is not None
        assert url.url not in seen
        seen.add(url.url)


@pytest.mark.attack(29)
@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "http",
        "https://",
        "https: ",
        "a.com/",
        ".com",
        "a.b.",
        "a-",
        "x@a.com/ ",
        "(",
        "{",
        "\\_",
        ". A",
        " www.a.com/b. The",
        "$~$",
    ],
)
@pytest.mark.parametrize("start", ["", "https://a.com/", "https://"])
def test_work_grows_with_the_text_and_not_faster(unit: str, start: str) -> None:
    def seconds(size: int) -> float:
        text = start + unit * (size // len(unit))
        best = 9.0
        for _ in range(3):
            begin = time.process_time()
            scan(text)
            best = min(best, time.process_time() - begin)
        return best

    small, large = seconds(20_000), seconds(200_000)
    assert large <= 0.02 or large <= 25 * small  # quadratic work would be 100 times


def _form(url: str) -> str:
    return url.rstrip("/").removeprefix("https://").removeprefix("http://")


@pytest.mark.shared
def test_annotated_links_are_found_exactly(shared: Path) -> None:
    lines = (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {
        paper["id"]: {_form(u["url"]): u["kind"] for u in paper["urls"]} for paper in map(json.loads, lines)
    }
    for document in read(shared / "gold" / "dev_papers.jsonl", Settings()):
        assert isinstance(document, Document)
        assert {_form(u.url): u.kind.value for u in find(document)} == gold[document.id]


@pytest.mark.shared
def test_page_has_its_66_links(shared: Path) -> None:
    documents = [
        d for d in read(shared / "seeds" / "trending-papers.txt", Settings()) if isinstance(d, Document)
    ]
    links = [u.url for d in documents for u in find(d)]
    assert len(links) == len(set(links)) == 66
