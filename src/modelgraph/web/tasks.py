"""The task scheme and its tasks, each with the models that do it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.entities import Task
from modelgraph.catalog.filters import Filter
from modelgraph.web.negotiation import Form, split_ending
from modelgraph.web.rendering import segment
from modelgraph.web.site import Site, json_maker, moved
from modelgraph.web.things import FORMS


def tasks(site: Site, request: Request) -> Response:
    """Answer the scheme as a tree; a task with two broader ones stands under both."""
    found = site.catalog.tasks()
    return site.answer(
        request,
        {
            Form.PAGE: lambda: _tree(site, request, found),
            Form.JSON: json_maker(found),
            **site.rdf_of(lambda: [task.iri for task in found]),
        },
        split_ending(request.url.path)[1],
    )


def task(site: Site, request: Request) -> Response:
    """Answer one task."""
    name, ending = split_ending(request.path_params["name"])
    found = site.catalog.task(name)
    if found.slug != name:
        return moved(f"/task/{segment(found.slug)}{f'.{ending.ending}' if ending else ''}", 301)
    makers = {Form.PAGE: lambda: _page(site, request, found), Form.JSON: json_maker(found)}
    return site.answer(request, {**makers, **site.rdf(found.iri)}, ending)


def _tree(site: Site, request: Request, found: tuple[Task, ...]) -> bytes:
    by_slug = {task.slug: task for task in found}
    tree: dict[str, list[Task]] = {}
    for each in found:
        for broader in each.broader:
            tree.setdefault(broader, []).append(each)
    top = [each for each in found if not any(slug in by_slug for slug in each.broader)]
    return site.page("tasks.html", request, top=top, tree=tree, forms=FORMS)


def _page(site: Site, request: Request, found: Task) -> bytes:
    models = site.catalog.models(Filter(task=(found.slug,)))
    return site.page(
        "task.html",
        request,
        task=found,
        broader=[site.catalog.task(slug) for slug in found.broader],
        narrower=[site.catalog.task(slug) for slug in found.narrower],
        models=models,
        runnable=[model for model in models if found.slug in model.runnable_tasks],
        forms=FORMS,
    )
