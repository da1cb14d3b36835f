"""The Model Openness Tool: a licence a part, with the faults of its files kept and marked."""

from __future__ import annotations

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import model_openness_tool, pipeline
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, Rank
from modelgraph.resources import data
from modelgraph.store import IRI, Literal, OxigraphStore, Value, date
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import DCTERMS, IT6, MG, RDF, SCHEMA

SOURCE = b"| commit, date | 8b5d30e90a7c62d7d6ece48b91e69ff495920a4d, 2026-05-11 |\n"
HEAD = """
framework: {{name: 'Model Openness Framework', version: '1.0'}}
release:
  name: {name}
  date: '{day}'
  license: {{}}
  type: {type}
  architecture: {architecture}
  producer: Acme
  components:
"""
FOO = IRI(expand("model:acme/foo-vl"))


def entry(*parts: str, **cells: str) -> bytes:
    plain = {"name": "Foo-VL", "day": "2025-02-03", "type": "multimodal", "architecture": "decoder"}
    listed = "".join(f"    - {{{part}}}\n" for part in parts) or "    - {name: Model card}\n"
    return (HEAD.format(**(plain | cells)) + listed).encode()


def read(*entries: bytes) -> Reading:
    files = {f"models/m{number}.yml": each for number, each in enumerate(entries)}
    return model_openness_tool.read({"SOURCE.md": SOURCE, **files}, shipped())


def of(reading: Reading, subject: str, predicate: IRI) -> list[Claim]:
    return [c for c in reading.claims if (c.subject, c.predicate) == (subject, predicate)]


def said(reading: Reading, subject: str, predicate: IRI) -> list[Value]:
    return [q.object for q in reading.links if (q.subject, q.predicate) == (subject, predicate)]


def models(reading: Reading) -> set[str]:
    ids = (q.object for q in reading.links if q.predicate == DCTERMS.identifier)
    return {each.lexical for each in ids if isinstance(each, Literal) and "/" in each.lexical}


def test_the_licence_of_the_final_weights_is_that_of_the_model() -> None:
    (claim,) = of(read(entry("name: Model parameters (Final), license: MIT")), FOO, SCHEMA.license)

    assert (claim.value, claim.stated_as) == (IRI(expand("spdx:MIT")), "")
    assert claim.qualifier == "Model parameters (Final)"


def test_the_licence_of_another_part_stands_on_the_part() -> None:
    reading = read(entry("name: Data card, license: CC-BY-4.0"))

    node = f"{FOO}/component/data-card"
    (claim,) = of(reading, node, SCHEMA.license)

    assert (claim.value, claim.about) == (IRI(expand("spdx:CC-BY-4.0")), FOO)
    assert said(reading, node, MG.componentType) == [MG.dataCardComponent]
    assert of(reading, FOO, SCHEMA.license) == []


def test_unlicensed_is_no_licence_and_says_what_it_may_mean() -> None:
    reading = read(entry("name: Research paper, license: unlicensed"))

    (claim,) = of(reading, f"{FOO}/component/paper", SCHEMA.license)

    assert (claim.value, claim.stated_as) == (IRI(expand("license:NOASSERTION")), "unlicensed")
    assert claim.note.startswith("warning: unlicensed stands here for")


def test_undisclosed_is_not_disclosed() -> None:
    reading = read(entry("name: Datasets, license: Undisclosed"))

    (claim,) = of(reading, f"{FOO}/component/data", SCHEMA.license)

    assert (claim.value, claim.stated_as) == (MG.notDisclosed, "Undisclosed")


@pytest.mark.parametrize("part", ["name: Model card", "name: Model card, license: null"])
def test_a_part_without_licence_is_listed_and_nothing_is_claimed_of_it(part: str) -> None:
    reading = read(entry(part))

    node = f"{FOO}/component/model-card"

    assert said(reading, node, RDF.type) == [MG.Component]
    assert [claim for claim in reading.claims if claim.subject == node] == []


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Apache 2.0", "spdx:Apache-2.0"),
        ("Gemma Terms of Use", "license:LicenseRef-Gemma"),
        ("BSD-3", "license:LicenseRef-BSD-3"),
    ],
)
def test_a_licence_that_is_no_spdx_id_keeps_its_wording(stated: str, expected: str) -> None:
    reading = read(entry(f"name: Training code, license: {stated}"))

    (claim,) = of(reading, f"{FOO}/component/training-code", SCHEMA.license)

    assert (claim.value, claim.stated_as) == (IRI(expand(expected)), stated)


