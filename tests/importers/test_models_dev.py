"""models.dev: one file a model, joined to what the catalog knows; hosts with their prices."""

from __future__ import annotations

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import models_dev, pipeline
from modelgraph.importers.conditions import address
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, Kind, Rank
from modelgraph.resources import data
from modelgraph.store import IRI, Literal, OxigraphStore, Value, date, decimal, integer
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import DCTERMS, IT6, MG, RDF, SCHEMA

SOURCE = b"| commit, date | f3fc692299671838c7c65fd8126bf84d81a2e817, 2026-07-02 |\n"
HOSTED = "provider,model_id,base_model,context_override,cost_input,cost_output\n"
HOSTS = (
    "id,name,doc,api,model_files\nkilo,Kilo Gateway,https://kilo.ai/docs,,1\nopenai,OpenAI,,,1\n"
)
SAYS = """
name = "{name}"
family = "{family}"
release_date = "{released}"
last_updated = "{updated}"
attachment = {attachment}
reasoning = true
tool_call = false
knowledge = "2025-04"
open_weights = {weights}

[limit]
context = {context}
output = 8_192

[modalities]
input = {takes}
output = ["text"]
"""
PLAIN = {
    "name": "Foo VL 2", "family": "foo", "released": "2025-06-01", "updated": "2025-06-01",
    "attachment": "true", "weights": "false", "context": "200_000", "takes": '["text", "image"]',
}  # fmt: skip
FOO = IRI(expand("model:acme/foo-vl-2"))


def card(more: str = "", **cells: str) -> bytes:
    return (SAYS.format(**(PLAIN | cells)) + more).encode()


def read(hosted: str = "", **cards: bytes) -> Reading:
    files = {f"models/{path.replace('__', '/')}.toml": text for path, text in cards.items()}
    tables = {"hosted.csv": (HOSTED + hosted).encode(), "providers.csv": HOSTS.encode()}
    return models_dev.read({"SOURCE.md": SOURCE, **tables, **files}, shipped())


def of(reading: Reading, subject: IRI, predicate: IRI) -> list[Claim]:
    return [c for c in reading.claims if (c.subject, c.predicate) == (subject, predicate)]


def links(reading: Reading, subject: IRI, predicate: IRI) -> list[Value]:
    return [q.object for q in reading.links if (q.subject, q.predicate) == (subject, predicate)]


def models(reading: Reading) -> set[str]:
    ids = (q.object for q in reading.links if q.predicate == DCTERMS.identifier)
    return {each.lexical for each in ids if isinstance(each, Literal)}


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        (FOO, MG.contextWindowTokens, integer(200_000)),
        (FOO, MG.maximumOutputTokens, integer(8_192)),
        (FOO, MG.knowledgeCutoff, date("2025-04")),
        (IRI(f"{FOO}/release/public-release"), MG.date, date("2025-06-01")),
        (IRI(f"{FOO}/component/weights"), MG.availability, MG.none),
        (FOO, MG.organization, IRI(expand("org:acme"))),
    ],
)
def test_a_key_of_a_file_is_a_claim(subject: IRI, predicate: IRI, value: Value) -> None:
    (claim,) = of(read(acme__foo=card()), subject, predicate)

    assert (claim.value, claim.kind, claim.about) == (value, Kind.AGGREGATOR, FOO)
    assert claim.place == "models/acme/foo.toml"


def test_evidence_repeats_no_value_that_is_stated_as_it_is() -> None:
    reading = read(acme__foo=card())

    (tokens,) = of(reading, FOO, MG.contextWindowTokens)
    takes = {claim.value: claim.stated_as for claim in of(reading, FOO, IT6.hasInputModality)}

    assert tokens.stated_as == ""
    assert takes == {
        IRI(expand("modality:text")): "",
        IRI(expand("modality:image")): "",
    }


