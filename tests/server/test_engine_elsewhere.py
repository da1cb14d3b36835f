"""One catalog in an engine elsewhere: served, imported into and asked as if it were a folder."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import serving
from typer.testing import CliRunner

import engines
from modelgraph.cli.app import app
from modelgraph.store.endpoint import Address
from test_docs import WITH_ENGINE, examples

pytestmark = pytest.mark.slow

KEY = {"Authorization": "Bearer k"}
CLAIMS = "model,property,value\nAcme Foo,parameters,12M\n"
COMMON = ["--source-name", "My lab", "--kind", "measured", "--license", "CC0-1.0"]
NAMED = "SELECT ?s WHERE { ?s schema:name 'Acme Foo' }"
ADDED = (
    r"INSERT DATA { GRAPH source:my-lab { source:my-lab a mg:Source ; schema:name 'My lab' ;"
    r" mg:kind mg:measured ; dcterms:license 'CC0-1.0' ."
    r" variant:acme\/foo-s schema:isVariantOf model:acme\/foo ; schema:license spdx:MIT } }"
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Address]:
    """Return where an engine answers that each test finds as the one before has left it."""
    with engines.oxigraph() as address:
        yield address


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def client(engine: Address, home: Path) -> Iterator[httpx.Client]:
    """Return a client of a server that has filled the engine with the shipped catalog."""
    with serving(
        home=home, store=engine.query, store_graphs=engine.graphs, runner="none", write_key="k"
    ) as served:
        yield served


@pytest.fixture(autouse=True)
def _own_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELGRAPH_HOME", str(home))


def command(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, result.output
    return result.output


def unordered(value: Any) -> Any:
    """Return an answer without the order of sources that say the same, which engines differ in."""
    if isinstance(value, dict):
        return {key: unordered(each) for key, each in value.items()}
    return sorted(map(repr, map(unordered, value))) if isinstance(value, list) else value


def rows(client: httpx.Client, query: str) -> list[str]:
    answer = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    return answer.text.split("\r\n")[1:-1]


def test_a_new_engine_gets_the_shipped_catalog(client: httpx.Client, engine: Address) -> None:
    page = client.get("/compare?models=florence-2,sam-clip")

    assert page.status_code == 200
    assert client.get("/ready").json()["checks"]["store"] == {"ok": True}
    with engines.connected(engine) as store:
        assert len(store.graphs()) > 100


def test_a_command_says_the_same_of_it_as_of_the_shipped_files(
    client: httpx.Client, engine: Address
) -> None:
    compare = ("compare", "florence-2", "sam-clip", "--format", "json")

    asked = command(*compare, "--store", engine.query)
    assert unordered(json.loads(asked)) == unordered(json.loads(command(*compare)))


def test_sparql_speaks_of_sources_alone(client: httpx.Client, engine: Address) -> None:
    named = rows(client, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")

    with engines.connected(engine) as store:
        assert sorted(named) == store.graphs()


def test_an_import_by_another_process_is_noticed(
    client: httpx.Client, engine: Address, tmp_path: Path
) -> None:
    file = tmp_path / "claims.csv"
    file.write_text(CLAIMS)
    assert not rows(client, NAMED)

    command("import", "claims", str(file), *COMMON, "--store", engine.query)

    page = "/model/unattributed/acme-foo"
    assert _until(lambda: client.get(page).status_code == 200)
    assert "12 M" in client.get(page).text
    assert rows(client, NAMED)


def test_an_update_is_written_with_what_follows(client: httpx.Client) -> None:
    answer = client.post("/sparql/update", data={"update": ADDED}, headers=KEY)

    assert answer.is_success, answer.text
    assert rows(client, r"SELECT ?l WHERE { variant:acme\/foo-s schema:license ?l }") == [
        "https://spdx.org/licenses/MIT"
    ]


def test_what_an_import_brought_can_be_taken_out(client: httpx.Client, engine: Address) -> None:
    command("import", "--remove", "my-lab", "--store", engine.query)

    assert _until(lambda: not rows(client, NAMED))


def _until(holds: Callable[[], bool]) -> bool:
    """Say whether something holds within ten seconds: a write of others is noticed in one."""
    until = time.monotonic() + 10
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def test_an_engine_without_a_catalog_is_told(tmp_path: Path) -> None:
    with engines.oxigraph() as address:
        said = command("tasks", "--store", address.query, code=1)

    assert "There is no catalog" in said


def test_an_empty_server_over_an_engine_is_a_plain_store(tmp_path: Path) -> None:
    with (
        engines.oxigraph() as address,
        serving(home=tmp_path, store=address.query, write_key="k", empty=True) as client,
    ):
        triples = "<urn:a> <urn:p> [ <urn:p> 'b' ] . GRAPH <urn:g> { <urn:a> <urn:p> 'c' }"
        update = f"INSERT DATA {{ {triples} }}"
        assert client.post("/sparql/update", data={"update": update}, headers=KEY).is_success
        assert rows(client, "SELECT ?b WHERE { <urn:a> <urn:p>/<urn:p> ?b }") == ["b"]
        assert client.delete("/graphs?graph=urn:g", headers=KEY).is_success
        assert client.delete("/graphs?default", headers=KEY).is_success
        assert (
            rows(client, "SELECT ?s WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }") == []
        )


def test_the_page_on_it_shows_what_commands_say(client: httpx.Client, engine: Address) -> None:
    shown = list(examples(WITH_ENGINE))

    assert shown
    for example in shown:
        asked = example.command.replace("http://localhost:7878/query", engine.query)
        said = command(*shlex.split(asked)[1:])
        assert example.missing_in(said) == [], said
