"""What a built directory holds, for machines: a VoID and DCAT description with counts, files and example queries.

All counts come from one pass over the sorted statements, so they are those of the files beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from kg import ids, rdf, terms
from kg.export.atomic import write_atomically
from kg.export.turtle import Shortener, header, prefixes, write_subjects
from kg.rdf import Statement
from kg.resources import queries_dir
from kg.settings import Settings

NAME: Final = "void.ttl"
LICENCE: Final = "https://www.apache.org/licenses/LICENSE-2.0"
RIGHTS: Final = "Titles and abstracts remain with their authors; everything else falls under the licence."
VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
SPDX: Final = "http://spdx.org/rdf/terms#"
SH: Final = "http://www.w3.org/ns/shacl#"
_PREFIXES: Final = {"dcat": DCAT, "sh": SH, "spdx": SPDX, "void": VOID}
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_MEDIA_TYPES: Final = {
    "ttl": "text/turtle", "nt": "application/n-triples", "nq": "application/n-quads",
    "trig": "application/trig", "jsonld": "application/ld+json", "rdf": "application/rdf+xml",
    "html": "text/html", "csv": "text/csv",
}  # fmt: skip
_RDF_FILES: Final = {
    "ttl": "Turtle", "nt": "N-Triples", "nq": "N-Quads", "trig": "TriG", "jsonld": "JSON-LD", "rdf": "RDF_XML",
}  # fmt: skip
_FEATURES: Final = "http://www.w3.org/ns/formats/"
_HEADER: Final = re.compile(r"#\s*(title|answers|param):\s*(.*?)\s*")
_TYPE: Final = rdf.iri(terms.TYPE)
_RUN: Final = rdf.iri(terms.EXTRACTION_RUN)


@dataclass(slots=True)
class Counts:
    """The numbers of a sorted stream; keys are terms."""

    triples: int = 0
    subjects: int = 0
    classes: Counter[str] = field(default_factory=Counter)  # instances
    properties: Counter[str] = field(default_factory=Counter)  # statements
    described: Counter[str] = field(default_factory=Counter)  # subjects of each property
    runs: list[str] = field(default_factory=list)


def count(statements: Iterable[Statement]) -> Counts:
    """The counts of sorted, distinct statements; memory does not grow with their number."""
    found = Counts()
    subject = predicate = ""
    for s, p, o in statements:
        found.triples += 1
        found.properties[p] += 1
        if s != subject:
            found.subjects += 1
        if s != subject or p != predicate:
            found.described[p] += 1
            subject, predicate = s, p
        if p == _TYPE:
            found.classes[o] += 1
            if o == _RUN:
                found.runs.append(s)
    return found


def dataset_statements(
    found: Counts,
    manifest: Mapping[str, Any],
    settings: Settings,
    files: Mapping[str, Mapping[str, str | int]] | None = None,
) -> list[Statement]:
    """The sorted description of a graph.

    `manifest` is the build's, `files` gives size and SHA-256 by name as `kg.export.describe` does.  Everything
    has an IRI under the base, so loading the description beside the graph, or twice, is safe.
    """
    node = _Namer(settings)
    dataset = node.local("dataset")
    out = [*_summary(dataset, found, manifest, settings)]
    for cls, instances in found.classes.items():
        part = node.part("class", cls)
        out += [
            (dataset, _p(VOID, "classPartition"), part),
            (part, _TYPE, _p(VOID, "Dataset")),
            (part, _p(VOID, "class"), cls),
            (part, _p(VOID, "entities"), rdf.integer(instances)),
        ]
    for predicate, total in found.properties.items():
        part = node.part("property", predicate)
        out += [
            (dataset, _p(VOID, "propertyPartition"), part),
            (part, _TYPE, _p(VOID, "Dataset")),
            (part, _p(VOID, "property"), predicate),
            (part, _p(VOID, "triples"), rdf.integer(total)),
            (part, _p(VOID, "distinctSubjects"), rdf.integer(found.described[predicate])),
        ]
    for name, state in (files or {}).items():
        out += _file(dataset, node.local(f"file-{ids.encode(name)}"), name, state)
    source = str(manifest.get("input", {}).get("sha256", ""))
    if source:
        given = node.local(f"input-{source[:12]}")
        out += [
            (dataset, _p(terms.PROV, "wasDerivedFrom"), given),
            (given, _TYPE, _p(terms.PROV, "Entity")),
            *_checksum(given, source),
        ]
    for path in sorted(queries_dir().glob("*.rq")):
        out += _example(dataset, node.local(f"query-{path.stem}"), path.read_text(encoding="utf-8"))
    return sorted(set(out))


def write_dataset(
    folder: Path,
    statements: Iterable[Statement],
    manifest: Mapping[str, Any],
    settings: Settings,
    files: Mapping[str, Mapping[str, str | int]] | None = None,
) -> Path:
    """The path of void.ttl, written into a built directory from its sorted statements."""
    return write_counted(folder, count(statements), manifest, settings, files)


def write_counted(
    folder: Path,
    found: Counts,
    manifest: Mapping[str, Any],
    settings: Settings,
    files: Mapping[str, Mapping[str, str | int]] | None = None,
) -> Path:
    """The path of void.ttl, written from counts that are known already."""
    described = dataset_statements(found, manifest, settings, files)
    bound = prefixes(settings) | _PREFIXES

    def write(stream: BinaryIO) -> None:
        stream.write(header(bound))
        write_subjects(described, stream, Shortener(bound))

    return write_atomically(folder / NAME, write)


class _Namer:
    """IRIs for the parts of a description: flat local names under the base."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.base_iri
        self._names = {
            namespace: name for name, namespace in sorted(prefixes(settings).items(), reverse=True)
        }

    def local(self, name: str) -> str:
        """The IRI term of a local name."""
        return rdf.iri(self._base + name)

    def part(self, kind: str, term: str) -> str:
        """The IRI term of the partition by a class or property."""
        iri = term[1:-1]
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._names.get(iri[:cut])
        name = f"{prefix}-{ids.encode(iri[cut:])}" if prefix else ids.digest(iri)
        return self.local(f"dataset-{kind}-{name}")


