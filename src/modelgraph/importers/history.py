"""What an import leaves behind of itself: the changes it made, in a graph of its own.

The clock is the caller's: without a moment nothing is recorded, which is why the shipped data are
the same bytes whenever they are rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from modelgraph.importers.conditions import SETTINGS
from modelgraph.provenance import (
    Change,
    Claim,
    Import,
    claim_change,
    import_id,
    import_quads,
    link_change,
)
from modelgraph.store import IRI, Quad, Store
from modelgraph.vocabulary.terms import DCTERMS, FAIR4ML, MG, RDF, SCHEMA

_FOLLOW: Final = frozenset(
    {
        RDF.type, DCTERMS.identifier, FAIR4ML.hasEvaluation, MG.hasComponent, MG.hasRelease,
        MG.componentType,
    }
    | SETTINGS
)  # fmt: skip
"""Links that an address, a claim or the words of conditions tell anyway: they are not recorded."""


def of_claims(old: Iterable[Claim], new: Iterable[Claim]) -> tuple[Change, ...]:
    """Return what is other in the new claims of some sources than in the old ones."""
    before, after = {each.iri: each for each in old}, {each.iri: each for each in new}
    found = [claim_change(after[iri], added=True) for iri in after.keys() - before.keys()]
    found += [claim_change(before[iri], added=False) for iri in before.keys() - after.keys()]
    return tuple(sorted(found, key=_order))


def of_links(old: Iterable[Quad], new: Iterable[Quad]) -> tuple[Change, ...]:
    """Return what is other in the new links; those that follow from others are left out."""
    before, after = set(filter(_told, old)), set(filter(_told, new))
    found = [link_change(each, added=True) for each in after - before]
    found += [link_change(each, added=False) for each in before - after]
    return tuple(sorted(found, key=_order))


def quads(
    store: Store, at: datetime, made: Sequence[Change], names: dict[IRI, str]
) -> dict[IRI, list[Quad]]:
    """Return the graph of an import, or nothing where it changed nothing."""
    if not made:
        return {}
    touched = {each.source: names.get(each.source, "") for each in made}
    done = Import(import_id(at, store.graphs()), tuple(made), touched)
    return {done.iri: list(import_quads(done))}


def names_of(quads: Iterable[Quad]) -> Iterator[tuple[IRI, str]]:
    """Yield what sources are called, among the links of their graphs."""
    for quad in quads:
        if quad.subject == quad.graph and quad.predicate == SCHEMA.name:
            yield quad.subject, getattr(quad.object, "lexical", "")


def _told(link: Quad) -> bool:
    return link.subject != link.graph and link.predicate not in _FOLLOW


def _order(change: Change) -> tuple[str, str, str, bool, str, str]:
    return (
        change.source, change.subject, change.predicate, change.added, str(change.value),
        change.claim,
    )  # fmt: skip
