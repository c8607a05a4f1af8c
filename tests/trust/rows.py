"""What GUARANTEES.md lists: attacks with the behaviour they meet, promises with the sign of a broken one."""

from __future__ import annotations

ATTACKS: dict[int, tuple[str, str]] = {
    1: ("An empty file, `[]`, nothing but white space", "An empty, valid graph; a warning; exit 0"),
    2: ("A byte order mark before JSON", "Read as if it were not there"),
    3: (
        "Bytes that are not UTF-8",
        "UTF-16 with its mark is read; else the record is refused by byte offset",
    ),
    4: ("A lone surrogate in a text", "Replaced by U+FFFD and counted; no writer fails on it"),
    5: (
        "Control characters in a title or an id",
        "Taken out of texts and counted; an id with one is refused",
    ),
    6: (
        "Bidirectional overrides, characters of no width",
        "Kept in literals, isolated on pages, absent from keys and IRIs",
    ),
    7: ("JSON nested 100,000 deep", "One sentence, exit 2, no traceback"),
    8: (
        "Numbers of 5,000 digits, NaN, `true` as a year",
        "The record is refused with its line and the reason",
    ),
    9: ("One key twice in an object", "The last one wins, counted in the manifest"),
    10: ("Two papers of one id and different text", "The same winner in any order; the conflict is reported"),
    11: ("One paper as v1, v2, DOI and title", "One paper that keeps every id"),
    12: (
        "No title, `null` abstract, a list for a text",
        "A title alone is a paper; a wrong type is reported",
    ),
    13: ("A text of 50 MB, 100,000 authors, an endless line", "Named limits, bounded memory, reported"),
    14: ("Compression bombs, boxes of many files", "Ended at a ratio, exit 2; an archive has one file"),
    15: ("A path out of the archive as name of its file", "Nothing is ever unpacked to disk"),
    16: ("A cut gzip, a cut last line", "Whole records are kept, the loss is reported, exit 3"),
    17: ("Entity bombs and outside entities in XML", "Refused at the document type"),
    18: ("An error feed of an API", "Not a paper; its message is shown"),
    19: ("Broken BibTeX, LaTeX commands", "Broken entries are listed, accents decoded, nothing executed"),
    20: ("Markup and script in a title", "Text in every view: on load, hover, click and search"),
    21: ("`javascript:`, `data:`, `file:` as a link", "A literal at most; only http and https are links"),
    22: (
        "An id of spaces, quotes, brackets, `%zz`, `..`",
        "An IRI of unreserved characters, another for every id",
    ),
    23: ("An id that closes the IRI and opens a triple", "One term; the number of statements stays"),
    24: ("An id of many thousand characters", "A short IRI with a hash in it"),
    25: ("Ids that differ in case or hyphen", "Papers stay apart; spellings of one name share an entity"),
    26: ("Names that a file system reserves or folds", "Pages have names that are safe everywhere"),
    27: (
        "The input as output, a folder of other things",
        "Refused; a foreign file is never replaced without --force",
    ),
    28: ("A name in a vocabulary that reads as a pattern", "Literal text; no pattern of ours can run away"),
    29: ("Texts made to slow a pattern down", "Time grows with the length and not faster"),
    30: ("A vocabulary entry like `a` or `the`", "`kg vocab lint` warns; it is not matched without context"),
    31: (
        "A text that speaks to a language model",
        "No model reads it; agents get it in fields marked as data",
    ),
    32: ("A query of deep brackets", "Refused by depth before it is parsed, contained if it were not"),
    33: (
        "A cross product, an endless path, a swelling text",
        "Ended at the limit; the next query is answered",
    ),
    34: ("SERVICE in any disguise", "Refused by name; no connection is opened"),
    35: ("FROM a file, LOAD, a remote context", "Refused; no file is read, nothing is fetched"),
    36: ("An update where a query belongs", "Refused by its parsed form; the process cannot write either"),
    37: ("A body of 200 MB, a slow client, 1,000 at once", "413, closed at a time-out, 503"),
    38: ("A foreign Host or Origin", "Refused; no credentials, loopback unless told otherwise"),
    39: ("Markup in a query text", "Escaped where it is shown; scripts only by hash"),
    40: ("A cell that a spreadsheet would execute", "CSV stays exact; `--csv-safe` defuses it"),
    41: ("Terminal escape codes in a title", "Taken out of tables"),
    42: (
        "A damaged or foreign cache, two builds at once",
        "Found by hash and rebuilt; the second build is refused",
    ),
    43: ("Killed at any moment", "The old files stand; the next run completes and cleans up"),
    44: ("A full disk, a read-only folder", "The old file stands; exit 2 with the path"),
    45: (
        "A model file that runs code when read",
        "No pickle is read anywhere; weights are arrays with a hash",
    ),
    46: (
        "RDF with bad IRIs, tags, dates or syntax",
        "Reported with its line; `--lenient` counts and goes on",
    ),
    47: ("Mixed types, NaN, missing ids in GEXF, GraphML", "One type per attribute; never written"),
    48: ("Another locale, time zone, hash seed, folder", "The same bytes"),
    49: ("A clock in 1970 or 2106", "The same bytes: no clock is read"),
    50: ("A console without UTF-8, no terminal", "Files are UTF-8 always; tables fall back to plain text"),
}

GUARANTEES: dict[str, tuple[str, str]] = {
    "G1": ("The same input, settings and version give the same bytes on any machine.", "Two builds differ."),
    "G2": (
        "Killed and run again is the same as never interrupted.",
        "A build after a kill differs or fails.",
    ),
    "G3": (
        "An output file is the old one or the new one.",
        "A file that is cut or mixed; a temporary file that stays.",
    ),
    "G4": ("Every RDF format holds the same graph.", "Two importers count differently."),
    "G5": (
        "No input text becomes a triple, a tag, a script, a request or a file.",
        "More triples, a dialog, a request.",
    ),
    "G6": ("What is written is read back as it was.", "A round trip changes a statement."),
    "G7": (
        "Questions only read, open no connection, and survive each other.",
        "A query reads a file or ends the server.",
    ),
    "G8": ("A limit that was met is announced.", "A cut answer that looks complete."),
    "G9": ("Read = kept + merged + skipped.", "A record that is in no count."),
    "G10": ("Every graph conforms to the shipped shapes.", "`kg check` ends with 1."),
    "G11": ("Nothing asks the network, but what serves it.", "A connection during a build."),
    "G12": (
        "Time is linear and memory bounded in the size of the input.",
        "Ten times the input, far more than ten times the cost.",
    ),
    "G13": ("Every block of code in the documentation runs.", "A block that fails."),
    "G14": (
        "The tests of writers, ids, limits and grammar notice changes of the code.",
        "A mutant survives unexplained.",
    ),
    "G15": ("Only KGError leaves a parser, whatever it is fed.", "A traceback."),
    "G16": ("IRIs are permanent and old graphs stay readable.", "An id of an old graph leads nowhere."),
}
