"""What engines do in ways of their own, and that nobody above the store notices.

Most run over Oxigraph's server, told to behave as others do; the rest over Virtuoso.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from catalog_world import fill, small_store

import engines
from modelgraph.catalog.catalog import Catalog
from modelgraph.errors import DeadlineError, InvalidDataError, InvalidQueryError, UnavailableError
from modelgraph.store import IRI, Literal, Quad, decimal
from modelgraph.store.capabilities import PREFERRED, Capabilities
from modelgraph.store.endpoint import Access, Address, Allowance, Endpoint
from modelgraph.store.record import RECORD
from modelgraph.store.remote import RemoteStore
from modelgraph.store.scoping import without

slow = pytest.mark.slow
A, P, ONE = IRI("urn:a"), IRI("urn:p"), IRI("urn:graph:1")
X, Y = Literal("x"), Literal("y")
JSON = "application/sparql-results+json"
NOTHING = b'{"head":{"vars":["number","made","able","foreign"]},"results":{"bindings":[]}}'

Answer = Callable[[BaseHTTPRequestHandler, dict[str, list[str]]], tuple[int, str, bytes]]


@contextmanager
def odd_engine(answer: Answer, **headers: str) -> Iterator[str]:
    """Serve an engine that answers everything but the question for the record in one way."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            asked = form.get("query", [""])[0]
            opening = "?able" in asked or "DISTINCT ?g" in asked
            status, kind, body = (200, JSON, NOTHING) if opening else answer(self, form)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in {} if opening else headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def said(status: int, kind: str, body: bytes) -> Answer:
    return lambda *_: (status, kind, body)


@contextmanager
def store_at(url: str, access: Access | None = None, **limits: float) -> Iterator[RemoteStore]:
    store = RemoteStore(Endpoint(Address(url), access, Allowance(**limits)))  # type: ignore[arg-type]
    try:
        yield store
    finally:
        store.close()


# Addresses and keys


@pytest.mark.parametrize(
    "address",
    ["ftp://example.org/q", "file:///etc/passwd", "http://", "http://[x/q", "//e.org"],
)
def test_only_http_is_spoken(address: str) -> None:
    with pytest.raises(InvalidDataError):
        Address(address)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(InvalidDataError) as refused:
        Address("https://me:secret@example.org/q")

    assert "secret" not in str(refused.value) + refused.value.hint + str(refused.value.details)


def test_updates_go_beside_queries() -> None:
    assert Address("http://e/ds/query").update == "http://e/ds/update"
    assert Address("http://e/sparql").update == "http://e/sparql"
    assert Address("http://e/query", "http://e/u").update == "http://e/u"


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(Access("me", "secret", "secret"))


@pytest.mark.parametrize(
    ("access", "asks", "shown"),
    [
        (Access(token="t"), "", ["Bearer t"]),
        (Access("me", "secret"), 'Basic realm="x"', ["", "Basic bWU6c2VjcmV0"]),
        (Access("me", "secret"), "", [""]),
    ],
)
def test_a_key_is_shown_as_the_engine_asks(access: Access, asks: str, shown: list[str]) -> None:
    seen: list[str] = []

    def answer(request: BaseHTTPRequestHandler, _: object) -> tuple[int, str, bytes]:
        seen.append(request.headers.get("Authorization", ""))
        status = 401 if asks and not seen[-1] else 200
        return status, JSON, b'{"head":{},"boolean":true}'

    with odd_engine(answer, WWW_Authenticate=asks) as url, store_at(url, access) as store:
        store.ask("ASK {}")

    assert seen == shown


def test_digest_never_sends_the_password() -> None:
    seen: list[str] = []

    def answer(request: BaseHTTPRequestHandler, _: object) -> tuple[int, str, bytes]:
        seen.append(request.headers.get("Authorization", ""))
        return (200 if seen[-1] else 401), JSON, b'{"head":{},"boolean":true}'

    asks = 'Digest realm="x", nonce="n", qop="auth", algorithm=MD5'
    with (
        odd_engine(answer, WWW_Authenticate=asks) as url,
        store_at(url, Access("me", "secret")) as store,
    ):
        store.ask("ASK {}")

    assert seen[-1].startswith('Digest username="me"')
    assert not any("secret" in each or "Basic" in each for each in seen)


