"""What changed, and what was said on a day: the recorded imports, and their undoing.

Changes are undone from today backwards. What no import recorded (the data that a store began with)
stands since the beginning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from modelgraph.catalog.addresses import local, part
from modelgraph.catalog.cells import Sources
from modelgraph.catalog.entities import Change, ChangePage, ChangeType, Property, Source
from modelgraph.catalog.gathering import ROW_OF
from modelgraph.catalog.present import shown
from modelgraph.errors import InvalidDataError, TooManyError
from modelgraph.provenance import IMPORTS, Import, changes_of, is_import
from modelgraph.provenance import Change as Said
from modelgraph.store import IRI, Literal, Store, Value
from modelgraph.vocabulary.prefixes import shorten
from modelgraph.vocabulary.terms import FAIR4ML, MG, PROV, RDF, SCHEMA

_MOMENT: Final = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d{1,6})?)?)?Z?)?)?)?")
LARGEST_PAGE: Final = 100
_WORDS: Final = {FAIR4ML.mlTask: "Task"}
"""What people call properties that have no row of their own, where the term is no word."""

_Key = tuple[IRI, IRI, IRI]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which changes: since a moment (as ``moment`` gives it; empty for all), of some subjects, by
    one source; ``None`` stands for all of them."""

    since: str = ""
    subjects: frozenset[IRI] | None = None
    source: IRI | None = None

    def about(self, said: Said) -> bool:
        """Say whether a change is of such a subject and by such a source."""
        return (self.subjects is None or said.affects in self.subjects) and (
            self.source is None or said.source == self.source
        )


@dataclass(frozen=True)
class History:
    """All recorded imports, the newest first."""

    imports: tuple[Import, ...]

    @cached_property
    def sources(self) -> Mapping[IRI, str]:
        """What the sources are called that imports touched; some may be gone since."""
        return {iri: name for each in reversed(self.imports) for iri, name in each.sources.items()}

    @cached_property
    def models(self) -> Mapping[IRI, IRI]:
        """Each variant that an import brought or took, with its model."""
        return {
            said.subject: said.value
            for each in self.imports
            for said in each.changes
            if said.predicate == SCHEMA.isVariantOf and isinstance(said.value, IRI)
        }

    @cached_property
    def subjects(self) -> frozenset[IRI]:
        """The models and variants that a change affects."""
        affected = {said.affects for each in self.imports for said in each.changes}
        return frozenset(affected | set(self.models.values()))

    def after(self, moment: str) -> Iterator[Import]:
        """Yield the imports that ended after a day (or month, year, moment), the newest first."""
        return (each for each in self.imports if each.at[: len(moment)] > moment)


def read_history(store: Store) -> History:
    """Read every recorded import.

    Graph by graph: a query over all of them would join with whatever else the store holds.
    """
    graphs = {quad.subject for quad in store.quads(predicate=RDF.type, value=MG.Import)}
    made = [_import(store, graph) for graph in sorted(filter(is_import, graphs), reverse=True)]
    return History(tuple(made))


def _import(store: Store, graph: IRI) -> Import:
    facts: dict[IRI, dict[IRI, Value]] = defaultdict(dict)
    sources: dict[IRI, str] = {}
    for quad in store.quads(graph=graph):
        if quad.subject.startswith(f"{graph}/"):
            facts[quad.subject][quad.predicate] = quad.object
        elif quad.predicate == PROV.used and isinstance(quad.object, IRI):
            sources.setdefault(quad.object, "")
        elif quad.predicate == SCHEMA.name and isinstance(quad.object, Literal):
            sources[quad.subject] = quad.object.lexical
    ordered = sorted(facts, key=lambda node: (len(node), node))
    changes = tuple(changes_of(facts[node] for node in ordered))
    return Import(graph.removeprefix(IMPORTS), changes, sources)


