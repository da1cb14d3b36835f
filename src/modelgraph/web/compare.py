"""Two to eight models side by side: what they share first, then every fact with its sources."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.entities import Comparison
from modelgraph.errors import NotFoundError, TooManyError
from modelgraph.web import tables
from modelgraph.web.negotiation import Form, split_ending
from modelgraph.web.pairs import ready
from modelgraph.web.recipes import recipes
from modelgraph.web.rendering import query, segment
from modelgraph.web.site import Site, json_maker, moved

MAXIMUM: Final = 8
FORMS: Final = (Form.CSV, Form.MARKDOWN, Form.JSON, Form.TURTLE, Form.JSON_LD, Form.N_TRIPLES)
_YES: Final = frozenset({"1", "true", "yes"})


def compare(site: Site, request: Request) -> Response:
    """Answer a comparison, or the form to choose one where fewer than two models are named."""
    names = asked(request)
    ending = split_ending(request.url.path)[1]
    if len(names) > MAXIMUM:
        raise TooManyError(
            f"At most {MAXIMUM} models can be compared, not {len(names)}.",
            hint="Leave some out.",
            limit=MAXIMUM,
            actual=len(names),
        )
    if len(names) < 2 and ending is None:
        return site.answer(request, {Form.PAGE: partial(_choose, site, request, names)})
    if len(request.query_params.getlist("models")) > 1 and ending is None:
        return moved(_without_repeats(request, site, names))
    narrower = request.query_params.get("narrower", "").lower() in _YES
    differences = request.query_params.get("differences", "").lower() in _YES
    comparison = site.catalog.compare(*names, include_narrower=narrower)
    return site.answer(
        request,
        {
            Form.PAGE: lambda: site.page(
                "compare.html",
                request,
                comparison=comparison,
                model_names={model.id: model.name for model in comparison.models},
                asked=",".join(names),
                narrower=narrower,
                differences=differences,
                recipes=recipes(comparison.models, str(request.base_url)),
                forms=FORMS,
            ),
            Form.JSON: json_maker(as_data(comparison)),
            Form.CSV: lambda: tables.csv(tables.of_comparison(comparison)),
            Form.MARKDOWN: lambda: tables.markdown(tables.of_comparison(comparison)),
            **site.rdf(*(model.iri for model in comparison.models)),
        },
        ending,
    )


def pair(site: Site, request: Request) -> Response:
    """Send ``/compare/a-vs-b`` to the canonical address, in alphabetical order."""
    text, ending = split_ending(request.path_params["pair"])
    names = [name for name in text.split("-vs-") if name]
    if len(names) < 2:
        raise NotFoundError("comparison", text)
    if len(names) > MAXIMUM:
        raise TooManyError(f"At most {MAXIMUM} models can be compared.", limit=MAXIMUM)
    ids = sorted({site.catalog.summary(name).id for name in names})
    path = f"/compare.{ending.ending}" if ending else "/compare"
    return moved(query(path, models=",".join(ids)), 301)


def asked(request: Request) -> list[str]:
    """Return the models that an address names: repeated, or with commas between, each once."""
    values = request.query_params.getlist("models")
    names = (name.strip() for value in values for name in value[:4000].split(","))
    return list(dict.fromkeys(name for name in names if name))


def as_data(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain values, with what its rows work out."""
    return {
        "id": comparison.id,
        "models": comparison.models,
        "shared": comparison.shared,
        "rows": [
            {
                "property": row.of,
                "differs": row.differs,
                "conflict": row.has_conflict,
                "cells": row.cells,
            }
            for row in comparison.rows
        ],
        "tasks": comparison.tasks,
        "features": comparison.features,
        "obstacles": comparison.obstacles,
    }


def _without_repeats(request: Request, site: Site, names: list[str]) -> str:
    """The address a form makes is long; the one to pass on names each model once, by its id."""
    ids = dict.fromkeys(site.catalog.summary(name).id for name in names)
    flags = {
        name: request.query_params.get(name, "")[:5]
        for name in ("differences", "narrower")
        if request.query_params.get(name)
    }
    return query("/compare", models=",".join(map(segment, ids)), **flags)


def _choose(site: Site, request: Request, names: list[str]) -> bytes:
    chosen = [site.catalog.summary(name) for name in names]
    return site.page("choose.html", request, chosen=chosen, pairs=ready(site.catalog))
