"""The page about the ontology shows every term, and every IRI of ours is led to it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import rdflib
from rdflib.namespace import OWL, RDF, SKOS

from kg import terms
from kg.export.ontology_page import NAME, anchor, ontology_page, write_ontology_page
from kg.resources import ontology_dir

PAGE = ontology_page()
ONTOLOGY = rdflib.Graph().parse(ontology_dir() / "kg.ttl")
RULES = re.findall(
    r"^RewriteRule (\S+) (\S+) \[([^\]]+)\]$", (ontology_dir() / ".htaccess").read_text(), re.MULTILINE
)


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src"}:
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed() -> Page:
    page = Page()
    page.feed(PAGE)
    return page


def test_the_committed_page_is_the_present_one() -> None:
    """Write it anew with `python -c "from kg.export.ontology_page import write_ontology_page as w; w()"`."""
    assert (ontology_dir() / NAME).read_text(encoding="utf-8") == PAGE


def test_it_can_be_written_elsewhere(tmp_path: object) -> None:
    assert write_ontology_page(tmp_path).read_bytes() == PAGE.encode()  # type: ignore[arg-type]


def test_every_term_has_its_anchor_and_meaning() -> None:
    page = parsed()
    declared = {str(s) for s in ONTOLOGY.subjects(RDF.type, None)} - {terms.KG.rstrip("#")}
    assert sorted(page.ids) == sorted(anchor(iri) for iri in declared)
    assert len(set(page.ids)) == len(page.ids)
    for iri in declared:
        assert str(ONTOLOGY.value(rdflib.URIRef(iri), SKOS.definition)) in page.text
    ours = {iri.removeprefix(terms.KG) for iri in declared if iri.startswith(terms.KG)}
    assert ours <= set(page.ids)  # so that the IRI of a term leads to its anchor


def test_links_lead_somewhere_and_nothing_runs_or_is_fetched() -> None:
    page = parsed()
    inner = {link[1:] for link in page.links if link.startswith("#")}
    assert inner <= set(page.ids)
    files = {link for link in page.links if not link.startswith(("#", "http"))}
    assert files
    assert all((ontology_dir() / name).is_file() for name in files)
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert "default-src 'none'" in PAGE


def target(path: str, accept: str) -> str | None:
    """Where the redirects send a request, by the few features of Apache that the file uses."""
    wants_data = re.search(r"text/turtle|n-triples|rdf\+xml|ld\+json", accept)
    conditional = True  # the conditions stand before the first rule
    for pattern, address, _ in RULES:
        match = re.search(pattern, path)
        if match and (wants_data or not conditional):
            return match.expand(address.replace("$1", r"\1")) if "$1" in address else address
        conditional = False
    return None


def test_every_iri_of_the_ontology_is_answered_by_a_file_without_naming_a_host() -> None:
    [version] = ONTOLOGY.objects(rdflib.URIRef(terms.KG.rstrip("#")), OWL.versionIRI)
    root = "https://w3id.org/paperkg/"
    for iri in (terms.KG.rstrip("#"), str(version)):
        path = iri.removeprefix(root)
        assert target(path, "text/turtle") == "kg.ttl"
        assert target(path, "text/html") == NAME
    assert target("shapes", "*/*") == "shapes.ttl"
    assert target("shapes/0.1.0", "*/*") == "shapes.ttl"
    assert target("elsewhere", "text/html") is None
    text = (ontology_dir() / ".htaccess").read_text(encoding="utf-8")
    assert "://" not in text
    for _, address, flags in RULES:
        assert (ontology_dir() / address).is_file()
        assert flags == "L"