def test_a_name_that_the_vocabulary_turns_into_another_is_kept_as_evidence() -> None:
    reading = read(alibaba__foo=card(takes='["image", "pdf"]'))

    foo = IRI(expand("model:qwen/foo-vl-2"))
    (lab,) = of(reading, foo, MG.organization)
    takes = {claim.value: claim.stated_as for claim in of(reading, foo, IT6.hasInputModality)}

    assert (lab.value, lab.stated_as) == (IRI(expand("org:qwen")), "alibaba")
    assert takes[IRI(expand("modality:document"))] == "pdf"


def test_a_limit_of_zero_tokens_is_unknown_and_says_so() -> None:
    (claim,) = of(read(acme__foo=card(context="0")), FOO, MG.contextWindowTokens)

    assert (claim.value, claim.stated_as) == (MG.unknown, "0")
    assert claim.note.startswith("warning: 0 tokens")


def test_an_ability_that_is_denied_is_not_claimed() -> None:
    stated = {claim.value for claim in of(read(acme__foo=card()), FOO, MG.hasFeature)}

    assert stated == {IRI(expand("feature:reasoning")), IRI(expand("feature:attachment"))}


def test_attachments_and_images_may_disagree_and_both_stay() -> None:
    reading = read(acme__foo=card(attachment="false"))

    assert IRI(expand("feature:attachment")) not in {
        claim.value for claim in of(reading, FOO, MG.hasFeature)
    }
    assert IRI(expand("modality:image")) in {
        claim.value for claim in of(reading, FOO, IT6.hasInputModality)
    }


def test_a_knowledge_cutoff_after_the_release_stays_a_claim() -> None:
    reading = read(acme__foo=card(released="2024-06-26", updated="2024-06-26"))

    (cutoff,) = of(reading, FOO, MG.knowledgeCutoff)
    (released,) = of(reading, IRI(f"{FOO}/release/public-release"), MG.date)

    assert (cutoff.value, released.value) == (date("2025-04"), date("2024-06-26"))


def test_a_later_change_is_an_update_and_no_release() -> None:
    reading = read(acme__foo=card(updated="2025-09"))

    node = IRI(f"{FOO}/release/last-updated")

    assert [claim.value for claim in of(reading, node, MG.date)] == [date("2025-09")]
    assert links(reading, node, MG.eventType) == [MG.updateEvent]


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("openai__gpt-4o-a", "GPT-4o (2024-05-13)", {"openai/gpt-4o-2024-05-13", "openai/gpt-4o"}),
        ("openai__gpt-5", "GPT-5", {"openai/gpt-5"}),
        ("openai__gpt-5-mini", "GPT-5 Mini", {"openai/gpt-5-mini"}),
        ("google__gemma-4-31b-it", "Gemma 4 31B IT", {"google/gemma-4-31b-it", "google/gemma-4"}),
        ("google__gemma-9-31b-it", "Gemma 9 31B IT", {"google/gemma-9-31b-it"}),
        ("alibaba__a", "Qwen2.5-VL 7B", {"qwen/qwen2.5-vl-7b", "qwen/qwen2.5-vl"}),
        ("alibaba__qwen-vl-max", "Qwen-VL Max", {"qwen/qwen-vl-max", "qwen/qwen-vl"}),
        ("alibaba__qwen3-vl-plus", "Qwen3-VL Plus", {"qwen/qwen3-vl-plus", "qwen/qwen3-vl"}),
        ("anthropic__claude-sonnet-4-20250514", "Claude Sonnet 4", {"anthropic/claude-sonnet-4"}),
    ],
)  # fmt: skip
def test_generations_and_sizes_stay_apart(path: str, name: str, expected: set[str]) -> None:
    assert models(read(**{path: card(name=name)})) == expected


def test_a_hub_id_that_the_tables_know_goes_before_the_name() -> None:
    weights = '[[weights]]\nlabel = "Hugging Face"\nurl = "https://huggingface.co/{}"\n'
    hub = weights.format("openai/clip-vit-base-patch16")

    assert models(read(acme__foo=card(hub))) == {"openai/clip", "openai/clip-vit-b-16"}


