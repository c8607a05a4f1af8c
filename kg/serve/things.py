"""What the graph says about one thing, asked for piece by piece: enough for its page, bounded for the famous."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kg import rdf, terms
from kg.query.result import Result, plain
from kg.view.sentences import Sentences

MOST = 200  # rows of one kind that a page shows
Ask = Callable[[str], Result]
Row = dict[str, str]

_OWN = """SELECT ?property ?value ?label WHERE {{
  {it} ?property ?value OPTIONAL {{ ?value skos:prefLabel|dcterms:title ?label }}
}} ORDER BY ?property ?value"""
_EDGES = """SELECT ?edge ?other ?label ?class ?relation ?confidence ?rule WHERE {{
  ?edge {own} {it} ; {far} ?other ; rdf:predicate ?relation ; kg:confidence ?confidence ; kg:foundBy ?rule .
  ?other skos:prefLabel|dcterms:title ?label ; a ?class .
}} ORDER BY ?relation DESC(?confidence) ?label ?edge LIMIT {most}"""
_QUOTES = """SELECT ?edge ?begin ?end ?context WHERE {{
  VALUES ?edge {{ {edges} }}
  ?edge kg:evidence ?mention .
  ?mention nif:beginIndex ?begin ; nif:endIndex ?end ; nif:referenceContext ?context .
}} ORDER BY ?edge ?begin"""
_TEXTS = "SELECT ?context ?text WHERE {{ VALUES ?context {{ {contexts} }} ?context nif:isString ?text }}"
_RESULTS = """SELECT DISTINCT
  ?edge ?value ?max ?unit ?bound ?comparison ?outcome ?confidence ?raw ?paper ?title
WHERE {{
  {pattern}
  ?edge qudt:numericValue ?value ; kg:unitLabel ?unit ; kg:rawValue ?raw ; kg:reportedIn ?paper .
  ?paper dcterms:title ?title .
  OPTIONAL {{ ?edge kg:maxValue ?max }} OPTIONAL {{ ?edge kg:bound ?bound }}
  OPTIONAL {{ ?edge kg:comparison ?comparison }} OPTIONAL {{ ?edge kg:outcome ?outcome }}
  OPTIONAL {{ ?edge kg:confidence ?confidence }}
}} ORDER BY ?title ?edge LIMIT {most}"""
_SLOTS = """SELECT ?edge ?slot ?thing ?label WHERE {{
  VALUES ?edge {{ {edges} }}
  ?edge ?slot ?thing
  FILTER(?slot IN (kg:metric, kg:ofSystem, kg:comparedTo, kg:onDataset, kg:onModel, kg:onHardware, kg:onTask))
  OPTIONAL {{ ?thing skos:prefLabel ?label }}  # optional, or the engine may read all labels first
}} ORDER BY ?edge ?slot ?label"""
_KIN = """SELECT ?relation ?other ?label WHERE {{
  {{ VALUES ?relation {{ skos:broader kg:variantOf }} {it} ?relation ?other }} UNION
  {{ VALUES (?property ?relation) {{ (skos:broader "narrower") (kg:variantOf "variants") }} ?other ?property {it} }}
  ?other skos:prefLabel ?label .
}} ORDER BY ?relation ?label LIMIT {most}"""
_MENTIONS = """SELECT ?begin ?end ?entity ?label ?class WHERE {{
  ?mention nif:referenceContext ?context ; nif:beginIndex ?begin ; nif:endIndex ?end ; itsrdf:taIdentRef ?entity .
  ?context dcterms:isPartOf {it} .
  ?entity skos:prefLabel ?label ; a ?class .
}} ORDER BY ?begin ?end"""
_TEXT = "SELECT ?text WHERE {{ ?context dcterms:isPartOf {it} ; nif:isString ?text }}"
_INWARD = """SELECT ?source ?property ?label WHERE {{
  ?source ?property {it} OPTIONAL {{ ?source skos:prefLabel|dcterms:title ?label }}
}} ORDER BY ?property ?source LIMIT {most}"""
_DESCRIBE = """CONSTRUCT {{ {it} ?out ?value . ?source ?in {it} }} WHERE {{
  {{ {it} ?out ?value }} UNION {{ ?source ?in {it} }}
}}"""
_SLOTS_OF = ("ofSystem", "comparedTo", "metric", "onDataset", "onModel", "onHardware", "onTask")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with the place of the words in it that show something."""

    text: str
    begin: int
    end: int


@dataclass(slots=True)
class Thing:
    """What a page shows of one thing; the rows are plain texts by variable."""

    iri: str
    classes: list[str]
    label: str
    own: list[Row] = field(default_factory=list)
    edges: list[Row] = field(default_factory=list)
    results: list[Row] = field(default_factory=list)
    kin: list[Row] = field(default_factory=list)
    inward: list[Row] = field(default_factory=list)
    slots: dict[str, dict[str, list[Row]]] = field(default_factory=dict)  # result -> slot -> things
    quotes: dict[str, list[Quote]] = field(default_factory=dict)  # edge or result -> sentences
    text: str = ""
    mentions: list[Row] = field(default_factory=list)
    cut: bool = False  # more rows of some kind are in the graph

    def values(self, property_: str) -> list[str]:
        """Its own values of a property."""
        return [row["value"] for row in self.own if row["property"] == property_]


