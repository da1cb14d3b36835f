"""The form that runs a shared task on an image, and what it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import ModelSummary, SharedTask, Task, WhyNot
from modelgraph.catalog.filters import Filter
from modelgraph.errors import InvalidDataError, NotFoundError, RefusedError
from modelgraph.runs.options import Option, of_task
from modelgraph.web import compare
from modelgraph.web.negotiation import Form
from modelgraph.web.site import Site, json_maker, moved
from modelgraph.web.uploads import from_here, images_of, keep, read_form, runs_of

IMAGES: Final = 8
"""Images that one form may bring; programs may send more, one by one."""

_MODELS: Final = 60
_TICKED: Final = 4
_ENDINGS: Final = (".png", ".jpg", ".jpeg", ".webp")


@dataclass(frozen=True, slots=True)
class RunnableTask:
    """A task with the models that can run it here."""

    task: Task
    models: tuple[ModelSummary, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A model on the form: whether it is ticked, and why it can't be."""

    model: ModelSummary
    ticked: bool
    why_not: WhyNot | None = None


def form(site: Site, request: Request) -> Response:
    """Answer the form: first a task and models, then the image."""
    names = compare.asked(request)[:_MODELS]
    task = request.query_params.get("task", "")[:200]
    models = [site.catalog.summary(name) for name in names]
    if task:
        return site.answer(request, {Form.PAGE: lambda: _form(site, request, models, task)})
    here = _shared(site.catalog, models) if models else _here(site.catalog)
    return site.answer(
        request,
        {
            Form.PAGE: lambda: site.page(
                "run_tasks.html",
                request,
                models=models,
                names=",".join(model.id for model in models),
                model_names={model.id: model.name for model in models},
                shared=_claimed(site.catalog, models),
                here=here,
                enabled=site.runs is not None,
            ),
            Form.JSON: json_maker(here),
        },
    )


async def start(site: Site, request: Request) -> Response:
    """Start a job from the form and lead to it."""
    from_here(request)
    runs = runs_of(site)
    given = await read_form(request, images=IMAGES, image_bytes=runs.settings.image_bytes)
    try:
        client = site.admit(request, _text(given, "key"))
        asked = _asked(given)
        images = await _images(site, given)
        job = await run_in_threadpool(runs.start, images=images, client=client, **asked)
    finally:
        await given.close()
    return moved(f"/run/{job.id}")


async def cancel(site: Site, request: Request) -> Response:
    """Cancel what of a job has not finished."""
    from_here(request)
    runs = runs_of(site)
    given = await read_form(request, images=0, image_bytes=0)
    site.admit(request, _text(given, "key"))
    job = await run_in_threadpool(runs.cancel, request.path_params["name"])
    return moved(f"/run/{job.id}")


def samples(site: Site) -> list[Path]:
    """Return the images to try, by name."""
    if site.samples is None or not site.samples.is_dir():
        return []
    return sorted(path for path in site.samples.iterdir() if path.suffix in _ENDINGS)


def sample(site: Site, request: Request) -> Response:
    """Answer a sample image, by its name."""
    path = _sample(site, request.path_params["name"])
    kept = runs_of(site).upload(path.read_bytes())
    return moved(f"/images/{kept.id}")


def _form(site: Site, request: Request, models: list[ModelSummary], name: str) -> bytes:
    task = site.catalog.task(name)
    adapters = runs_of(site).capability().adapters.values() if site.runs else ()
    return site.page(
        "run_form.html",
        request,
        task=task,
        choices=_choices(site.catalog, models, task),
        samples=_fitting([path.stem for path in samples(site)], task),
        options=[option for option in of_task(task.slug) if option.name in _FIELDS],
        fields=_FIELDS,
        asks_prompt=any(task.slug in adapter.needs_prompt for adapter in adapters),
        enabled=site.runs is not None,
        key_needed=site.key_needed,
        images=IMAGES,
        image_bytes=site.runs.settings.image_bytes if site.runs else 0,
    )


def _fitting(names: list[str], task: Task) -> list[str]:
    """Return the samples in their order, a page of text first where text is read."""
    reads = any(word in task.slug for word in ("ocr", "text", "document"))
    return sorted(names, key=lambda name: name != "page") if reads else names


