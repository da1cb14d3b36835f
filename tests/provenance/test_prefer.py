"""Which claim wins, and what counts as a disagreement."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from modelgraph.provenance import Claim, Kind, Rank, agree, holds, prefer, values
from modelgraph.store import IRI, Literal, Value, date, integer
from modelgraph.vocabulary.terms import IT6, MG

MODEL = IRI("https://w3id.org/modelgraph/model/microsoft/florence-2")


def claim(value: Value, stated_as: str = "", kind: Kind = Kind.UPSTREAM, issued: str = "") -> Claim:
    source = IRI(f"https://w3id.org/modelgraph/source/{kind}-{issued or 'undated'}")
    return Claim(
        MODEL, IT6.totalNumberOfParameters, value, source, kind, MODEL,
        stated_as=stated_as, issued=issued,
    )  # fmt: skip


def size(text: str, number: int, kind: Kind = Kind.UPSTREAM, issued: str = "") -> Claim:
    return claim(integer(number), text, kind, issued)


DEPRECATED = replace(
    size("1", 1, Kind.MEASURED, "2030"), rank=Rank.DEPRECATED, rank_reason="a slip"
)
RANKED = replace(size("2", 2, Kind.AGGREGATOR), rank=Rank.PREFERRED, rank_reason="read by eye")
LADDER = (
    RANKED,
    size("32174530", 32174530, Kind.MEASURED),
    size("30.5M", 30500000, Kind.UPSTREAM, "2026-01-30"),
    size("31M", 31000000, Kind.UPSTREAM, "2025-01-30"),
    size("29M", 29000000, Kind.VENDOR, "2026-08-21"),
    size("28M", 28000000, Kind.AGGREGATOR, "2026-12-31"),
    claim(MG.unknown, "—", Kind.MEASURED, "2030"),
    DEPRECATED,
)


def test_rank_then_stated_then_kind_then_date_decide() -> None:
    for several in (LADDER, LADDER[::-1], LADDER[3:] + LADDER[:3]):
        assert prefer(several).claims == LADDER


def test_the_more_precise_of_two_values_holds() -> None:
    rough, fine = size("0.23B", 230_000_000), size("232M", 232_000_000)

    assert prefer([rough, fine]).winner == fine


def test_the_order_of_asking_never_matters() -> None:
    alike = [size("1M", 1_000_000), size("2M", 2_000_000), size("3M", 3_000_000)]

    winners = {prefer(order).winner for order in permutations(alike)}

    assert len(winners) == 1


def test_only_deprecated_claims_leave_no_winner() -> None:
    verdict = prefer([DEPRECATED])

    assert verdict.winner is None
    assert verdict.reasons == ("set aside: a slip",)


def test_no_claims_leave_no_winner() -> None:
    verdict = prefer([])

    assert verdict.winner is None
    assert not verdict.conflict


def test_every_place_has_its_reason() -> None:
    reasons = prefer(LADDER).reasons

    assert reasons[0] == "preferred: read by eye"
    assert set(reasons[1:-1]) == {
        "outranked: read by eye",
        "outranked: another source states a value",
    }
    assert reasons[-1] == "set aside: a slip"


@pytest.mark.parametrize(
    ("lower", "reason"),
    [
        (size("29M", 29, Kind.VENDOR), "outranked: upstream goes before vendor"),
        (size("29M", 29, Kind.UPSTREAM, "2025"), "outranked: the source of 2026 is newer"),
        (
            size("3M", 29, Kind.UPSTREAM, "2026"),
            "outranked: the other value is stated more precisely",
        ),
        (size("30.5M", 30500000, Kind.VENDOR), "says the same"),
        (claim(MG.unknown, "—"), "outranked: another source states a value"),
    ],
)
def test_the_reason_names_what_decided(lower: Claim, reason: str) -> None:
    winner = size("30.5M", 30500000, Kind.UPSTREAM, "2026")

    verdict = prefer([lower, winner])

    assert verdict.winner == winner
    assert verdict.reasons[1] == reason


@pytest.mark.parametrize(
    ("elsewhere", "reason"),
    [
        (False, "outranked: the source states both, and nothing decides between them"),
        (True, "outranked: nothing decides between the two; the order of their addresses is kept"),
    ],
)
def test_where_nothing_decides_the_reason_says_so(elsewhere: bool, reason: str) -> None:
    one, other = size("1M", 1_000_000), size("2M", 2_000_000)
    if elsewhere:
        other = replace(other, source=IRI("https://w3id.org/modelgraph/source/another"))

    assert prefer([one, other]).reasons[1] == reason


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("0.23B", 230_000_000), ("232M", 232_000_000), True),
        (("25.6M", 25_600_000), ("25.56M", 25_560_000), True),
        (("32.1M", 32_100_000), ("32174530", 32_174_530), True),
        (("300M", 300_000_000), ("304.33M", 304_330_000), True),
        (("2.4M", 2_400_000), ("2.6M", 2_600_000), False),
        (("10M", 10_000_000), ("12M", 12_000_000), False),
        (("300M", 300_000_000), ("390M", 390_000_000), False),
        (("~10M", 10_000_000), ("30.5M", 30_500_000), False),
        (("33.9M", 33_900_000), ("135637474", 135_637_474), False),
        (("29M", 29_000_000), ("32174530", 32_174_530), False),
        (("1M", 1_000_000), ("1000000", 1_000_000), True),
    ],
)
def test_rounding_is_no_disagreement(
    one: tuple[str, int], other: tuple[str, int], same: bool
) -> None:
    a, b = size(*one), size(*other, Kind.VENDOR)

    assert agree(a, b) is same
    assert agree(b, a) is same
    assert prefer([a, b]).conflict is not same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2023-10", "2023-10-23", True),
        ("2024", "2024-06", True),
        ("2025-06", "2024-06-16", False),
    ],
)
def test_a_less_precise_date_is_no_disagreement(one: str, other: str, same: bool) -> None:
    assert agree(claim(date(one)), claim(date(other))) is same


def test_a_missing_value_disagrees_with_nothing() -> None:
    assert agree(claim(MG.unknown), size("1M", 1_000_000))
    assert not prefer([claim(MG.notDisclosed), size("1M", 1_000_000)]).conflict


def test_what_is_set_aside_is_no_disagreement() -> None:
    assert not prefer([size("5M", 5_000_000), DEPRECATED]).conflict


def test_a_union_leaves_out_what_is_set_aside() -> None:
    found = values([claim(Literal("a")), claim(Literal("a")), claim(Literal("b")), DEPRECATED])

    assert found == (Literal("a"), Literal("b"))


@pytest.mark.parametrize("some", [(), (DEPRECATED,), *permutations((*LADDER[1:3], DEPRECATED))])
def test_the_claim_that_holds_is_the_one_that_wins(some: tuple[Claim, ...]) -> None:
    assert holds(some) is prefer(some).winner