def test_an_address_that_moves_names_no_model_unless_the_tables_say_which() -> None:
    reading = read(
        **{
            "google__gemini-flash-latest": card(name="Gemini Flash Latest"),
            "openai__gpt-5.1-chat-latest": card(name="GPT-5.1 Chat"),
            "anthropic__claude-opus-4-5": card(
                name="Claude Opus 4.5 (latest)", released="2025-11-24"
            ),
            "anthropic__claude-opus-4-5-20251101": card(
                name="Claude Opus 4.5", released="2025-11-01"
            ),
        }
    )  # fmt: skip

    node = IRI(expand("model:anthropic/claude-opus-4.5/release/public-release"))

    assert models(reading) == {"anthropic/claude-opus-4.5"}
    assert {each.what for each in reading.unmatched} == {"Gemini Flash Latest", "GPT-5.1 Chat"}
    assert {c.value for c in of(reading, node, MG.date)} == {date("2025-11-24"), date("2025-11-01")}


def test_weights_that_are_denied_and_linked_are_both_claimed() -> None:
    weights = '[[weights]]\nlabel = "Hugging Face"\nurl = "https://huggingface.co/acme/Foo"\n'
    reading = read(acme__foo=card(weights))

    (denied,) = of(reading, IRI(f"{FOO}/component/weights"), MG.availability)
    (linked,) = of(reading, FOO, MG.weightsRepository)

    assert (denied.value, linked.value) == (MG.none, IRI("https://huggingface.co/acme/Foo"))


def test_a_model_that_sees_nothing_is_left_out_and_listed_unless_the_catalog_knows_it() -> None:
    reading = read(
        acme__foo=card(takes='["text"]'),
        **{"alibaba__qwen3.5-9b": card(name="Qwen3.5 9B", takes='["text"]')},
    )

    assert models(reading) == {"qwen/qwen3.5", "qwen/qwen3.5-9b"}
    assert [each.row for each in reading.unmatched] == ["models/acme/foo.toml"]


def test_a_result_keeps_its_own_page_and_settings() -> None:
    entry = """
[[benchmarks]]
name = "SWE-Bench"
score = 45.0
metric = "resolved"
version = "2.1"
harness = "Codex"
source = "https://example.org/board"
date = "2026-01-02"
"""
    reading = read(acme__foo=card(entry))

    (claim,) = [c for c in reading.claims if c.predicate == MG.value]

    assert (claim.value, claim.stated_as) == (decimal("45"), "")
    assert links(reading, claim.subject, MG.dataset) == [Literal("SWE-Bench 2.1")]
    assert links(reading, claim.subject, MG.conditions) == [address("harness Codex")]
    assert links(reading, claim.subject, DCTERMS.source) == [IRI("https://example.org/board")]
    assert links(reading, claim.subject, DCTERMS.date) == [date("2026-01-02")]


def test_an_offer_is_its_hosts_with_price_and_id() -> None:
    reading = read("kilo,x/foo,acme/foo,128000,0.20,1.5\n", acme__foo=card())

    (offered,) = [c for c in reading.claims if c.predicate == SCHEMA.offeredBy]
    kilo = IRI(expand("org:kilo"))

    assert (offered.value, offered.about) == (kilo, FOO)
    assert [c.value for c in of(reading, FOO, SCHEMA.provider)] == [kilo]
    assert links(reading, FOO, SCHEMA.offers) == [offered.subject]
    assert links(reading, offered.subject, MG.contextWindowTokens) == [integer(128_000)]
    assert links(reading, kilo, SCHEMA.name) == [Literal("Kilo Gateway")]


def test_a_price_is_a_claim_of_the_hosts_offer() -> None:
    reading = read("kilo,x/foo,acme/foo,128000,0.20,1.5\n", acme__foo=card())

    (offered,) = [c for c in reading.claims if c.predicate == SCHEMA.offeredBy]
    (paid,) = [c for c in reading.claims if c.predicate == MG.inputTokenPrice]
    (given,) = [c for c in reading.claims if c.predicate == MG.outputTokenPrice]

    assert (paid.subject, paid.about, paid.qualifier) == (offered.subject, FOO, "kilo")
    assert (paid.value, paid.stated_as) == (decimal("0.2"), "0.20")
    assert (given.value, given.stated_as) == (decimal("1.5"), "")


