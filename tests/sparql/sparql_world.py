"""An endpoint over a store of four models, where two sources disagree about one of them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient

from modelgraph.errors import UnauthorizedError
from modelgraph.sparql import (
    Changes,
    Limits,
    PlainWriter,
    SparqlService,
    StoreSource,
    by_address,
    router,
    store_router,
)
from modelgraph.sparql.elsewhere import RemoteSource
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, integer
from modelgraph.store.remote import RemoteStore
from modelgraph.vocabulary.prefixes import expand

SMALL = "https://w3id.org/modelgraph/source/small"
LARGE = "https://w3id.org/modelgraph/source/large"
MODELS = ("florence-2", "sam-clip", "yolov9", "clip")


def iri(name: str) -> IRI:
    return IRI(expand(name))


def fill(store: OxigraphStore) -> OxigraphStore:
    """Bring the four models, and what two sources say of the first, into a store."""
    first = iri("model:test/florence-2")
    size = iri("it6:totalNumberOfParameters")
    preferred = [Quad(first, size, integer(230_000_000))]
    for name in MODELS:
        model = iri(f"model:test/{name}")
        preferred += [
            Quad(model, iri("rdf:type"), iri("mg:Model")),
            Quad(model, iri("schema:name"), Literal(name)),
        ]
    claims = {
        IRI(SMALL): [Quad(first, size, integer(230_000_000), IRI(SMALL))],
        IRI(LARGE): [Quad(first, size, integer(770_000_000), IRI(LARGE))],
    }
    store.replace(claims, add=preferred)
    return store


def rows(answer: bytes | str) -> list[dict[str, str]]:
    """Return the rows of an answer in JSON, each variable with its text."""
    found = json.loads(answer)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


KEY = {"Authorization": "Bearer secret"}


def admit(request: Request) -> None:
    if request.headers.get("authorization") != KEY["Authorization"]:
        raise UnauthorizedError("A key is needed to write.")


def application(service: SparqlService, changes: Changes | None = None, **options: Any) -> FastAPI:
    """Return an application with the endpoint, and ``/alive`` beside it."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await service.start()
        yield
        if changes is not None:
            await changes.stop()
        await service.stop()

    app = FastAPI(lifespan=life)
    app.include_router(router(service, updates=changes is not None, **options))
    app.include_router(store_router(service, changes, who=by_address, admit=admit))

    @app.get("/alive")
    async def alive() -> str:
        return "yes"

    return app


@contextmanager
def serving(
    store: OxigraphStore | RemoteStore, limits: Limits | None = None, **options: Any
) -> Iterator[TestClient]:
    """Serve a store without a network."""
    source = RemoteSource(store) if isinstance(store, RemoteStore) else StoreSource(store)
    app = application(SparqlService(source, limits), **options)
    with TestClient(app, follow_redirects=False) as client:
        yield client


@contextmanager
def scratch(store: OxigraphStore, limits: Limits | None = None) -> Iterator[TestClient]:
    """Serve a store without rules that may be written, without a network."""
    source = StoreSource(store)
    service = SparqlService(source, limits, plain=True)
    app = application(service, Changes(source, PlainWriter(store), limits))
    with TestClient(app, follow_redirects=False) as client:
        yield client
