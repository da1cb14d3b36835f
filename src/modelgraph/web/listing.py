"""The list of models; its address is its whole state, so that it can be kept and passed on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.filters import Facets, FacetValue, Filter, Page, Sort
from modelgraph.errors import InvalidDataError
from modelgraph.web import tables
from modelgraph.web.negotiation import Form, split_ending
from modelgraph.web.rendering import query
from modelgraph.web.site import Site, dump

PERMISSIONS: Final = (
    ("commercial", "commercial use"),
    ("redistribution", "passing on"),
    ("changes", "changes"),
)
"""What licences are asked of: the field of the address, and what it is called."""

MANY: Final = (
    "task", "license", "org", "family", "modality", "feature", "openness",
    *(field for field, _ in PERMISSIONS),
)  # fmt: skip
"""Fields that may stand several times."""

SORTS: Final = (
    ("", "Best match"),
    ("name", "Name"),
    ("-released", "Newest first"),
    ("released", "Oldest first"),
    ("-parameters", "Largest first"),
    ("parameters", "Smallest first"),
)
_ANSWERS: Final = {"yes": "permitted", "conditional": "on conditions", "no": "not permitted"}
FORMS: Final = (Form.JSON, Form.CSV, Form.MARKDOWN, Form.TURTLE, Form.JSON_LD)
_LETTERS: Final = 200
_FACTORS: Final = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_TRUE, _FALSE = frozenset({"1", "true", "yes"}), frozenset({"0", "false", "no"})


@dataclass(frozen=True)
class State:
    """The state of a list, and the addresses that lie one step away."""

    fields: tuple[tuple[str, str], ...]
    after: str = ""
    length: str = ""

    @classmethod
    def read(cls, request: Request) -> State:
        """Read the address; unknown and empty fields are passed over.

        Raises:
            InvalidDataError: a field is longer than any value can be.
        """
        known = (*MANY, "q", "runnable", "min_parameters", "max_parameters", "sort")
        pairs = request.query_params.multi_items()
        fields = tuple(
            dict.fromkeys((name, value.strip()) for name, value in pairs if name in known and value)
        )
        for name, value in fields:
            if len(value) > _LETTERS:
                raise InvalidDataError(f"The field {name} is longer than {_LETTERS} letters.")
        after, length = (request.query_params.get(name, "") for name in ("after", "first"))
        return cls(fields, after, length)

    @cached_property
    def where(self) -> Filter:
        """The filter that the address means.

        Raises:
            InvalidDataError: a number, a choice or an order that is none.
        """
        return Filter(
            q=self.one("q"),
            task=self.all("task"),
            license=self.all("license"),
            org=self.all("org"),
            family=self.all("family"),
            modality=self.all("modality"),
            feature=self.all("feature"),
            category=self.all("openness"),
            commercial_use=_answers("commercial", self.all("commercial")),
            redistribution=_answers("redistribution", self.all("redistribution")),
            changes=_answers("changes", self.all("changes")),
            runnable=_truth(self.one("runnable")),
            minimum_parameters=parameters(self.minimum),
            maximum_parameters=parameters(self.maximum),
            sort=_sort(self.sort),
        )

    def one(self, field: str) -> str:
        """Return the one value of a field, or ``""``."""
        return next(iter(self.all(field)), "")

    def all(self, field: str) -> tuple[str, ...]:
        """Return the values of a field."""
        return tuple(value for name, value in self.fields if name == field)

    def has(self, field: str, value: str) -> bool:
        """Tell whether the list is narrowed to this value."""
        return (field, value) in self.fields

    def has_any(self, *fields: str) -> bool:
        """Tell whether the list is narrowed by one of these fields."""
        return any(name in fields for name, _ in self.fields)

    @property
    def minimum(self) -> str:
        return self.one("min_parameters")

    @property
    def maximum(self) -> str:
        return self.one("max_parameters")

    @property
    def sort(self) -> str:
        return self.one("sort")

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order is chosen."""
        return any(name != "sort" for name, _ in self.fields)

    @property
    def fixed_fields(self) -> list[tuple[str, str]]:
        """What the filter form must carry along because it has no field for it."""
        return [(name, value) for name, value in self.fields if name in (*MANY, "runnable")]

    def toggled(self, field: str, value: str) -> str:
        """Return the address with this value chosen, or no longer chosen."""
        if self.has(field, value):
            return address(pair for pair in self.fields if pair != (field, value))
        kept = [pair for pair in self.fields if field in MANY or pair[0] != field]
        return address([*kept, (field, value)])

    @property
    def first_page(self) -> str:
        return address(self.fields)

    def page_after(self, cursor: str) -> str:
        """Return the address of the next page."""
        length = [("first", self.length)] if self.length else []
        return address([*self.fields, *length, ("after", cursor)])

    def chosen(self, names: dict[str, str]) -> list[tuple[str, str]]:
        """Return what narrows the list, in words, each with the address without it."""
        return [
            (_words(name, value, names), address(p for p in self.fields if p != (name, value)))
            for name, value in self.fields
            if name != "sort"
        ]


