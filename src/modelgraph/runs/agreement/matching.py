"""Things of several runs brought together one to one, and what follows for the runs.

Pairs are taken by the best overlap first, those with the same label before all others, and each
thing at most once a run; so the result does not depend on the order of the runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Generic, TypeVar

from modelgraph.runs.agreement.labels import same
from modelgraph.runs.agreement.values import Finding, Measure, Member, Verdict

T = TypeVar("T")
LEAST_OVERLAP = 0.5
"""From this IoU on two boxes or masks are the same thing, as COCO and Pascal VOC count."""


@dataclass(frozen=True, slots=True)
class Thing(Generic[T]):
    """One thing that one run found; ``at`` is its place, whatever the overlap is measured on."""

    member: Member
    at: T
    label_set: str | None = None


@dataclass(frozen=True, slots=True)
class _Pair:
    first: int
    second: int
    overlap: float


def match(
    kind: str,
    measure: str,
    things: Mapping[str, Sequence[Thing[T]]],
    overlap: Callable[[T, T], float],
    least: float = LEAST_OVERLAP,
) -> tuple[list[Measure], list[Finding]]:
    """Return a measure for every two runs, and what all, some or one of them found.

    ``things`` are those of each run, by its id. ``measure`` is the mean overlap of what two runs
    both found; ``matched`` is the share of what either found that both did (Dice).
    """
    flat = [thing for each in things.values() for thing in each]
    pairs = _pairs(flat, overlap, least)
    measures = [
        found for runs in combinations(things, 2) for found in _measures(measure, runs, flat, pairs)
    ]
    groups = _groups(flat, pairs)
    return measures, [_finding(kind, [flat[i] for i in group], len(things)) for group in groups]


def _pairs(flat: Sequence[Thing[T]], overlap: Callable[[T, T], float], least: float) -> list[_Pair]:
    """Return the overlapping pairs of different runs, the best first."""
    found = []
    for first, second in combinations(range(len(flat)), 2):
        one, other = flat[first], flat[second]
        if one.member.run != other.member.run:
            value = overlap(one.at, other.at)
            if value >= least:
                found.append(_Pair(first, second, value))
    return sorted(
        found, key=lambda pair: (not _agree(flat, pair), -pair.overlap, _names(flat, pair))
    )


def _names(flat: Sequence[Thing[T]], pair: _Pair) -> list[tuple[str, int]]:
    """Return what settles a tie, whichever way round the runs are given."""
    members = (flat[pair.first].member, flat[pair.second].member)
    return sorted((member.run, member.index) for member in members)


def _agree(flat: Sequence[Thing[T]], pair: _Pair) -> bool:
    one, other = flat[pair.first], flat[pair.second]
    return same(one.member.label, other.member.label, (one.label_set, other.label_set))


def _measures(
    name: str, runs: tuple[str, str], flat: Sequence[Thing[T]], pairs: Sequence[_Pair]
) -> list[Measure]:
    total = sum(thing.member.run in runs for thing in flat)
    if total == 0:
        return []
    used: set[int] = set()
    overlaps = []
    for pair in pairs:
        ends = {flat[pair.first].member.run, flat[pair.second].member.run}
        if ends == set(runs) and not used & {pair.first, pair.second}:
            used |= {pair.first, pair.second}
            overlaps.append(pair.overlap)
    mean = sum(overlaps) / len(overlaps) if overlaps else 0.0
    return [Measure(name, *runs, mean), Measure("matched", *runs, 2 * len(overlaps) / total)]


def _groups(flat: Sequence[Thing[T]], pairs: Sequence[_Pair]) -> list[list[int]]:
    """Return groups of things that are one thing, each run at most once in a group."""
    group_of = {index: [index] for index in range(len(flat))}
    for pair in pairs:
        one, other = group_of[pair.first], group_of[pair.second]
        runs = [flat[index].member.run for index in (*one, *other)]
        if one is not other and len(set(runs)) == len(runs):
            one.extend(other)
            for index in other:
                group_of[index] = one
    unique = {id(group): sorted(group) for group in group_of.values()}
    return sorted(unique.values(), key=lambda group: (-len(group), group))


def _finding(kind: str, group: Sequence[Thing[T]], runs: int) -> Finding:
    first = group[0]
    agree = all(
        same(first.member.label, each.member.label, (first.label_set, each.label_set))
        for each in group
    )
    return Finding(kind, verdict(len(group), runs, agree), tuple(each.member for each in group))


def verdict(found: int, runs: int, agree: bool = True) -> Verdict:
    """Return what it means that so many of the runs found a thing."""
    if found > 1 and not agree:
        return Verdict.LABEL
    if found == runs:
        return Verdict.ALL
    return Verdict.ONE if found == 1 else Verdict.SOME
