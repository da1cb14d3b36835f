"""Every address of the pages, and the one way each is answered.

A page is a plain function of the site and the request; it runs in a thread, so that a slow one
holds up nobody, and whatever it raises becomes a page that says so.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.catalog import Catalog
from modelgraph.errors import ModelgraphError
from modelgraph.runs.runs import Runs
from modelgraph.web import (
    assets,
    audit,
    claims,
    compare,
    dumps,
    home,
    jobs,
    licenses,
    listing,
    models,
    nodes,
    past,
    running,
    tasks,
    things,
    uploads,
    vocabulary,
)
from modelgraph.web.compression import compressed
from modelgraph.web.files import Dumps
from modelgraph.web.refusals import refusal
from modelgraph.web.site import Site, nobody

Page: TypeAlias = Callable[[Site, Request], Response]
Deed: TypeAlias = Callable[[Site, Request], Awaitable[Response]]

PAGES: Final[tuple[tuple[str, Page], ...]] = (
    ("/", home.home),
    ("/models{ending}", listing.models),
    ("/model/{org}/{name}", models.model),
    ("/model/{org}/{name}/{part:path}", models.part),
    ("/variant/{org}/{name}", models.variant),
    ("/variant/{org}/{name}/{part:path}", models.part),
    ("/compare{ending}", compare.compare),
    ("/compare/{pair:path}", compare.pair),
    ("/tasks{ending}", tasks.tasks),
    ("/task/{name}", tasks.task),
    ("/sources{ending}", things.sources),
    ("/source/{name}", things.source),
    ("/orgs{ending}", things.organizations),
    ("/org/{name}", things.organization),
    ("/licenses{ending}", licenses.licenses),
    ("/license/{name}", licenses.license),
    ("/features{ending}", things.features),
    ("/feature/{name}", things.feature),
    ("/families{ending}", things.families),
    ("/family/{name}", things.family),
    ("/modalities{ending}", nodes.modalities),
    ("/modality/{name}", nodes.modality),
    ("/claim/{name}", claims.claim),
    ("/conflicts{ending}", audit.conflicts),
    ("/coverage{ending}", audit.coverage),
    ("/rules{ending}", audit.all_rules),
    ("/rule/{name}", audit.rule),
    ("/finding/{name}", nodes.finding),
    ("/library/{name:path}", nodes.library),
    ("/conditions/{name}", nodes.conditions),
    ("/changes{ending}", past.changes),
    ("/import/{name:path}", past.activity),
    ("/dumps{ending}", dumps.index),
    ("/dumps/{name}", dumps.file),
    ("/ontology{ending}", vocabulary.vocabulary),
    ("/ontology/context.jsonld", vocabulary.context),
    ("/run", running.form),
    ("/run/{name}", jobs.job),
    ("/run/{name}/depth.png", jobs.depth),
    ("/job/{name}", jobs.moved_job),
    ("/samples/{name}", running.sample),
    ("/images/{name}", uploads.image),
    ("/image/{name}", uploads.moved_image),
    ("/static/{name}", assets.static),
)
"""Addresses that are read; ``{ending}`` stands for nothing or for the ending of a form."""

DEEDS: Final[tuple[tuple[str, Deed], ...]] = (
    ("/run", running.start),
    ("/run/{name}/cancel", running.cancel),
    ("/images", uploads.upload),
)
"""Addresses that are posted to."""

_ENDINGS: Final = ("", ".html", ".json", ".csv", ".ttl", ".jsonld", ".nt", ".md")


def router(
    catalog: Catalog,
    runs: Runs | None = None,
    *,
    admit: Callable[[Request, str], str] = nobody,
    key_needed: bool = False,
    samples: Path | None = None,
    dumps: Dumps | None = None,
) -> APIRouter:
    """Return the routes of the pages.

    ``admit(request, key)`` returns the client's name or raises ``UnauthorizedError`` before a run
    or an upload; ``samples`` is a folder of images offered on the run page; ``dumps``
    makes the files of ``/dumps``.
    """
    site = Site(catalog, runs, admit, key_needed, samples, dumps or Dumps())
    made = APIRouter(include_in_schema=False)
    for path, page in PAGES:
        stem, given, _ = path.partition("{ending}")
        for ending in _ENDINGS if given else ("",):
            made.add_route(stem + ending, _endpoint(site, page), methods=["GET"])
    for path, deed in DEEDS:
        made.add_route(path, _endpoint(site, deed), methods=["POST"])
    return made


def _endpoint(site: Site, page: Page | Deed) -> Callable[[Request], Awaitable[Response]]:
    is_deed = inspect.iscoroutinefunction(page)

    def read(request: Request) -> Response:
        made: Any = page(site, request)
        return compressed(request, made)

    async def endpoint(request: Request) -> Response:
        try:
            if is_deed:
                made: Any = page(site, request)
                answer: Response = await made
                return answer
            return await run_in_threadpool(read, request)
        except ModelgraphError as error:
            return await run_in_threadpool(refusal, request, error)

    endpoint.__name__ = page.__name__
    return endpoint