def test_a_part_has_its_address_and_a_report_is_a_paper_of_the_model() -> None:
    address = "https://arxiv.org/abs/2410.18558"
    reading = read(entry(f"name: Technical report, license: MIT, component_path: '{address}'"))

    assert said(reading, f"{FOO}/component/technical-report", SCHEMA.url) == [IRI(address)]
    assert [claim.value for claim in of(reading, FOO, SCHEMA.citation)] == [IRI(address)]


def test_a_date_that_many_files_share_is_set_aside_as_that_of_their_entry() -> None:
    twenty = [entry(name=f"Other {number}", day="2024-11-15", type="code") for number in range(20)]

    shared = read(entry(day="2024-11-15"), *twenty)
    alone = read(entry(day="2024-11-22"), *twenty)

    (doubted,) = of(shared, FOO, SCHEMA.datePublished)
    (stated,) = of(alone, FOO, SCHEMA.datePublished)
    assert (doubted.value, doubted.rank) == (date("2024-11-15"), Rank.DEPRECATED)
    assert doubted.rank_reason.startswith("21 files carry this date")
    assert (stated.value, stated.rank) == (date("2024-11-22"), Rank.NORMAL)


def test_an_architecture_that_is_not_told_is_not_disclosed() -> None:
    reading = read(entry(architecture="undisclosed"))

    assert [c.value for c in of(reading, FOO, IT6.modelArchitecture)] == [MG.notDisclosed]


def test_a_known_model_is_joined_though_it_is_typed_as_language() -> None:
    reading = read(entry(name="GPT-4o", type="language"), entry(name="Gemini-1.5", type="language"))

    assert models(reading) == {"openai/gpt-4o", "google/gemini-1.5"}


def test_a_base_checkpoint_is_a_variant_beside_the_one_that_is_served() -> None:
    reading = read(entry(name="Mistral-Large-3-675B-Base-2512", type="null"))

    assert models(reading) == {
        "mistral/mistral-large-3", "mistral/mistral-large-3-675b-base-2512"
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["gemma-2-2b-it", "gemma-2b", "Qwen2.5-7B", "Unnamed-Model", "GPT-4", "Llama-3.1-8B"]
)
def test_a_model_that_only_writes_or_has_no_name_is_listed_and_joins_none(name: str) -> None:
    reading = read(entry(name=name, type="language"))

    assert reading.claims == ()
    assert [each.what for each in reading.unmatched] == [name]


def test_a_part_that_the_framework_does_not_have_is_listed() -> None:
    reading = read(entry("name: Mascot, license: MIT"))

    assert [each.what for each in reading.unmatched] == ["Mascot"]


@pytest.mark.parametrize(
    "broken",
    [
        b"release: [",
        b"\xff",
        b"- just a list\n",
        b"release: {name: [a]}\n",
        b"release: !!python/object/apply:os.system ['true']\n",
        b"release: {name: Foo, type: multimodal, components: [a]}\n",
    ],
)
def test_a_broken_file_refuses_all_and_is_named(broken: bytes) -> None:
    with pytest.raises(InvalidDataError) as error:
        read(entry(), broken)

    (row,) = error.value.details["rows"]
    assert row["reason"].startswith("models/m1.yml")


def test_the_same_files_again_change_nothing() -> None:
    store = OxigraphStore()
    pipeline.run(store, read(entry("name: Model card, license: MIT")))
    before = store.revision

    again = pipeline.run(store, read(entry("name: Model card, license: MIT")))

    assert again.is_empty
    assert store.revision == before


def test_the_shipped_models_are_those_that_see() -> None:
    store = OxigraphStore()
    store.load(data() / "lfai-model-openness-tool-8b5d30e.trig")

    found = {
        quad.subject.partition("modelgraph/")[2]
        for quad in store.quads(predicate=RDF.type)
        if quad.object in (MG.Model, MG.Variant)
    }

    assert found == {
        "model/baai/aquila-vl-2b",
        "model/google/gemini-1.5",
        "model/mistral/mistral-large-3",
        "model/openai/gpt-4o",
        "variant/mistral/mistral-large-3-675b-base-2512",
    }
