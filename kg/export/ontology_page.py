"""The ontology as one page to read: every term with an anchor that its IRI leads to, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kg import terms
from kg.export.atomic import write_bytes
from kg.export.xml import escape
from kg.resources import ontology_dir

NAME: Final = "index.html"
_OWL, _RDFS, _SKOS = terms.OWL, terms.RDFS, terms.SKOS
_KINDS: Final = (  # type, heading
    (_OWL + "Class", "Classes"),
    (_OWL + "ObjectProperty", "Properties between things"),
    (_OWL + "DatatypeProperty", "Properties with a value"),
    (_OWL + "NamedIndividual", "Fixed values"),
)
_FACTS: Final = (  # property, caption
    (_RDFS + "subClassOf", "subclass of"),
    (_RDFS + "subPropertyOf", "sub-property of"),
    (_RDFS + "domain", "of"),
    (terms.SCHEMA + "domainIncludes", "of"),
    (_RDFS + "range", "to"),
    (_OWL + "disjointWith", "never also"),
    (_SKOS + "closeMatch", "close to"),
    (_SKOS + "broadMatch", "narrower than"),
    (_SKOS + "relatedMatch", "related to"),
)
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "body{color:#1c2733;background:#fff}"
    "h2{margin-top:2.5rem}section{border-top:1px solid #d5dbe1;padding:.4rem 0}section:target{background:#fff6d6}"
    "h3{margin:.3rem 0}h3 small,dt{font-weight:400;color:#55616d}p{margin:.2rem 0}"
    "dl{display:grid;grid-template-columns:9rem 1fr;gap:.1rem .8rem;margin:.3rem 0}dd{margin:0}"
    "nav ul{columns:4 11rem;padding-left:1.2rem}code{font-size:.9em;overflow-wrap:anywhere}"
    "@media(prefers-color-scheme:dark){body{color:#dde4ea;background:#14181c}a{color:#8ec5ff}"
    "section{border-color:#38424c}section:target{background:#3a3413}h3 small,dt{color:#a3afba}}"
)


def ontology_page() -> str:
    """The page about `kg.ttl`, with the alignments of `alignments.ttl`; the same text each time."""
    facts = _Facts()
    head = terms.KG.rstrip("#")
    title = facts.one(head, terms.TITLE)
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n",
        f"<p>{escape(facts.one(head, terms.DCTERMS + 'description'))}</p>\n",
        _list(
            [
                ("namespace", _code(terms.KG)),
                ("version", _link(facts.one(head, _OWL + "versionIRI"))),
                ("licence", _link(facts.one(head, terms.DCTERMS + "license"))),
                ("files", _files(("kg.ttl", "shapes.ttl", "alignments.ttl", "prefixes.json"))),
            ]
        ),
        "<nav>\n",
    ]
    groups = [(heading, facts.of_type(kind)) for kind, heading in _KINDS]
    for heading, members in groups:
        items = "".join(f'<li><a href="#{anchor(m)}">{escape(_short(m))}</a></li>' for m in members)
        parts.append(f"<p>{heading}</p>\n<ul>{items}</ul>\n")
    parts.append("</nav>\n")
    for heading, members in groups:
        parts.append(f"<h2>{heading}</h2>\n")
        parts += [_term(m, facts) for m in members]
    parts.append("</body>\n</html>\n")
    return "".join(parts)


def write_ontology_page(folder: Path | None = None) -> Path:
    """The path of the page written, beside the ontology's own files if no folder is given."""
    return write_bytes((folder or ontology_dir()) / NAME, ontology_page().encode())


def anchor(iri: str) -> str:
    """The id of a term on the page: what follows the `#` of a term of ours, else prefix and name.

    >>> anchor(terms.PAPER), anchor(terms.TITLE)
    ('Paper', 'dcterms-title')
    """
    return iri.removeprefix(terms.KG) if iri.startswith(terms.KG) else _short(iri).replace(":", "-")


class _Facts:
    """What the ontology says, each kind of values sorted."""

    def __init__(self) -> None:
        import pyoxigraph as ox

        said: dict[tuple[str, str], set[str]] = {}
        for name in ("kg.ttl", "alignments.ttl"):
            for quad in ox.parse(path=str(ontology_dir() / name)):
                key = (_value(quad.subject), quad.predicate.value)
                said.setdefault(key, set()).add(_value(quad.object))
        self._said = {key: sorted(values) for key, values in said.items()}

    def all(self, subject: str, predicate: str) -> list[str]:
        return self._said.get((subject, predicate), [])

    def one(self, subject: str, predicate: str) -> str:
        return self.all(subject, predicate)[0]

    def of_type(self, kind: str) -> list[str]:
        """The members of a class by their short names, terms of ours first."""
        found = (s for (s, p), values in self._said.items() if p == terms.TYPE and kind in values)
        return sorted(found, key=lambda s: (not s.startswith(terms.KG), _short(s)))


def _value(term: object) -> str:
    return str(getattr(term, "value", term))


def _term(iri: str, facts: _Facts) -> str:
    label, meaning = facts.one(iri, terms.LABEL), facts.one(iri, terms.DEFINITION)
    rows = [("IRI", _code(iri))]
    captions = dict.fromkeys(caption for _, caption in _FACTS)
    for caption in captions:
        values = [v for p, c in _FACTS if c == caption for v in facts.all(iri, p)]
        if values:
            rows.append((caption, ", ".join(_reference(v, facts) for v in values)))
    return (
        f'<section id="{anchor(iri)}">\n<h3>{escape(_short(iri))} <small>{escape(label)}</small></h3>\n'
        f"<p>{escape(meaning)}</p>\n{_list(rows)}</section>\n"
    )


def _reference(iri: str, facts: _Facts) -> str:
    if facts.all(iri, terms.DEFINITION):
        return f'<a href="#{anchor(iri)}">{escape(_short(iri))}</a>'
    return _link(iri)


def _link(iri: str) -> str:
    return f'<a href="{escape(iri)}" rel="noreferrer">{escape(_short(iri))}</a>'


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _files(names: Iterable[str]) -> str:
    return ", ".join(f'<a href="{name}">{name}</a>' for name in names)


def _list(rows: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{caption}</dt><dd>{content}</dd>" for caption, content in rows) + "</dl>\n"


def _short(iri: str) -> str:
    """A prefixed name where one of our prefixes fits, else the IRI."""
    for name, namespace in terms.PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.isidentifier():
            return f"{name}:{local}"
    return iri
