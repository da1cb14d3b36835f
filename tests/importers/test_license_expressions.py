"""A licence expression is data: which licences it joins, what it permits, what it obliges to."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.filters import Filter
from modelgraph.importers import claims_file, curation, pipeline
from modelgraph.importers.identity import shipped
from modelgraph.importers.permissions import license_links
from modelgraph.store import Literal, OxigraphStore
from modelgraph.validation import is_license, license_term
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import MG

SPDX = "http://spdx.org/rdf/terms#"


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("MIT AND (Apache-2.0 OR GPL-3.0-only)", "MIT AND (Apache-2.0 OR GPL-3.0-only)"),
        ("(mit and apache-2.0) or gpl-3.0", "GPL-3.0-only OR (Apache-2.0 AND MIT)"),
        ("apache-2.0 or mit", "Apache-2.0 OR MIT"),
        ("MIT OR Apache-2.0", "Apache-2.0 OR MIT"),
        (
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "GPL-2.0-only WITH Classpath-exception-2.0",
        ),
        ("MIT AND LicenseRef-SAM", "LicenseRef-SAM AND MIT"),
        ("MIT OR MIT", "MIT"),
    ],
)
def test_expressions_that_mean_the_same_are_one_licence(text: str, identifier: str) -> None:
    stated = license_term(text)

    assert stated.identifier == identifier
    assert stated.warning == ""
    assert is_license(text)


def test_brackets_are_not_lost_in_the_address() -> None:
    one = license_term("MIT AND (Apache-2.0 OR GPL-3.0-only)").iri
    other = license_term("(MIT AND Apache-2.0) OR GPL-3.0-only").iri

    assert one == PREFIXES["license"] + "MIT_AND_(Apache-2.0_OR_GPL-3.0-only)"
    assert other != one


@pytest.mark.parametrize(
    "text",
    ["MIT AND", "MIT OR Blah-9.9", "MIT WITH MIT", "MIT AND (ISC", f"MIT{' OR ISC' * 200}"],
)
def test_what_is_no_expression_is_no_licence(text: str) -> None:
    assert not is_license(text)
    assert license_term(text).warning


def of(text: str) -> dict[str, list[str]]:
    """Return what is said of an expression itself, by the end of the predicate."""
    iri = license_term(text).iri
    found: dict[str, list[str]] = {}
    for subject, predicate, value in license_links(license_term(text).identifier):
        if subject == iri:
            shown = value.lexical if isinstance(value, Literal) else str(value)
            found.setdefault(predicate.rpartition("#")[2], []).append(shown)
    return found


def test_an_expression_names_its_licences_and_those_within() -> None:
    links = set(license_links("MIT AND (Apache-2.0 OR GPL-3.0-only)"))
    whole = license_term("MIT AND (Apache-2.0 OR GPL-3.0-only)").iri
    within = license_term("Apache-2.0 OR GPL-3.0-only").iri

    members = {(s, o) for s, p, o in links if p == SPDX + "member"}

    assert members == {
        (whole, license_term("MIT").iri),
        (whole, within),
        (within, license_term("Apache-2.0").iri),
        (within, license_term("GPL-3.0-only").iri),
    }


def test_an_exception_is_told_from_the_licence() -> None:
    said = of("GPL-3.0-only WITH Classpath-exception-2.0")

    assert said["member"] == [PREFIXES["spdx"] + "GPL-3.0-only"]
    assert said["licenseException"] == [PREFIXES["spdx"] + "Classpath-exception-2.0"]
    assert said["commercialUse"] == [MG.permitted]


@pytest.mark.parametrize(
    ("text", "commercial"),
    [
        ("MIT AND Apache-2.0", [MG.permitted]),
        ("MIT AND CC-BY-NC-4.0", [MG.prohibited]),
        ("MIT OR CC-BY-NC-4.0", [MG.permitted]),
        ("CC-BY-NC-4.0 AND LicenseRef-Nobody-Read-It", [MG.prohibited]),
        ("MIT AND LicenseRef-Nobody-Read-It", None),
        ("CC-BY-NC-4.0 OR LicenseRef-Nobody-Read-It", None),
        ("MIT AND (CC-BY-NC-4.0 OR Apache-2.0)", [MG.permitted]),
    ],
)
def test_what_an_expression_permits_follows_from_its_licences(
    text: str, commercial: list[str] | None
) -> None:
    assert of(text).get("commercialUse") == commercial


def test_all_duties_of_joined_licences_hold() -> None:
    assert of("MIT AND CC-BY-4.0")["obliges"] == [
        "name the authors",
        "say what was changed",
        "keep the licence and copyright notice",
    ]


def test_of_licences_to_choose_from_each_has_its_duties() -> None:
    assert of("CC0-1.0 OR MIT")["obliges"] == ["under MIT: keep the licence and copyright notice"]


def test_a_single_licence_has_no_links_of_an_expression() -> None:
    assert list(license_links("MIT")) == []


@pytest.mark.slow
def test_an_imported_expression_is_found_by_what_it_permits(tmp_path: Path) -> None:
    table = tmp_path / "claims.csv"
    table.write_text(
        "model,level,subject,parent,property,qualifier,value\n"
        "Foo,model,Foo,,license,weights,MIT AND (Apache-2.0 OR GPL-3.0-only)\n"
        "Bar,model,Bar,,license,weights,MIT AND CC-BY-NC-4.0\n",
        encoding="utf-8",
    )
    store = OxigraphStore()

    pipeline.run(store, curation.read(shipped()))
    pipeline.run(store, claims_file.read(table, "My Lab", "vendor", "CC0-1.0"))
    catalog = Catalog(store)

    (free,) = catalog.models(Filter(commercial_use=("yes",)))
    assert free.name == "Foo"
    assert [each.identifier for each in free.licenses] == ["MIT AND (Apache-2.0 OR GPL-3.0-only)"]
    (own,) = (each for each in catalog.facets().licenses if each.id.startswith("MIT AND"))
    assert (own.id, own.count) == (free.licenses[0].identifier, 1)
    assert catalog.models(Filter(license=(own.id,))) == (free,)
    assert [(each.id, each.count) for each in catalog.facets().commercial_use] == [
        ("no", 1), ("yes", 1),
    ]  # fmt: skip
    assert [each.slug for each in catalog.license_sources("CC-BY-NC-4.0 AND MIT")] == ["my-lab"]
    assert catalog.license("MIT_AND_(Apache-2.0_OR_GPL-3.0-only)") == free.licenses[0]
