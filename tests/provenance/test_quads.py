"""Claims and sources survive the way into the store and back."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from modelgraph.provenance import Claim, Kind, Rank, Source, claim_quads, claims_from, source_quads
from modelgraph.store import IRI, Literal, OxigraphStore, Value, date, integer
from modelgraph.validation import number
from modelgraph.vocabulary.terms import IT6, MG, SCHEMA

SOURCE = IRI("https://w3id.org/modelgraph/source/roboflow-inference-3bb973b")
MODEL = IRI("https://w3id.org/modelgraph/model/microsoft/florence-2")

texts = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x7f"), max_size=30
)
values: st.SearchStrategy[Value] = st.one_of(
    st.integers(1, 10**15).map(integer),
    st.decimals(-1000, 1000, places=3).map(lambda d: number(f"{d:f}")),
    st.dates().map(lambda d: date(d.isoformat())),
    texts.map(Literal),
    st.sampled_from([MG.unknown, MG.open, IRI("https://arxiv.org/abs/2311.06242")]),
)
claims = st.builds(
    Claim,
    subject=st.just(MODEL),
    predicate=st.sampled_from([IT6.totalNumberOfParameters, SCHEMA.license]),
    value=values, source=st.just(SOURCE), kind=st.sampled_from(Kind), about=st.just(MODEL),
    stated_as=texts, qualifier=texts, place=texts, quote=texts, identifier=texts, note=texts,
    rank=st.sampled_from(Rank), rank_reason=texts, issued=st.just("2026-08-21"),
)  # fmt: skip


@given(claims)
def test_a_claim_reads_back_as_it_was_written(claim: Claim) -> None:
    store = OxigraphStore()
    store.replace({SOURCE: list(claim_quads(claim))})

    (found,) = claims_from(store.quads(graph=SOURCE), "2026-08-21")

    assert found == claim
    assert found.iri == claim.iri


def test_a_claim_is_a_plain_triple_too() -> None:
    claim = Claim(MODEL, SCHEMA.license, MG.unknown, SOURCE, Kind.VENDOR, MODEL)

    first = claim_quads(claim)[0]

    assert (first.subject, first.predicate, first.object, first.graph) == (
        MODEL, SCHEMA.license, MG.unknown, SOURCE,
    )  # fmt: skip


@given(claims)
def test_a_claim_shows_every_field_so_that_its_hash_is_of_all(claim: Claim) -> None:
    shown = ", ".join(f"{each.name}={getattr(claim, each.name)!r}" for each in fields(claim)[:-1])

    assert repr(claim) == f"Claim({shown})"


@given(values.filter(lambda value: isinstance(value, Literal)))
def test_a_literal_shows_every_field_so_that_its_hash_is_of_all(value: Literal) -> None:
    shown = ", ".join(f"{each.name}={getattr(value, each.name)!r}" for each in fields(value))

    assert repr(value) == f"Literal({shown})"


def test_the_same_content_has_the_same_address_and_other_content_another() -> None:
    claim = Claim(MODEL, SCHEMA.license, MG.unknown, SOURCE, Kind.VENDOR, MODEL, stated_as="—")
    other = Claim(MODEL, SCHEMA.license, MG.unknown, SOURCE, Kind.VENDOR, MODEL, stated_as="")

    assert (
        claim.iri
        == Claim(MODEL, SCHEMA.license, MG.unknown, SOURCE, Kind.VENDOR, MODEL, stated_as="—").iri
    )
    assert claim.iri != other.iri


def test_a_source_says_what_it_is_in_its_own_graph() -> None:
    source = Source(
        SOURCE, "roboflow/inference", Kind.VENDOR, revision="3bb973b", issued="2026-08-21",
        license="CC0-1.0", url="https://github.com/roboflow/inference",
        covers=(SCHEMA.license,), collection="curated-facts",
    )  # fmt: skip

    quads = list(source_quads(source))

    assert {quad.subject for quad in quads} == {SOURCE}
    assert {quad.graph for quad in quads} == {SOURCE}
    assert MG.covers in {quad.predicate for quad in quads}
    assert Literal("curated-facts") in {quad.object for quad in quads}
