"""Names that people have read over stay joined, or apart, as they judged."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from itertools import combinations

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.importers.joins import shipped_names, shipped_unmatched
from modelgraph.resources import data
from modelgraph.store import IRI, Scope
from modelgraph.vocabulary.prefixes import shorten
from modelgraph.vocabulary.terms import MG, RDF, SCHEMA

Row = dict[str, str]
VERDICTS = {"same", "wrong level", "wrong merge"}
READ = {"1": 200, "2": 100}
"""Pairs of each sample: the second was drawn after what the first found was mended."""


def table(name: str) -> list[Row]:
    with (data() / f"identity/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reviewed() -> list[Row]:
    return table("reviewed-pairs")


def apart() -> list[frozenset[str]]:
    """Return the pairs of ids that are decided to be two things."""
    return [frozenset({row["one"], row["other"]}) for row in table("apart")]


@pytest.fixture(scope="module")
def called() -> dict[tuple[str, ...], set[str]]:
    """Return what each name of each source means, by collection, source, name and place."""
    found: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for join in shipped_names():
        found[join.collection, join.source, join.name, join.place].add(join.thing)
    return found


def side(row: Row, letter: str) -> tuple[str, ...]:
    return tuple(row[f"{part}_{letter}"] for part in ("collection", "source", "name", "place"))


def test_every_pair_of_two_samples_has_a_verdict_with_its_reason() -> None:
    rows = reviewed()
    pairs = {(row["sample"], side(row, "a"), side(row, "b"), row["thing"]) for row in rows}

    assert Counter(sample for sample, *_ in pairs) == READ
    assert {row["verdict"] for row in rows} <= VERDICTS
    assert [row for row in rows if not row["reason"]] == []


def test_what_was_judged_the_same_is_joined(called: dict[tuple[str, ...], set[str]]) -> None:
    apart = [
        (side(row, "a"), side(row, "b"))
        for row in reviewed()
        if row["verdict"] == "same"
        and row["thing"] not in called[side(row, "a")] & called[side(row, "b")]
    ]

    assert apart == []


def test_what_was_judged_different_is_not_joined(called: dict[tuple[str, ...], set[str]]) -> None:
    rows = [row for row in reviewed() if row["verdict"] != "same"]
    joined = [row for row in rows if called[side(row, "a")] & called[side(row, "b")]]
    gone = [s for row in rows for letter in "ab" if not called[s := side(row, letter)]]

    assert (joined, gone) == ([], [])


def test_the_page_states_the_verdicts() -> None:
    page = (data().parent / "docs/reference/identity.md").read_text(encoding="utf-8")

    counted = Counter((row["verdict"], row["sample"]) for row in reviewed())

    for verdict in VERDICTS:
        first, second = (counted[verdict, sample] for sample in "12")
        assert f"| {verdict} | {first} | {second} |" in page


def test_what_found_no_place_is_listed_with_its_reason() -> None:
    left = shipped_unmatched()

    assert {"timm", "models-dev", "model-openness-tool", "transformers"} <= {
        each.collection for each in left
    }
    assert [each for each in left if not each.reason or not each.place] == []


def test_things_that_are_decided_to_be_two_exist_and_are_two(shipped_catalog: Catalog) -> None:
    known = {
        shorten(quad.subject)
        for kind in (MG.Model, MG.Variant)
        for quad in shipped_catalog.store.quads(predicate=RDF.type, value=kind, graph=Scope.DEFAULT)
    }

    assert [pair for pair in apart() if len(pair & known) != 2] == []
    assert [row for row in table("apart") if not row["reason"]] == []


def test_no_name_stands_for_two_things_that_are_decided_to_be_two(
    called: dict[tuple[str, ...], set[str]],
) -> None:
    pairs = apart()
    several = {name: things for (_, _, name, _), things in called.items() if len(things) > 1}

    both = {name for name, things in several.items() if any(pair <= things for pair in pairs)}

    assert both == {"PaliGemma / PaliGemma2"}


@pytest.mark.parametrize("predicate", [SCHEMA.citation, MG.weightsRepository])
def test_two_models_of_one_paper_or_repository_are_so_by_decision(
    shipped_catalog: Catalog, predicate: IRI
) -> None:
    sharing: defaultdict[str, set[str]] = defaultdict(set)
    for quad in shipped_catalog.store.quads(predicate=predicate, graph=Scope.DEFAULT):
        if (thing := shorten(quad.subject)).startswith("model:"):
            sharing[str(quad.object)].add(thing)

    pairs = {frozenset(two) for each in sharing.values() for two in combinations(each, 2)}

    assert pairs - {*apart()} == set()
