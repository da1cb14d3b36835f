"""Which of several claims wins: the one place where that is decided.

Deprecated claims never; then a preferred rank, given with its reason; then a stated value before a
missing one; then measured, upstream and curated, vendor, aggregator; then the newer revision of the
source; then the more precise value; then the smaller address, so that the answer never depends on
the order of asking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from modelgraph.provenance.agree import agree
from modelgraph.provenance.claim import Claim, Kind, Rank
from modelgraph.store import Value
from modelgraph.vocabulary.missing import MISSING

VARIANTS_DECIDE: Final = "outranked: its variants state their own"
"""Why a value stated of a whole model does not hold where its variants state theirs."""

_TRUST: Final = {
    Kind.MEASURED: 3,
    Kind.UPSTREAM: 2,
    Kind.CURATED: 2,
    Kind.VENDOR: 1,
    Kind.AGGREGATOR: 0,
}

_first: Final = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The claims of one single-valued property of one subject, winner first.

    ``reasons`` are parallel to ``claims``: why each stands where it stands, in words.
    """

    claims: tuple[Claim, ...]
    reasons: tuple[str, ...]

    @property
    def winner(self) -> Claim | None:
        """Return the claim that holds, or ``None`` when all are deprecated."""
        first = self.claims[0] if self.claims else None
        return None if first is None or first.rank is Rank.DEPRECATED else first

    @property
    def conflict(self) -> bool:
        """Say whether two claims state values that don't agree; claims set aside don't count."""
        standing = [claim for claim in self.claims if claim.rank is not Rank.DEPRECATED]
        return any(not agree(standing[0], claim) for claim in standing[1:])


def prefer(claims: Iterable[Claim]) -> Verdict:
    """Order the claims of one subject and one single-valued property, winner first."""
    ordered = _ordered(tuple(claims))
    return Verdict(ordered, tuple(_reason(ordered[0], claim) for claim in ordered))


def holds(claims: Sequence[Claim]) -> Claim | None:
    """Return the claim that wins, as ``prefer`` does, without the reasons of the others."""
    first = _ordered(tuple(claims))[0] if claims else None
    return None if first is None or first.rank is Rank.DEPRECATED else first


def _ordered(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    if len(claims) <= 1:
        return claims
    weighed = sorted(((_weight(each), each) for each in claims), key=_first, reverse=True)
    return tuple(
        claim
        for _, tied in groupby(weighed, key=_first)
        for claim in _by_address([each for _, each in tied])
    )


def _by_address(tied: list[Claim]) -> list[Claim]:
    # An address is a hash: worked out only where nothing else decides.
    return sorted(tied, key=lambda claim: claim.iri) if len(tied) > 1 else tied


def values(claims: Iterable[Claim]) -> tuple[Value, ...]:
    """Return the union of a many-valued property: each value that is not deprecated, once."""
    return tuple(dict.fromkeys(c.value for c in claims if c.rank is not Rank.DEPRECATED))


def _weight(claim: Claim) -> tuple[bool, bool, bool, int, str, int]:
    return (
        claim.rank is not Rank.DEPRECATED,
        claim.rank is Rank.PREFERRED,
        claim.value not in MISSING,
        _TRUST[claim.kind],
        claim.issued,
        _precision(claim),
    )


def _precision(claim: Claim) -> int:
    """Count what the source wrote out: 2024-06-16 is more precise than 2024, 232M than 0.23B."""
    return sum(letter.isdigit() for letter in claim.stated_as.lstrip("0."))


def _reason(winner: Claim, claim: Claim) -> str:
    if claim.rank is Rank.DEPRECATED:
        return f"set aside: {claim.rank_reason}"
    if claim.rank is Rank.PREFERRED:
        return f"preferred: {claim.rank_reason}"
    if claim.value == winner.value:
        return "holds" if claim is winner else "says the same"
    if winner.value not in MISSING and claim.value in MISSING:
        return "outranked: another source states a value"
    if winner.rank is Rank.PREFERRED:
        return f"outranked: {winner.rank_reason}"
    if _TRUST[claim.kind] != _TRUST[winner.kind]:
        return f"outranked: {winner.kind} goes before {claim.kind}"
    if claim.issued != winner.issued:
        return f"outranked: the source of {winner.issued or 'no date'} is newer"
    if _precision(claim) != _precision(winner):
        return "outranked: the other value is stated more precisely"
    if claim.source == winner.source:
        return "outranked: the source states both, and nothing decides between them"
    return "outranked: nothing decides between the two; the order of their addresses is kept"
