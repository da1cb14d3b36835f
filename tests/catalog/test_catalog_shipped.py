"""What the shipped catalog answers: the pair that everybody knows, and agreement with SPARQL."""

from __future__ import annotations

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import Cell, Comparison, EntityValue, Obstacle, Presence, Scope
from modelgraph.catalog.properties import COMPONENTS, ROWS, Roll
from modelgraph.store import IRI
from modelgraph.validation import SINGLE_VALUED
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, SCHEMA, SKOS


@pytest.fixture(scope="module")
def shipped(shipped_catalog: Catalog) -> Catalog:
    return shipped_catalog


@pytest.fixture(scope="module")
def pair(shipped: Catalog) -> Comparison:
    return shipped.compare("florence-2", "sam-clip")


def cells(comparison: Comparison, model: int) -> dict[str, Cell]:
    return {row.of.key: row.cells[model] for row in comparison.rows}


def accepted(cell: Cell) -> list[str]:
    return [each.value.display for each in cell.accepted]


def outranked(cell: Cell) -> list[str]:
    return [each.value.display for each in cell.outranked]


def test_florence_2_is_shown_as_its_sources_say(pair: Comparison) -> None:
    found = cells(pair, 0)

    assert accepted(found["organization"]) == ["Microsoft"]
    assert found["license"].display == "MIT"
    assert found["parameters"].display == "0.23 B (base) · 0.77 B (large)"
    assert "230 M" in outranked(found["parameters"])
    assert accepted(found["release-preprint"]) == ["2023-11-10"]
    assert "2024-06-16" in accepted(found["release-weights"])
    assert accepted(found["release-library-support"]) == ["2025-08-20"]
    assert "2025-06" in outranked(found["released"])
    assert found["released"].conflict


def test_sam_clip_is_shown_without_weights(pair: Comparison) -> None:
    found = cells(pair, 1)

    assert accepted(found["organization"]) == ["Apple"]
    assert accepted(found["affiliation"]) == ["University of Illinois Urbana-Champaign"]
    assert found["availability-weights"].display == "none published"
    assert found["category"].display == "closed"
    assert "open" in outranked(found["category"])


def test_nothing_of_the_pair_can_be_run_side_by_side(pair: Comparison) -> None:
    assert pair.shared == ()
    assert [each.model for each in pair.obstacles] == ["microsoft/florence-2", "apple/sam-clip"]
    assert "none are published" in pair.obstacles[1].explanation


@pytest.mark.slow
def test_every_stated_cell_has_a_source_that_is_described(shipped: Catalog) -> None:
    known = {source.iri for source in shipped.sources()}
    derived = {"variants", "family", "organization"}
    for model in shipped.models():
        for cell in shipped.model(model.id).cells:
            assert cell.display
            for value in cell.values:
                assert value.citations or cell.of.key in derived, (model.id, cell.of.key)
                assert {citation.source.iri for citation in value.citations} <= known


def test_object_detection_is_shared_by_claim_with_reasons(shipped: Catalog) -> None:
    shared = {each.task.slug: each for each in shipped.shared_tasks("florence-2", "yolov9")}

    assert list(shared) == ["object-detection"]
    assert shared["object-detection"].scope is Scope.CLAIMED
    assert [(each.model, each.obstacle) for each in shared["object-detection"].not_runnable] == [
        ("microsoft/florence-2", Obstacle.NO_WEIGHTS),
        ("wongkinyiu/yolov9", Obstacle.NO_WEIGHTS),
    ]
    assert shipped.shared_tasks("florence-2", "yolov9", scope=Scope.RUNNABLE) == ()


@pytest.mark.parametrize(
    ("model", "variants"),
    [
        ("florence-2", {"base", "base-ft", "large", "large-ft"}),
        ("sam", {"ViT-B", "ViT-L", "ViT-H"}),
        ("yolo26", {"n", "s", "m", "l", "x"}),
        ("depth anything v2", {"Small", "Base", "Large", "Giant"}),
        ("clip", {"RN50", "ViT-B/16"}),
    ],
)
def test_levels_come_out_right(shipped: Catalog, model: str, variants: set[str]) -> None:
    assert variants <= {variant.label for variant in shipped.model(model).variants}


def test_licences_that_differ_by_size_are_not_one(shipped: Catalog) -> None:
    (cell,) = shipped.evidence("depth-anything-v2", "license")

    assert cell.display == "Apache-2.0 (Small) · CC-BY-NC-4.0 (Base, Large, Giant)"
    assert cell.conflict


