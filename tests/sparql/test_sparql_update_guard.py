"""Of an update it is known before an engine sees it which graphs it may write; what may not be is
refused with its place."""

from __future__ import annotations

import pytest

from modelgraph.errors import InvalidQueryError, ModelgraphError, RefusedError, TooManyError
from modelgraph.sparql.limits import Limits
from modelgraph.sparql.update import Using, examine_update

LIMITS = Limits()
G = "https://w3id.org/modelgraph/source/a"


@pytest.mark.parametrize(
    ("update", "graphs"),
    [
        ("INSERT DATA { <u:s> <u:p> 1 }", {""}),
        ("INSERT DATA { GRAPH <u:g> { <u:s> <u:p> 1 , 2 ; <u:q> [ <u:r> 3 ] } }", {"u:g"}),
        ("INSERT DATA { GRAPH source:a { <u:s> <u:p> 1 } <u:s> <u:p> 2 }", {G, ""}),
        ("DELETE DATA { GRAPH <u:g> { <u:s> <u:p> 'GRAPH <u:h> {' } } ; ", {"u:g"}),
        ("DELETE WHERE { GRAPH <u:g> { ?s ?p ?o } }", {"u:g"}),
        ("DELETE { ?s ?p ?o } WHERE { GRAPH <u:g> { ?s ?p ?o } }", {""}),
        ("WITH <u:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", {"u:g"}),
        ("INSERT { GRAPH <u:g> { ?s ?p ?o } } USING <u:h> WHERE { ?s ?p ?o }", {"u:g"}),
        ("CLEAR DEFAULT ; DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        ("CLEAR GRAPH <u:g> ; DROP SILENT DEFAULT ; CREATE GRAPH <u:h>", {"u:g", "", "u:h"}),
        ("CLEAR ALL", None),
        ("DROP NAMED", None),
        ("COPY <u:g> TO DEFAULT", {"u:g", ""}),
        ("MOVE GRAPH <u:g> TO GRAPH <u:h>", {"u:g", "u:h"}),
        ("ADD SILENT DEFAULT TO <u:h>", {"", "u:h"}),
        ("PREFIX a: <u:> INSERT DATA { GRAPH a:g { <u:s> <u:p> 1 } }", {"u:g"}),
        # Whatever a reader of words may get wrong: any graph.
        ("PREFIX a: <u:> CLEAR GRAPH a:g ; PREFIX a: <v:> CLEAR GRAPH a:g", None),
        ("CLEAR GRAPH source:a ; PREFIX source: <v:> CLEAR GRAPH source:a", None),
        ("BASE <u:x> CLEAR GRAPH <relative>", None),
        ("CLEAR GRAPH <http://a/b/../c>", None),
        ("CLEAR GRAPH source:a\\/b", None),
    ],
)  # fmt: skip
def test_the_graphs_an_update_may_write_are_read_from_its_words(
    update: str, graphs: set[str] | None
) -> None:
    assert examine_update(update, LIMITS).graphs == (None if graphs is None else frozenset(graphs))


@pytest.mark.parametrize(
    ("update", "query", "within"),
    [
        (
            "PREFIX a: <u:> DELETE WHERE { GRAPH ?g { ?s a:p ?o } }",
            "PREFIX a: <u:> SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s a:p ?o } }",
            "",
        ),
        (
            "INSERT { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?s ?p 1 } } USING <u:a> USING NAMED <u:b>"
            " WHERE { ?s ?p ?o BIND('USING' AS ?h) }",
            "SELECT DISTINCT ?g ?h FROM  <u:a> FROM  NAMED <u:b> WHERE"
            " { ?s ?p ?o BIND('USING' AS ?h) }",
            "",
        ),
        (
            "WITH <u:a> DELETE { ?s ?p ?o } INSERT { GRAPH ?g { ?s ?p ?o } } WHERE { ?s ?p ?o } ;",
            "SELECT DISTINCT ?g WHERE { ?s ?p ?o }",
            "u:a",
        ),
    ],
)
def test_a_query_tells_the_graphs_that_variables_stand_for(
    update: str, query: str, within: str
) -> None:
    found = examine_update(update, LIMITS)

    assert (found.scouting, found.within) == (query, within)


@pytest.mark.parametrize(
    ("update", "kind", "place"),
    [
        ("LOAD <http://a.b/>", RefusedError, (1, 1)),
        ("CLEAR ALL ;\n LOAD SILENT <file:///etc/passwd> INTO GRAPH <u:g>", RefusedError, (2, 2)),
        ("SELECT * { ?s ?p ?o }", RefusedError, (1, 1)),
        ("INSERT { ?s ?p ?o } WHERE { SERVICE <u:x> { ?s ?p ?o } }", RefusedError, (1, 29)),
        ("DELETE WHERE { ?s ?p ?o } ; ASK {}", RefusedError, (1, 29)),
        ("INSRT DATA {}", InvalidQueryError, (1, 1)),
        ("INSERT DATA { <u:s> <u:p> foo:bar }", InvalidQueryError, (1, 27)),
        ("INSERT DATA { <u:s> <u:p> 1", InvalidQueryError, (1, 13)),
        ("INSERT DATA { <u:s> <u:p> '1 }", InvalidQueryError, (1, 27)),
        ("INSERT DATA " + "{ GRAPH <u:g> " * 70 + "}" * 70, TooManyError, (1, 853)),
        (
            "DELETE {} WHERE { " + "?s ?p ?o . " * 101 + "}",
            TooManyError,
            (1, 1125),
        ),
        ("INSERT { ?s ?p ?o } WHERE { FILTER(" + "!" * 70 + "1) }", TooManyError, (1, 94)),
    ],
)  # fmt: skip
def test_what_may_not_be_is_refused_in_its_place(
    update: str, kind: type[ModelgraphError], place: tuple[int, int]
) -> None:
    with pytest.raises(kind) as refusal:
        examine_update(update, LIMITS)

    details = refusal.value.details
    assert (details["line"], details["column"]) == place


@pytest.mark.parametrize("update", ["", "# nothing", "PREFIX a: <u:>"])
def test_an_update_may_do_nothing(update: str) -> None:
    assert examine_update(update, LIMITS).graphs == frozenset()


def test_data_may_be_long_and_each_operation_joins_patterns_of_its_own() -> None:
    data = "INSERT DATA { " + "<u:s> <u:p> 1 . " * 2_000 + "}"
    many = " ; ".join(["DELETE { ?a ?b ?c } WHERE { " + "?a ?b ?c . " * 60 + "}"] * 5)

    assert examine_update(data, LIMITS).graphs == {""}
    assert examine_update(many, LIMITS).graphs == {""}
    with pytest.raises(TooManyError):
        examine_update(data, Limits(update_bytes=10_000))


@pytest.mark.parametrize(
    ("update", "text"),
    [
        (
            "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
            "INSERT { ?s ?p 1 } USING <u:g> USING NAMED <u:h> WHERE { ?s ?p ?o }",
        ),
        (
            "DELETE WHERE { ?s ?p ?o }; CLEAR ALL; DELETE { ?s ?p 1 } INSERT {} WHERE {}",
            "DELETE  { ?s ?p ?o } USING <u:g> USING NAMED <u:h> WHERE { ?s ?p ?o }; CLEAR ALL;"
            " DELETE { ?s ?p 1 } INSERT {} USING <u:g> USING NAMED <u:h> WHERE {}",
        ),
        ("INSERT DATA { <u:s> <u:p> 'WHERE' }", "INSERT DATA { <u:s> <u:p> 'WHERE' }"),
    ],
)
def test_graphs_of_the_request_become_clauses(update: str, text: str) -> None:
    assert examine_update(update, LIMITS, Using(("u:g",), ("u:h",))).text == text


@pytest.mark.parametrize(
    "update",
    [
        "INSERT { ?s ?p ?o } USING <u:g> WHERE { ?s ?p ?o }",
        "CLEAR ALL ; WITH <u:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_graphs_of_the_request_and_of_the_text_are_a_conflict(update: str) -> None:
    with pytest.raises(InvalidQueryError):
        examine_update(update, LIMITS, Using(("u:g",)))
