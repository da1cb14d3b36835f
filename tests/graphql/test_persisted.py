"""Documents asked for by their hash: the shipped ones, and those that clients have taught."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import httpx
import orjson
import pytest

from modelgraph.catalog.questions import all_questions
from modelgraph.graphql.errors import RequestRefusedError
from modelgraph.graphql.persisted import Persisted

pytestmark = pytest.mark.anyio

QUERY = "query Kind { __typename }"
UNKNOWN = "0" * 64


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def apollo(hashed: str) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hashed}}}


def code(response: httpx.Response) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


async def teach(client: httpx.AsyncClient, text: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": text, **apollo(digest(text))})


async def test_a_document_sent_with_its_hash_is_known_by_it_in_both_forms(
    client: httpx.AsyncClient,
) -> None:
    before = await client.post("/graphql", json=apollo(digest(QUERY)))
    taught = await teach(client, QUERY)

    answers = [
        await client.post("/graphql", json=apollo(digest(QUERY))),
        await client.post("/graphql", json={"documentId": f"sha256:{digest(QUERY)}"}),
        await client.get("/graphql", params={"documentId": f"sha256:{digest(QUERY)}"}),
        await client.get(
            "/graphql",
            params={"extensions": orjson.dumps(apollo(digest(QUERY))["extensions"]).decode()},
        ),
    ]

    assert (code(before), before.json()["errors"][0]["message"]) == (
        "PERSISTED_QUERY_NOT_FOUND",
        "PersistedQueryNotFound",
    )
    assert [each.json()["data"] for each in (taught, *answers)] == [{"__typename": "Query"}] * 5
    assert answers[2].headers["etag"] == taught.headers["etag"]


async def test_every_shipped_question_is_known_by_its_hash(client: httpx.AsyncClient) -> None:
    answers = [
        await client.get("/graphql", params={"documentId": f"sha256:{digest(question.graphql)}"})
        for question in all_questions()
    ]

    # The catalog of these tests is empty; what counts is that the document was found and valid.
    assert {"data"} <= set.intersection(*(set(answer.json()) for answer in answers))


@pytest.mark.parametrize(("accept", "status"), [("application/json", 200), ("*/*", 200)])
async def test_an_unknown_hash_is_a_common_answer_in_plain_json(
    client: httpx.AsyncClient, accept: str, status: int
) -> None:
    answer = await client.get(
        "/graphql", params={"documentId": f"sha256:{UNKNOWN}"}, headers={"accept": accept}
    )

    assert (answer.status_code, code(answer)) == (status, "PERSISTED_QUERY_NOT_FOUND")


async def test_an_unknown_hash_is_400_in_graphqls_own_form(client: httpx.AsyncClient) -> None:
    own = {"accept": "application/graphql-response+json"}

    answer = await client.post("/graphql", json=apollo(UNKNOWN), headers=own)

    assert (answer.status_code, code(answer)) == (400, "PERSISTED_QUERY_NOT_FOUND")


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": 7},
        {"documentId": UNKNOWN},
        {"documentId": "sha256:" + "0" * 63},
        {"documentId": "sha256:" + "F" * 64},
        {"documentId": "md5:" + "0" * 32},
        {"documentId": f"sha256:{digest(QUERY)}", "query": QUERY},
        {"documentId": f"sha256:{digest(QUERY)}", **apollo(digest(QUERY))},
        {"query": QUERY, **apollo(UNKNOWN)},
        {"query": [QUERY], **apollo(digest(QUERY))},
        {"extensions": {"persistedQuery": "x"}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": UNKNOWN}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "x" * 64}}},
    ],
)
async def test_a_hash_in_no_form_of_ours_is_a_bad_request(
    client: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    answer = await client.post("/graphql", json=body)

    assert (answer.status_code, code(answer)) == (400, "BAD_REQUEST")


async def test_a_faulty_document_is_not_kept(client: httpx.AsyncClient) -> None:
    taught = await teach(client, "{ nothing }")
    answer = await client.post("/graphql", json=apollo(digest("{ nothing }")))

    assert code(taught) == "GRAPHQL_VALIDATION_FAILED"
    assert code(answer) == "PERSISTED_QUERY_NOT_FOUND"


async def test_a_mutation_by_hash_is_refused_by_get(client: httpx.AsyncClient) -> None:
    mutation = 'mutation { cancelRun(job: "x") { __typename } }'
    await teach(client, mutation)

    answer = await client.get("/graphql", params={"documentId": f"sha256:{digest(mutation)}"})

    assert (answer.status_code, code(answer)) == (405, "METHOD_NOT_ALLOWED")


def test_what_was_not_used_for_longest_leaves_first() -> None:
    persisted = Persisted()
    for number in range(501):
        persisted.keep(str(number), f"text {number}")
        persisted.document("0")

    assert persisted.document("0") == "text 0"
    assert persisted.document("500") == "text 500"
    with pytest.raises(RequestRefusedError):
        persisted.document("1")
