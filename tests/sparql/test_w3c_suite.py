"""The endpoint answers the W3C's queries and carries out its updates as the engine itself does."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from sparql_world import KEY, scratch
from starlette.testclient import TestClient
from w3c_suite import Case, cases, fetched

from modelgraph.store import Delta, OxigraphStore

pytestmark = pytest.mark.slow

JSON, NT = ox.QueryResultsFormat.JSON, ox.RdfFormat.N_TRIPLES
CALLS_OUT = re.compile(r"\b(?:LOAD|SERVICE)\b", re.IGNORECASE)
"""What the engine would do, and an endpoint never does: read from the network."""

BETTER = {f"dawg-data-r2/syntax-sparql2/syntax-esc-0{number}" for number in (4, 5)}
"""What the engine can't read, and the endpoint can: ``\\u0078`` outside of strings."""


@pytest.fixture(scope="module")
def suite(request: pytest.FixtureRequest) -> list[Case]:
    try:
        return list(cases(fetched(request.config.cache.mkdir("w3c"))))  # type: ignore[union-attr]
    except OSError as error:
        pytest.skip(f"the tests of the W3C can't be fetched: {error}")


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    return OxigraphStore()


@pytest.fixture(scope="module")
def client(store: OxigraphStore) -> Iterator[TestClient]:
    with scratch(store) as client:
        yield client


def refill(store: OxigraphStore, quads: list[ox.Quad]) -> None:
    everything, names = tuple(store.engine), tuple(store.graphs())
    delta = Delta(removed=everything, added=tuple(quads), dropped=names)
    assert store.change(delta, since=store.revision)


def of_rows(answer: bytes) -> Any:
    """Return rows in a form that compares, whatever their order and the names of blank nodes."""
    found = json.loads(answer)
    if "boolean" in found:
        return found["boolean"]
    bindings = found["results"]["bindings"]
    head = tuple(sorted(found["head"]["vars"]))
    if b'"bnode"' not in answer:
        return head, Counter(json.dumps(row, sort_keys=True) for row in bindings)
    quads = []
    for number, row in enumerate(bindings):
        subject = ox.BlankNode(f"row{number}")
        quads += [
            ox.Quad(subject, ox.NamedNode(f"u:{name}"), term_of(value))
            for name, value in row.items()
        ]
    return head, len(bindings), canonical(quads)


def term_of(value: dict[str, Any]) -> Any:
    if value["type"] == "bnode":
        return ox.BlankNode("b" + value["value"])
    return ox.Literal(json.dumps(value, sort_keys=True))


def canonical(quads: Any) -> frozenset[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(map(str, dataset))


def of_engine(store: OxigraphStore, case: Case) -> Any:
    if CALLS_OUT.search(case.text):
        return "refused"
    try:
        if case.is_update:
            engine = ox.Store()
            engine.extend(store.engine)
            engine.update(case.text)
            return canonical(engine)
        answer: Any = store.engine.query(case.text)
        if isinstance(answer, ox.QueryTriples):
            return canonical(ox.Quad(*triple_of(each)) for each in answer)
        return of_rows(answer.serialize(format=JSON))
    except (SyntaxError, RuntimeError, ValueError):
        return "refused"


def triple_of(triple: Any) -> tuple[Any, Any, Any]:
    return triple.subject, triple.predicate, triple.object


def of_endpoint(client: TestClient, store: OxigraphStore, case: Case) -> Any:
    if case.is_update:
        headers = {**KEY, "Content-Type": "application/sparql-update"}
        answer = client.post("/sparql/update", content=case.text.encode(), headers=headers)
        return canonical(store.engine) if answer.is_success else "refused"
    answer = client.post(
        "/sparql",
        content=case.text.encode(),
        headers={
            "Content-Type": "application/sparql-query",
            "Accept": "application/sparql-results+json, application/n-triples",
        },
    )
    if not answer.is_success:
        return "refused"
    if answer.headers["content-type"].startswith("application/n-triples"):
        return canonical(ox.parse(answer.content, format=NT))
    return of_rows(answer.content)


def test_the_suites_are_answered_as_by_the_engine(
    suite: list[Case], store: OxigraphStore, client: TestClient
) -> None:
    other, kinds = set(), Counter[str]()
    for case in suite:
        refill(store, case.quads())

        expected = of_engine(store, case)
        found = of_endpoint(client, store, case)

        kinds["update" if case.is_update else "query"] += 1
        kinds["refused"] += expected == "refused"
        if found != expected:
            other.add(case.name)

    assert other == BETTER
    assert kinds["query"] > 700
    assert kinds["update"] > 100
    assert kinds["refused"] < 200
