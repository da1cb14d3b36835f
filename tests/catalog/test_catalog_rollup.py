"""Many values in one line."""

from __future__ import annotations

import pytest

from modelgraph.catalog.dossier import short
from modelgraph.catalog.entities import StatedValue, TextValue
from modelgraph.catalog.present import number
from modelgraph.catalog.rollup import one_each, union
from modelgraph.store import IRI


def texts(*pairs: tuple[str, str]) -> list[StatedValue]:
    return [
        StatedValue(TextValue(text), True, "holds", (), IRI(f"urn:{label or 'model'}"), label)
        for text, label in pairs
    ]


def sizes(*pairs: tuple[str, str]) -> list[StatedValue]:
    return [
        StatedValue(number(size, "parameters"), True, "", (), IRI(f"urn:{label}"), label)
        for size, label in pairs
    ]


@pytest.mark.parametrize(
    ("values", "variants", "expected"),
    [
        (texts(("MIT", "")), 3, "MIT"),
        (texts(("MIT", ""), ("MIT", "base")), 3, "MIT"),
        (texts(("MIT", "base"), ("MIT", "large")), 2, "MIT"),
        (texts(("MIT", "base")), 2, "MIT (base)"),
        (texts(("A", "S"), ("B", "M"), ("B", "L")), 3, "A (S) · B (M, L)"),
        (texts(("A", ""), ("P", "XL"), ("P", "2XL")), 6, "A · P (XL, 2XL)"),
        (texts(("A", ""), ("A", "S"), ("B", "L")), 2, "A (S) · B (L)"),
        (sizes(("2400000", "n"), ("9500000", "s"), ("20400000", "m")), 3,
         "2.4 M (n) · 9.5 M (s) · 20.4 M (m)"),
        (sizes(("2400000", "n"), ("9500000", "s"), ("20400000", "m"), ("55700000", "x")), 5,
         "2.4 M – 55.7 M (4 variants)"),
    ],
)  # fmt: skip
def test_a_property_of_variants_in_one_line(
    values: list[StatedValue], variants: int, expected: str
) -> None:
    assert one_each(values, variants) == expected


def test_many_values_are_named_and_the_rest_is_counted() -> None:
    assert union(texts(("image", ""), ("text", "")), 0) == "image, text"
    many = texts(*((f"v{place}", "") for place in range(9)))
    assert union(many, 0) == "v0, v1, v2, v3, v4, v5, 3 more"


@pytest.mark.parametrize(
    ("digits", "stated", "expected"),
    [
        ("230000000", "0.23B", "0.23 B"),
        ("230000000", "230M", "230 M"),
        ("10000000", "~10M", "~10 M"),
        ("32174530", "32174530", "32.2 M"),
        ("32174530", "", "32.2 M"),
        ("999", "", "999"),
        ("1000000000", "", "1 B"),
        ("235000000000", "", "235 B"),
        ("99960000", "", "100 M"),
    ],
)
def test_sizes_for_people(digits: str, stated: str, expected: str) -> None:
    assert number(digits, "parameters", stated).display == expected
    assert number(digits, "parameters", stated).exact == digits


@pytest.mark.parametrize(
    ("name", "model", "expected"),
    [
        ("Florence-2-base-ft", "Florence-2", "base-ft"),
        ("yolo11n", "YOLO11", "n"),
        ("SAM 2.1 Hiera-L", "SAM 2", "2.1 Hiera-L"),
        ("RF-DETR Large (2025)", "RF-DETR", "Large (2025)"),
        ("Gemma 4 (31B)", "Gemma 4", "31B"),
        ("YOLO12n", "YOLO12", "n"),
        ("gpt-4o", "GPT-5", "gpt-4o"),
        ("CLIP", "CLIP", "CLIP"),
    ],
)
def test_what_a_variant_adds_to_the_name(name: str, model: str, expected: str) -> None:
    assert short(name, model) == expected
