"""The one table of input formats, and the reading of one input with the format its content shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.documents import bibtex, csv_records, json_records, page, ris, xml_records
from kg.documents.context import Context, Reader
from kg.documents.streams import HEAD, Source, Stream, open_stream
from kg.errors import InputError, SettingsError
from kg.model import Document, Skip
from kg.settings import Settings

AUTO = "auto"
# In the order in which content is tried; the page comes last because any prose can look like one.
READERS: dict[str, Reader] = {
    r.name: r
    for r in (
        Reader("jsonl", "JSON Lines, one record a line", (".jsonl", ".ndjson"), json_records.sniff_lines,
               json_records.read_lines),
        Reader("json", "JSON: a record, a list of them, or an object with such a list", (".json",),
               json_records.sniff_text, json_records.read_text),
        Reader("atom", "Atom feed of the arXiv API, or OAI-PMH answer", (".xml", ".atom"), xml_records.sniff,
               xml_records.read),
        Reader("ris", "RIS of reference managers", (".ris",), ris.sniff, ris.read),
        Reader("bibtex", "BibTeX", (".bib", ".bibtex"), bibtex.sniff, bibtex.read),
        Reader("csv", "CSV with a header line", (".csv", ".tsv"), csv_records.sniff, csv_records.read),
        Reader("page", "saved web page as text, titles and abstracts in turn", (".txt", ".text", ".md"),
               page.sniff, page.read),
    )
}  # fmt: skip


def read(source: Source, settings: Settings, counts: Counter[str] | None = None) -> Iterator[Document | Skip]:
    """The papers of one input, lazily and in its order, each record that is none as a Skip.

    An empty input gives nothing.  What was mended inside kept records (control characters, repeated keys, and
    so on) is added to `counts` by kind.  A Skip whose reason starts with `partial:` says that the input is
    cut off.  Raises SettingsError for an unknown `settings.input_format`, InputError for an input that cannot
    be used as a whole.
    """
    if settings.input_format != AUTO and settings.input_format not in READERS:
        known = ", ".join([AUTO, *READERS])
        raise SettingsError(f"Unknown input format {settings.input_format!r}; choose one of {known}.")
    return _read(source, settings, Counter() if counts is None else counts)


def _read(source: Source, settings: Settings, counts: Counter[str]) -> Iterator[Document | Skip]:
    with open_stream(source, settings) as stream:
        context = Context(stream.name, settings, counts)
        if not stream.head.strip() and len(stream.head) < HEAD:
            if stream.damage:
                yield context.partial(0, stream.damage)
            return
        yield from reader_for(stream, settings.input_format).read(stream, context)


def reader_for(stream: Stream, name: str = AUTO) -> Reader:
    """The reader of that name, or the one that the content calls for, or else the file's extension."""
    if name != AUTO:
        return READERS[name]
    for reader in READERS.values():
        if reader.sniff(stream.head):
            return reader
    plain = stream.name.lower()
    for packing in (".gz", ".zst", ".zip"):
        plain = plain.removesuffix(packing)
    for reader in READERS.values():
        if plain.endswith(reader.extensions):
            return reader
    raise InputError(
        f"{stream.name} is in no known format; name one with --input-format: {', '.join(READERS)}."
    )