def models(site: Site, request: Request) -> Response:
    """Answer the list."""
    state = State.read(request)
    where, catalog = state.where, site.catalog
    first = _first(state.length or "20")

    def page() -> Page:
        return catalog.page(where, first=first, after=state.after or None)

    return site.answer(
        request,
        {
            Form.PAGE: lambda: _page(site, request, state, page()),
            Form.JSON: lambda: dump(_data(page(), catalog.facets(where))),
            Form.CSV: lambda: tables.csv(tables.of_models(catalog.models(where))),
            Form.MARKDOWN: lambda: tables.markdown(tables.of_models(catalog.models(where))),
            **site.rdf_of(lambda: [model.iri for model in page().items]),
        },
        split_ending(request.url.path)[1],
    )


def _page(site: Site, request: Request, state: State, page: Page) -> bytes:
    facets = site.catalog.facets(state.where)
    names = _names(facets)
    heading = ", ".join(names.get(slug, slug) for slug in state.all("task")) or "Models"
    return site.page(
        "models.html",
        request,
        state=state,
        chosen=state.chosen(names),
        page=page,
        facets=facets,
        permissions=_permissions(facets),
        heading=heading,
        sorts=SORTS[0 if state.where.q else 1 :],
        near=() if page.items else _near(site.catalog, state.where.q),
        forms=FORMS,
    )


def _near(catalog: Catalog, text: str) -> tuple[object, ...]:
    return catalog.search(text, limit=5) if text else ()


def _data(page: Page, facets: Facets) -> dict[str, object]:
    return {"total": page.total, "next": page.next, "items": page.items, "facets": facets}


def _permissions(facets: Facets) -> tuple[tuple[str, str, tuple[FacetValue, ...]], ...]:
    """Return what licences permit: field, name, and the answers from yes to no."""
    found = (facets.commercial_use, facets.redistribution, facets.changes)
    return tuple(
        (
            field,
            name.capitalize(),
            tuple(
                replace(each, name=_ANSWERS[each.id].capitalize())
                for answer in _ANSWERS
                for each in values
                if each.id == answer
            ),
        )
        for (field, name), values in zip(PERMISSIONS, found, strict=True)
    )


def _names(facets: Facets) -> dict[str, str]:
    kinds = (
        facets.tasks,
        facets.licenses,
        facets.organizations,
        facets.families,
        facets.modalities,
        facets.features,
        facets.categories,
    )
    return {value.id: value.name for values in kinds for value in values}


def _words(field: str, value: str, names: dict[str, str]) -> str:
    if field == "runnable":
        return "runs here" if _truth(value) else "doesn’t run here"
    if name := dict(PERMISSIONS).get(field):
        return f"{name} {_ANSWERS[value]}"
    if field in MANY:
        return names.get(value, value)
    before = {"q": "“", "min_parameters": "from ", "max_parameters": "up to "}
    return f"{before[field]}{value}{'”' if field == 'q' else ''}"


def address(fields: Iterable[tuple[str, str]]) -> str:
    """Return the address of a list with these fields."""
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name, []).append(value)
    return query("/models", **values)


def parameters(text: str) -> int | None:
    """Return a number of parameters as people write it.

    >>> parameters("100M"), parameters("1.5 b"), parameters("7,000,000"), parameters("")
    (100000000, 1500000000, 7000000, None)

    Raises:
        InvalidDataError: it is no number.
    """
    if not text:
        return None
    pattern = r"([0-9]{1,15}(?:\.[0-9]{1,6})?)\s*([kmbt]?)"
    found = re.fullmatch(pattern, text.replace(",", "").lower())
    if found is None:
        raise InvalidDataError(
            f"{text[:40]!r} is no number of parameters.", hint="Write 100M, 1.5B or 7000000."
        )
    return round(float(found[1]) * _FACTORS[found[2]])


def _truth(text: str) -> bool | None:
    if not text:
        return None
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise InvalidDataError(f"{text[:40]!r} is neither yes nor no.", hint="Write runnable=yes.")


def _answers(field: str, given: tuple[str, ...]) -> tuple[str, ...]:
    for each in given:
        if each not in _ANSWERS:
            raise InvalidDataError(
                f"{each[:40]!r} is no answer of a licence.",
                hint=f"Write {field}=yes, {field}=conditional or {field}=no.",
            )
    return given


def _sort(text: str) -> Sort | None:
    if not text:
        return None
    try:
        return Sort(text)
    except ValueError as error:
        orders = ", ".join(each.value for each in Sort)
        raise InvalidDataError(
            f"There is no order {text[:40]!r}.", hint=f"One of {orders}."
        ) from error


def _first(text: str) -> int:
    if not text.isdecimal() or len(text) > 6 or int(text) < 1:
        raise InvalidDataError(f"{text[:40]!r} is no number of models.", hint="Write first=20.")
    return int(text)