def _summary(
    dataset: str, found: Counts, manifest: Mapping[str, Any], settings: Settings
) -> Iterator[Statement]:
    version = str(manifest.get("tool", {}).get("version", ""))
    papers = found.classes.get(rdf.iri(terms.PAPER), 0)
    yield dataset, _TYPE, _p(VOID, "Dataset")
    yield dataset, _TYPE, _p(DCAT, "Dataset")
    yield (
        dataset,
        rdf.iri(terms.TITLE),
        rdf.literal("A knowledge graph of papers on machine learning", language="en"),
    )
    yield (
        dataset,
        _p(terms.DCTERMS, "description"),
        rdf.literal(f"{papers} papers, the entities they name and the numbers they state.", language="en"),
    )
    yield dataset, _p(terms.DCTERMS, "license"), rdf.iri(LICENCE)
    yield dataset, _p(terms.DCTERMS, "rights"), rdf.literal(RIGHTS, language="en")
    yield dataset, _p(terms.DCTERMS, "conformsTo"), rdf.iri(terms.KG.rstrip("#"))
    if version:
        yield dataset, _p(DCAT, "version"), rdf.literal(version)
    yield dataset, _p(VOID, "triples"), rdf.integer(found.triples)
    yield dataset, _p(VOID, "distinctSubjects"), rdf.integer(found.subjects)
    yield dataset, _p(VOID, "classes"), rdf.integer(len(found.classes))
    yield dataset, _p(VOID, "properties"), rdf.integer(len(found.properties))
    yield dataset, _p(VOID, "uriSpace"), rdf.literal(settings.base_iri)
    for namespace in {
        n
        for n in prefixes(settings).values()
        for term in (*found.properties, *found.classes)
        if term[1:].startswith(n)
    }:
        yield dataset, _p(VOID, "vocabulary"), rdf.iri(namespace)
    for run in found.runs:
        yield dataset, rdf.iri(terms.GENERATED_BY), run


def _file(dataset: str, node: str, name: str, state: Mapping[str, str | int]) -> Iterator[Statement]:
    extension = name.removesuffix(".gz").removesuffix(".zst").rpartition(".")[2]
    yield dataset, _p(DCAT, "distribution"), node
    yield node, _TYPE, _p(DCAT, "Distribution")
    yield node, rdf.iri(terms.TITLE), rdf.literal(name)
    yield node, _p(DCAT, "byteSize"), rdf.integer(int(state["bytes"]))
    if extension in _MEDIA_TYPES:
        yield node, _p(DCAT, "mediaType"), rdf.iri(_MEDIA + _MEDIA_TYPES[extension])
    if extension in _RDF_FILES:
        yield dataset, _p(VOID, "feature"), rdf.iri(_FEATURES + _RDF_FILES[extension])
    yield from _checksum(node, str(state["sha256"]))


def _checksum(node: str, sha256: str) -> Iterator[Statement]:
    checksum = f"{node[:-1]}-sha256>"
    yield node, _p(SPDX, "checksum"), checksum
    yield checksum, _TYPE, _p(SPDX, "Checksum")
    yield checksum, _p(SPDX, "algorithm"), _p(SPDX, "checksumAlgorithm_sha256")
    yield checksum, _p(SPDX, "checksumValue"), rdf.literal(sha256)


def _example(dataset: str, node: str, source: str) -> Iterator[Statement]:
    """A named query that runs as it stands, for tools that look for `sh:SPARQLExecutable`; none with a gap in it."""
    headers: dict[str, list[str]] = {"title": [], "answers": [], "param": []}
    lines = source.splitlines()
    while lines and lines[0].startswith("#"):
        if match := _HEADER.fullmatch(lines[0]):
            headers[match[1]].append(match[2])
        lines.pop(0)
    if not headers["title"] or any(line.split()[2:3] != ["any"] for line in headers["param"]):
        return
    body = "\n".join(lines).strip() + "\n"
    kind, path = ("Construct", "construct") if re.search(r"\bCONSTRUCT\b", body) else ("Select", "select")
    yield node, _TYPE, _p(SH, "SPARQLExecutable")
    yield node, _TYPE, _p(SH, f"SPARQL{kind}Executable")
    yield node, _p(SH, path), rdf.literal(body)
    yield node, rdf.iri(terms.LABEL), rdf.literal(headers["title"][0], language="en")
    for answers in headers["answers"]:
        yield node, _p(terms.RDFS, "comment"), rdf.literal(answers, language="en")
    yield node, _p(terms.SCHEMA, "target"), dataset


def _p(namespace: str, local: str) -> str:
    return rdf.iri(namespace + local)
