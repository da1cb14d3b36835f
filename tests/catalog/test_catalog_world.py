"""The small world of all tests, as the catalog shows it, in memory and on disk."""

from __future__ import annotations

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import Presence, Scope
from modelgraph.store import OxigraphStore


def test_the_pair_that_everybody_knows(world: OxigraphStore) -> None:
    rows = {row.of.key: row.cells for row in Catalog(world).compare("florence-2", "sam-clip").rows}

    shown = {key: tuple(cell.display for cell in cells) for key, cells in rows.items()}

    assert shown["organization"] == ("Microsoft", "Apple")
    assert shown["affiliation"][1] == "University of Illinois Urbana-Champaign"
    assert shown["parameters"][0] == "0.23 B (base) · 0.77 B (large)"
    assert shown["license"][0] == "MIT"
    assert shown["release-preprint"][0] == "2023-11-10"
    assert shown["release-library-support"][0] == "2025-08-20 (transformers)"
    assert shown["availability-weights"][1] == "none published"
    assert "2025-06" in {each.value.display for each in rows["released"][0].outranked}
    assert "230 M" in {each.value.display for each in rows["parameters"][0].outranked}


def test_a_size_that_is_kept_back_is_not_disclosed(world: OxigraphStore) -> None:
    (cell,) = Catalog(world).evidence("gpt-5", "parameters")

    assert cell.presence is Presence.NOT_DISCLOSED
    assert cell.values[0].citations


def test_shared_by_claim_and_not_runnable(world: OxigraphStore) -> None:
    (shared,) = Catalog(world).shared_tasks("florence-2", "yolov9")

    assert (shared.task.slug, shared.scope) == ("object-detection", Scope.CLAIMED)
    assert len(shared.not_runnable) == 2


def test_two_licences_of_one_model(world: OxigraphStore) -> None:
    (cell,) = Catalog(world).evidence("depth anything v2", "license")

    assert "Apache-2.0 (Small)" in cell.display
    assert "CC-BY-NC-4.0 (" in cell.display
    assert cell.conflict
