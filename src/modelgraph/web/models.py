"""One model with its variants, releases and results; variants and parts lead to their model."""

from __future__ import annotations

from collections import Counter
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import BenchmarkResult, Model, ModelSummary, Variant
from modelgraph.catalog.filters import Filter
from modelgraph.catalog.openness import openness
from modelgraph.web import nodes
from modelgraph.web.negotiation import Form, choose, split_ending
from modelgraph.web.rendering import segment
from modelgraph.web.site import Site, json_maker, moved

FORMS: Final = (Form.JSON, Form.TURTLE, Form.JSON_LD, Form.N_TRIPLES)
_SECTIONS: Final = {
    "release": "releases",
    "result": "results",
    "support": "tasks",
    "component": "facts",
    "obstacle": "tasks",
    "offer": "offers",
}
_ALIKE: Final = 6


def model(site: Site, request: Request) -> Response:
    """Answer one model; with ``as_of``, what was said of it at the end of that day."""
    name, ending = _name(request)
    if day := request.query_params.get("as_of", "")[:32]:
        return _then(site, request, name, day, ending)
    found = site.catalog.model(name)
    if found.id != name:
        return moved(f"/model/{segment(found.id)}{f'.{ending.ending}' if ending else ''}", 301)
    return site.answer(
        request,
        {
            Form.PAGE: lambda: _page(site, request, found),
            Form.JSON: json_maker(found),
            **site.rdf(found.iri),
        },
        ending,
    )


def _then(site: Site, request: Request, name: str, day: str, ending: Form | None) -> Response:
    """Answer the past of a model, also of one that is gone.

    Raises:
        InvalidDataError: ``day`` is none.
        NotFoundError: nothing was ever called so.
    """
    cells = site.catalog.as_of(name, day)

    def page() -> bytes:
        now = f"/model/{segment(name)}"
        return site.page(
            "then.html", request, name=name, day=day, cells=cells, now=now, forms=(Form.JSON,)
        )

    return site.answer(request, {Form.PAGE: page, Form.JSON: json_maker(cells)}, ending)


def variant(site: Site, request: Request) -> Response:
    """Answer one variant as data; people are sent to its place on the page of its model."""
    name, ending = _name(request)
    found = site.catalog.variant(name)
    form = ending or choose(request.headers.get("accept", ""), (Form.PAGE, *FORMS))
    if form is Form.PAGE:
        return moved(f"/model/{segment(found.model)}#{anchor(found)}")
    makers = {Form.JSON: json_maker(found), **site.rdf(found.iri)}
    return site.answer(request, makers, ending)


def part(site: Site, request: Request) -> Response:
    """Answer a release, result, component or the like as data; people go to its model's page."""
    path, ending = split_ending(request.url.path)
    kind, _, name = path.removeprefix("/").partition("/")
    iri = nodes.ours(kind, name)
    site.catalog.describe(iri)
    owner = site.catalog.model(_name(request)[0])
    section = _SECTIONS.get(request.path_params["part"].partition("/")[0], "facts")
    return nodes.part(site, request, iri, ending, f"/model/{segment(owner.id)}#{section}")


def anchor(found: Variant) -> str:
    """Return the id of a variant's row on the page of its model."""
    return segment(found.id.replace("/", "--"))


def _name(request: Request) -> tuple[str, Form | None]:
    return split_ending(f"{request.path_params['org']}/{request.path_params['name']}")


def _page(site: Site, request: Request, found: Model) -> bytes:
    family = found.summary.family
    return site.page(
        "model.html",
        request,
        model=found,
        family=site.catalog.family(family).name if family else "",
        results=_results(found),
        openness=openness(found),
        offers=site.catalog.offers(found.id),
        alike=_alike(site.catalog, found.summary),
        forms=FORMS,
    )


def _results(found: Model) -> list[BenchmarkResult]:
    results = [result for each in found.variants for result in each.results]
    return sorted(results, key=lambda each: (each.dataset, each.metric, each.variant))


def _alike(catalog: Catalog, found: ModelSummary) -> list[tuple[ModelSummary, int]]:
    """Return the models with most tasks in common."""
    if not found.tasks:
        return []
    own = set(found.tasks)
    others = catalog.models(Filter(task=found.tasks, exact_task=True))
    shared = Counter({other: len(own & set(other.tasks)) for other in others if other != found})
    return sorted(shared.items(), key=lambda item: (-item[1], item[0].name))[:_ALIKE]
