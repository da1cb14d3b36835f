"""The catalog looks at itself: findings, disagreements, gaps, facts on one foot."""

from __future__ import annotations

import pytest

from modelgraph.catalog.audit import COVERED
from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import Presence
from modelgraph.errors import NotFoundError
from modelgraph.store import IRI, Value
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import MG


@pytest.fixture(scope="module")
def catalog(memory_catalog: Catalog) -> Catalog:
    return memory_catalog


def test_the_models_in_conflict_are_those_whose_cells_show_one(catalog: Catalog) -> None:
    counted = {each.model.id for each in catalog.conflict_counts().by_model}

    assert counted
    assert counted == {each.model.id for each in catalog.conflicts()}


def test_every_way_to_count_conflicts_speaks_of_the_same_values(catalog: Catalog) -> None:
    counts = catalog.conflict_counts()

    assert counts.total == sum(each.things for each in counts.by_property)
    assert sum(each.disagreements for each in counts.by_sources) >= counts.total
    assert {each.label for each in counts.by_property} >= {"Licence", "Parameters"}


@pytest.mark.parametrize(
    ("key", "counted"),
    [("released", "schema:datePublished"), ("parameters", "it6:totalNumberOfParameters")],
)
def test_a_property_is_in_conflict_in_the_list_where_it_is_counted(
    catalog: Catalog, key: str, counted: str
) -> None:
    (models,) = (e.models for e in catalog.conflict_counts().by_property if e.property == counted)

    assert len(catalog.conflicts(property=key)) == models


def test_what_is_disputed_of_a_variant_stands_beside_the_date_of_the_model(
    shipped_catalog: Catalog,
) -> None:
    (conflict,) = shipped_catalog.conflicts("qwen3.5", property="released")

    beside = [each for each in conflict.cell.values if each.subject_label]
    assert {each.subject_label for each in beside} == {"9B"}
    assert len({each.value.display for each in beside}) == 2
    assert not any(each.accepted for each in beside)
    assert beside[0].value.display not in conflict.cell.display


def test_a_model_has_its_own_findings(catalog: Catalog) -> None:
    found = catalog.findings("florence-2")

    assert {"one-size-for-several", "date-without-event"} <= {each.rule for each in found}
    assert {each.model for each in found} == {"microsoft/florence-2"}
    assert all(each.claims and each.sources for each in found if each.property)


def test_findings_can_be_narrowed_to_a_rule(catalog: Catalog) -> None:
    found = catalog.findings(rule="one-size-for-several")

    assert {each.rule for each in found} == {"one-size-for-several"}


def test_the_worst_findings_come_first(catalog: Catalog) -> None:
    order = ["violation", "warning", "info"]

    severities = [order.index(each.severity) for each in catalog.findings()]

    assert severities == sorted(severities)


def test_a_warning_stands_beside_the_value_that_caused_it(catalog: Catalog) -> None:
    (cell,) = catalog.evidence("florence-2", "released")

    warned = {
        citation.stated_as: citation.warnings
        for value in cell.values
        for citation in value.citations
    }

    assert warned["Jun 2025"] == ("No event that any source states is of 2025-06.",)


def test_a_source_that_nobody_disputes_agrees_fully(catalog: Catalog) -> None:
    rates = {each.source.name: each for each in catalog.agreement()}

    assert all(0 <= each.rate <= 1 for each in rates.values())
    assert all(each.disputed <= each.compared for each in rates.values())
    assert not any(name.startswith("modelgraph") for name in rates)
    disputed = {each.source for each in catalog.agreement() if each.disputed}
    assert disputed >= {each.one for each in catalog.conflict_counts().by_sources[:1]}


@pytest.mark.parametrize("key", COVERED)
def test_a_model_states_a_property_or_lacks_it(catalog: Catalog, key: str) -> None:
    (row,) = (each for each in catalog.coverage() if each.property == key)
    ways = (row.unknown, row.not_disclosed, row.not_applicable, row.not_checked)

    lacking = catalog.lacking(key)

    assert sum(ways) == len(lacking)
    assert row.stated + len(lacking) == len(catalog.models())


