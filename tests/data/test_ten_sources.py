"""The ten sources themselves: imported, again, taken out and brought back.

``MODELGRAPH_SOURCES`` names the folder that holds them, one folder each; they are not shipped.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from modelgraph.errors import RefusedError
from modelgraph.importers import curation, pipeline, rebuild, vocabulary
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import is_import
from modelgraph.store import IRI, OxigraphStore
from modelgraph.store.canonical import triples

SOURCES = os.environ.get("MODELGRAPH_SOURCES", "")
COLLECTIONS = {
    "curated": "curated-facts",
    "playground": "playground",
    **{name: name for name in rebuild.IMPORTERS if name not in {"curated", "playground"}},
}
"""What each folder is called as a collection."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not SOURCES, reason="MODELGRAPH_SOURCES names no folder of sources"),
]
LATER = datetime(2026, 3, 2, tzinfo=UTC)


def read() -> tuple[Reading, ...]:
    return rebuild.readings(Path(SOURCES), shipped())


def dump(store: OxigraphStore) -> Mapping[IRI | None, str]:
    """Return the hash of each graph's canonical N-Quads, without the history."""
    return {
        graph: sha256(b"\n".join(triples(store, graph))).hexdigest()
        for graph in (None, *store.graphs())
        if graph is None or not is_import(graph)
    }


def imports(store: OxigraphStore) -> set[str]:
    return {graph for graph in store.graphs() if is_import(graph)}


@pytest.fixture(scope="module")
def readings() -> tuple[Reading, ...]:
    return read()


@pytest.fixture(scope="module")
def store(readings: tuple[Reading, ...]) -> OxigraphStore:
    """A store into which all came at once; each test leaves it as it was."""
    made = OxigraphStore()
    vocabulary.load(made)
    pipeline.run(made, readings, at=datetime(2026, 3, 1, tzinfo=UTC))
    return made


@pytest.fixture(scope="module")
def content(store: OxigraphStore) -> Mapping[IRI | None, str]:
    return dump(store)


def test_there_are_ten_and_each_says_something(readings: tuple[Reading, ...]) -> None:
    by_name = {each.collection: each for each in readings}

    assert len(COLLECTIONS) == 10
    assert all(by_name[name].claims or by_name[name].links for name in COLLECTIONS.values())


def test_reading_them_twice_gives_the_same(readings: tuple[Reading, ...]) -> None:
    assert read() == readings


def test_all_of_them_again_change_nothing(
    store: OxigraphStore, content: Mapping[IRI | None, str]
) -> None:
    revision, recorded = store.revision, imports(store)

    report = pipeline.run(store, read(), at=LATER)

    assert report.is_empty
    assert (report.changes, report.new_conflicts, report.activity) == ((), (), "")
    assert report.unchanged_sources == report.sources > 100
    assert (store.revision, imports(store)) == (revision, recorded)
    assert dump(store) == content


@pytest.mark.parametrize("collection", COLLECTIONS.values())
def test_each_of_them_again_changes_nothing(
    store: OxigraphStore, readings: tuple[Reading, ...], collection: str
) -> None:
    revision, recorded = store.revision, imports(store)
    (reading,) = (each for each in readings if each.collection == collection)

    report = pipeline.run(store, reading, at=LATER)

    assert report.is_empty
    assert report.unchanged_sources == len(reading.sources) > 0
    assert report.activity == ""
    assert (store.revision, imports(store)) == (revision, recorded)


def test_over_the_shipped_data_they_change_nothing(
    own_shipped: Path, readings: tuple[Reading, ...]
) -> None:
    made = OxigraphStore(own_shipped)
    before, recorded = dump(made), imports(made)

    report = pipeline.run(made, readings, at=LATER)

    assert report.is_empty
    assert report.unchanged_sources == report.sources
    assert (dump(made), imports(made)) == (before, recorded)


@pytest.mark.parametrize("collection", COLLECTIONS.values())
def test_each_source_taken_out_and_brought_back_leaves_the_same_bytes(
    store: OxigraphStore,
    content: Mapping[IRI | None, str],
    readings: tuple[Reading, ...],
    collection: str,
) -> None:
    (reading,) = (each for each in readings if each.collection == collection)
    before = imports(store)
    recorded = set()

    for source in reading.sources:
        went = pipeline.remove(store, source.iri, at=LATER)
        assert source.iri not in store.graphs()
        came = pipeline.run(store, reading, at=LATER)
        assert (went.added, went.changed, came.changed) == (0, 0, 0)
        assert (came.added, came.unchanged_sources) == (went.removed, came.sources - 1)
        recorded |= {went.activity, came.activity}

    assert dump(store) == content
    assert imports(store) - before == recorded
    assert len(recorded) == 2 * len(reading.sources)


def test_modelgraph_s_own_facts_stay(
    store: OxigraphStore, content: Mapping[IRI | None, str]
) -> None:
    (own,) = curation.read(shipped()).sources

    with pytest.raises(RefusedError):
        pipeline.remove(store, own.iri)

    assert dump(store) == content


@pytest.mark.parametrize("backwards", [False, True])
def test_one_after_the_other_gives_what_all_at_once_gives(
    content: Mapping[IRI | None, str], readings: tuple[Reading, ...], backwards: bool
) -> None:
    made = OxigraphStore()
    vocabulary.load(made)

    for reading in readings[::-1] if backwards else readings:
        pipeline.run(made, reading)

    assert dump(made) == content
