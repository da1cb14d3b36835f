"""What changed, and what the catalog said on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import Cell, ChangeType
from modelgraph.errors import InvalidDataError, NotFoundError
from modelgraph.importers import curated, pipeline
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.store import IRI, OxigraphStore, WritableStore
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import MG

HEADER = "id,model,level,subject,parent,property,qualifier,value,source_kind,source,source_commit"
FOO = (
    "a-1,Foo,family,Foo,,organization,architecture-author,Acme,upstream,acme/foo,aaaaaaa",
    "a-2,Foo,variant,Foo S,Foo,parameters,published,10M,upstream,acme/foo,aaaaaaa",
    "a-3,Foo,variant,Foo S,Foo,benchmark,top-1 | ImageNet | 224,71.5,upstream,acme/foo,aaaaaaa",
    "a-4,Foo,family,Foo,,task,claimed,OCR,upstream,acme/foo,aaaaaaa",
    "a-5,Foo,family,Foo,,release,weights,2024-03-01,upstream,acme/foo,aaaaaaa",
)  # fmt: skip
GREW = (FOO[0], FOO[1].replace("10M", "11M"), *FOO[2:])
LARGER = "a-6,Foo,variant,Foo L,Foo,parameters,published,90M,upstream,acme/foo,aaaaaaa"
SOURCE = IRI(expand("source:acme-foo-aaaaaaa"))


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 12, 30, tzinfo=UTC)


def reading(*rows: str) -> Reading:
    content = "\n".join((HEADER, *rows)).encode()
    return curated.table("x.csv", content, shipped(), collection="x", license="CC0-1.0")


@pytest.fixture(scope="module")
def lived(new_store: Callable[[], WritableStore]) -> Catalog:
    """A store with a past: Foo came, grew, got a variant, and was taken out."""
    store = new_store()
    pipeline.run(store, reading(*FOO), at=day(1))
    pipeline.run(store, reading(*GREW), at=day(2))
    pipeline.run(store, reading(*GREW, LARGER), at=day(3))
    pipeline.run(store, reading(*GREW, LARGER), at=day(4))
    pipeline.remove(store, SOURCE, at=day(5))
    return Catalog(store)


def stated(cells: tuple[Cell, ...]) -> dict[str, str]:
    return {cell.of.key: cell.display for cell in cells if cell.values}


def cells_of(*rows: str) -> dict[str, str]:
    """Return what a store that began with these rows says of Foo."""
    store = OxigraphStore()
    pipeline.run(store, reading(*rows))
    return stated(Catalog(store).evidence("acme/foo"))


@pytest.mark.parametrize(
    ("date", "rows"),
    [
        ("2026-03-01", FOO),
        ("2026-03-02", GREW),
        ("2026-03-04", (*GREW, LARGER)),
        ("2026-03-05T12:29", (*GREW, LARGER)),
    ],
)
def test_the_cells_of_a_day_are_those_of_a_store_of_that_day(
    lived: Catalog, date: str, rows: tuple[str, ...]
) -> None:
    assert stated(lived.as_of("acme/foo", date)) == cells_of(*rows)


@pytest.mark.parametrize("date", ["2026-02-28", "2025", "2026-03-05", "2027"])
def test_before_it_came_and_after_it_went_nothing_is_said(lived: Catalog, date: str) -> None:
    assert lived.as_of("acme/foo", date) == ()


def test_without_a_past_a_day_is_like_today(memory_world: OxigraphStore) -> None:
    catalog = Catalog(memory_world)

    assert catalog.as_of("florence-2", "2020") == catalog.evidence("florence-2")


def test_a_value_in_the_place_of_another_is_one_change(lived: Catalog) -> None:
    (change,) = [c for c in lived.changes() if c.moment.startswith("2026-03-02")]

    assert change.type is ChangeType.CHANGED
    assert change.before is not None
    assert change.after is not None
    assert (change.about_id, change.property.key) == ("acme/foo-s", "parameters")
    assert (change.before.display, change.after.display) == ("10 M", "11 M")
    assert change.source.name == "acme/foo"


def test_a_change_of_a_task_is_called_so(lived: Catalog) -> None:
    labels = {each.property.label for each in lived.changes() if "mlTask" in each.property.key}

    assert labels == {"Task"}


def test_changes_are_told_newest_first_and_since_a_day(lived: Catalog) -> None:
    every = lived.changes()
    late = lived.changes("2026-03-03")

    assert [each.moment for each in every] == sorted((e.moment for e in every), reverse=True)
    assert late == tuple(each for each in every if each.moment >= "2026-03-03")
    assert {each.type for each in late} == {ChangeType.ADDED, ChangeType.REMOVED}
    assert lived.changes("2026-04") == ()


def test_the_changes_of_a_model_are_those_of_its_variants_too(lived: Catalog) -> None:
    assert {c.about_id for c in lived.changes(subject="Foo")} == {
        "acme/foo", "acme/foo-s", "acme/foo-l",
    }  # fmt: skip
    assert {c.about_id for c in lived.changes(subject="acme/foo-l")} == {"acme/foo-l"}


def test_an_import_without_any_change_leaves_no_trace(lived: Catalog) -> None:
    days = {each.moment[:10] for each in lived.changes()}

    assert days == {"2026-03-01", "2026-03-02", "2026-03-03", "2026-03-05"}


def test_history_is_open_to_sparql(lived: Catalog) -> None:
    rows = lived.sparql(f"""
        PREFIX mg: <{MG.Change.removesuffix("Change")}> PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?type (COUNT(DISTINCT ?change) AS ?n) WHERE {{
          GRAPH ?import {{ ?import a mg:Import ; prov:generated ?change .
            ?change mg:changeType ?type ; mg:changedClaim ?claim }} }}
        GROUP BY ?type""")

    counts = {row["type"].rpartition("#")[2]: row["n"] for row in rows}
    assert counts["addition"] == counts["removal"] > 0


def test_several_imports_of_one_moment_keep_their_order(
    new_store: Callable[[], WritableStore],
) -> None:
    store = new_store()
    for rows in (FOO, GREW, FOO, GREW):
        pipeline.run(store, reading(*rows), at=day(1))

    told = Catalog(store).changes(subject="foo")

    sizes = [c.after.display for c in told if c.property.key == "parameters" and c.after]
    assert sizes == ["11 M", "10 M", "11 M", "10 M"]


def test_a_date_that_is_none_is_refused(lived: Catalog) -> None:
    with pytest.raises(InvalidDataError, match="Not a date"):
        lived.changes("yesterday")
    with pytest.raises(InvalidDataError, match="Not a date"):
        lived.as_of("acme/foo", "2026-3-1")


@pytest.mark.parametrize("text", ["2026-13", "2026-02-30", "0000", "2026-00-01"])
def test_a_day_that_no_calendar_has_is_refused(lived: Catalog, text: str) -> None:
    with pytest.raises(InvalidDataError, match="Not a date"):
        lived.changes(text)


def test_what_never_was_is_not_found(lived: Catalog) -> None:
    with pytest.raises(NotFoundError):
        lived.as_of("acme/bar", "2026")
