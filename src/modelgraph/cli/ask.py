"""``modelgraph sparql`` and ``modelgraph query``: the catalog in its two query languages."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from modelgraph.cli.options import FormOption, StoreOption, open_catalog
from modelgraph.cli.output import Answer, Form, Sheet, printed, say, show, to_json
from modelgraph.errors import InvalidDataError, NotFoundError

if TYPE_CHECKING:
    from modelgraph.catalog.catalog import Catalog
    from modelgraph.sparql.limits import Limits

STANDARD_INPUT: Final = "-"
OWN_TEXT_BYTES: Final = 1_000_000
OWN_ROWS: Final = 10_000_000
OWN_ANSWER_BYTES: Final = 2_000_000_000


def sparql(
    query: Annotated[str, typer.Argument(help="A query, @FILE, or - for standard input.")],
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Ask in SPARQL 1.1.

    SELECT, ASK, CONSTRUCT or DESCRIBE; the prefixes of modelgraph are declared already.
    """
    from modelgraph.sparql.answer import run_query
    from modelgraph.sparql.guard import examine
    from modelgraph.store.embedded import embedded

    text, limits, catalog = read_text(query), own_limits(), open_catalog(store)
    graph = examine(text, limits).makes_graph
    if graph:
        wanted = {None: "ttl", Form.TABLE: "ttl", Form.JSON: "jsonld"}.get(form, str(form))
    else:
        wanted = str(form) if form in {Form.JSON, Form.CSV} else "json"
    found = run_query(embedded(catalog.store), text, form=wanted, limits=limits)
    body = found.body.decode()
    if graph or form in {Form.JSON, Form.CSV}:
        print(printed(body), end="" if body.endswith("\n") else "\n")
    else:
        show(_rows(json.loads(body)), form)


def query(
    document: Annotated[str, typer.Argument(help="A document, @FILE, or - for standard input.")],
    variables: Annotated[
        str | None, typer.Option("--variables", metavar="JSON", help="A JSON object, or @FILE.")
    ] = None,
    operation: Annotated[
        str | None, typer.Option("--operation", help="Which, where a document has several.")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Ask in GraphQL; the answer is JSON.

    Running models is a matter of: modelgraph run.
    """
    import asyncio

    from modelgraph.graphql.engine import Request
    from modelgraph.graphql.errors import RequestRefusedError

    request = Request(read_text(document), read_variables(variables), operation)
    try:
        body = asyncio.run(_execute(request, open_catalog(store)))
    except RequestRefusedError as refusal:
        body = {"errors": refusal.errors}
    print(to_json(body))
    for error in body.get("errors", ()):
        say(f"error {error.get('extensions', {}).get('code', 'ERROR')}: {error['message']}", "red")
    if body.get("errors"):
        raise typer.Exit(1)


async def _execute(request: Any, catalog: Catalog) -> dict[str, Any]:
    from modelgraph.graphql.context import Context
    from modelgraph.graphql.engine import Engine
    from modelgraph.graphql.schema import schema

    engine = Engine(schema())
    try:
        context = Context(catalog, None, "command line", lambda: None)
        return (await engine.execute(await engine.prepare(request), context)).body
    finally:
        engine.close()


def own_limits() -> Limits:
    """Return limits for one's own machine: those that keep the engine alive, and hardly others."""
    from modelgraph.sparql.limits import Limits

    return Limits(text_bytes=OWN_TEXT_BYTES, rows=OWN_ROWS, answer_bytes=OWN_ANSWER_BYTES)


def read_text(given: str) -> str:
    """Return the text itself, that of ``@FILE``, or standard input for ``-``.

    Raises:
        NotFoundError: there is no such file.
        InvalidDataError: it is no text.
    """
    if given == STANDARD_INPUT:
        return sys.stdin.read()
    if not given.startswith("@"):
        return given
    path = Path(given[1:])
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotFoundError("file", str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidDataError(f"{path} can't be read as text: {error}.") from error


def read_variables(given: str | None) -> dict[str, Any]:
    """Return the variables of a document.

    Raises:
        InvalidDataError: the text is no JSON object.
    """
    try:
        variables = json.loads(read_text(given)) if given else {}
    except ValueError as error:
        raise InvalidDataError(f"The variables are no JSON: {error}.") from error
    if not isinstance(variables, dict):
        raise InvalidDataError("The variables are a JSON object.", hint='{"id": "florence-2"}')
    return variables


def _rows(results: dict[str, Any]) -> Answer:
    """Return an answer to SELECT or ASK as a table, with names shortened."""
    from modelgraph.vocabulary.prefixes import shorten

    if "boolean" in results:
        rows: list[tuple[str, ...]] = [("yes" if results["boolean"] else "no",)]
        return Answer((Sheet(("",), rows),), results)
    names = tuple(results["head"]["vars"])
    rows = [
        tuple(
            shorten(cell["value"]) if cell["type"] == "uri" else str(cell["value"])
            for cell in (row.get(name, {"type": "", "value": ""}) for name in names)
        )
        for row in results["results"]["bindings"]
    ]
    count = f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
    return Answer((Sheet(names, rows, notes=(count,)),), results)
