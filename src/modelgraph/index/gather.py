"""What is read of models, brought together by the number of each; of all of them or of a few."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from pyroaring import BitMap

from modelgraph.index.dates import HEADLINE
from modelgraph.index.facet import KEYS, Key
from modelgraph.index.numbers import bitmap, numbers
from modelgraph.index.pairs import Pairs, pairs
from modelgraph.index.record import pack
from modelgraph.index.scan import Names, Scan
from modelgraph.index.scheme import Scheme
from modelgraph.index.text import Found, document
from modelgraph.index.words import Models, Values, Words
from modelgraph.store import IRI, Literal, Value
from modelgraph.vocabulary.addresses import kind, local
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, PROV, SCHEMA

_OF_ALL: Final[tuple[tuple[Key, tuple[IRI, ...]], ...]] = (
    (Key.LICENSE, (SCHEMA.license,)),
    (Key.MODALITY, (MG.modality, IT6.hasInputModality, IT6.hasOutputModality)),
    (Key.FEATURE, (MG.hasFeature,)),
    (Key.PAPER, (SCHEMA.citation,)),
    (Key.BASE, (PROV.wasDerivedFrom,)),
)
"""Facets whose values of variants are those of their model, too."""

_DIGITS: Final = 20


@dataclass(frozen=True, slots=True)
class Lists:
    """The growing lists of words that all generations share."""

    models: Models
    values: Mapping[Key, Values]
    dates: Words


def new_lists() -> Lists:
    """Return lists without a word."""
    return Lists(Models(), {key: Values() for key in KEYS}, Words())


@dataclass(frozen=True, slots=True)
class Gathered:
    """Of the models ``live``: values by facet, sizes, dates by event, and their records;
    ``variants`` have by address the numbers of their models."""

    live: BitMap
    facets: Mapping[Key, Pairs]
    sizes: Mapping[int, tuple[int, int]]
    events: Mapping[str, Pairs]
    records: Mapping[int, bytes]
    variants: Mapping[IRI, int]


def gather(scan: Scan, lists: Lists, named: Names) -> Gathered:
    """Read everything about all models that ``named`` has."""
    return _Gathering(scan, lists, named).gathered()


class _Gathering:
    """Reads one property after the other."""

    def __init__(self, scan: Scan, lists: Lists, named: Names) -> None:
        self._scan, self._lists, self._named = scan, lists, named
        self._models = {
            iri: lists.models.number(iri) for iri in sorted(named.titles) if kind(iri) == "model"
        }
        # Of whom something is stated: a model itself, or what is a variant of it.
        self._owner = dict(self._models)
        for variant, model in named.parents.items():
            if (number := self._models.get(model)) is not None:
                self._owner[variant] = number
            else:
                self._owner.pop(variant, None)

    def gathered(self) -> Gathered:
        live = bitmap(np.fromiter(self._models.values(), np.uint32))
        facets = {key: self._of_all(key, predicates) for key, predicates in _OF_ALL}
        facets |= self._tasks()
        facets[Key.ORGANIZATION] = self._one(Key.ORGANIZATION, MG.organization)
        facets[Key.FAMILY] = self._one(Key.FAMILY, SCHEMA.isPartOf)
        facets[Key.CATEGORY] = self._one(Key.CATEGORY, MG.category)
        headline = self._headline()
        return Gathered(
            live, facets, self._sizes(), self._events(headline),
            self._records(numbers(live), facets, headline), self._variants(),
        )  # fmt: skip

    def _values(self, predicate: IRI) -> Iterator[tuple[IRI, int, Value]]:
        """Yield of whom something is stated, the number of the model, and the value."""
        owner = self._owner
        for thing, value in self._scan.values(predicate):
            if (number := owner.get(thing)) is not None:
                yield thing, number, value

    def _own(self, predicate: IRI) -> Iterator[tuple[int, Value]]:
        """Yield what is stated of a model itself."""
        for thing, number, value in self._values(predicate):
            if self._models.get(thing) == number:
                yield number, value

    def _of_all(self, key: Key, predicates: Iterable[IRI]) -> Pairs:
        models, values = array("I"), array("I")
        words = self._lists.values[key]
        for predicate in predicates:
            for _, number, value in self._values(predicate):
                if isinstance(value, IRI) and (text := self._text(key, number, value)):
                    models.append(number)
                    values.append(words.number(text))
        return pairs(models, values)

    def _text(self, key: Key, number: int, value: IRI) -> str:
        """Return the value that a facet has; of a variant that something was made of, its model."""
        if key is Key.PAPER:
            return value
        if key is Key.BASE:
            base = self._base(value)
            return "" if base == self._lists.models.iri(number) or kind(base) != "model" else base
        return value if kind(value) else ""

    def _base(self, value: IRI) -> IRI:
        return self._named.parents.get(value, value)

    def _tasks(self) -> dict[Key, Pairs]:
        found = {key: (array("I"), array("I")) for key in (Key.TASK, Key.RUNNABLE, Key.VERIFIED)}
        checked = {MG.runnable: Key.RUNNABLE, MG.verified: Key.VERIFIED}

        def note(key: Key, number: int, task: IRI) -> None:
            if kind(task):
                models, values = found[key]
                models.append(number)
                values.append(self._lists.values[key].number(task))

        for _, number, task in self._values(FAIR4ML.mlTask):
            if isinstance(task, IRI):
                note(Key.TASK, number, task)
        for thing, task, state in self._scan.support():
            if (owner := self._owner.get(thing)) is not None:
                note(Key.TASK, owner, task)
                if isinstance(state, IRI) and state in checked:
                    note(checked[state], owner, task)
        return {key: pairs(*each) for key, each in found.items()}

    def _one(self, key: Key, predicate: IRI) -> Pairs:
        """Return the values of a facet of which a model has one; of several the first by name."""
        found: dict[int, str] = {}
        for number, value in self._own(predicate):
            text = _plain(value) if key is Key.CATEGORY else value
            if isinstance(text, str):
                first = local(text) if key is Key.FAMILY else text
                found[number] = min(first, found.get(number, first))
        if key is Key.CATEGORY:
            found = {number: local(text) for number, text in found.items() if text}
        words = self._lists.values[key]
        return pairs(found, (words.number(text) for text in found.values()))

    def _sizes(self) -> dict[int, tuple[int, int]]:
        found: dict[int, tuple[int, int]] = {}
        for _, number, value in self._values(IT6.totalNumberOfParameters):
            if (
                isinstance(value, Literal)
                and value.lexical.isdecimal()
                and len(value.lexical) < _DIGITS
            ):
                size = int(value.lexical)
                low, high = found.get(number, (size, size))
                found[number] = min(low, size), max(high, size)
        return found

    def _headline(self) -> dict[int, int]:
        """Return the number of the headline date of each model that has one."""
        found: dict[int, str] = {}
        for number, value in self._own(SCHEMA.datePublished):
            text = _plain(value)
            found[number] = min(text, found.get(number, text))
        return {number: self._lists.dates.number(text) for number, text in found.items()}

    def _events(self, headline: Mapping[int, int]) -> dict[str, Pairs]:
        found = {HEADLINE: (array("I", headline), array("I", headline.values()))}
        for thing, type_, date in self._scan.events():
            if (owner := self._owner.get(thing)) is not None:
                models, dates = found.setdefault(local(type_), (array("I"), array("I")))
                models.append(owner)
                dates.append(self._lists.dates.number(date))
        return {event: pairs(*each) for event, each in found.items()}

    def _records(
        self, live: Iterable[int], facets: Mapping[Key, Pairs], headline: Mapping[int, int]
    ) -> dict[int, bytes]:
        numbered = np.fromiter(live, np.uint32)
        titles = {n: self._named.titles[iri] or local(iri) for iri, n in self._models.items()}
        counted: dict[int, set[IRI]] = {}
        for number, value in self._own(IT6.hasVariation):
            if isinstance(value, IRI):
                counted.setdefault(number, set()).add(value)
        slices = zip(*(facets[key].slices(numbered) for key in KEYS), strict=True)
        found = {}
        for number, values in zip(numbered.tolist(), slices, strict=True):
            date = headline[number] + 1 if number in headline else 0
            several = len(counted.get(number, ()))
            found[number] = pack(titles[number], date, several, [each.tolist() for each in values])
        return found

    def _variants(self) -> dict[IRI, int]:
        owner = self._owner
        return {variant: owner[variant] for variant in self._named.parents if variant in owner}


def _plain(value: Value) -> str:
    return value.lexical if isinstance(value, Literal) else value


def documents(
    gathered: Gathered,
    lists: Lists,
    named: Names,
    scheme: Scheme,
    organizations: Mapping[str, str],
) -> Iterator[Found]:
    """Yield what each model is found by; ``organizations`` are what they are called."""
    below: dict[int, list[IRI]] = {}
    for variant, model in sorted(gathered.variants.items()):
        below.setdefault(model, []).append(variant)
    live = numbers(gathered.live)
    parts = {
        key: [
            [words[number] for number in each.tolist()]
            for words in (lists.values[key],)
            for each in gathered.facets[key].slices(live)
        ]
        for key in (Key.FAMILY, Key.ORGANIZATION, Key.TASK)
    }
    for place, number in enumerate(live.tolist()):
        iri, id_ = lists.models.iri(number), lists.models.id(number)
        beside = [
            name for variant in below.get(number, ()) for name in named.called.get(variant, ())
        ]
        beside += parts[Key.FAMILY][place]
        beside += [organizations.get(each, local(each)) for each in parts[Key.ORGANIZATION][place]]
        beside += [scheme.names.get(local(each), local(each)) for each in parts[Key.TASK][place]]
        own = (id_, id_.rpartition("/")[2], *named.called.get(iri, ()))
        yield document(number, own, beside)
