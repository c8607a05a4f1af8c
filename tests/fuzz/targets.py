"""What is fuzzed: every function of ours that reads bytes somebody else may have written, with seeds to start from."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import zstandard

from kg import documents, export, graph, settings, vocabulary
from kg.export import WRITERS
from kg.model import EntityClass
from kg.query import guard, lexer
from kg.query.limits import Limits
from kg.query.named import parse as parse_query
from kg.rdf import Statement
from kg.resources import ontology_dir, queries_dir
from kg.settings import Settings

EXAMPLE = Path(__file__).parent.parent / "ontology" / "example.ttl"
SMALL = Settings(max_text=2000, max_line=20_000, max_ratio=50)
_FEED = (
    '<?xml version="1.0"?><feed><entry><id>http://arxiv.org/abs/2101.00001v2</id><title>On &amp; on</title>'
    "<published>2021-01-02T00:00:00Z</published><summary>It floats.</summary>"
    '<link href="http://a.org" rel="related"/><author><name>Jo</name></author></entry></feed>'
)
_RECORDS = {
    "jsonl": '{"id": "a", "title": "On boats", "authors": ["Jo"], "year": 2024, "doi": "10.1000/x"}\n'
    '{"id": "b", "title": "On \\u00e9", "abstract": null, "urls": ["http://a.org"], "published": "2024-02-30"}\n',
    "json": '{"meta": [1, {"x": "\\"}"}],\n"papers": [{"id": 1, "title": "On boats", "abstract": "x", '
    '"authors": [{"name": "Jo"}]}, {"title": "B"}]}',
    "page": "Mar 14\n\nby A\n\nOn boats\n\n" + "They float and float again. " * 12 + "\n\nOn trains\n\nno",
    "csv": 'id,title,abstract,authors\n1,On boats,"They ""float"",\nreally",Jo Roe; Al Poe\n2,On trains,,\n',
    "ris": "TY  - JOUR\nTI  - On boats\nAU  - Roe, Jo\nPY  - 2024/03/\nER  - \nTY  - BOOK\nTI  - B\nER  - \n",
    "bibtex": '@string{s = "x"}\n@misc{a, title = {On {B}oats \\\'{e}} # s, year = 2024, month = mar}\n'
    '@misc{b, title="B", author = {Roe, Jo and Poe}}\n',
    "atom": _FEED,
}
_QUERIES = (
    'PREFIX a: <http://a/> SELECT ?s (COUNT(*) AS ?n) FROM <http://g/> { ?s ?p \'x\', """y""" . # z\n }',
    "SELECT * { OPTIONAL { ?s a:b/c* ?t FILTER(?t < 3 && !bound(?u)) } } GROUP BY ?s",
    "ASK { SERVICE SILENT <http://e/> { ?s ?p ?o } }",
    "CONSTRUCT WHERE { ?s \\u0073:x <http://a> }",
    "DESCRIBE <urn:x> ; INSERT DATA { }",
)
_SETTINGS = (
    'base_iri = "https://a.example/"\njobs = 2\ntext = false\nvocabulary = ["a.tsv"]\nmax_text = 100\n'
)


@dataclass(frozen=True, slots=True)
class Target:
    """One way in: `feed` is given the bytes and a folder of its own; only KGError may leave it."""

    seeds: tuple[bytes, ...]
    feed: Callable[[bytes, Path], object]
    share: int = 1  # of the time


def _reader(name: str) -> Target:
    def feed(data: bytes, folder: Path) -> None:
        path = folder / "input"
        path.write_bytes(data)
        for chosen in (name, "auto"):
            items = documents.read(path, replace(SMALL, input_format=chosen), Counter())
            papers, skips = documents.merge(items)
            for text in (*(p.text + p.id for p in papers), *(s.reason + s.record for s in skips)):
                text.encode()

    return Target((_RECORDS[name].encode(),), feed)


def _packed() -> Target:
    def feed(data: bytes, folder: Path) -> None:
        path = folder / "input"
        path.write_bytes(data)
        for _ in documents.read(path, SMALL, Counter()):
            pass
        for ending in ("gz", "zst"):
            (folder / f"graph.nt.{ending}").write_bytes(data)
            _ignoring(graph.load, folder / f"graph.nt.{ending}")

    text = _RECORDS["jsonl"].encode()
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", text)
    checked = zstandard.ZstdCompressor(write_checksum=True)
    return Target(
        (gzip.compress(text, mtime=0), zstandard.compress(text), checked.compress(text), box.getvalue(),
         b"\xff\xfe" + text.decode().encode("utf-16-le")),
        feed,
    )  # fmt: skip


def _ignoring(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What a call gives, None for an error of ours: the next step is to be tried all the same."""
    from kg.errors import KGError

    try:
        return call(*arguments, **options)
    except KGError:
        return None


