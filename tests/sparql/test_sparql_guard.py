"""What may be asked is decided from the words of a query, read as the engine reads them."""

from __future__ import annotations

import contextlib
import random
import socket
import threading
from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest

from modelgraph.errors import InvalidQueryError, ModelgraphError, RefusedError, TooManyError
from modelgraph.sparql import Limits
from modelgraph.sparql.guard import examine
from modelgraph.sparql.shape import measured
from modelgraph.sparql.tokens import tokens
from modelgraph.vocabulary.prefixes import PREFIXES

LIMITS = Limits()
ELSEWHERE = "<http://127.0.0.1:9/>"

# Each of these makes pyoxigraph 0.5 call the other server.
HIDDEN = {
    "plain": "SERVICE @ { ?s ?p ?o }",
    "lower case": "service @ { ?s ?p ?o }",
    "silent": "SERVICE SILENT @ { ?s ?p ?o }",
    "glued": "SERVICESILENT@{?s ?p ?o}",
    "comment before the address": "SERVICE # <u:x>\n @ { ?s ?p ?o }",
    "prefixed name": "SERVICE there:x { ?s ?p ?o }",
    "glued to the empty prefix": "SERVICE:x { ?s ?p ?o }",
    "glued to a truth value": "?s <u:p> trueSERVICE@{ ?s ?p ?o }",
    "after the dots of a name": "?s <u:p> a:b.c.SERVICE@{ ?s ?p ?o }",
    "after a language": "VALUES ?s {'x'@en}SERVICE@{ ?s ?p ?o }",
    "in a sub-query": "{ SELECT * { SERVICE @ { ?s ?p ?o } } }",
    "in EXISTS": "FILTER EXISTS { SERVICE @ { ?s ?p ?o } }",
    "in what looks like a string": "VALUES ?s {'''a'} SERVICE @ { ?s ?p ?o } #\\z'''\n",
    "after less-than and a quote": "FILTER(?a<'>'||1) SERVICE @ { ?s ?p ?o } FILTER(''='') #'\n",
    "behind a comment in what looks like an IRI": (
        "FILTER(?a<?b#>'''\n||1) SERVICE @ { ?s ?p ?o } #'''\n"
    ),
    "behind a function without a space": (
        "FILTERregex(?a<?b#>'''\n,'x') SERVICE @ { ?s ?p ?o } #'''\n"
    ),
}


@pytest.mark.parametrize("pattern", HIDDEN.values(), ids=HIDDEN)
def test_no_other_server_is_called(pattern: str) -> None:
    query = "PREFIX : <u:> PREFIX a: <u:> PREFIX there: <u:> SELECT * { @ }"

    with pytest.raises(ModelgraphError):
        examine(query.replace("@", pattern.replace("@", ELSEWHERE)), LIMITS)


@pytest.mark.parametrize("word", ["SERVICE", "\\u0053ERVICE", "s\\u0065rvice", "\\U00000053ERVICE"])
def test_an_escaped_keyword_is_a_keyword(word: str) -> None:
    with pytest.raises(RefusedError, match="SERVICE"):
        examine(f"SELECT * {{ {word} {ELSEWHERE} {{}} }}", LIMITS)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s rdfs:label "SERVICE <u:x> {}" }',
        "SELECT * { ?s ?p '''it's a 'service' ''' } # SERVICE <u:x> {}",
        "SELECT * { ?s ?p <http://example.org/service#it> , <urn:service:x> }",
        "SELECT ?service { ?service schema:service _:service }",
        "ASK { FILTER(?a<?b&&?c>?d) }",
        "ASK { FILTER(?a<'x'&&?b>'y') }",
        "ASK { ?s ?p <http://dbpedia.org/resource/L'Oréal> }",
        "ASK { ?s ?p 'a\\u0022b', <u:\\u00E9> }",
    ],
)
def test_what_only_looks_like_a_call_is_let_through(query: str) -> None:
    question = examine(query, LIMITS)

    ox.Store().query(question.text, prefixes=PREFIXES)