def test_a_redirect_is_not_followed() -> None:
    with (
        odd_engine(said(302, "text/plain", b""), Location="http://127.0.0.1:1/") as url,
        store_at(url, Access(token="t")) as store,
        pytest.raises(UnavailableError, match="status 302") as told,
    ):
        store.ask("ASK {}")

    assert "moved" in told.value.hint


# Answers


def test_a_query_is_a_form_with_an_answer_that_is_asked_for() -> None:
    seen: list[tuple[str, str]] = []

    def answer(
        request: BaseHTTPRequestHandler, form: dict[str, list[str]]
    ) -> tuple[int, str, bytes]:
        seen.append((request.headers["Content-Type"], form["query"][0]))
        return 200, JSON, b'{"head":{},"boolean":false}'

    with odd_engine(answer) as url, store_at(url) as store:
        assert not store.ask("ASK {}")

    assert seen == [("application/x-www-form-urlencoded", "ASK {}")]


@pytest.mark.parametrize(
    ("status", "kind", "body", "error"),
    [
        (200, "text/html", b"<p>Welcome!</p>", UnavailableError),
        (200, JSON, b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s"', UnavailableError),
        (200, JSON, b"", UnavailableError),
        (400, "text/plain", b"line 1: \x1b[31mno\x00 such thing", InvalidQueryError),
        (401, "text/plain", b"", UnavailableError),
        (404, "text/plain", b"", UnavailableError),
        (500, "text/plain", b"a" * 5_000_000, UnavailableError),
    ],
)
def test_what_is_no_answer_is_an_error_in_words(
    status: int, kind: str, body: bytes, error: type[Exception]
) -> None:
    with (
        odd_engine(said(status, kind, body)) as url,
        store_at(url) as store,
        pytest.raises(error) as told,
    ):
        store.select("SELECT ?s WHERE { ?s ?p ?o }")

    assert len(str(told.value)) < 500
    assert str(told.value).isprintable()


def test_an_answer_that_was_cut_is_refused() -> None:
    with (
        odd_engine(said(200, JSON, NOTHING), X_SPARQL_MaxRows="10000") as url,
        store_at(url) as store,
        pytest.raises(UnavailableError, match="cut its answer short"),
    ):
        store.select("SELECT ?s WHERE { ?s ?p ?o }")


def test_an_endless_answer_is_left() -> None:
    rows = b",".join([b'{"s":{"type":"uri","value":"urn:a"}}'] * 5_000)
    body = b'{"head":{"vars":["s"]},"results":{"bindings":[' + rows + b"]}}"
    with (
        odd_engine(said(200, JSON, body)) as url,
        store_at(url, answer_bytes=100_000) as store,
        pytest.raises(UnavailableError, match="too large"),
    ):
        store.select("SELECT ?s WHERE { ?s ?p ?o }")


def test_an_engine_that_hangs_is_left() -> None:
    waiting = threading.Event()

    def answer(*_: object) -> tuple[int, str, bytes]:
        waiting.wait(5)
        return 200, JSON, NOTHING

    with odd_engine(answer) as url, store_at(url, seconds=0.2) as store:
        with pytest.raises(DeadlineError) as told:
            store.ask("ASK {}")
        waiting.set()

    assert told.value.details["limit_seconds"] == 0.2


def test_nobody_at_an_address_is_told() -> None:
    with (
        pytest.raises(UnavailableError, match="can't be reached"),
        store_at("http://127.0.0.1:1/q"),
    ):
        pass


def test_a_truth_told_as_a_table_is_a_truth() -> None:
    table = (
        b'{"head":{"link":[],"vars":["__ASK_RETVAL"]},"results":{"distinct":false,"bindings":['
        b'{"__ASK_RETVAL":{"type":"typed-literal","value":"1",'
        b'"datatype":"http://www.w3.org/2001/XMLSchema#integer"}}]}}'
    )
    with odd_engine(said(200, JSON, table)) as url, store_at(url) as store:
        assert store.ask("ASK {}")
        with pytest.raises(InvalidQueryError):
            store.select("ASK {}")


# The graphs of a query


def test_the_word_graph_is_found_only_where_it_means_a_graph() -> None:
    query = """PREFIX graph: <urn:GRAPH ?g {> # GRAPH ?g {
    SELECT ?graph { ?s graph:x "GRAPH ?g {", 'GRAPH ?g {', \"\"\"GRAPH ?g {\"\"\" .
    ?s graph:graph ?graph FILTER(?x < 3 && ?y > 4) GRAPH <urn:x> { } graph # here
    ?g { ?s ?p ?o } OPTIONAL { GRAPH$h{ } } }"""

    hidden = without(query, [ONE])

    assert hidden.count("FILTER(?g NOT IN (<urn:graph:1>)) graph # here") == 1
    assert hidden.count("FILTER($h NOT IN (<urn:graph:1>)) GRAPH$h{ }") == 1
    assert hidden.count("NOT IN") == 2
    assert without(query, []) == query


def test_a_parameter_that_is_not_given_is_left_out() -> None:
    # VALUES of one UNDEF changes nothing, and Virtuoso forgets the variable over it.
    query = (
        "SELECT ?s { VALUES ?s { UNDEF } ?s ?p 'VALUES ?s { UNDEF }' VALUES ?p { UNDEF <u:p> } }"
    )

    assert without(query, []) == query.replace("VALUES ?s { UNDEF }", "", 1)


@slow
@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), Capabilities(None, keeps_named=False, atomic=True, keeps_literals=False)),
        (
            ("--union-default-graph",),
            Capabilities(PREFERRED, keeps_named=False, atomic=True, keeps_literals=False),
        ),
    ],
)
def test_what_an_engine_can_do_is_found_and_kept(
    options: tuple[str, ...], found: Capabilities
) -> None:
    with engines.oxigraph(*options) as address, engines.connected(address) as store:
        store.replace({ONE: [Quad(A, P, X, ONE)]})
        with engines.connected(address) as other:
            assert other.capabilities == store.capabilities == found


