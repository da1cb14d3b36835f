"""An index is kept beside its store as long as the triples stand, and no longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelgraph.index.build import build
from modelgraph.index.current import Current
from modelgraph.index.delta import changed
from modelgraph.index.order import By
from modelgraph.index.pages import page
from modelgraph.index.saved import load, save
from modelgraph.index.searching import scores
from modelgraph.index.value import Index
from modelgraph.store import IRI, Literal, OxigraphStore, Quad
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import SCHEMA

FILE = ("derived", "index")
NAMED = [
    Quad(IRI(expand(f"model:acme/{name}")), SCHEMA.name, Literal(name)) for name in ("one", "two")
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = OxigraphStore(tmp_path / "store")
    store.replace({}, add=NAMED[:1])
    return tmp_path / "store"


def names(index: Index) -> list[str]:
    return [index.record(number).name for number in index.orders[By.NAME].models.tolist()]


def ids(index: Index, by: By) -> list[str]:
    return [index.id(number) for number in index.orders[by].models.tolist()]


def test_an_index_comes_back_as_it_was(memory_world: OxigraphStore) -> None:
    index = build(memory_world)

    again = load(save(index), index.revision)

    assert again is not None
    assert save(again) == save(index)


@pytest.mark.parametrize("letters", range(1, 5))
def test_a_list_goes_on_wherever_its_numbers_lie_in_the_file(letters: int) -> None:
    store = OxigraphStore()
    first, second = ("a" * letters, "b" * letters)
    for name in (first, second):
        model = IRI(expand(f"model:acme/{name}"))
        store.replace({}, add=[Quad(model, SCHEMA.name, Literal(name))])
    index = build(store)

    again = load(save(index), index.revision)

    assert again is not None
    place = again.place(By.NAME, int(again.orders[By.NAME].models[0]))
    (behind,) = page(again, again.live, By.NAME, 5, after=place).models
    assert again.record(behind).name == second


def test_a_start_reads_the_index_and_not_the_store(folder: Path) -> None:
    Current(OxigraphStore(folder)).get()

    class Counting(OxigraphStore):
        asked = 0

        def select(self, query: str) -> object:  # type: ignore[override]
            self.asked += 1
            return super().select(query)

    store = Counting(folder)
    index = Current(store).get()

    assert names(index) == ["one"]
    assert store.asked == 0


def test_a_write_takes_the_kept_index_away(folder: Path) -> None:
    store = OxigraphStore(folder)
    current = Current(store)
    current.get()
    kept = folder.joinpath(*FILE)
    was_there = kept.exists()

    store.replace({}, add=NAMED[1:])

    assert was_there
    assert not kept.exists()
    assert names(current.get()) == ["one", "two"]
    current.save()
    assert kept.exists()


def test_who_only_reads_keeps_nothing(folder: Path) -> None:
    index = Current(OxigraphStore(folder, read_only=True)).get()

    assert names(index) == ["one"]
    assert not folder.joinpath(*FILE).exists()


def test_a_reader_trusts_no_index_that_is_newer_than_what_it_sees(folder: Path) -> None:
    reader = OxigraphStore(folder, read_only=True)
    writer = OxigraphStore(folder)
    writer.replace({}, add=NAMED[1:])
    Current(writer).get()

    assert folder.joinpath(*FILE).exists()
    assert names(Current(reader).get()) == ["one"]


@pytest.mark.parametrize("damage", ["cut", "flipped", "other code", "empty"])
def test_a_damaged_index_is_made_anew(folder: Path, damage: str) -> None:
    Current(OxigraphStore(folder)).get()
    kept = folder.joinpath(*FILE)
    content = kept.read_bytes()
    kept.write_bytes({
        "cut": content[: len(content) // 2],
        "flipped": content[:-40] + bytes([content[-40] ^ 1]) + content[-39:],
        "other code": content.replace(b"modelgraph index ", b"modelgraph index 0", 1),
        "empty": b"",
    }[damage])  # fmt: skip

    assert names(Current(OxigraphStore(folder)).get()) == ["one"]


def test_a_loaded_index_follows_writes(own_world: OxigraphStore) -> None:
    loaded = load(save(build(own_world)), own_world.revision)
    assert loaded is not None
    own_world.replace({}, add=NAMED)

    after = changed(loaded, own_world, [quad.subject for quad in NAMED])

    fresh = build(own_world)
    for by in By:
        assert ids(after, by) == ids(fresh, by)
    found = scores(after, "one")
    assert max(found, key=found.__getitem__) == after.number(NAMED[0].subject)
