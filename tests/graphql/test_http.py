"""GraphQL over HTTP: media types, methods, bodies; every refusal with its code and status."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
from graphql import parse, validate

from modelgraph.catalog.questions import all_questions
from modelgraph.graphql.schema import schema

pytestmark = pytest.mark.anyio

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"


def code(response: httpx.Response) -> str:
    return str(response.json()["errors"][0]["extensions"]["code"])


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (GRAPHQL, GRAPHQL),
        (JSON, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("", JSON),
        (f"{GRAPHQL}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL),
        (f"{JSON}; charset=utf-8", JSON),
        (f"{GRAPHQL};q=0.2, {JSON}", JSON),
        (f"{GRAPHQL}, {JSON}, text/event-stream, multipart/mixed", GRAPHQL),
        (f"text/event-stream, {JSON}", JSON),
    ],
)
async def test_a_query_is_answered_in_the_form_that_accept_names(
    ask: Callable[..., Any], accept: str, expected: str
) -> None:
    answer = await ask("{ __typename }", accept=accept)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{expected}; charset=utf-8"
    assert answer.json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("accept", ["text/html", "image/png", "multipart/mixed"])
async def test_a_query_for_no_form_of_ours_is_not_acceptable(
    ask: Callable[..., Any], accept: str
) -> None:
    answer = await ask("{ __typename }", accept=accept)

    assert answer.status_code == 406
    assert code(answer) == "NOT_ACCEPTABLE"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"query": "{ a {"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        (
            {"query": "query($t: String!) { search(text: $t) { id } }", "variables": {"t": 7}},
            "GRAPHQL_INVALID_VARIABLES",
        ),
    ],
)
async def test_a_faulty_document_is_400_in_graphqls_own_form_and_200_in_plain_json(
    client: httpx.AsyncClient, body: dict[str, Any], expected: str
) -> None:
    own = await client.post("/graphql", json=body, headers={"accept": GRAPHQL})
    plain = await client.post("/graphql", json=body, headers={"accept": JSON})

    assert (own.status_code, plain.status_code) == (400, 200)
    assert code(own) == code(plain) == expected
    assert "data" not in own.json()


async def test_an_unknown_field_names_the_near_ones(ask: Callable[..., Any]) -> None:
    answer = await ask("{ modle { id } }")

    assert "Did you mean 'model'" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no body"),
        (b"\xff\xfe{", "not UTF-8"),
        (b'{"query": "{ __typename }"', "cut off"),
        (b"7", "no object"),
        (b"null", "no object"),
        (b"[" * 200_000, "nested deep"),
        (b'{"query":"{__typename}","variables":' + b'{"a":' * 70 + b"1" + b"}" * 70 + b"}", "deep"),
        (b'{"query":"{__typename}","variables":{"a":' + b"9" * 6_000 + b"}}", "huge number"),
        (b'{"query":"{__typename}","variables":{"a":NaN}}', "no JSON"),
        (b'{"query":"{__typename}","variables":{"a":"\\ud800"}}', "half a surrogate"),
        (b'{"query":7}', "no text"),
        (b'{"query":" "}', "no document"),
        (b'{"query":"{__typename}","variables":[1]}', "no object"),
        (b'{"query":"{__typename}","variables":"x"}', "no object"),
        (b'{"query":"{__typename}","operationName":7}', "no text"),
        (b'{"query":"{__typename}","extensions":7}', "no object"),
        (b'[{"query":"{__typename}"}]', "several requests in one"),
        (b'{"variables":{}}', "no query"),
    ],
)
async def test_a_bad_body_is_a_bad_request(
    client: httpx.AsyncClient, content: bytes, why: str
) -> None:
    answer = await client.post("/graphql", content=content, headers={"content-type": JSON})

    assert answer.status_code == 400, why
    assert code(answer) == "BAD_REQUEST"


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": JSON, "content-encoding": "gzip"},
        {},
    ],
)
async def test_what_a_foreign_page_can_send_without_asking_is_refused(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/graphql", content=b'{"query":"{__typename}"}', headers=headers)

    assert answer.status_code == 415
    assert code(answer) == "UNSUPPORTED_MEDIA_TYPE"


async def test_a_body_of_8_mb_is_refused_by_its_declared_length(client: httpx.AsyncClient) -> None:
    body = b" " * 8_000_000

    answer = await client.post("/graphql", content=body, headers={"content-type": JSON})

    assert answer.status_code == 413
    extensions = answer.json()["errors"][0]["extensions"]
    assert (extensions["code"], extensions["limit"], extensions["actual"]) == (
        "BODY_TOO_LARGE",
        1_000_000,
        8_000_000,
    )


async def test_a_body_without_a_length_is_refused_while_it_comes(
    client: httpx.AsyncClient,
) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 50_000_000:
            sent += 100_000
            yield b" " * 100_000

    answer = await client.post("/graphql", content=endless(), headers={"content-type": JSON})

    assert answer.status_code == 413
    assert sent <= 1_200_000


async def test_a_query_can_be_sent_by_get(client: httpx.AsyncClient) -> None:
    parameters = {
        "query": "query a { __typename } query b($n: String!) { search(text: $n) { id } }",
        "operationName": "b",
        "variables": '{"n": "x"}',
    }

    answer = await client.get("/graphql", params=parameters)

    assert answer.json()["data"] == {"search": []}


@pytest.mark.parametrize(
    "query",
    ["", "query=%7B__typename%7D&query=x", "query=%7B__typename%7D&variables=%7B", "query=%FF"],
)
async def test_faulty_parameters_are_a_bad_request(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/graphql?{query}")

    assert answer.status_code == 400
    assert code(answer) == "BAD_REQUEST"


async def test_a_mutation_by_get_is_refused(client: httpx.AsyncClient) -> None:
    document = 'mutation { cancelRun(job: "x") { __typename } }'

    answer = await client.get("/graphql", params={"query": document})

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"
    assert code(answer) == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_other_methods_are_refused(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/graphql")

    assert answer.status_code == 405


@pytest.mark.parametrize("name", ["c", "A", None])
async def test_the_operation_must_be_clear(ask: Callable[..., Any], name: str | None) -> None:
    document = "query a { __typename } query b { __typename }"

    answer = await ask(document, operationName=name)

    assert answer.status_code == 400
    assert code(answer) == "GRAPHQL_OPERATION_NOT_FOUND"


async def test_a_subscription_is_streamed_only_to_those_who_take_a_stream(
    ask: Callable[..., Any],
) -> None:
    document = 'subscription { runProgress(job: "x") { sequence } }'

    plain = await ask(document, accept=JSON)
    stream = await ask(document, accept="text/event-stream")

    assert (plain.status_code, code(plain)) == (406, "NOT_ACCEPTABLE")
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert '"code":"UNAVAILABLE"' in stream.text
    assert stream.text.endswith("event: complete\ndata:\n\n")


async def test_a_query_is_a_stream_of_one_answer_to_those_who_take_nothing_else(
    ask: Callable[..., Any],
) -> None:
    answer = await ask("{ __typename }", accept="text/event-stream")
    faulty = await ask("{ nothing }", accept="text/event-stream")

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith('event: next\nid: 1\ndata: {"data":{"__typename":"Query"}')
    assert answer.text.endswith("event: complete\ndata:\n\n")
    assert (faulty.status_code, code(faulty)) == (400, "GRAPHQL_VALIDATION_FAILED")


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


async def test_a_browser_is_shown_a_form(client: httpx.AsyncClient) -> None:
    answer = await client.get("/graphql", headers={"accept": BROWSER})

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<textarea id="query"' in answer.text


async def test_the_form_shows_each_question_as_a_link_that_asks_it(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/graphql", headers={"accept": BROWSER})).text

    links = re.findall(r'<li><a href="([^"]+)">([^<]+)</a></li>', page)
    asked = {unescape(text): parse_qs(urlsplit(unescape(at)).query) for at, text in links}
    for question in all_questions():
        assert asked[question.text] == {"query": [question.graphql]}


async def test_the_form_is_answered_in_json_also_to_a_browser(client: httpx.AsyncClient) -> None:
    answer = await client.get(
        "/graphql?query=%7B__typename%7D&variables=", headers={"accept": BROWSER}
    )

    assert answer.headers["content-type"].startswith(JSON)
    assert answer.json()["data"] == {"__typename": "Query"}


async def test_the_links_and_the_query_of_the_form_are_valid(client: httpx.AsyncClient) -> None:
    form = (await client.get("/graphql", headers={"accept": BROWSER})).text
    links = re.findall(r'href="/graphql\?query=([^"]+)"', form)
    documents = [unquote(link) for link in links] + re.findall(r">\n(\{.*?)</textarea>", form, re.S)

    assert len(documents) > 3
    assert [validate(schema(), parse(each)) for each in documents] == [[]] * len(documents)