def _choices(catalog: Catalog, models: list[ModelSummary], task: Task) -> list[Choice]:
    """Return the models asked for, then the others that can run the task here."""
    here = catalog.models(Filter(task=(task.slug,), runnable=True, exact_task=True))
    can = [model for model in here if task.slug in model.runnable_tasks]
    reasons: dict[str, WhyNot] = {}
    if models:
        found = catalog.why_not(*(model.id for model in models), task=task.slug)
        reasons = {each.model: each for each in found}
    asked = {model.id for model in models}
    chosen = [Choice(model, model.id not in reasons, reasons.get(model.id)) for model in models]
    others = [model for model in can if model.id not in asked]
    return [
        *chosen,
        *(Choice(model, not models and at < _TICKED) for at, model in enumerate(others)),
    ]


def _here(catalog: Catalog) -> list[RunnableTask]:
    """Return the tasks that some model can run here, those of most models first."""
    models: dict[str, list[ModelSummary]] = {}
    for model in catalog.models(Filter(runnable=True)):
        for slug in model.runnable_tasks:
            models.setdefault(slug, []).append(model)
    found = [RunnableTask(catalog.task(slug), tuple(each)) for slug, each in models.items()]
    return sorted(found, key=lambda each: (-len(each.models), each.task.name))


def _shared(catalog: Catalog, models: list[ModelSummary]) -> list[RunnableTask]:
    slugs = set.intersection(*(set(model.runnable_tasks) for model in models))
    return [RunnableTask(catalog.task(slug), tuple(models)) for slug in sorted(slugs)]


def _claimed(catalog: Catalog, models: list[ModelSummary]) -> tuple[SharedTask, ...]:
    return catalog.shared_tasks(*(model.id for model in models)) if models else ()


def _asked(given: FormData) -> dict[str, Any]:
    models = [text for text in _texts(given, "models") if text]
    task = _text(given, "task")
    if not models:
        raise RefusedError("No model is ticked.", hint="Go back and tick one or more.")
    if not task:
        raise RefusedError("No task is chosen.", hint="Go back and choose one.")
    return {
        "models": models,
        "task": task,
        "prompt": _text(given, "prompt") or None,
        "options": _options(task, given),
        "fresh": bool(_text(given, "fresh")),
    }


async def _images(site: Site, given: FormData) -> list[str]:
    """Return the ids of the images: uploaded, kept before, or of a sample; in this order."""
    runs = runs_of(site)
    ids = await keep(runs, images_of(given))
    ids += [text for text in _texts(given, "image_id") if text]
    if not ids and (name := _text(given, "sample")):
        data = await run_in_threadpool(_sample(site, name).read_bytes)
        ids = [(await run_in_threadpool(runs.upload, data)).id]
    if not ids:
        raise RefusedError("There is no image.", hint="Go back and choose a file or a sample.")
    return ids


def _sample(site: Site, name: str) -> Path:
    known = {path.stem: path for path in samples(site)}
    if name not in known:
        raise NotFoundError("sample image", name[:200], near=tuple(known))
    return known[name]


_FIELDS: Final[Mapping[str, str]] = {
    "threshold": "Least score (0 to 1)",
    "top_k": "How many classes",
    "labels": "Classes or things to find, one on a line",
    "region": "Part of the image: left, top, right, bottom in pixels",
}
"""The options that the form asks for, and how."""


def _options(task: str, given: FormData) -> dict[str, Any]:
    options = {}
    for option in of_task(task):
        if option.name in _FIELDS and (text := _text(given, option.name)):
            options[option.name] = _option(option, text)
    return options


def _option(option: Option, text: str) -> Any:
    try:
        if option.name == "labels":
            return [line.strip() for line in text.splitlines() if line.strip()]
        if option.name == "region":
            return [float(part) for part in text.replace(";", ",").split(",")]
        return int(text) if option.name == "top_k" else float(text)
    except ValueError as error:
        raise InvalidDataError(f"{_FIELDS[option.name]}: expected {option.wanted}.") from error


def _texts(given: FormData, field: str) -> list[str]:
    return [value.strip() for value in given.getlist(field) if isinstance(value, str)]


def _text(given: FormData, field: str) -> str:
    return next(iter(_texts(given, field)), "")
