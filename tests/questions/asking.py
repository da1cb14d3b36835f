"""One question, asked of the same catalog in four ways; each answer as rows of plain values."""

from __future__ import annotations

import asyncio
import io
import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, product
from pathlib import Path
from typing import Any

from typer.main import get_command

from modelgraph.catalog.addresses import local
from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import Scope
from modelgraph.catalog.filters import Filter, Sort
from modelgraph.catalog.questions import Question
from modelgraph.catalog.results import Benchmark
from modelgraph.catalog.similar import Wish
from modelgraph.cli.app import app
from modelgraph.graphql.context import Context
from modelgraph.graphql.engine import Engine, Request
from modelgraph.sparql import run_query
from modelgraph.vocabulary.prefixes import expand

_NAME = re.compile(r"[a-z0-9]+:[A-Za-z]+")  # schema:license
_NUMBER = re.compile(r"\d+(\.\d+)?")

COMMAND: Any = get_command(app)  # made once, as it takes longer than a question
Rows = list[tuple[Any, ...]]
Reader = Callable[[Any], Iterable[Any]]


def plain(value: Any) -> Any:
    """Return a value as all faces can give it: an id for an address, a number for digits."""
    if value is None or value == "":
        return None
    short = local(expand(value) if _NAME.fullmatch(str(value)) else str(value))
    return Decimal(short).normalize() if _NUMBER.fullmatch(short) else short


def rows(found: Iterable[Any]) -> Rows:
    return [tuple(map(plain, row if isinstance(row, tuple | list) else (row,))) for row in found]


def leaves(value: Any) -> Rows:
    """Return nested objects as rows: what stands beside each other goes together, a list is one
    row an item.

    >>> leaves({"id": "a", "variants": [{"name": "s"}, {"name": "l"}]})
    [('a', 's'), ('a', 'l')]
    """
    if isinstance(value, list):
        return [row for each in value for row in leaves(each)]
    if isinstance(value, Mapping):
        parts = [leaves(each) for key, each in value.items() if key != "pageInfo"]
        return [tuple(chain(*row)) for row in product(*parts)]
    return [(value,)]


@dataclass(frozen=True)
class Asker:
    """``folder`` is a store with the facts of ``catalog``, or ``None`` for the shipped data."""

    catalog: Catalog
    engine: Engine
    folder: Path | None

    def python(self, question: Question) -> Rows:
        names = {each.__name__: each for each in (Benchmark, Filter, Scope, Sort, Wish)}
        return rows(eval(question.python, {**names, "catalog": self.catalog}))  # our own text

    def sparql(self, question: Question) -> Rows:
        answer = json.loads(run_query(self.catalog.store, question.sparql).body)
        return rows(
            [row.get(name, {"value": None})["value"] for name in answer["head"]["vars"]]
            for row in answer["results"]["bindings"]
        )

    def graphql(self, question: Question, read: Reader | None) -> Rows:
        found: Rows = []
        variables: dict[str, Any] = {}
        while True:
            body = asyncio.run(self._execute(Request(question.graphql, variables, None)))
            assert "errors" not in body, body["errors"]
            data = body["data"]
            parts = [data] if read is None and len(data) == 1 else [{k: v} for k, v in data.items()]
            found += rows(read(data) if read else chain(*map(leaves, parts)))
            page = next((each["pageInfo"] for each in data.values() if "pageInfo" in each), {})
            if not page.get("hasNextPage"):
                return found
            variables = {"after": page["endCursor"]}

    async def _execute(self, request: Request) -> dict[str, Any]:
        context = Context(self.catalog, None, "test", lambda: None)
        return (await self.engine.execute(await self.engine.prepare(request), context)).body

    def command(self, question: Question, read: Reader) -> Rows:
        words = shlex.split(question.command)[1:]
        store = ["--store", str(self.folder)] if self.folder else []
        out = io.StringIO()
        with redirect_stdout(out):
            code = COMMAND.main([*words, "--format", "json", *store], standalone_mode=False)
        assert not code
        return rows(read(json.loads(out.getvalue())))


def about(question: Question, names: Mapping[str, str]) -> Question:
    """Return the question with other models in the place of those it names."""

    def put(text: str) -> str:
        for old, new in names.items():
            text = text.replace(old, new).replace(old.replace("/", r"\/"), new.replace("/", r"\/"))
        return text

    return replace(
        question,
        command=put(question.command),
        python=put(question.python),
        graphql=put(question.graphql),
        sparql=put(question.sparql),
    )