def moment(text: str) -> str:
    """Return a day, month, year or moment as it is compared: without the letter of its zone.

    Raises:
        InvalidDataError: the text is none.
    """
    if not _MOMENT.fullmatch(text) or not _is_day(text[:10]):
        raise InvalidDataError(
            f"Not a date: {text[:40]!r}.", hint="2026, 2026-11, 2026-11-25 or 2026-11-25T08:30Z."
        )
    return text.removesuffix("Z")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def changes(
    history: History,
    asked: Asked,
    sources: Sources,
    names: Mapping[IRI, str],
) -> tuple[Change, ...]:
    """Return the changes that are asked for, the newest first."""
    known = sources_then(sources, history)
    found: list[Change] = []
    for each in history.imports:
        if each.at[: len(asked.since)] < asked.since:
            break
        said = [one for one in each.changes if one.claim and asked.about(one)]
        found += _told(each, said, known, names)
    return tuple(found)


def page(found: tuple[Change, ...], first: int, after: str | None) -> ChangePage:
    """Return a part of the changes after a cursor, which names the last change that was shown.

    Raises:
        TooManyError: more than ``LARGEST_PAGE`` are asked for.
        InvalidDataError: less than one is, or the cursor names none of these changes.
    """
    if first > LARGEST_PAGE:
        raise TooManyError(
            f"A page holds at most {LARGEST_PAGE} changes.", limit=LARGEST_PAGE, actual=first
        )
    if first < 1:
        raise InvalidDataError("A page holds at least one change.", actual=first)
    start = 0
    if after is not None:
        places = {_cursor(each): place for place, each in enumerate(found, start=1)}
        if (start := places.get(after, -1)) < 0:
            raise InvalidDataError(
                "This cursor belongs to no change of this list.",
                hint="Start again without a cursor.",
            )
    part = found[start : start + first]
    more = start + len(part) < len(found)
    return ChangePage(part, len(found), _cursor(part[-1]) if more else None, start > 0)


def _cursor(each: Change) -> str:
    return f"{local(each.activity)}.{local(each.claim).rpartition('/')[2]}"


def _told(
    each: Import, said: Sequence[Said], sources: Sources, names: Mapping[IRI, str]
) -> list[Change]:
    """Return the changes of one import; a value that took another's place is one change."""
    spoken: dict[_Key, tuple[list[Said], list[Said]]] = defaultdict(lambda: ([], []))
    for one in said:
        spoken[(one.source, one.subject, one.predicate)][one.added].append(one)
    told: list[Change] = []
    for gone, new in spoken.values():
        pairs = min(len(gone), len(new))
        told += [_change(each, a, b, sources, names) for a, b in zip(gone, new, strict=False)]
        told += [_change(each, one, None, sources, names) for one in gone[pairs:]]
        told += [_change(each, None, one, sources, names) for one in new[pairs:]]
    return sorted(told, key=lambda one: (one.about, one.subject, one.property.key, one.claim))


def _change(
    each: Import,
    before: Said | None,
    after: Said | None,
    sources: Sources,
    names: Mapping[IRI, str],
) -> Change:
    said = after or before
    assert said is not None
    kind = ChangeType.CHANGED if before and after else ChangeType.ADDED
    kind = kind if after else ChangeType.REMOVED
    about, property = said.affects, _property(said)
    return Change(
        IRI(said.claim),
        each.iri,
        each.at,
        kind,
        about,
        local(about),
        names.get(about, local(about)),
        said.subject,
        property,
        None if before is None else shown(before.value, names, unit=property.unit),
        None if after is None else shown(after.value, names, unit=property.unit),
        sources.get(said.source),
    )


def _property(said: Said) -> Property:
    """Return the property of a change: that of its row, with the part it is stated of."""
    sort, name = part(said.subject, said.affects)
    if not sort and (row := ROW_OF.get(said.predicate)):
        return row.of
    term = shorten(said.predicate)
    word = _WORDS.get(said.predicate) or term.partition(":")[2]
    label = " ".join(filter(None, (sort, name.replace("-", " "), word)))
    return Property("/".join(filter(None, (sort, name, term))), label, "")


def sources_then(sources: Sources, history: History) -> Sources:
    """Return the sources with those that are gone, of which the history keeps the names."""
    gone = {
        iri: Source(iri, local(iri), name or local(iri), "")
        for iri, name in history.sources.items()
        if iri not in sources.by_iri
    }
    return Sources({**sources.by_iri, **gone}, sources.covers) if gone else sources
