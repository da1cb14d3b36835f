"""Lists: filters, order, pages, facets, search."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.filters import Filter, Sort
from modelgraph.errors import InvalidDataError, NotFoundError, TooManyError


def ids(catalog: Catalog, **where: object) -> list[str]:
    return [model.slug for model in catalog.models(Filter(**where))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"task": ("ocr",)}, ["florence-2", "pp-ocrv4", "tesseract"]),
        ({"task": ("open-vocabulary-object-detection",)}, ["florence-2"]),
        ({"task": ("open-vocabulary-object-detection",), "exact_task": True}, []),
        ({"task": ("ocr",), "runnable": True}, ["pp-ocrv4", "tesseract"]),
        ({"task": ("ocr",), "runnable": False}, ["florence-2"]),
        ({"verified": True}, ["pp-ocrv4"]),
        ({"license": ("MIT", "CC-BY-NC-4.0")}, ["depth-anything-v2", "florence-2"]),
        ({"org": ("apple",)}, ["sam-clip"]),
        ({"family": ("florence",)}, ["florence-2"]),
        ({"category": ("closed",)}, ["sam-clip"]),
        ({"modality": ("multimodal",)}, ["florence-2"]),
        ({"feature": ("foundation-vision",)}, ["florence-2"]),
        ({"minimum_parameters": 500_000_000}, ["florence-2"]),
        ({"maximum_parameters": 100_000_000}, []),
        ({"released_after": "2023-11"}, ["florence-2"]),
        ({"released_before": "2023-11-09"}, []),
        ({"released_before": "2023-11"}, ["florence-2"]),
        ({"license": ("MIT",), "org": ("apple",)}, []),
        ({"commercial_use": ("yes",)}, ["florence-2"]),
        ({"commercial_use": ("no", "yes")}, ["depth-anything-v2", "florence-2"]),
        ({"redistribution": ("conditional",)}, ["depth-anything-v2"]),
        ({"changes": ("yes",)}, ["depth-anything-v2", "florence-2"]),
        ({"changes": ("no",)}, []),
    ],
)
def test_a_filter_keeps_what_it_names(
    catalog: Catalog, where: dict[str, object], expected: list[str]
) -> None:
    assert ids(catalog, **where) == expected


def test_one_licence_must_permit_all_that_is_asked_for(catalog: Catalog) -> None:
    # Depth Anything V2: changes under Apache-2.0, commercial use forbidden under CC-BY-NC-4.0.
    assert ids(catalog, changes=("yes",), commercial_use=("no",)) == []
    assert ids(catalog, redistribution=("conditional",), commercial_use=("no",)) == [
        "depth-anything-v2"
    ]


def test_what_licences_permit_is_counted_as_the_filter_finds_it(catalog: Catalog) -> None:
    for asked in (Filter(), Filter(commercial_use=("no",)), Filter(changes=("yes",))):
        facets = catalog.facets(asked)
        for field in ("commercial_use", "redistribution", "changes"):
            for value in getattr(facets, field):
                narrowed = replace(asked, **{field: (value.id,)})
                assert len(catalog.models(narrowed)) == value.count
    assert [each.id for each in catalog.facets().changes] == ["yes"]


def test_models_without_a_value_stand_last_in_either_direction(catalog: Catalog) -> None:
    for sort in (Sort.PARAMETERS, Sort.LARGEST, Sort.RELEASED, Sort.NEWEST):
        assert ids(catalog, sort=sort)[0] == "florence-2"


def test_pages_show_every_model_once(catalog: Catalog) -> None:
    for sort in (None, *Sort):
        where = Filter(sort=sort)
        seen: list[str] = []
        after = None
        while True:
            page = catalog.page(where, first=2, after=after)
            seen += [model.id for model in page.items]
            if (after := page.next) is None:
                break
        assert seen == [model.id for model in catalog.models(where)]
        assert page.total == len(seen) == 7


def test_a_cursor_of_another_list_is_refused(catalog: Catalog) -> None:
    cursor = catalog.page(first=1).next

    with pytest.raises(InvalidDataError):
        catalog.page(Filter(sort=Sort.NEWEST), after=cursor)
    for nonsense in ("", "x", "W10", "é", "[" * 5000, "bnVsbA"):
        if nonsense:
            with pytest.raises(InvalidDataError):
                catalog.page(after=nonsense)


def test_a_page_holds_one_to_a_hundred(catalog: Catalog) -> None:
    with pytest.raises(TooManyError):
        catalog.page(first=101)
    with pytest.raises(InvalidDataError):
        catalog.page(first=0)


def test_each_facet_counts_what_choosing_it_would_show(catalog: Catalog) -> None:
    where = Filter(task=("ocr",), runnable=True)
    facets = catalog.facets(where)

    for value in facets.tasks:
        assert value.count == len(ids(catalog, task=(value.id,), runnable=True))
    for value in facets.licenses:
        assert value.count == len(ids(catalog, license=(value.id,), task=("ocr",), runnable=True))
    for value in facets.runnable:
        wanted = value.id == "yes"
        assert value.count == len(ids(catalog, task=("ocr",), runnable=wanted))
    assert {value.id: value.name for value in facets.tasks}["ocr"] == "OCR"


def test_summaries_of_a_list_and_of_one_model_are_the_same(catalog: Catalog) -> None:
    for summary in catalog.models():
        assert catalog.model(summary.id).summary == summary


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("florence", "florence-2"),
        ("Florence-2-large", "florence-2"),
        ("florense", "florence-2"),
        ("depth any", "depth-anything-v2"),
        ("sam", "sam-clip"),
        ("ocr", "pp-ocrv4"),
        ("apple", "sam-clip"),
        ("microsoft florence", "florence-2"),
    ],
)
def test_search_finds_names_and_what_stands_beside(catalog: Catalog, text: str, first: str) -> None:
    assert catalog.search(text)[0].slug == first


def test_search_answers_nothing_to_nothing(catalog: Catalog) -> None:
    assert catalog.search("") == ()
    assert catalog.search("?!") == ()
    assert catalog.search("zzzzqqqq") == ()
    assert len(catalog.search("o", limit=2)) == 2


def test_a_text_filters_by_relevance(catalog: Catalog) -> None:
    assert ids(catalog, q="ocr")[0] == "pp-ocrv4"
    assert ids(catalog, q="ocr", sort=Sort.NAME) == ["florence-2", "pp-ocrv4", "tesseract"]


def test_an_event_that_there_is_not_is_refused_with_those_that_are() -> None:
    with pytest.raises(NotFoundError) as refused:
        Filter(event="bogus")

    assert "weights" in refused.value.near