@slow
def test_the_graph_of_preferred_facts_can_be_chosen() -> None:
    chosen = IRI("urn:chosen")
    with engines.oxigraph() as address:
        store = RemoteStore(Endpoint(address), preferred=chosen)
        store.replace({ONE: [Quad(A, P, X, ONE)]}, add=[Quad(A, P, Y)])
        store.close()
        with engines.connected(address) as other:
            assert other.capabilities.preferred == chosen
            assert other.graphs() == [ONE]
            assert set(other.quads()) == {Quad(A, P, X, ONE), Quad(A, P, Y)}


@slow
def test_graphs_of_others_are_left_alone() -> None:
    with engines.oxigraph() as address:
        engine = Endpoint(address)
        engine.update("INSERT DATA { GRAPH <urn:theirs> { <urn:a> <urn:p> 'theirs' } }")
        with engines.connected(address) as store:
            store.replace({ONE: [Quad(A, P, X, ONE)]})

            assert set(store.quads()) == {Quad(A, P, X, ONE)}
            assert store.graphs() == [ONE]
            assert store.select("SELECT ?o { GRAPH ?g { ?s ?p ?o } }")[1] == [(X,)]
        engine.close()


# What others write


@slow
def test_a_write_of_others_is_a_revision_of_which_nothing_is_known() -> None:
    with (
        engines.oxigraph() as address,
        engines.connected(address) as store,
        engines.connected(address) as other,
    ):
        store.replace({}, add=[Quad(A, P, X)])
        before = store.revision

        other.replace({}, add=[Quad(A, P, Y)])

        assert store.revision > before
        assert store.changed_since(before) is None


@slow
def test_own_subjects_are_not_trusted_when_others_wrote_between() -> None:
    with (
        engines.oxigraph() as address,
        engines.connected(address) as store,
        engines.connected(address) as other,
    ):
        store.replace({}, add=[Quad(A, P, X)])
        before = store.revision
        update = store.endpoint.update
        # Another writes when our update is on its way.
        overtaken = [lambda: other.replace({}, add=[Quad(ONE, P, Y)])]

        def late(text: str) -> None:
            while overtaken:
                overtaken.pop()()
            update(text)

        store.endpoint.update = late  # type: ignore[method-assign]
        store.replace({}, add=[Quad(A, P, Y)])

        assert store.changed_since(before) is None


@slow
def test_a_failed_update_leaves_nothing() -> None:
    broken = Quad(A, P, Literal("x", "urn:not an iri"), ONE)
    with engines.oxigraph() as address, engines.connected(address) as store:
        store.replace({ONE: [Quad(A, P, X, ONE)]}, add=[Quad(A, P, X)])

        with pytest.raises((UnavailableError, ValueError)):
            store.replace({ONE: [broken]}, remove=[Quad(A, P, X)])

        assert set(store.quads()) == {Quad(A, P, X, ONE), Quad(A, P, X)}