def _example() -> list[Statement]:
    return sorted(set(graph.read(EXAMPLE)))


def _loader(name: str) -> Target:
    writer = WRITERS[name]
    found = _example()
    seeds = []
    for start in range(0, len(found), 25):
        stream = io.BytesIO()
        writer.write(iter(found[start : start + 25]), stream, Settings())
        seeds.append(stream.getvalue())

    def feed(data: bytes, folder: Path) -> None:
        path = folder / f"graph.{writer.extension}"
        path.write_bytes(data)
        _ignoring(graph.load, path)
        _ignoring(lambda: list(graph.read(path)))
        loaded = graph.load(path, lenient=True)
        for fault in loaded.faults:
            fault.reason.encode()
        again = folder / "again.nt"
        again.write_bytes("".join(f"{s} {p} {o} .\n" for s, p, o in loaded.statements).encode())
        assert graph.load(again).statements == loaded.statements, "what was taken must be fit to write"
        assert set(graph.read(again)) == set(loaded.statements), "and to be read by others"

    return Target(tuple(seeds), feed)


def _whole() -> Target:
    """Everything that is done with a graph of somebody else: statements of ours lost, doubled, and mixed up."""
    lines = [f"{s} {p} {o} .\n".encode() for s, p, o in _example()]

    def feed(data: bytes, folder: Path) -> None:
        path = folder / "graph.nt"
        path.write_bytes(data)
        statements = list(graph.load(path, lenient=True).statements)
        own = Settings(base_iri=graph.base_iri(statements))
        for step in (graph.stats, graph.counts, graph.project, export.without_mentions, export.without_text):
            _ignoring(step, statements)
        _ignoring(graph.diff, statements, statements[::2])
        _ignoring(graph.explain, statements, "Sparrow")
        for writer in WRITERS.values():
            for write in (writer.write, *(w for _, w in writer.more)):
                _ignoring(write, iter(statements), io.BytesIO(), own)
        _ignoring(lambda: list(export.reified(statements)))

    return Target(tuple(b"".join(lines[start::3]) for start in range(3)), feed, 2)


def _query(data: bytes, _: Path) -> None:
    text = data.decode("utf-8", "replace")
    form = _ignoring(guard.check, text, Limits())
    stream = list(lexer.tokens(text)) if form else []
    assert all(text[t.begin : t.begin + len(t.text)] == t.text for t in stream)


def _settings(data: bytes, folder: Path) -> None:
    path = folder / "kg.toml"
    path.write_bytes(data)
    settings.load(path)


def _vocabulary(name: str, cls: EntityClass) -> Target:
    lines = (ontology_dir() / "vocab" / name).read_bytes().split(b"\n")

    def feed(data: bytes, folder: Path) -> None:
        path = folder / name
        path.write_bytes(data)
        entries, problems = vocabulary.read_table(path, cls)
        vocabulary.build(entries, "", problems)

    return Target((b"\n".join([*lines[:9], b""]),), feed)


def _named(data: bytes, _: Path) -> None:
    parse_query("name", data.decode("utf-8", "replace"))


def _manifest(data: bytes, folder: Path) -> None:
    (folder / "manifest.json").write_bytes(data)
    export.read_manifest(folder)


TARGETS: dict[str, Target] = {
    **{f"papers-{name}": _reader(name) for name in documents.READERS},
    "packed": _packed(),
    **{
        f"graph-{name}": _loader(name)
        for name in ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml")
    },
    "graph-used": _whole(),
    "query": Target(tuple(q.encode() for q in _QUERIES), _query),
    "query-file": Target(tuple(p.read_bytes() for p in sorted(queries_dir().glob("*.rq"))[:3]), _named),
    "settings": Target((_SETTINGS.encode(),), _settings),
    "vocabulary-hardware": _vocabulary("hardware.tsv", EntityClass.HARDWARE),
    "vocabulary-metrics": _vocabulary("metrics.tsv", EntityClass.METRIC),
    "manifest": Target((b'{"tool": {"name": "paperkg"}, "graph": {"papers": 1}}',), _manifest),
}
