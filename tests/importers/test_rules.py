"""Claims by rule: what follows from what, with its reason, and what does not."""

from __future__ import annotations

import pytest

from modelgraph.importers import curated
from modelgraph.importers.identity import shipped
from modelgraph.importers.preferred import quads, with_rules
from modelgraph.provenance import Claim, Rank
from modelgraph.store import IRI, Literal
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import MG, SCHEMA

HEADER = "model,level,subject,parent,property,qualifier,value,source_kind,source"


def iri(name: str) -> IRI:
    return IRI(expand(name))


MODEL, SMALL = iri("model:acme/foo"), iri("variant:acme/foo-s")
OWNER = "Foo,model,Foo,,organization,architecture-author,Acme"


def derived(*rows: str) -> list[Claim]:
    lines = [HEADER, *(f"{row},upstream,acme/foo" for row in (OWNER, *rows))]
    content = "\n".join(lines).encode()
    reading = curated.table("x.csv", content, shipped(), collection="x", license="CC0-1.0")
    return with_rules(reading.claims, reading.links)[1]


def by_rule(predicate: IRI, subject: IRI, *rows: str) -> list[tuple[str, str]]:
    return [
        (claim.stated_as, claim.rank_reason)
        for claim in derived(*rows)
        if claim.predicate == predicate and claim.subject == subject
    ]


def release(event: str, day: str, subject: str = "Foo", level: str = "model") -> str:
    return f"Foo,{level},{subject},Foo,release,{event},{day}"


EVENTS = (
    ("weights", "the date of the weights"),
    ("general availability", "the date of the general availability"),
    ("public release", "the date of the public release"),
    ("announced", "the date of the announcement"),
    ("released", "the date of the release, event not said"),
    ("preview", "the date of the preview"),
    ("code", "the date of the code"),
    ("preprint", "the date of the preprint"),
    ("venue CVPR 2024", "the date of the venue"),
)


@pytest.mark.parametrize("strongest", range(len(EVENTS)))
def test_the_strongest_event_gives_the_headline_date(strongest: int) -> None:
    # The stronger the event, the later its day: earlier alone must not win.
    rows = [
        release(event, f"2024-{12 - at:02d}-01")
        for at, (event, _) in enumerate(EVENTS)
        if at >= strongest
    ]

    ((day, reason),) = by_rule(SCHEMA.datePublished, MODEL, *rows)

    assert day == f"2024-{12 - strongest:02d}-01"
    assert reason.startswith(EVENTS[strongest][1])


@pytest.mark.parametrize(
    "event", ["library support (transformers)", "licence text date", "retired"]
)
def test_some_events_give_no_headline_date(event: str) -> None:
    assert by_rule(SCHEMA.datePublished, MODEL, release(event, "2024-01-01")) == []


def test_a_model_takes_the_first_weights_of_its_variants() -> None:
    rows = (
        release("preprint", "2023-11-10"),
        release("weights", "2024-07-01", "Foo L", "variant"),
        release("weights", "2024-06-16", "Foo S", "variant"),
    )

    ((day, reason),) = by_rule(SCHEMA.datePublished, MODEL, *rows)

    assert day == "2024-06-16"
    assert "its first variant (foo-s)" in reason


@pytest.mark.parametrize(
    ("availability", "category"),
    [("published", "open"), ("gated", "open"), ("announced", "closed"), ("none", "closed")],
)
def test_the_category_follows_from_the_weights(availability: str, category: str) -> None:
    row = f"Foo,model,Foo,,openness,weights,{availability}"

    ((found, reason),) = by_rule(MG.category, MODEL, row)

    assert found == category
    assert "weights" in reason


def test_one_variant_with_weights_makes_the_model_open() -> None:
    rows = (
        "Foo,variant,Foo S,Foo,openness,weights,published",
        "Foo,variant,Foo L,Foo,openness,weights,none",
    )

    assert by_rule(MG.category, MODEL, *rows) == [("open", "weights of foo-s are published")]


def test_an_address_of_weights_makes_the_model_open() -> None:
    row = "Foo,variant,Foo S,Foo,weights_repository,official,acme/foo-s"

    said = "an address of weights of foo-s is stated"
    assert by_rule(MG.category, MODEL, row) == [("open", said)]


@pytest.mark.parametrize("availability", ["announced", "none"])
def test_a_sibling_without_weights_does_not_close_a_model(availability: str) -> None:
    rows = (
        "Foo,variant,Foo S,Foo,weights_repository,official,acme/foo-s",
        f"Foo,variant,Foo L,Foo,openness,weights,{availability}",
    )

    ((found, reason),) = by_rule(MG.category, MODEL, *rows)

    assert found == "open"
    assert "foo-s" in reason
    assert "foo-l" not in reason


