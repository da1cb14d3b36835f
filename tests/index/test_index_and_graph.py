"""What the index answers is what the graph answers, whatever is written in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modelgraph.catalog.both_ways import compared, made_up
from modelgraph.catalog.reading import Reading as CatalogReading
from modelgraph.importers import curated, curation, pipeline, vocabulary
from modelgraph.importers.identity import shipped
from modelgraph.index.build import build
from modelgraph.index.delta import changed
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, Value, date, integer
from modelgraph.vocabulary.prefixes import BASE, expand
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, PROV, SCHEMA, SKOS


def iri(name: str) -> IRI:
    return IRI(expand(name))


WORLD = Path(__file__).parents[1] / "world.csv"
MODELS = [iri(f"model:{org}/{name}") for org in "ab" for name in ("net", "net-2", "Sam", "ünet")]
VARIANTS = [iri(f"variant:{org}/{name}") for org in "ab" for name in ("net-s", "net-l", "sam-b")]
FAMILIES = [IRI(f"{BASE}family/net"), IRI(f"{BASE}family/sam")]
ORGS = [iri("org:a"), iri("org:b")]
TASKS = [iri(f"task:{name}") for name in ("ocr", "text", "vision", "detection")]
SCHEME = IRI(f"{BASE}tasks")
BROADER = {TASKS[0]: TASKS[1], TASKS[1]: TASKS[2], TASKS[3]: TASKS[2]}
NAMES = ["Net", "net 2", "Sam", "SAM 2", "Über+", "a", "中文", "Zoo\nNet", ""]
DATES = ["2022", "2023-07", "2024-06-16", "2024-06", "soon"]


def facts() -> dict[tuple[IRI, ...], dict[IRI, Sequence[Value]]]:
    """Return what may be said of whom: valid values and a few that no importer would let in."""
    things = (*MODELS, *VARIANTS)
    return {
        (*things, *ORGS): {SCHEMA.name: list(map(Literal, NAMES)),
                           SKOS.altLabel: list(map(Literal, NAMES))},
        tuple(MODELS): {
            MG.organization: ORGS, SCHEMA.isPartOf: FAMILIES,
            MG.category: [MG.open, MG.closed, Literal("odd")],
            SCHEMA.datePublished: [date(each) for each in DATES[:4]] + [Literal("soon")],
            IT6.hasVariation: VARIANTS,
        },
        things: {
            SCHEMA.license: [iri("spdx:MIT"), iri("license:own"), IRI("https://x.org/l")],
            FAIR4ML.mlTask: [*TASKS, Literal("ocr")],
            MG.modality: [iri("modality:image")],
            MG.hasFeature: [iri("feature:fast"), Literal("f")],
            IT6.totalNumberOfParameters: [*map(integer, (7, 10**6, 10**19 - 1)), Literal("many")],
            SCHEMA.citation: [IRI("https://arxiv.org/abs/1")],
            PROV.wasDerivedFrom: [*MODELS[:3], *VARIANTS, Literal("an old one")],
        },
        tuple(VARIANTS): {SCHEMA.isVariantOf: MODELS[:4]},
    }  # fmt: skip


SAID = [
    Quad(thing, predicate, value)
    for things, said in facts().items()
    for thing in things
    for predicate, values in said.items()
    for value in values
]
PARTS = [
    [
        Quad(thing, MG.supports, node), Quad(node, MG.of, thing), Quad(node, MG.task, task),
        Quad(node, MG.state, state),
    ]
    for thing in (*MODELS[:3], *VARIANTS[:2])
    for task in TASKS
    for node in (IRI(f"{thing}/support/{task.rpartition('/')[2]}"),)
    for state in (MG.claimed, MG.runnable, MG.verified)
] + [
    [Quad(thing, MG.hasRelease, node), Quad(node, MG.eventType, type_), Quad(node, MG.date, day)]
    for thing in (*MODELS[:2], *VARIANTS[:2])
    for node in (IRI(f"{thing}/release/one"), IRI("https://elsewhere.org/release"))
    for type_ in (MG.weightsEvent, MG.preprintEvent)
    for day in map(Literal, DATES)
]  # fmt: skip


def scheme() -> list[Quad]:
    return [
        quad
        for task in TASKS
        for quad in (
            Quad(task, SKOS.inScheme, SCHEME),
            Quad(task, SKOS.prefLabel, Literal(task.rpartition("/")[2], language="en")),
            *([Quad(task, SKOS.broader, BROADER[task])] if task in BROADER else []),
        )
    ]


@st.composite
def writes(draw: st.DrawFn) -> list[tuple[list[Quad], list[Quad]]]:
    """Return up to four writes: what comes and what goes, of what is there."""
    there: set[Quad] = set()
    steps = []
    for _ in range(draw(st.integers(1, 4))):
        came = draw(st.lists(st.sampled_from(SAID), max_size=40, unique=True))
        came += [q for part in draw(st.lists(st.sampled_from(PARTS), max_size=6)) for q in part]
        known = sorted(there, key=repr)
        gone = draw(st.lists(st.sampled_from(known), max_size=20, unique=True)) if known else []
        there = (there - {*gone}) | {*came}
        steps.append((came, [quad for quad in gone if quad not in came]))
    return steps


def answered_alike(read: CatalogReading, random: Random, count: int) -> None:
    found = compared(read, *made_up(read, random.randrange(2**32), count))
    assert [each for each in found if each.different] == []


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=writes(), seed=st.integers(0, 2**32))
def test_an_index_that_follows_writes_answers_as_the_graph_does(
    steps: list[tuple[list[Quad], list[Quad]]], seed: int
) -> None:
    store, random = OxigraphStore(), Random(seed)
    store.replace({}, add=scheme())
    read = CatalogReading(store)
    answered_alike(read, random, 4)

    for came, gone in steps:
        store.replace({}, add=came, remove=gone)

        answered_alike(read, random, 6)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=writes(), seed=st.integers(0, 2**32))
def test_it_does_so_after_many_writes(
    steps: list[tuple[list[Quad], list[Quad]]], seed: int
) -> None:
    store, random = OxigraphStore(), Random(seed)
    store.replace({}, add=scheme())
    read = CatalogReading(store)
    answered_alike(read, random, 4)

    for came, gone in steps:
        store.replace({}, add=came, remove=gone)

        answered_alike(read, random, 12)


@pytest.mark.slow
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_it_does_so_after_imports(seed: int) -> None:
    """Each import brings some rows of the world, and takes away others that came before."""
    store, random = OxigraphStore(), Random(seed)
    vocabulary.load(store)
    read, identity = CatalogReading(store), shipped()
    header, *lines = WORLD.read_text(encoding="utf-8").splitlines()

    for share in (0.3, 0.8, 0.5):
        rows = "\n".join([header, *(line for line in lines if random.random() < share)])
        table = curated.table(
            WORLD.name, rows.encode(), identity, collection="world", license=curated.LICENSE
        )
        pipeline.run(store, [curation.read(identity), table])

        answered_alike(read, random, 15)


def test_a_write_reads_only_what_it_touches(own_world: OxigraphStore) -> None:
    before = build(own_world)
    sam = iri("model:meta/sam-2")
    own_world.replace({}, add=[Quad(sam, MG.hasFeature, iri("feature:fast"))])

    after = changed(before, own_world, [sam])

    assert after.revision == own_world.revision
    assert after.orders == before.orders
    assert all(
        after.facets[key].models[: len(facet.models)] == facet.models
        for key, facet in before.facets.items()
        if key != "feature"
    )
