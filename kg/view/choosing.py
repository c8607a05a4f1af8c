"""Which things of a graph a name stands for, and what to say when it stands for none or for several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from kg import ids, terms
from kg.errors import GraphError
from kg.folding import fold
from kg.view.facts import Facts
from kg.view.looks import CLASSES

_SHOWN = 5  # names that an error message lists
_NAMES = (terms.PREF_LABEL, terms.ALT_LABEL, terms.TITLE)
_RECORDS = (terms.IDENTIFIER, terms.ARXIV_ID, terms.DOI)


class Names:
    """Every name of the papers and entities of a graph."""

    def __init__(self, facts: Facts, base: str) -> None:
        """Index ids, labels, aliases, titles and record ids; names are compared in their folded form."""
        self._facts, self._base = facts, base
        self._exact: defaultdict[str, set[str]] = defaultdict(set)
        self._folded: defaultdict[str, set[str]] = defaultdict(set)
        for cls in CLASSES:
            for iri in facts.instances[terms.KG + cls]:
                self._exact[iri].add(iri)
                self._exact[iri.removeprefix(base)].add(iri)
                for text in facts.texts(iri, *_RECORDS):
                    self._exact[text].add(iri)
                for text in facts.texts(iri, *_NAMES):
                    self._folded[fold(text) or text].add(iri)

    def one(self, name: str) -> str:
        """The IRI that an id, a name or an alias stands for; a label wins over an alias.

        Raises GraphError that lists the near ones where there is none, and the ids where there are several.
        """
        name = name.strip()
        arxiv = ids.arxiv_id(name)
        found = self._exact.get(name) or (self._exact.get(arxiv) if arxiv else None)
        found = found or self._folded.get(fold(name) or name, set())
        if len(found) > 1:
            key = fold(name) or name
            labelled = {
                iri
                for iri in found
                if any((fold(t) or t) == key for t in self._facts.texts(iri, terms.PREF_LABEL))
            }
            found = labelled if len(labelled) == 1 else found
        if not found:
            raise GraphError(f"Nothing in the graph is called {name!r}{self._near(name)}.")
        if len(found) > 1:
            listed = ", ".join(sorted(iri.removeprefix(self._base) for iri in found)[:_SHOWN])
            raise GraphError(f"{name!r} stands for {len(found)} things; give one of the ids: {listed}.")
        return next(iter(found))

    def _near(self, name: str) -> str:
        near = get_close_matches(fold(name), self._folded, n=_SHOWN, cutoff=0.7)
        labels = sorted({self._label(iri) for key in near for iri in self._folded[key]})[:_SHOWN]
        return f"; close to it: {', '.join(labels)}" if labels else "; try an id from graph.ttl"

    def _label(self, iri: str) -> str:
        return self._facts.text(iri, terms.PREF_LABEL, terms.TITLE) or iri


def classes_named(names: Iterable[str]) -> frozenset[str]:
    """The node classes named, in any case and in the singular or plural.

    >>> sorted(classes_named(["datasets", "Model"]))
    ['Dataset', 'Model']
    """
    known = {form.lower(): name for name, look in CLASSES.items() for form in (name, look.plural)}
    chosen = set()
    for name in names:
        if name.strip().lower() not in known:
            raise GraphError(f"There is no class {name!r}; choose among {', '.join(CLASSES)}.")
        chosen.add(known[name.strip().lower()])
    return frozenset(chosen)