@pytest.fixture
def calls() -> Iterator[Callable[[], int]]:
    """Return the number of calls to a server, whose address is the port as an attribute."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        count = 0

        def answer() -> None:
            nonlocal count
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                count += 1
                connection.close()

        threading.Thread(target=answer, daemon=True).start()

        def number() -> int:
            return count

        number.port = server.getsockname()[1]  # type: ignore[attr-defined]
        yield number
        server.shutdown(socket.SHUT_RDWR)


def test_the_engine_would_call_out(calls: Callable[[], int]) -> None:
    there = f"<http://127.0.0.1:{calls.port}/>"  # type: ignore[attr-defined]
    query = HIDDEN["after less-than and a quote"].replace("@", there)

    with contextlib.suppress(OSError):
        list(ox.Store().query(f"SELECT * {{ {query} }}"))

    assert calls() == 1


PIECES = [
    "SERVICE",
    "service",
    "SERVICE ",
    "SERVICE SILENT",
    "SERVICE:x",
    "\\u0053ERVICE",
    "'",
    "''",
    "'''",
    '"',
    '"""',
    "#",
    "\n",
    "\\z",
    "\\'",
    "?a",
    "?a<",
    "?a <",
    "<u:b#>",
    "<?b#>",
    "<'>",
    '<">',
    "<%'>",
    "{",
    "}",
    "(",
    ")",
    "FILTER(",
    "FILTER",
    "VALUES ?x {",
    "UNDEF",
    "@en",
    "--ltr",
    ".",
    ";",
    ",",
    "a:b.c.",
    "a:b",
    "a:",
    "true",
    "1",
    "1.",
    "?s ?p ?o",
    "?s a ",
    "?s ?p ",
    "@",
    "@",
    "{?s ?p ?o}",
    "{?s ?p ?o}",
    " ",
    " ",
    "",
    "1)",
    "&&",
    "OPTIONAL{",
    "UNION",
    "_:b.",
    "[",
    "]",
    "<u:x>",
    "regex(",
    "\\u0027",
    "\\u003C",
    "^^",
    "=",
    "!",
    "/",
    "'a'",
    "'''a'''",
]
OPENINGS = (
    "",
    "?a <u:b#>",
    "FILTER(?a<?b#>",
    "FILTER(?a<'>'",
    "FILTER(?a<%'>'",
    "VALUES ?x {'''a'}",
    "VALUES ?x {'a'@en--ltr}",
    "?s ?p a:b.c.",
    "?s a true",
    "FILTERregex(?a<?b#>",
    "FILTERa:f(?a<?b#>",
    "VALUES(?a ?b){(1 <u:x#>)}",
    "FILTER(?a<a:b#>",
)
CORES = (
    "SERVICE @{?s ?p ?o}",
    "SERVICE@{?s ?p ?o}",
    "service silent @ {?s ?p ?o}",
    "SERVICE:x{?s ?p ?o}",
)


@pytest.mark.slow
def test_what_passes_the_guard_calls_nobody(calls: Callable[[], int]) -> None:
    there = f"<http://127.0.0.1:{calls.port}/>"  # type: ignore[attr-defined]
    store, chance, passed = ox.Store(), random.Random(7), 0
    for _ in range(20_000):
        parts = [
            chance.choice(OPENINGS),
            *(chance.choice(PIECES) for _ in range(chance.randint(0, 5))),
            chance.choice(CORES),
            *(chance.choice(PIECES) for _ in range(chance.randint(0, 4))),
            chance.choice(["", "\n", "\n)", "\n}", "\n'"]),
        ]
        body = "".join(parts).replace("@{", "@ {").replace("@", there)
        query = f"PREFIX a: <u:> PREFIX : {there} SELECT * {{ {body}\n}}"
        try:
            question = examine(query, LIMITS)
        except ModelgraphError:
            continue
        passed += 1
        try:
            list(store.query(question.text, prefixes=PREFIXES))
        except (SyntaxError, RuntimeError, OSError, ValueError):
            continue

    assert passed > 100
    assert calls() == 0


@pytest.mark.parametrize(
    ("query", "patterns"),
    [
        ("SELECT * { ?s ?p ?o }", 1),
        ("SELECT * { ?s ?p ?o . }", 1),
        ("SELECT * { ?s ?p 1, 2 ; ?q 3 ; . ?x ?y ?z }", 4),
        ("SELECT * { ?s a [ ?p 1 ; ?q 2 ] }", 3),
        ("SELECT * { ?s ?p (1 2 3) }", 7),
        ("SELECT * { ?s a/mg:x/^mg:y ?o }", 3),
        ("SELECT * { ?s (a|!(mg:x|mg:y))* ?o }", 1),
        ("SELECT * { OPTIONAL { ?s ?p ?o } FILTER(?o > 1 && EXISTS { ?s ?p ?x }) ?a ?b ?c }", 3),
        ("SELECT * { VALUES (?a ?b) { (1 2) (3 4) } ?a ?b ?c }", 2),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } ?x ?y ?z }", 3),
        ("CONSTRUCT { ?s ?p ?o . ?o ?p ?s } WHERE { ?s ?p ?o }", 1),
        ("CONSTRUCT WHERE { ?s ?p ?o . ?o ?p ?s }", 2),
        ("SELECT * { { SELECT (COUNT(?x) AS ?n) { ?x a ?y } GROUP BY (?y + 1) } ?a ?b ?c }", 2),
        ("SELECT * { FILTER regex(?a, 'x') BIND(?a + 1 AS ?b) ?a ?b true }", 1),
        ("SELECT * { ?s ?p ?o {| ?a ?b |} }", 2),
    ],
)
def test_patterns_are_counted_as_they_are_joined(query: str, patterns: int) -> None:
    allowed = Limits(patterns=patterns)
    one_less = Limits(patterns=patterns - 1)

    assert measured(query, tokens(query), allowed)
    with pytest.raises(TooManyError):
        measured(query, tokens(query), one_less)


