"""A job and its runs: states while it works, answers side by side when they come, agreement.

``/run/{id}`` names a job or one of its runs, and stays; what is final never changes again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.catalog import Catalog
from modelgraph.errors import ModelgraphError, NotFoundError, UnavailableError
from modelgraph.runs.agreement import ImageAgreement
from modelgraph.runs.job import Job, Run, RunState, StoredImage
from modelgraph.runs.runs import Runs
from modelgraph.store import IRI
from modelgraph.web import depth as depths
from modelgraph.web.accord import Accord, accord
from modelgraph.web.negotiation import Form, choose, split_ending
from modelgraph.web.overlay import Overlay, colours, overlay
from modelgraph.web.rendering import render
from modelgraph.web.site import Site, json_maker, moved
from modelgraph.web.uploads import runs_of

FORMS: Final = (Form.JSON, Form.TURTLE, Form.JSON_LD, Form.N_TRIPLES)
IMAGES: Final = 8
"""Images of a job whose answers stand on one page."""

STATES: Final = 60
"""Runs whose state is listed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One run on the page: the names of its model and variant, and what is drawn."""

    run: Run
    name: str
    variant: str
    drawn: Overlay | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One image with the answers of all models to it, and how far they agree."""

    image: StoredImage
    answers: tuple[Answer, ...]
    accord: Accord | None


def job(site: Site, request: Request) -> Response:
    """Answer a job, or one run of it."""
    name, ending = split_ending(request.path_params["name"])
    runs = runs_of(site)
    found, run = _find(runs, name)
    form = ending or choose(request.headers.get("accept", ""), (Form.PAGE, *FORMS))
    if form.is_rdf:
        return site.answer(request, site.rdf(IRI(run.iri if run else found.iri)), ending)
    if form is Form.JSON:
        data = as_data(run) if run else as_data(found, runs)
        return _fresh(orjson.dumps(data, default=str), Form.JSON, found)
    if form is not Form.PAGE:
        raise NotFoundError(f"{form.title} form", request.url.path)
    shown = replace(found, runs=(run,)) if run else found
    return _fresh(_page(site, request, shown, run), Form.PAGE, found)


def moved_job(_: Site, request: Request) -> Response:
    """Send the name of a job in the graph to its page."""
    return moved(f"/run/{request.path_params['name']}", 301)


def depth(site: Site, request: Request) -> Response:
    """Answer the depth map of a run as an image."""
    run = runs_of(site).run(request.path_params["name"])
    if run.prediction is None or run.prediction.depth is None:
        raise NotFoundError("depth map of a run", run.id)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(depths.png(run.prediction.depth), headers=headers, media_type="image/png")


def as_data(found: Job | Run, runs: Runs | None = None) -> dict[str, Any]:
    """Return a job with its agreement, or a run, as plain values; the client's name stays here."""
    data: dict[str, Any] = orjson.loads(json_maker(found)())
    data["iri"] = found.iri
    data.pop("client", None)
    if isinstance(found, Job) and runs is not None:
        data["agreement"] = orjson.loads(json_maker(runs.agreement(found.id).images)())
    return data


def _find(runs: Runs, name: str) -> tuple[Job, Run | None]:
    """Return the job of this id, or the run of this id with its job."""
    try:
        return runs.job(name), None
    except NotFoundError:
        run = runs.run(name)
        return runs.job(run.job), run


def _fresh(body: bytes, form: Form, found: Job) -> Response:
    """An open job is asked for again and again; a final one may be kept."""
    kept = "private, max-age=60" if found.state.final else "no-store"
    headers = {"Cache-Control": kept, "Vary": "Accept"}
    return Response(body, headers=headers, media_type=form.media_type)


def _page(site: Site, request: Request, found: Job, only: Run | None) -> bytes:
    names = Names(site.catalog)
    start = _start(request, found)
    context = {
        "job": found,
        "only": only,
        "task": _task_name(site.catalog, found.task),
        "states": [_answer(run, names) for run in found.runs[:STATES]],
        "waiting": max(0, len(found.runs) - STATES),
        "sides": _sides(runs_of(site), found, names, start),
        "start": start,
        "step": IMAGES,
        "more": start + IMAGES < len(found.images),
        "key_needed": site.key_needed,
        "forms": FORMS if found.state.final else (Form.JSON,),
        "path": f"/run/{only.id if only else found.id}",
        "search": "",
    }
    part = "part" in request.query_params
    return render("job_part.html" if part else "job.html", **context)


class Names:
    """The names of models and variants, each looked up once; what is gone keeps its id."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[str, str] = {}

    def model(self, name: str) -> str:
        if name not in self._known:
            try:
                self._known[name] = self._catalog.summary(name).name
            except ModelgraphError:
                self._known[name] = name
        return self._known[name]

    def variant(self, iri: str) -> str:
        if iri not in self._known:
            try:
                self._known[iri] = self._catalog.variant(iri).name
            except ModelgraphError:
                self._known[iri] = iri.rpartition("/variant/")[2]
        return self._known[iri]


def _start(request: Request, found: Job) -> int:
    """Return from which image on the answers are shown."""
    text = request.query_params.get("from", "")
    given = int(text) if text.isdecimal() and len(text) < 6 else 0
    return min(given, max(0, len(found.images) - 1)) // IMAGES * IMAGES


def _sides(runs: Runs, found: Job, names: Names, start: int) -> list[Side]:
    agreed = {each.image: each for each in _agreement(runs, found)}
    images = found.images[start : start + IMAGES]
    return [_side(image, found, names, agreed.get(image.id)) for image in images]


def _agreement(runs: Runs, found: Job) -> Iterable[ImageAgreement]:
    if sum(run.prediction is not None for run in found.runs) < 2:
        return ()
    try:
        return runs.agreement(found.id).images
    except UnavailableError:
        return ()


def _side(image: StoredImage, found: Job, names: Names, agreed: ImageAgreement | None) -> Side:
    ran = [run for run in found.runs if run.image == image.id and run.state.final]
    of = colours(run.prediction for run in ran if run.prediction)
    answers = tuple(_answer(run, names, of) for run in ran)
    called = {answer.run.id: answer.name for answer in answers}
    return Side(image, answers, accord(agreed, called) if agreed else None)


def _answer(run: Run, names: Names, of: dict[str, int] | None = None) -> Answer:
    drawn = None
    if of is not None and run.prediction is not None and run.state is RunState.SUCCEEDED:
        drawn = overlay(run.prediction, of)
    return Answer(run, names.model(run.model), names.variant(run.variant), drawn)


def _task_name(catalog: Catalog, slug: str) -> str:
    try:
        return catalog.task(slug).name
    except NotFoundError:
        return slug
