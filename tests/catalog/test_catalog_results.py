"""Results on a benchmark: what is asked for, and nothing that can't be compared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from modelgraph.catalog.entities import RankedResult
from modelgraph.catalog.results import Benchmark, ranked
from modelgraph.errors import NotFoundError
from modelgraph.store import IRI


def result(name: str, value: str, size: int | None = None, conditions: str = "") -> RankedResult:
    return RankedResult(
        IRI(f"https://example.org/{name}"), name, name, "COCO val2017", "AP50:95", conditions,
        Decimal(value), size, (),
    )  # fmt: skip


KNOWN = [result("large", "60", 100, "640"), result("bare", "50", 9), result("unsized", "40")]


def subjects(**asked: object) -> list[str]:
    found = ranked(KNOWN, Benchmark("coco VAL2017", "ap50:95", **asked))  # type: ignore[arg-type]
    return [each.subject for each in found]


def test_a_benchmark_is_named_without_regard_to_case() -> None:
    assert subjects() == ["large", "bare", "unsized"]


def test_what_has_no_stated_size_is_not_small() -> None:
    assert subjects(maximum_parameters=10) == ["bare"]


def test_results_without_conditions_can_be_left_out() -> None:
    assert subjects(stated_conditions=True) == ["large"]


def test_an_unknown_metric_is_told_with_those_of_the_dataset() -> None:
    with pytest.raises(NotFoundError) as refused:
        ranked(KNOWN, Benchmark("COCO val2017", "mAP"))

    assert refused.value.near == ("AP50:95",)
