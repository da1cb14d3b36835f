"""Clients of a GraphQL application over an empty catalog, for rules that need no facts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.graphql.app import GraphQLApp
from modelgraph.store import OxigraphStore


def nobody_is_refused(_: str) -> None:
    """Let everybody run models."""


@pytest.fixture
def bare() -> Iterator[GraphQLApp]:
    app = GraphQLApp(Catalog(OxigraphStore()), admit=nobody_is_refused)
    yield app
    app.close()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def client(bare: GraphQLApp) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=bare)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as made:
        yield made


@pytest.fixture
def ask(client: httpx.AsyncClient) -> Callable[..., Any]:
    """Return a function that posts a document and gives the response."""

    async def post(query: str, *, accept: str = "application/json", **body: Any) -> httpx.Response:
        headers = {"accept": accept}
        return await client.post("/graphql", json={"query": query, **body}, headers=headers)

    return post
