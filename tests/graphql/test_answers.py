"""Answers are kept while the catalog stands, and no longer."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from modelgraph.catalog.catalog import Catalog
from modelgraph.graphql.answers import Answers, Kept
from modelgraph.graphql.app import GraphQLApp
from modelgraph.store import IRI, Literal, OxigraphStore, Quad
from modelgraph.vocabulary.terms import SCHEMA

pytestmark = pytest.mark.anyio

QUESTION = '{ model(by: {slug: "clip"}) { name } }'


@pytest.fixture
async def client(own_world: OxigraphStore) -> AsyncIterator[httpx.AsyncClient]:
    app = GraphQLApp(Catalog(own_world), admit=lambda _: None)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as made:
        yield made
    app.close()


async def test_a_client_that_has_the_answer_gets_304(client: httpx.AsyncClient) -> None:
    first = await client.get("/graphql", params={"query": QUESTION})

    again = await client.get(
        "/graphql", params={"query": QUESTION}, headers={"if-none-match": first.headers["etag"]}
    )

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("known", ["*", "%s", "W/%s", '"other", %s'])
async def test_what_is_known_is_not_sent_again(
    client: httpx.AsyncClient, method: str, known: str
) -> None:
    asked = {"query": QUESTION}
    tag = (await client.get("/graphql", params=asked)).headers["etag"]

    headers = {"if-none-match": known.replace("%s", tag)}
    again = await client.request(method, "/graphql", params=asked, headers=headers)

    assert (again.status_code, again.content) == (304, b"")
    # The length would be that of the answer, which a 304 does not have.
    assert "content-length" not in again.headers


async def test_another_tag_gets_the_whole_answer(client: httpx.AsyncClient) -> None:
    headers = {"if-none-match": '"other"'}

    answer = await client.get("/graphql", params={"query": QUESTION}, headers=headers)

    assert answer.status_code == 200


async def test_a_change_of_the_catalog_is_seen_at_once(
    client: httpx.AsyncClient, own_world: OxigraphStore
) -> None:
    before = await client.post("/graphql", json={"query": QUESTION})
    clip = IRI("https://w3id.org/modelgraph/model/openai/clip")
    old = [quad for quad in own_world.quads(clip, SCHEMA.name) if quad.graph is None]
    own_world.replace({}, add=[Quad(clip, SCHEMA.name, Literal("CLIP, renamed"))], remove=old)

    after = await client.post("/graphql", json={"query": QUESTION})

    assert before.json()["data"]["model"] == {"name": "CLIP"}
    assert after.json()["data"]["model"] == {"name": "CLIP, renamed"}


async def test_variables_are_part_of_the_question(client: httpx.AsyncClient) -> None:
    document = "query($n: String!) { model(by: {name: $n}) { name } }"

    answers = [
        await client.post("/graphql", json={"query": document, "variables": {"n": name}})
        for name in ("clip", "gpt-5", "clip")
    ]

    names = [answer.json()["data"]["model"]["name"] for answer in answers]
    assert names == ["CLIP", "GPT-5", "CLIP"]


async def test_an_answer_with_an_error_is_not_kept(
    client: httpx.AsyncClient, own_world: OxigraphStore
) -> None:
    answer = await client.post("/graphql", json={"query": '{ model(by: {slug: "no"}) { name } }'})

    assert answer.json()["errors"]
    assert "etag" not in answer.headers


@pytest.mark.parametrize(
    "document", ["{ jobs { id } }", "{ ...f } fragment f on Query { jobs { id } }"]
)
async def test_what_speaks_of_runs_is_not_kept(client: httpx.AsyncClient, document: str) -> None:
    answer = await client.post("/graphql", json={"query": document})

    assert "etag" not in answer.headers


def test_the_least_recently_used_answers_leave_first() -> None:
    answers = Answers()
    for number in range(20):
        answers.keep((number,), Kept.of(bytes([number]) * 3_000_000))
        answers.get((0,))

    assert answers.get((0,)) is not None
    assert answers.get((1,)) is None
    assert answers.get((19,)) is not None


def test_a_huge_answer_is_not_kept() -> None:
    answers = Answers()

    answers.keep(("huge",), Kept.of(b"x" * 4_000_000))

    assert answers.get(("huge",)) is None