@pytest.mark.parametrize("key", ["license", "released", "parameters"])
def test_a_gap_is_missing_in_the_way_that_the_cell_says(catalog: Catalog, key: str) -> None:
    lacking = {each.model.id: each.presence for each in catalog.lacking(key)}

    for model in catalog.models():
        cell = next(c for c in catalog.compare(model.id, other(model.id)).rows if c.of.key == key)
        assert cell.cells[0].presence is lacking.get(model.id, Presence.STATED), model.id


def other(id_: str) -> str:
    return "openai/clip" if id_ != "openai/clip" else "openai/gpt-5"


def test_gaps_can_be_narrowed_to_one_way(catalog: Catalog) -> None:
    found = catalog.lacking("parameters", Presence.NOT_DISCLOSED)

    assert {each.model.id for each in found} == {"openai/gpt-5"}


def test_gaps_of_an_unknown_property_are_refused_with_those_that_are_counted(
    catalog: Catalog,
) -> None:
    with pytest.raises(NotFoundError) as refused:
        catalog.lacking("colour")

    assert "license" in refused.value.near


def test_a_lone_fact_is_stated_by_one_aggregator_and_nobody_else(catalog: Catalog) -> None:
    found = catalog.lone_facts()

    assert found
    for each in found:
        (claim,) = catalog.describe(each.claim)[:1]
        said = {quad.predicate: quad.object for quad in catalog.describe(each.claim)}
        assert claim.graph == each.source.iri
        assert said[MG.kind] == MG.aggregator
        others = catalog.store.quads(each.subject, said_of(said), None)
        stating = {q.graph for q in others if q.object == said[OBJECT] and q.graph is not None}
        assert stating == {each.source.iri}


OBJECT = IRI(PREFIXES["rdf"] + "object")


def said_of(said: dict[IRI, Value]) -> IRI:
    predicate = said[IRI(PREFIXES["rdf"] + "predicate")]
    assert isinstance(predicate, IRI)
    return predicate


def test_lone_facts_can_be_narrowed_to_a_model(catalog: Catalog) -> None:
    some = catalog.lone_facts()[0].model.id

    found = catalog.lone_facts(some)

    assert {each.model.id for each in found} == {some}


def test_weights_that_a_source_says_are_kept_back_are_not_unchecked(catalog: Catalog) -> None:
    lacking = {each.model.id: each.presence for each in catalog.lacking("weights")}

    assert lacking["apple/sam-clip"] is Presence.NOT_DISCLOSED
    assert lacking["openai/gpt-5"] is Presence.NOT_DISCLOSED


def test_weights_that_a_source_says_are_published_are_no_gap(catalog: Catalog) -> None:
    lacking = {each.model.iri for each in catalog.lacking("weights")}
    published = {
        quad.subject
        for part in catalog.store.quads(predicate=MG.availability, value=MG.published)
        if part.graph is None
        for quad in catalog.store.quads(predicate=MG.hasComponent, value=part.subject)
        if part.subject.endswith("/component/weights")
    }

    assert published
    assert published & lacking == set()


def test_sources_of_one_name_have_labels_of_their_own(shipped_catalog: Catalog) -> None:
    sources = shipped_catalog.sources()

    labels = {each.slug: each.label for each in sources}
    assert len(set(labels.values())) == len(sources)
    assert labels["anomalyco-models.dev-f3fc692-survey"] == "anomalyco/models.dev (survey)"
    assert labels["azion.com"] == "azion.com"


def test_a_name_that_several_sources_have_means_each_of_them(shipped_catalog: Catalog) -> None:
    parts = [each.slug for each in shipped_catalog.sources() if each.name == "anomalyco/models.dev"]

    found = shipped_catalog.conflicts(source="anomalyco/models.dev")

    assert len(parts) == 2
    assert {each.model.id for each in found} == {
        each.model.id for part in parts for each in shipped_catalog.conflicts(source=part)
    }
    assert found


def test_a_property_that_nobody_knows_is_refused_with_those_in_conflict(catalog: Catalog) -> None:
    with pytest.raises(NotFoundError) as caught:
        catalog.conflicts(property="colour")

    assert "license" in caught.value.near
    assert catalog.conflicts(property="release-retired") == ()
