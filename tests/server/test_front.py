"""The front: names, sizes and headers, for whatever stands behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from modelgraph.server.front import Front

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def echoing() -> FastAPI:
    app = FastAPI()

    async def count(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    async def own_policy(request: Request) -> Response:
        return PlainTextResponse("", headers={"Content-Security-Policy": "default-src 'self'"})

    for path in ("/", "/large", "/free"):
        app.add_route(path, count, methods=["POST"])
    app.add_route("/own", own_policy)
    return app


def client(**given: Any) -> httpx.AsyncClient:
    rules = {
        "hosts": ("localhost", "*.example.org"),
        "body_bytes": 1_000,
        "larger": {"/large": 5_000, "/free": 0},
        **given,
    }
    transport = httpx.ASGITransport(app=Front(echoing(), **rules))
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 100


@pytest.mark.parametrize(("path", "size"), [("/", 1_000), ("/large", 5_000), ("/free", 20_000)])
async def test_a_body_within_its_limit_passes(path: str, size: int) -> None:
    async with client() as asking:
        answer = await asking.post(path, content=b"x" * size)

    assert answer.text == str(size)


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize(("path", "limit"), [("/", 1_000), ("/large", 5_000)])
async def test_a_body_over_its_limit_is_refused_with_the_limit(
    path: str, limit: int, declared: bool
) -> None:
    content = b"x" * (limit + 100) if declared else pieces(limit // 100 + 1)

    async with client() as asking:
        answer = await asking.post(path, content=content)

    assert answer.status_code == 413
    error = answer.json()["error"]
    assert error["code"] == "BODY_TOO_LARGE"
    assert error["details"] == {"limit": limit, "actual": limit + 100}


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "a.example.org", "a.b.example.org:1"]
)
async def test_a_request_to_one_of_our_names_passes(host: str) -> None:
    async with client() as asking:
        answer = await asking.post("/", headers={"host": host})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.test", "localhost.evil.test", "example.org", "", "localhost@evil.test"]
)
async def test_a_request_to_another_name_is_refused(host: str) -> None:
    async with client() as asking:
        answer = await asking.post("/", headers={"host": host})

    assert answer.status_code == 421
    assert answer.json()["error"]["code"] == "UNKNOWN_HOST"


async def test_every_answer_has_the_headers_that_keep_browsers_safe() -> None:
    async with client() as asking:
        answers = [
            await asking.post("/"),
            await asking.get("/nothing"),
            await asking.post("/", content=b"x" * 2_000),
            await asking.post("/", headers={"host": "evil.test"}),
        ]

    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


async def test_a_page_may_have_a_policy_of_its_own() -> None:
    async with client() as asking:
        answer = await asking.get("/own")

    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]
