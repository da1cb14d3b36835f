"""A store that lives on follows the shipped data and keeps what else it holds."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from contents import everything
from modelgraph import resources
from modelgraph.importers import vocabulary
from modelgraph.importers.pipeline import run
from modelgraph.importers.reading import Reading
from modelgraph.server.shipped import bring_up_to_date
from modelgraph.store import IRI, Literal, OxigraphStore, Quad
from modelgraph.vocabulary.prefixes import BASE
from modelgraph.vocabulary.terms import MG

JOB = IRI("https://w3id.org/modelgraph/job/1")
MARK = IRI(f"{BASE}shipped")


def ship(folder: Path, store: OxigraphStore) -> None:
    """Write a shipped folder as a release would have it."""
    folder.mkdir(exist_ok=True)
    store.engine.dump(str(folder / "all.trig"), format=ox.RdfFormat.TRIG)


def said(store: OxigraphStore) -> set[str]:
    """Return what a store says, without the marks and records of changes."""
    aside = (f" <{MG.contentHash}> ", f" <{BASE}import/")
    return {line for line in everything(store) if not any(each in line for each in aside)}


@pytest.fixture(scope="module")
def release(world_readings: tuple[Reading, ...]) -> OxigraphStore:
    """The first release, which lacks one source of the world."""
    curation, table = world_readings
    fewer = table.sources[:-1]
    kept = {source.iri for source in fewer}
    older = Reading(
        table.collection,
        fewer,
        tuple(claim for claim in table.claims if claim.source in kept),
        tuple(link for link in table.links if link.graph in kept),
    )
    store = OxigraphStore()
    vocabulary.load(store)
    run(store, (curation, older))
    return store


@pytest.fixture
def shipped(release: OxigraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point at a shipped folder of the test's own, with the first release."""
    folder = tmp_path / "data"
    ship(folder, release)
    (tmp_path / "ontology").symlink_to(resources.ontology())
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "src" / "modelgraph")
    return folder


def test_an_empty_store_is_filled(shipped: Path) -> None:
    store = OxigraphStore()

    bring_up_to_date(store)

    expected = OxigraphStore()
    expected.load(shipped / "all.trig")
    assert said(store) == said(expected)


def test_a_store_that_is_up_to_date_is_left_alone(shipped: Path, tmp_path: Path) -> None:
    store = OxigraphStore(tmp_path / "store")
    bring_up_to_date(store)
    revision = store.revision

    bring_up_to_date(store)

    assert store.revision == revision


@pytest.mark.slow
def test_after_an_upgrade_it_holds_the_new_facts_and_what_else_it_held(
    shipped: Path, memory_world: OxigraphStore
) -> None:
    store = OxigraphStore()
    bring_up_to_date(store)
    of_a_job = Quad(JOB, IRI("https://schema.org/name"), Literal("a job"), JOB)
    verified = Quad(JOB, IRI("https://schema.org/name"), Literal("a job"))
    store.replace({JOB: [of_a_job]}, add=[verified])
    ship(shipped, memory_world)

    bring_up_to_date(store)

    expected = OxigraphStore()
    expected.load(shipped / "all.trig")
    expected.replace({JOB: [of_a_job]}, add=[verified])
    assert said(store) == said(expected)
    assert [graph.startswith(f"{BASE}import/") for graph in store.graphs()].count(True) == 1


@pytest.mark.slow
def test_the_shipped_facts_once_more_change_nothing_and_are_not_recorded(own_shipped: Path) -> None:
    store = OxigraphStore(own_shipped)
    before = everything(store)
    other = Quad(MARK, MG.contentHash, Literal("of another release"), MARK)
    store.replace({MARK: [other]})

    bring_up_to_date(store)

    assert everything(store) == before
