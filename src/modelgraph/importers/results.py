"""Benchmark results of structured files: lean evidence, as there are thousands of them.

The place names the file; what the row is called, and under which conditions it was measured,
stands on the result itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from modelgraph.importers.conditions import Setting
from modelgraph.importers.identity import Thing
from modelgraph.importers.pile import Pile
from modelgraph.importers.statements import Cell, result, thing_links
from modelgraph.provenance import Claim, Source
from modelgraph.store import IRI
from modelgraph.validation import check


@dataclass(frozen=True, slots=True)
class Measured:
    """One measured value: ``stated_as`` where the file writes it in another unit, ``settings``
    those conditions of which the words don't tell what they are."""

    thing: Thing
    dataset: str
    metric: str
    conditions: str
    value: str
    place: str
    stated_as: str = ""
    identifier: str = ""
    settings: tuple[Setting, ...] = ()


def add(pile: Pile, described: Source, measured: Measured) -> IRI:
    """Add a result, and return its address.

    Raises:
        ValueError: the value is no finite number.
    """
    cell = Cell(measured.thing, measured.value, "", pile.identity)
    said = result(cell, measured.dataset, measured.metric, measured.conditions, measured.settings)
    if reason := check(said.predicate, said.value):
        raise ValueError(reason)
    claim = Claim(
        said.subject, said.predicate, said.value, described.iri, described.kind,
        measured.thing.iri, stated_as=measured.stated_as, place=measured.place,
        identifier=measured.identifier, issued=described.issued,
    )  # fmt: skip
    pile.sources.setdefault(described.iri, described)
    pile.claims[claim] = None
    pile.link(described, *thing_links(measured.thing), *said.links)
    return said.subject
