"""What SHACL has no words for: nearness of spellings, and counting over many models.

Each check is named in ``ontology/shapes.ttl`` by ``mg:checkedBy`` and finds hits as a query would.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias

from modelgraph.store import IRI, Literal, Value
from modelgraph.validation.licenses import known_ids
from modelgraph.vocabulary.prefixes import PREFIXES, shorten
from modelgraph.vocabulary.terms import DCTERMS, MG, RDF, SCHEMA

Facts: TypeAlias = Mapping[IRI, Mapping[IRI, Sequence[Value]]]

_MANY: Final = 20
_REFERENCE: Final = PREFIXES["license"] + "LicenseRef-"


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a rule is not kept; ``said`` fills the gaps of its message."""

    focus: IRI
    path: IRI | None
    value: Value | None
    said: Mapping[str, str] = field(default_factory=dict, compare=False)
    message: str = ""


def license_misspelt(facts: Facts) -> Iterator[Hit]:
    """Yield licences without text that are a letter or a swap away from an id of SPDX's list."""
    for subject, stated in facts.items():
        for value in stated.get(SCHEMA.license, ()):
            known = isinstance(value, IRI) and SCHEMA.url in facts.get(value, {})
            if isinstance(value, IRI) and value.startswith(_REFERENCE) and not known:
                name = value.removeprefix(_REFERENCE)
                if near := _near(name):
                    yield Hit(subject, SCHEMA.license, value, {"stated": name, "near": near})


@lru_cache(maxsize=1024)
def _near(name: str) -> str:
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415 - for the few odd names

    if len(name) < 5:
        return ""
    plain = name.casefold()
    found = [
        (distance, known)
        for known in known_ids()
        if (distance := DamerauLevenshtein.distance(plain, known.casefold(), score_cutoff=1)) <= 1
    ]
    return min(found, default=(0, ""))[1]


def one_date_for_many(facts: Facts) -> Iterator[Hit]:
    """Yield the claims of a day that one source gives to twenty models or more."""
    found: defaultdict[tuple[Value, Value], dict[IRI, set[Value]]] = defaultdict(dict)
    for claim, stated in facts.items():
        if _first(stated, RDF.predicate) not in {MG.date, SCHEMA.datePublished}:
            continue
        subject, day = _first(stated, RDF.subject), _first(stated, RDF.object)
        about, source = _first(stated, MG.about), _first(stated, DCTERMS.source)
        if not isinstance(day, Literal) or len(day.lexical) != 10 or not about or not source:
            continue
        events = facts.get(subject, {}).get(MG.eventType, ()) if isinstance(subject, IRI) else ()
        if MG.librarySupportEvent not in events:
            found[source, day].setdefault(claim, set()).add(about)
    for (_, day), claims in found.items():
        count = len(set().union(*claims.values()))
        if count >= _MANY:
            yield from (Hit(claim, None, day, {"count": str(count)}) for claim in claims)


_RELEASES: Final = frozenset(
    {MG.publicReleaseEvent, MG.generalAvailabilityEvent, MG.announcedEvent, MG.unspecifiedEvent}
)

_BEFORE: Final = frozenset({"preview", "exp", "experimental", "beta", "alpha"})
"""What a name says of a model that comes before the one it is named after."""


def follow_up_before_base(facts: Facts) -> Iterator[Hit]:
    """Yield releases of a model that are before those of the model whose name its own extends."""
    names: dict[tuple[str, str], IRI] = {}
    for model in _of_class(facts, MG.Model):
        owner = model.removeprefix(PREFIXES["model"]).partition("/")[0]
        for called in facts[model].get(SCHEMA.name, ()):
            if isinstance(called, Literal):
                names[owner, _plain(called.lexical)] = model
    for (owner, name), model in sorted(names.items()):
        words = name.split("-")
        if _BEFORE.intersection(words):
            continue
        bases = ("-".join(words[:n]) for n in range(len(words) - 1, 0, -1))
        base = next((names[owner, each] for each in bases if (owner, each) in names), None)
        if base is None or base == model or not (begun := sorted(_days(facts, base))):
            continue
        first, _ = begun[0]
        for day, release in _days(facts, model):
            if day[:7] < first[:7]:
                said = {"base": shorten(base), "day": first}
                value = facts[release][MG.date][0]
                yield Hit(release, MG.date, value, said)


def _days(facts: Facts, model: IRI) -> Iterator[tuple[str, IRI]]:
    for release in facts[model].get(MG.hasRelease, ()):
        node = facts.get(release, {}) if isinstance(release, IRI) else {}
        if isinstance(release, IRI) and _RELEASES.intersection(node.get(MG.eventType, ())):
            for day in node.get(MG.date, ()):
                if isinstance(day, Literal) and len(day.lexical) >= 7:
                    yield day.lexical, release


def one_name_for_two(facts: Facts) -> Iterator[Hit]:
    """Yield models that are called the same, but for case, spaces and hyphens."""
    called: defaultdict[str, dict[IRI, Value]] = defaultdict(dict)
    for model in _of_class(facts, MG.Model):
        for name in facts[model].get(SCHEMA.name, ()):
            if isinstance(name, Literal) and (
                plain := re.sub(r"\W|_", "", name.lexical.casefold())
            ):
                called[plain].setdefault(model, name)
    for models in called.values():
        for model, name in models.items():
            if others := [shorten(other) for other in models if other != model]:
                yield Hit(model, None, name, {"other": ", ".join(others)})


def _of_class(facts: Facts, kind: IRI) -> list[IRI]:
    return sorted(each for each, stated in facts.items() if kind in stated.get(RDF.type, ()))


def _first(stated: Mapping[IRI, Sequence[Value]], predicate: IRI) -> Value | None:
    return next(iter(stated.get(predicate, ())), None)


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name.strip().casefold())


CHECKS: Final[Mapping[str, Callable[[Facts], Iterator[Hit]]]] = {
    each.__name__: each
    for each in (license_misspelt, one_date_for_many, follow_up_before_base, one_name_for_two)
}
"""Name in the shapes → who checks."""
