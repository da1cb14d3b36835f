"""The SPDX list: each licence with its flags; what is not said is no triple."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import pipeline, spdx
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.resources import data
from modelgraph.store import IRI, Literal, OxigraphStore, Value, boolean
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import DCTERMS, MG, OWL, RDF, SCHEMA

SOURCE = (
    b"| commit, date | go-spdx 3c1ca930be754eb4d67f1adb3b43a619e473bd8c, 2026-05-13; "
    b"list build 230a95b, release date 2026-04-28 |\n"
)
MIT = {"id": "MIT", "name": "MIT License", "osiApproved": True, "fsfLibre": True}
LIST: dict[str, Any] = {
    "licenses": [
        {**MIT, "deprecated": False},
        {"id": "3D-1.0", "name": "3D", "osiApproved": False, "fsfLibre": None, "deprecated": False},
        {"id": "JSON", "name": "J", "osiApproved": False, "fsfLibre": False, "deprecated": False},
        {"id": "GPL-3.0", "name": "GPL", "osiApproved": True, "fsfLibre": True, "deprecated": True},
    ],
    "exceptions": [{"id": "LLVM-exception", "name": "LLVM", "deprecated": False}],
}  # fmt: skip


def read(listed: Any = LIST) -> Reading:
    files = {"SOURCE.md": SOURCE, spdx.FILE: json.dumps(listed).encode()}
    return spdx.read(files, shipped())


def said(reading: Reading, identifier: str, predicate: IRI) -> list[Value]:
    subject = IRI(expand(f"spdx:{identifier}"))
    return [q.object for q in reading.links if (q.subject, q.predicate) == (subject, predicate)]


def test_a_licence_has_id_name_and_flags() -> None:
    reading = read()

    assert said(reading, "MIT", DCTERMS.identifier) == [Literal("MIT")]
    assert said(reading, "MIT", SCHEMA.name) == [Literal("MIT License")]
    assert said(reading, "MIT", MG.osiApproved) == [boolean(True)]
    assert said(reading, "MIT", MG.fsfLibre) == [boolean(True)]


@pytest.mark.parametrize(("identifier", "flags"), [("3D-1.0", []), ("JSON", [boolean(False)])])
def test_not_judged_is_not_false(identifier: str, flags: list[Value]) -> None:
    assert said(read(), identifier, MG.fsfLibre) == flags


def test_an_id_that_should_no_longer_be_used_says_so() -> None:
    reading = read()

    assert said(reading, "GPL-3.0", OWL.deprecated) == [boolean(True)]
    assert said(reading, "MIT", OWL.deprecated) == []


def test_an_exception_is_no_licence() -> None:
    assert said(read(), "LLVM-exception", RDF.type) == [MG.LicenseException]


def test_the_whole_list_makes_no_licence_that_models_are_counted_under() -> None:
    assert MG.License not in {quad.object for quad in read().links}


def test_the_source_is_the_copy_at_its_commit() -> None:
    (described,) = read().sources

    assert described.iri == IRI(expand("source:github-go-spdx-3c1ca93"))
    assert described.issued == "2026-05-13"


@pytest.mark.parametrize(
    "damage",
    [
        {"id": "../MIT", "name": "x", "osiApproved": True, "fsfLibre": None, "deprecated": False},
        {"id": "MIT", "name": None, "osiApproved": True, "fsfLibre": None, "deprecated": False},
        {"id": "MIT", "name": "MIT", "osiApproved": "yes", "fsfLibre": None, "deprecated": False},
        {"id": "MIT", "name": "MIT", "deprecated": False},
        "MIT",
    ],
)
def test_a_broken_entry_refuses_the_list(damage: object) -> None:
    with pytest.raises(InvalidDataError) as error:
        read({"licenses": [LIST["licenses"][0], damage], "exceptions": []})

    assert [each["row"] for each in error.value.details["rows"]] == [2]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"licenses": []}', b"\xff"])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidDataError):
        spdx.read({"SOURCE.md": SOURCE, spdx.FILE: content}, shipped())


def test_the_same_list_again_changes_nothing() -> None:
    store = OxigraphStore()
    pipeline.run(store, read())
    before = store.revision

    report = pipeline.run(store, read())

    assert report.unchanged_sources == 1
    assert store.revision == before


@pytest.fixture(scope="module")
def listed() -> OxigraphStore:
    store = OxigraphStore()
    for name in ("github-go-spdx-3c1ca93", "modelgraph-curation-0.1.0"):
        store.load(data() / f"{name}.trig")
    return store


def test_the_shipped_list_has_the_counts_of_its_source(listed: OxigraphStore) -> None:
    graph = IRI(expand("source:github-go-spdx-3c1ca93"))
    counted = Counter((q.predicate, str(q.object)) for q in listed.quads(graph=graph))
    flags = Counter(
        (q.predicate, q.object.lexical)
        for q in listed.quads(graph=graph)
        if isinstance(q.object, Literal)
    )

    assert counted[RDF.type, DCTERMS.LicenseDocument] == 729
    assert counted[RDF.type, MG.LicenseException] == 85
    assert flags[MG.osiApproved, "true"] == 149
    assert (flags[MG.fsfLibre, "true"], flags[MG.fsfLibre, "false"]) == (127, 20)


def test_our_own_table_says_of_the_osi_what_the_list_says(listed: OxigraphStore) -> None:
    stated: dict[IRI, set[Value]] = {}
    for quad in listed.quads(predicate=MG.osiApproved):
        stated.setdefault(quad.subject, set()).add(quad.object)

    assert [subject for subject, flags in stated.items() if len(flags) > 1] == []
