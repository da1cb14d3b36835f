"""What an import leaves behind of itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from modelgraph.errors import NotFoundError, RefusedError
from modelgraph.importers import curation, pipeline, rules
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import import_id, is_import
from modelgraph.store import IRI, OxigraphStore
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import MG

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


def imports(store: OxigraphStore) -> list[IRI]:
    return [graph for graph in store.graphs() if is_import(graph)]


def test_no_clock_no_history(own_world: OxigraphStore) -> None:
    assert imports(own_world) == []


def test_importing_what_is_there_is_no_change_at_all(
    own_world: OxigraphStore, world_readings: tuple[Reading, ...]
) -> None:
    before, revision = set(own_world.quads()), own_world.revision

    report = pipeline.run(own_world, world_readings, at=NOW)

    assert (report.activity, report.changes) == ("", ())
    assert (set(own_world.quads()), own_world.revision) == (before, revision)


def test_a_dry_run_tells_the_changes_and_records_none(
    world_readings: tuple[Reading, ...],
) -> None:
    store = OxigraphStore()

    report = pipeline.run(store, world_readings, dry_run=True, at=NOW)

    assert len(report.changes) == report.added > 0
    assert list(store.quads()) == []


def test_every_claim_that_came_is_recorded_once(world_readings: tuple[Reading, ...]) -> None:
    store = OxigraphStore()

    report = pipeline.run(store, world_readings, at=NOW)

    recorded = [quad.object for quad in store.quads(predicate=MG.changedClaim)]
    claims = {quad.subject for quad in store.quads(value=MG.Claim)}
    assert imports(store) == [IRI(report.activity)]
    assert len(recorded) == len(set(recorded))
    assert set(recorded) == claims


def test_taking_a_source_out_and_reading_it_again_gives_the_same_facts(
    own_world: OxigraphStore, world_readings: tuple[Reading, ...]
) -> None:
    before = set(own_world.quads())
    source = next(g for g in own_world.graphs() if g.endswith("openai-clip-d05afc4"))

    removed = pipeline.remove(own_world, source, at=NOW)
    again = pipeline.run(own_world, world_readings, at=LATER)

    history = {quad for quad in own_world.quads() if quad.graph and is_import(quad.graph)}
    assert removed.removed == again.added > 0
    assert len(imports(own_world)) == 2
    assert set(own_world.quads()) - history == before


def test_a_source_that_is_not_there_can_not_be_removed(own_world: OxigraphStore) -> None:
    with pytest.raises(NotFoundError):
        pipeline.remove(own_world, IRI(expand("source:nobody")))


@pytest.mark.parametrize("own", [rules.SOURCE.iri, curation.read(shipped()).sources[0].iri])
def test_our_own_facts_can_not_be_removed(own_world: OxigraphStore, own: IRI) -> None:
    with pytest.raises(RefusedError):
        pipeline.remove(own_world, own)


def test_ids_of_imports_are_in_the_order_of_time() -> None:
    east = timezone(timedelta(hours=2))
    first = import_id(datetime(2026, 3, 1, 1, 0, tzinfo=east), ())
    taken = IRI(expand("mg:x").partition("ontology")[0] + f"import/{first}")

    second = import_id(datetime(2026, 2, 28, 23, 0, tzinfo=UTC), {taken})

    assert first == "20260228-230000-000000"
    assert second == "20260228-230000-000000-000001"
    assert first < second < import_id(NOW, ())


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        import_id(datetime(2026, 3, 1), ())