def test_what_is_said_of_weights_goes_before_their_address() -> None:
    rows = (
        "Foo,variant,Foo S,Foo,weights_repository,official,acme/foo-s",
        "Foo,variant,Foo S,Foo,openness,weights,none",
    )

    ((found, _),) = by_rule(MG.category, MODEL, *rows)

    assert found == "closed"


def test_nothing_is_concluded_from_nothing() -> None:
    assert derived() == []


def test_a_preprint_can_not_be_older_than_its_number() -> None:
    rows = ("Foo,model,Foo,,paper,introducing,arXiv:2511.09554", release("preprint", "2024-07-24"))
    node = IRI(f"{MODEL}/release/preprint")

    ((day, reason),) = by_rule(MG.date, node, *rows)
    headline = by_rule(SCHEMA.datePublished, MODEL, *rows)

    assert day == "2025-11"
    assert reason == "its arXiv number is of 2025-11; 2024-07-24 can't be its preprint"
    assert headline[0][0] == "2025-11"


@pytest.mark.parametrize(
    "rows",
    [
        ("Foo,model,Foo,,paper,introducing,arXiv:2311.06242", release("preprint", "2023-11-10")),
        ("Foo,model,Foo,,paper,introducing,arXiv:2311.06242", release("preprint", "2023-12-01")),
        ("Foo,model,Foo,,paper,introducing,arXiv:2311.06242", release("preprint", "2023")),
        (
            "Foo,model,Foo,,paper,introducing,arXiv:2311.06242",
            "Foo,model,Foo,,paper,V2,arXiv:2401.06242",
            release("preprint", "2020-01-01"),
        ),
    ],
)
def test_a_preprint_near_its_number_or_of_several_papers_stands(rows: tuple[str, ...]) -> None:
    assert by_rule(MG.date, IRI(f"{MODEL}/release/preprint"), *rows) == []


@pytest.mark.parametrize(
    ("rows", "applies"),
    [
        (("Foo,model,Foo,,task,claimed,object detection",), False),
        (("Foo,model,Foo,,task,claimed,object detection", "Foo,model,Foo,,task,claimed,OCR"), True),
        (("Foo,model,Foo,,task,claimed,depth estimation",
          "Foo,model,Foo,,input_modality,,image;text"), True),
        (("Foo,model,Foo,,task,claimed,object detection",
          "Foo,model,Foo,,context_window,tokens,1024"), True),
    ],
)  # fmt: skip
def test_a_context_window_applies_where_there_is_text(rows: tuple[str, ...], applies: bool) -> None:
    found = by_rule(MG.contextWindowTokens, MODEL, *rows)

    assert (found == []) is applies


def test_a_claim_by_rule_is_preferred_and_says_why() -> None:
    claims = derived(release("weights", "2024-06-16"), "Foo,model,Foo,,openness,weights,none")

    assert claims
    assert all(claim.rank is Rank.PREFERRED and claim.rank_reason for claim in claims)


def facts(*rows: str) -> set[tuple[IRI, IRI, object]]:
    lines = [HEADER, *(f"{row},upstream,acme/foo" for row in (OWNER, *rows))]
    reading = curated.table(
        "x.csv", "\n".join(lines).encode(), shipped(), collection="x", license="CC0-1.0"
    )
    found = quads(with_rules(reading.claims, reading.links)[0])
    return {(quad.subject, quad.predicate, quad.object) for quad in found}


def test_one_licence_for_all_stays_where_the_variants_have_the_same() -> None:
    rows = ("Foo,model,Foo,,license,all,MIT", "Foo,variant,Foo S,Foo,license,weights,MIT")

    assert (MODEL, SCHEMA.license, iri("spdx:MIT")) in facts(*rows)


def test_one_licence_for_all_goes_where_a_variant_has_another() -> None:
    rows = ("Foo,model,Foo,,license,all,MIT", "Foo,variant,Foo S,Foo,license,weights,Apache-2.0")

    assert (MODEL, SCHEMA.license, iri("spdx:MIT")) not in facts(*rows)
    assert (SMALL, SCHEMA.license, iri("spdx:Apache-2.0")) in facts(*rows)


def test_a_model_without_variants_ranges_over_itself() -> None:
    found = facts("Foo,model,Foo,,parameters,total,848M")

    sizes = {(s, p): o for s, p, o in found if p in {MG.minimumParameters, MG.maximumParameters}}
    assert {getattr(o, "lexical", "") for o in sizes.values()} == {"848000000"}
    assert len(sizes) == 2


def test_a_text_task_has_no_support_node() -> None:
    found = facts("Foo,model,Foo,,task,claimed,world model")

    assert not any(predicate == MG.supports for _, predicate, _ in found)
    assert any(value == Literal("world model") for _, _, value in found)
