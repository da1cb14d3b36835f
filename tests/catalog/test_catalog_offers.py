"""Who serves a model and for how much: the same in Python, GraphQL, on the page and in SPARQL."""

from __future__ import annotations

from decimal import Decimal

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.errors import NotFoundError
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, decimal, integer
from modelgraph.vocabulary.prefixes import BASE, PREFIXES
from modelgraph.vocabulary.terms import MG, SCHEMA

GPT = IRI(f"{BASE}model/openai/gpt-5")
SOURCE = IRI(f"{BASE}source/prices-1234567")


def offer(name: str, host: str, **said: object) -> list[Quad]:
    node = IRI(f"{GPT}/offer/{name}")
    facts = [
        (GPT, SCHEMA.offers, node),
        (node, SCHEMA.offeredBy, IRI(f"{PREFIXES['org']}{host}")),
        (node, MG.apiIdentifier, Literal(f"{host}/gpt-5")),
        *((node, MG.inputTokenPrice, decimal(str(p))) for p in [said.get("input")] if p),
        *((node, MG.outputTokenPrice, decimal(str(p))) for p in [said.get("output")] if p),
        *((node, MG.contextWindowTokens, integer(int(str(c)))) for c in [said.get("limit")] if c),
    ]
    return [Quad(*fact, SOURCE) for fact in facts]


@pytest.fixture
def catalog(own_world: OxigraphStore) -> Catalog:
    quads = [
        *offer("a", "kilo", input="1.25", output="10", limit=128_000),
        *offer("b", "free"),
        *offer("c", "azure", input="0.9", output="8"),
    ]
    own_world.replace({SOURCE: quads})
    return Catalog(own_world)


def test_the_cheapest_offer_comes_first_and_one_without_price_last(catalog: Catalog) -> None:
    found = catalog.offers("gpt-5")

    assert [each.identifier for each in found] == ["azure/gpt-5", "kilo/gpt-5", "free/gpt-5"]
    assert [each.input_price and Decimal(each.input_price) for each in found] == [
        Decimal("0.9"), Decimal("1.25"), None,
    ]  # fmt: skip
    assert (found[1].context, found[1].subject) == (128_000, "openai/gpt-5")
    assert {each.source.iri for each in found} == {SOURCE}


def test_a_model_that_nobody_serves_has_no_offers(catalog: Catalog) -> None:
    assert catalog.offers("florence-2") == ()


def test_offers_of_an_unknown_model_are_not_found(catalog: Catalog) -> None:
    with pytest.raises(NotFoundError):
        catalog.offers("nobody/nothing")