def look_up(iri: str, ask: Ask) -> Thing | None:
    """All that a page needs about a thing; None where the graph says nothing of it."""
    it = rdf.iri(iri)
    own = rows(ask(_OWN.format(it=it)))
    if not own:
        return None
    classes = [row["value"] for row in own if row["property"] == terms.TYPE]
    names = [row["value"] for row in own if row["property"] in {terms.PREF_LABEL, terms.TITLE, terms.LABEL}]
    thing = Thing(iri, classes, names[0] if names else iri.rpartition("/")[2], own)
    if terms.PAPER in classes:
        _paper(thing, it, ask)
    elif any(row["property"] == terms.STATUS for row in own):
        _entity(thing, it, ask)
    else:
        thing.inward = rows(ask(_INWARD.format(it=it, most=MOST)))
    thing.cut = any(len(found) >= MOST for found in (thing.edges, thing.results, thing.kin, thing.inward))
    return thing


def describe(iri: str, ask: Ask) -> Result | None:
    """The statements with a thing as subject or object; None where there are none."""
    answer = ask(_DESCRIBE.format(it=rdf.iri(iri)))
    return answer if answer.rows else None


def _paper(thing: Thing, it: str, ask: Ask) -> None:
    thing.edges = rows(ask(_EDGES.format(it=it, own="rdf:subject", far="rdf:object", most=MOST)))
    thing.results = rows(ask(_RESULTS.format(pattern=f"?edge kg:reportedIn {it} .", most=MOST)))
    thing.text = next((row["text"] for row in rows(ask(_TEXT.format(it=it)))), "")
    thing.mentions = rows(ask(_MENTIONS.format(it=it))) if thing.text else []
    _evidence(thing, ask)


def _entity(thing: Thing, it: str, ask: Ask) -> None:
    thing.edges = rows(ask(_EDGES.format(it=it, own="rdf:object", far="rdf:subject", most=MOST)))
    slots = "|".join(f"kg:{slot}" for slot in _SLOTS_OF)
    thing.results = rows(ask(_RESULTS.format(pattern=f"?edge {slots} {it} .", most=MOST)))
    thing.kin = rows(ask(_KIN.format(it=it, most=MOST)))
    _evidence(thing, ask)


def _evidence(thing: Thing, ask: Ask) -> None:
    """The sentences behind edges and results, and what the results are about."""
    told = _list(row["edge"] for row in thing.results)
    shown = [row["edge"] for row in (*thing.edges, *thing.results)]
    if told:
        slots: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in rows(ask(_SLOTS.format(edges=told))):
            slots[row["edge"]][row["slot"].removeprefix(terms.KG)].append(row)
        thing.slots = {edge: dict(of) for edge, of in slots.items()}
    quotes = evidence(shown, ask)
    for row in thing.results:
        quotes[row["edge"]] = [_said(quote.text, row["raw"]) for quote in quotes.get(row["edge"], ())]
    thing.quotes = quotes


def evidence(edges: Iterable[str], ask: Ask) -> dict[str, list[Quote]]:
    """The sentences that show assertions or results, by their IRI; each sentence once."""
    shown = _list(edges)
    places = rows(ask(_QUOTES.format(edges=shown))) if shown else []
    contexts = _list(row["context"] for row in places)
    found = rows(ask(_TEXTS.format(contexts=contexts))) if contexts else []
    texts = {row["context"]: Sentences(row["text"]) for row in found}
    quotes: dict[str, list[Quote]] = defaultdict(list)
    for row in places:
        if row["context"] in texts:
            sentences = texts[row["context"]]
            begin, end = int(row["begin"]), int(row["end"])
            start, stop = sentences.around(begin, end)
            quote = Quote(sentences.text[start:stop], begin - start, end - start)
            if all(quote.text != known.text for known in quotes[row["edge"]]):
                quotes[row["edge"]].append(quote)
    return dict(quotes)


def _said(sentence: str, words: str) -> Quote:
    """A sentence with the words of a figure marked, where they stand in it as they are."""
    begin = sentence.find(words)
    return Quote(sentence, begin, begin + len(words)) if begin >= 0 else Quote(sentence, 0, 0)


def _list(iris: Iterable[str]) -> str:
    return " ".join(rdf.iri(iri) for iri in dict.fromkeys(iris))


def rows(result: Result) -> list[Row]:
    """The rows of an answer as plain texts by variable; an unbound one is an empty text."""
    names = result.variables
    return [
        {name: "" if term is None else plain(term) for name, term in zip(names, row, strict=True)}
        for row in result.rows
    ]
