"""The first page: what this is, models by task, ready comparisons, the size of the catalog."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.web.negotiation import Form
from modelgraph.web.pairs import ready
from modelgraph.web.site import Site, json_maker

_TASKS: Final = 18


def home(site: Site, request: Request) -> Response:
    """Answer the first page; as JSON, the size of the catalog."""
    catalog = site.catalog

    def page() -> bytes:
        counted = sorted(catalog.tasks(), key=lambda task: (-task.model_count, task.name))
        tasks = [task for task in counted if task.model_count][:_TASKS]
        return site.page(
            "home.html",
            request,
            statistics=catalog.statistics(),
            tasks=sorted(tasks, key=lambda task: task.name.casefold()),
            pairs=ready(catalog),
        )

    def data() -> bytes:
        return json_maker(catalog.statistics())()

    return site.answer(request, {Form.PAGE: page, Form.JSON: data})