@slow
def test_steps_that_stop_half_way_are_completed_by_the_same_again() -> None:
    able = Capabilities(atomic=False)
    before, after = Quad(A, P, X, ONE), Quad(A, P, Y, ONE)
    with engines.oxigraph() as address, engines.connected(address) as store:
        store.replace({ONE: [before]}, add=[Quad(A, P, X)])
        store.capabilities = able
        update, left = store.endpoint.update, [2]

        def failing(text: str) -> None:
            if not left[0]:
                raise UnavailableError("gone")
            left[0] -= 1
            update(text)

        store.endpoint.update = failing  # type: ignore[method-assign]
        change = ({ONE: [after]}, [Quad(A, P, Y)], [Quad(A, P, X)])
        with pytest.raises(UnavailableError):
            store.replace(change[0], add=change[1], remove=change[2])
        # The source stands as it was, so an import sees that it is not done.
        assert list(store.quads(graph=ONE)) == [before]
        left[0] = 9
        store.replace(change[0], add=change[1], remove=change[2])

        assert set(store.quads()) == {after, Quad(A, P, Y)}


# Virtuoso


@pytest.fixture
def virtuoso_store(virtuoso: Address) -> Iterator[RemoteStore]:
    engines.empty(virtuoso)
    with engines.connected(virtuoso) as store:
        yield store


@slow
def test_virtuoso_is_known_by_what_it_does(virtuoso_store: RemoteStore) -> None:
    virtuoso_store.replace({ONE: [Quad(A, P, X, ONE)]})

    assert virtuoso_store.capabilities == Capabilities(
        PREFERRED, keeps_named=True, atomic=False, keeps_literals=False
    )


@slow
def test_virtuoso_says_that_it_dropped_all_and_did_not(virtuoso_store: RemoteStore) -> None:
    virtuoso_store.replace({ONE: [Quad(A, P, X, ONE)]})

    virtuoso_store.endpoint.update("DROP ALL")

    # Which is why nothing here leans on it.
    assert list(virtuoso_store.quads(graph=ONE)) == [Quad(A, P, X, ONE)]
    virtuoso_store.replace({ONE: []})
    assert list(virtuoso_store.quads(graph=ONE)) == []


@slow
def test_virtuoso_changes_how_a_number_is_written(virtuoso_store: RemoteStore) -> None:
    virtuoso_store.replace({ONE: [Quad(A, P, decimal("1.50"), ONE)]})

    assert list(virtuoso_store.quads(graph=ONE)) == [Quad(A, P, decimal("1.5"), ONE)]
    virtuoso_store.replace({}, remove=[Quad(A, P, decimal("1.50"), ONE)])
    assert list(virtuoso_store.quads(graph=ONE)) == []


@slow
def test_virtuoso_takes_a_password_by_digest(virtuoso: Address) -> None:
    closed = Address(virtuoso.query, virtuoso.query + "-auth")
    for password, opens in (("wrong", False), ("dba", True)):
        engine = Endpoint(closed, Access("dba", password))
        if opens:
            engine.update("CLEAR SILENT GRAPH <urn:graph:1>")
        else:
            with pytest.raises(UnavailableError, match="status 401"):
                engine.update("CLEAR SILENT GRAPH <urn:graph:1>")
        engine.close()


@slow
def test_virtuoso_tells_when_it_leaves_rows_out(tmp_path: Path) -> None:
    with (
        engines.virtuoso(tmp_path, "ResultSetMaxRows = 100") as address,
        engines.connected(address) as store,
    ):
        store.replace({ONE: [Quad(A, P, Literal(str(n)), ONE) for n in range(150)]})

        with pytest.raises(UnavailableError, match="cut its answer short"):
            list(store.quads(graph=ONE))


@slow
def test_the_catalog_over_virtuoso_is_the_catalog(virtuoso_store: RemoteStore) -> None:
    fill(virtuoso_store)
    there, here = Catalog(virtuoso_store), Catalog(small_store())

    assert [m.id for m in there.models()] == [m.id for m in here.models()]
    assert there.facets() == here.facets()
    assert there.tasks() == here.tasks()
    assert _shown(there) == _shown(here)
    assert {c.display for c in there.evidence("florence-2", "released")} == {
        c.display for c in here.evidence("florence-2", "released")
    }
    assert RECORD not in virtuoso_store.graphs()


def _shown(catalog: Catalog) -> dict[str, list[str]]:
    compared = catalog.compare("florence-2", "sam-clip", "pp-ocrv4")
    return {row.of.key: [cell.display for cell in row.cells] for row in compared.rows}
