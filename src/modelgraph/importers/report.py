"""What an import changed, or would change: for whoever brings facts, before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from modelgraph.importers.facts import Facts
from modelgraph.importers.reading import Unmatched
from modelgraph.provenance import Change
from modelgraph.store import IRI, Literal, Quad, Value
from modelgraph.validation import Severity, Violation
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import SH


@dataclass(frozen=True, slots=True)
class Stated:
    """A source states a value; ``holds`` says whether it is the one that stands in the cell."""

    value: Value
    source: IRI
    holds: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources now state different values for one property of one subject, and did not before."""

    subject: IRI
    predicate: IRI
    stated: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """A rule finds something odd that it did not find before; ``predicate`` where it tells."""

    rule: str
    message: str
    subject: IRI
    predicate: IRI | None
    claims: tuple[IRI, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What an import changed, or would change: numbers of claims, and what is worth a look.

    ``changes`` are the claims of sources that were added and removed; ``activity`` is the address
    of the recorded import, empty where nothing was recorded.
    """

    sources: int
    claims: int
    added: int
    removed: int
    changed: int
    unchanged_sources: int
    new_conflicts: tuple[Conflict, ...]
    new_warnings: tuple[Warned, ...]
    unmatched: tuple[Unmatched, ...]
    dry_run: bool = False
    changes: tuple[Change, ...] = ()
    activity: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was, or would be, written."""
        return not (self.added or self.removed or self.changed)


def new_conflicts(before: Facts, after: Facts) -> tuple[Conflict, ...]:
    """Return the disagreements that came, each with all that is stated, what holds first."""
    return tuple(
        Conflict(subject, predicate, _stated(after, subject, predicate))
        for subject, predicate in sorted(after.disagreements() - before.disagreements())
    )


def _stated(facts: Facts, subject: IRI, predicate: IRI) -> tuple[Stated, ...]:
    winner = facts.verdict(subject, predicate).winner
    found = {
        Stated(claim.value, claim.source, winner is not None and claim.value == winner.value)
        for claim in facts.claims[subject][predicate]
    }
    return tuple(sorted(found, key=lambda one: (not one.holds, str(one.value), one.source)))


def new_warnings(violations: Iterable[Violation], known: Iterable[Quad]) -> tuple[Warned, ...]:
    """Return the warnings that are not among the findings that are known, by rule and thing.

    ``known`` are quads of the graph of findings. Mere remarks are left out.
    """
    told: defaultdict[IRI, dict[IRI, Value]] = defaultdict(dict)
    for quad in known:
        told[quad.subject][quad.predicate] = quad.object
    old = {
        (each.get(SH.sourceShape), each.get(SH.focusNode), each.get(SH.resultMessage))
        for each in told.values()
    }
    new = {
        Warned(each.rule, each.message, each.focus, each.path, each.claims)
        for each in violations
        if each.severity is not Severity.INFO
        and (PREFIXES["rule"] + each.rule, each.focus, Literal(each.message)) not in old
    }
    return tuple(sorted(new, key=lambda one: (one.rule, one.subject, one.message)))