def test_a_hosts_limit_is_no_claim_about_the_model() -> None:
    reading = read("kilo,x/foo,acme/foo,128000,,\n", acme__foo=card())

    assert [c.value for c in of(reading, FOO, MG.contextWindowTokens)] == [integer(200_000)]


def test_an_offer_of_a_model_that_was_not_read_is_left_out() -> None:
    reading = read("kilo,x/bar,acme/bar,,1,2\n", acme__foo=card())

    assert not [c for c in reading.claims if c.predicate == SCHEMA.offeredBy]


@pytest.mark.parametrize(
    "row", ["nobody,x,acme/foo,,1,2", "kilo,x,acme/foo,,-1,2", "kilo,x,acme/foo,,free,2"]
)
def test_a_broken_offer_refuses_all(row: str) -> None:
    with pytest.raises(InvalidDataError) as error:
        read(f"kilo,x/foo,acme/foo,,1,2\n{row}\n", acme__foo=card())

    assert [each["row"] for each in error.value.details["rows"]] == [3]


@pytest.mark.parametrize(
    "broken", [b"name = ", b"\xff", b'name = "Foo"\n', card(released="soon"), card(context="-1")]
)
def test_a_broken_file_refuses_all_and_is_named(broken: bytes) -> None:
    with pytest.raises(InvalidDataError) as error:
        read(acme__foo=card(), acme__bar=broken)

    (row,) = error.value.details["rows"]
    assert row["reason"].startswith("models/acme/bar.toml")


def test_the_same_files_again_change_nothing() -> None:
    store = OxigraphStore()
    reading = read("kilo,x/foo,acme/foo,,1,2\n", acme__foo=card())

    first = pipeline.run(store, reading)
    again = pipeline.run(store, read("kilo,x/foo,acme/foo,,1,2\n", acme__foo=card()))

    assert first.added == len(reading.claims)
    assert again.is_empty


def test_a_source_that_goes_takes_its_offers_with_it() -> None:
    store = OxigraphStore()
    pipeline.run(store, read("kilo,x/foo,acme/foo,,1,2\n", acme__foo=card()))

    pipeline.run(store, read(acme__foo=card()))

    assert not list(store.quads(predicate=MG.inputTokenPrice))
    assert not list(store.quads(predicate=SCHEMA.offers))


def shipped_models(name: str) -> set[IRI]:
    store = OxigraphStore()
    store.load(data() / f"{name}.trig")
    return {
        quad.subject
        for quad in store.quads(predicate=RDF.type)
        if quad.object in (MG.Model, MG.Variant)
    }


def test_the_survey_of_the_same_files_speaks_of_the_same_models() -> None:
    surveyed = shipped_models("anomalyco-models.dev-f3fc692-survey")
    read_here = shipped_models("anomalyco-models.dev-f3fc692-models")

    assert len(surveyed) > 100
    assert surveyed <= read_here


def test_what_an_address_that_moves_says_gives_way_to_the_models_own_file() -> None:
    own = {"name": "Mistral Medium 3.5", "takes": '["text"]', "weights": "true"}
    moves = {"name": "Mistral Medium (latest)", "weights": "false"}

    found = read(**{"mistral__mistral-medium-latest": card(**moves), "mistral__own": card(**own)})

    weights = IRI(expand("model:mistral/mistral-medium-3.5/component/weights"))
    stated = {claim.value: claim for claim in of(found, weights, MG.availability)}
    assert stated[MG.none].rank is Rank.DEPRECATED
    assert "own file says otherwise" in stated[MG.none].rank_reason
    assert stated[MG.published].rank is Rank.NORMAL
    windows = of(found, IRI(expand("model:mistral/mistral-medium-3.5")), MG.contextWindowTokens)
    assert {claim.rank for claim in windows} == {Rank.NORMAL}, "what both say stands"