NESTED = {
    "groups": lambda n: "SELECT * " + "{" * n + "}" * n,
    "optional": lambda n: "SELECT * {" + "OPTIONAL {" * n + "}" * n + "}",
    "minus": lambda n: "SELECT * {" + "MINUS {" * n + "}" * n + "}",
    "union": lambda n: "SELECT * {" + "{} UNION {" * n + "}" * n + "}",
    "graph": lambda n: "SELECT * {" + "GRAPH ?g {" * n + "}" * n + "}",
    "exists": lambda n: "SELECT * {" + "FILTER EXISTS {" * n + "}" * n + "}",
    "not exists in brackets": lambda n: "SELECT * {" + "FILTER(NOT EXISTS {" * n + "})" * n + "}",
    "sub-queries": lambda n: "SELECT * {" + "{SELECT * {" * (n // 2) + "}}" * (n // 2) + "}",
    "brackets": lambda n: "SELECT * { FILTER(" + "(" * n + "1" + ")" * n + ") }",
    "negation": lambda n: "SELECT * { FILTER(" + "!" * n + "true) }",
    "negation spread": lambda n: "SELECT * { FILTER(" + "! # x\n" * n + "true) }",
    "conditions": lambda n: "SELECT * { BIND(" + "IF(1,2," * n + "3" + ")" * n + " AS ?x) }",
    "functions": lambda n: "SELECT * { BIND(" + "STR(" * n + "1" + ")" * n + " AS ?x) }",
    "path": lambda n: "SELECT * { ?s " + "(" * n + "a" + ")" * n + " ?o }",
    "path closures": lambda n: "SELECT * { ?s " + "(" * n + "a" + ")*" * n + " ?o }",
    "lists": lambda n: "SELECT * { ?s ?p " + "(" * n + "1" + ")" * n + " }",
    "blank nodes": lambda n: "SELECT * { ?s ?p " + "[a " * n + "1" + "]" * n + " }",
    "triple terms": lambda n: "SELECT * { ?s ?p " + "<<( ?a ?b " * n + "1" + ")>>" * n + " }",
    "annotations": lambda n: "SELECT * { ?s ?p ?o " + "{| ?a ?b " * n + "|}" * n + " }",
    "lateral": lambda n: "SELECT * {" + "LATERAL {" * n + "}" * n + "}",
    "escaped brackets": lambda n: "SELECT * " + "\\u007B" * n + "}" * n,
}


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
@pytest.mark.parametrize("depth", [70, 300, 3_000])
def test_deep_nesting_is_refused(nested: Callable[[int], str], depth: int) -> None:
    with pytest.raises(TooManyError):
        examine(nested(depth), LIMITS)


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
def test_nesting_within_the_limits_passes_and_the_engine_lives(
    nested: Callable[[int], str],
) -> None:
    question = examine(nested(20), LIMITS)

    ox.Store().query(question.text, prefixes=PREFIXES)


def test_a_query_as_wide_as_allowed_is_planned_in_time() -> None:
    query = "SELECT * {" + "".join(f"?a{i} ?b{i} ?a{i + 1} ." for i in range(100)) + "}"

    assert examine(query, LIMITS).form == "SELECT"
    with pytest.raises(TooManyError):
        examine(query.replace("}", "?x ?y ?z }"), LIMITS)


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT * {\n  { ?s ?p ?o }", 1, 10),
        ("SELECT * { ?s ?p ?o } }", 1, 23),
        ("SELECT * {\n ( ?s }", 2, 7),
        ("SELECT * {\n\n ?s ?p 'abc }", 3, 8),
        ("SELECT * { ?s ?p ?o ° }", 1, 21),
    ],
)
def test_a_bracket_or_quote_that_is_not_closed_is_found(query: str, line: int, column: int) -> None:
    with pytest.raises(InvalidQueryError) as refusal:
        examine(query, LIMITS)

    assert (refusal.value.details["line"], refusal.value.details["column"]) == (line, column)


@pytest.mark.parametrize("text", ["'" * 9_999, "<" * 9_999, "a:" + "." * 9_997, "?a<" * 3_333])
@pytest.mark.timeout(10)
def test_reading_takes_time_in_proportion_to_the_text(text: str) -> None:
    with pytest.raises(ModelgraphError):
        examine(text, LIMITS)


def test_a_surrogate_from_the_command_line_is_refused() -> None:
    with pytest.raises(InvalidQueryError):
        examine("ASK { ?s ?p '\ud800' }", LIMITS)
