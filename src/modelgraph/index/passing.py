"""The models that pass a filter, as a bitmap."""

from __future__ import annotations

from functools import reduce
from typing import TypeAlias

from pyroaring import BitMap

from modelgraph.index.dates import between
from modelgraph.index.expression import (
    All,
    AnyOf,
    Dated,
    Has,
    MadeOf,
    Matching,
    Not,
    Sized,
    Stated,
    Where,
)
from modelgraph.index.facet import Key
from modelgraph.index.pairs import EMPTY
from modelgraph.index.searching import scores
from modelgraph.index.value import Index

Models: TypeAlias = BitMap
"""Some models of an index."""


def passing(index: Index, where: Where) -> BitMap:
    """Return the models that pass; the caller must not change what it gets."""
    match where:
        case Has():
            return _has(index, where)
        case Stated(key):
            return index.facets[key].stated
        case Sized(least, most):
            return index.sizes.meeting(least, most)
        case Dated():
            return _dated(index, where)
        case MadeOf(ids):
            return _made_of(index, ids)
        case Matching(text):
            return BitMap(scores(index, text))
        case All(of):
            return reduce(lambda found, each: found & passing(index, each), of, index.live)
        case AnyOf(of):
            return BitMap().union(*(passing(index, each) for each in of))
        case Not(of):
            return index.live - passing(index, of)


def _has(index: Index, where: Has) -> BitMap:
    if not where.narrower:
        return index.facets[where.key].called(where.ids)
    if where.key is Key.TASK:
        found = [index.closure[id_] for id_ in where.ids if id_ in index.closure]
        return BitMap().union(*found)
    below = index.scheme.below
    wide = {*where.ids}.union(*(below.get(id_, ()) for id_ in where.ids))
    return index.facets[where.key].called(wide)


def _dated(index: Index, where: Dated) -> BitMap:
    return BitMap().union(
        *(
            between(index.dates, index.events.get(event, EMPTY), where.after, where.before)
            for event in where.events
        )
    )


def _made_of(index: Index, ids: tuple[str, ...]) -> BitMap:
    """Return what was made of some models; sources may be wrong and go in a circle."""
    bases = index.facets[Key.BASE]
    found = bases.called(ids)
    ahead = found
    while ahead:
        numbers = (bases.words.find(index.iri(number)) for number in ahead)
        next_ = BitMap().union(*(bases.of(number) for number in numbers if number is not None))
        ahead = next_ - found
        found = found | next_
    return found
