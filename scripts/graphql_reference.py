"""Ask every example of docs/reference/graphql.md again and write down the answers.

For when the shipped data or the schema have changed; read the difference before you commit it.
"""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any, Final

from modelgraph.catalog.catalog import Catalog
from modelgraph.graphql.context import Context
from modelgraph.graphql.engine import Engine, Request
from modelgraph.graphql.errors import RequestRefusedError
from modelgraph.graphql.schema import schema

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "graphql.md"
_BLOCK: Final = re.compile(
    r"^```(graphql|json variables|json)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
_WIDTH: Final = 110


async def answered(page: str) -> str:
    """Return the page with the answers of now."""
    engine = Engine(schema())
    context = Context(Catalog.open(), None, "reference", lambda: None)
    document, variables, written, at = "", {}, "", 0
    for block in _BLOCK.finditer(page):
        kind, text = block.groups()
        written += page[at : block.start()]
        at = block.end()
        if kind == "json":
            answer = await _ask(engine, context, Request(document, variables))
            written += f"```json\n{pretty(answer)}\n```"
            continue
        written += block.group()
        if kind == "graphql":
            document, variables = text, {}
        else:
            variables = json.loads(text)
    engine.close()
    return written + page[at:]


async def _ask(engine: Engine, context: Context, request: Request) -> Any:
    try:
        body = (await engine.execute(await engine.prepare(request), context)).body
        # The page speaks of the cost once.
        return {key: value for key, value in body.items() if key != "extensions"}
    except RequestRefusedError as refusal:
        return {"errors": refusal.errors}


def pretty(value: Any, indent: int = 0) -> str:
    """Return JSON that breaks lines only where one would be too long."""
    line = json.dumps(value, ensure_ascii=False)
    if indent + len(line) <= _WIDTH or not isinstance(value, dict | list):
        return line
    inside = " " * (indent + 2)
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {pretty(item, indent + 2)}" for key, item in value.items()]
        return "{\n" + ",\n".join(inside + part for part in parts) + "\n" + " " * indent + "}"
    parts = [pretty(item, indent + 2) for item in value]
    return "[\n" + ",\n".join(inside + part for part in parts) + "\n" + " " * indent + "]"


if __name__ == "__main__":
    PAGE.write_text(asyncio.run(answered(PAGE.read_text(encoding="utf-8"))), encoding="utf-8")
