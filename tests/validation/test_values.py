"""Texts of sources become typed values, or are refused with a reason."""

from __future__ import annotations

import pytest

from modelgraph.store import IRI, Literal, integer
from modelgraph.validation import check, count, license_term, link, number, stated_date
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import IT6, MG, SCHEMA, XSD


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.23B", 230_000_000), ("~10M", 10_000_000), ("32174530", 32_174_530),
        ("131_072", 131_072), ("1,048,576", 1_048_576), ("128K", 128_000), ("25.56M", 25_560_000),
    ],
)  # fmt: skip
def test_a_count_is_exact(text: str, value: int) -> None:
    assert count(text) == integer(value)


@pytest.mark.parametrize("text", ["", "0", "-5", "0.5", "many", "7B and 13B", "9" * 30, "1e9"])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a|out of range"):
        count(text)


@pytest.mark.parametrize(
    ("text", "lexical", "kind"),
    [
        ("2024", "2024", XSD.gYear),
        ("2024-06", "2024-06", XSD.gYearMonth),
        ("2024-06-16", "2024-06-16", XSD.date),
        ("Jun 2025", "2025-06", XSD.gYearMonth),
        ("October 2023", "2023-10", XSD.gYearMonth),
    ],
)
def test_a_date_is_as_precise_as_stated(text: str, lexical: str, kind: IRI) -> None:
    assert stated_date(text) == Literal(lexical, kind)


@pytest.mark.parametrize(
    "text", ["", "2023-02-30", "2024-13", "20240616", "soon", "0193", "1993/1"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reason differs with the text
        stated_date(text)


@pytest.mark.parametrize(
    ("text", "lexical"), [("53.0%", "53"), ("+5.9", "5.9"), ("-0.50", "-0.5"), ("100", "100")]
)
def test_a_measured_number_is_kept_as_the_engine_keeps_it(text: str, lexical: str) -> None:
    assert number(text) == Literal(lexical, XSD.decimal)


@pytest.mark.parametrize("text", ["", "55.055.8", "NaN", "inf", "high"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        number(text)


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("MIT", "https://spdx.org/licenses/MIT"),
        ("apache-2.0", "https://spdx.org/licenses/Apache-2.0"),
        ("GPL-3.0", "https://spdx.org/licenses/GPL-3.0-only"),
        ("LicenseRef-SAM", PREFIXES["license"] + "LicenseRef-SAM"),
        ("NOASSERTION", PREFIXES["license"] + "NOASSERTION"),
    ],
)
def test_a_licence_is_its_spdx_address_or_a_reference(text: str, iri: str) -> None:
    stated = license_term(text)

    assert stated.iri == iri
    assert stated.warning == ""


def test_a_name_that_is_no_licence_is_kept_with_a_warning() -> None:
    stated = license_term("APGL-3.0")

    assert stated.iri == PREFIXES["license"] + "LicenseRef-APGL-3.0"
    assert "not an SPDX id" in stated.warning


@pytest.mark.parametrize("text", ["", "  ", "???"])
def test_an_empty_licence_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a licence"):
        license_term(text)


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "ftp://a/b", "https://", "https://a b", 'https://a/"><x']
)
def test_only_web_addresses_are_links(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        link(text)


@pytest.mark.parametrize(
    ("predicate", "value", "reason"),
    [
        (IT6.totalNumberOfParameters, Literal("many"), "xsd:integer"),
        (IT6.totalNumberOfParameters, integer(0), "above zero"),
        (MG.category, MG.published, "mg:closed, mg:open"),
        (SCHEMA.datePublished, Literal("2024-06-16"), "xsd:date"),
        (SCHEMA.license, IRI("https://example.org/mit"), "spdx.org"),
        (SCHEMA.author, Literal("Microsoft"), "an address"),
    ],
)
def test_a_value_of_another_kind_is_refused(predicate: IRI, value: IRI, reason: str) -> None:
    assert reason in check(predicate, value)


@pytest.mark.parametrize("value", [MG.unknown, MG.notDisclosed, MG.notApplicable])
def test_a_missing_value_fits_everywhere(value: IRI) -> None:
    assert check(IT6.totalNumberOfParameters, value) == ""