@pytest.mark.slow
def test_each_way_to_be_missing_is_found(shipped: Catalog) -> None:
    found = {cell.presence for model in shipped.models() for cell in shipped.model(model.id).cells}

    assert found >= {Presence.STATED, Presence.UNKNOWN, Presence.NOT_APPLICABLE,
                     Presence.NOT_CHECKED}  # fmt: skip


@pytest.mark.slow
def test_what_cells_accept_is_what_the_default_graph_holds(shipped: Catalog) -> None:
    """Both ways, for every single-valued property of every model and variant."""
    missing = {MG.unknown, MG.notApplicable, MG.notDisclosed}
    stated: set[tuple[str, str, str]] = set()
    for model in map(shipped.model, (each.id for each in shipped.models())):
        for cell in (*model.cells, *(cell for each in model.variants for cell in each.cells)):
            values = {(each.subject, _plain(each.value)) for each in cell.accepted}
            stated |= {(cell.of.key, s, v) for s, v in values if v not in missing}

    for row in ROWS:
        for predicate in set(row.predicates) & SINGLE_VALUED:
            rows = shipped.sparql(f"SELECT ?s ?v WHERE {{ ?s <{predicate}> ?v }}").rows
            held = {
                (s, v if isinstance(v, IRI) else v.lexical)  # type: ignore[union-attr]
                for s, v in rows
                if not {"component", "offer"} & set(str(s).split("/"))
            }
            assert {(s, v) for key, s, v in stated if key == row.of.key} == held


def _plain(value: object) -> str:
    if isinstance(value, EntityValue):
        return value.iri
    return str(getattr(value, "exact", None) or getattr(value, "date", None) or value.text)  # type: ignore[attr-defined]


def test_tasks_of_lists_are_those_of_the_graph(shipped: Catalog) -> None:
    rows = shipped.sparql(
        f"SELECT DISTINCT ?m ?t WHERE {{ ?m a <{MG.Model}> ; "
        f"<{IT6.hasVariation}>? ?about . ?about <{FAIR4ML.mlTask}> ?t . "
        f"?t <{SKOS.inScheme}> ?s }}"
    ).rows
    held = {(str(m), str(t).rpartition("/")[2]) for m, t in rows}

    stated = {(model.iri, task) for model in shipped.models() for task in model.tasks}

    assert stated == held


@pytest.mark.slow
def test_disagreements_are_those_that_cells_show(shipped: Catalog) -> None:
    listed = {(each.model.id, each.cell.of.key) for each in shipped.conflicts()}

    shown = {
        (model.id, cell.of.key)
        for model in shipped.models()
        for cell in shipped.model(model.id).cells
        if cell.conflict
    }

    assert listed == shown
    assert ("microsoft/florence-2", "released") in listed


def test_rows_take_one_value_where_the_vocabulary_says_so() -> None:
    single = {p for row in ROWS if row.roll not in {Roll.UNION, Roll.HEADLINE}
              for p in row.predicates}  # fmt: skip
    many = {p for row in ROWS if row.roll is Roll.UNION for p in row.predicates}

    assert single <= SINGLE_VALUED
    assert not many & SINGLE_VALUED
    assert SINGLE_VALUED - single == {MG.date, MG.value, MG.availability}


def test_every_property_that_is_claimed_has_its_row(shipped: Catalog) -> None:
    """Nothing that a source says is left out of the page of a model."""
    shown = {p for row in ROWS for p in row.predicates} | {
        MG.date, MG.value, MG.availability, SCHEMA.isVariantOf, FAIR4ML.mlTask,
        SCHEMA.offeredBy,  # of an offer; its host is a provider of the model, too
        MG.inputTokenPrice, MG.outputTokenPrice,  # of an offer: ``Catalog.offers``
    }  # fmt: skip
    names = {SCHEMA.name, SKOS.altLabel}
    rows = shipped.sparql(
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
        f"SELECT DISTINCT ?p WHERE {{ VALUES ?class {{ <{MG.Model}> <{MG.Variant}> }}"
        f" GRAPH ?g {{ ?c a <{MG.Claim}> ; rdf:predicate ?p ; <{MG.about}> ?about }}"
        " ?about a ?class }"
    ).rows

    assert {row[0] for row in rows} <= shown | names
    assert COMPONENTS
