"""Writes docs/reference/: commands, settings and error codes, from the code that has them.

``python scripts/reference.py`` writes; a test compares what it would write with what is committed.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

from modelgraph.catalog.questions import Question, all_questions
from modelgraph.cli.app import app
from modelgraph.errors import ModelgraphError
from modelgraph.graphql.errors import CODES
from modelgraph.runs.failures import CODES as FAILURES
from modelgraph.server.codes import CODES as SERVER
from modelgraph.server.settings import Settings
from modelgraph.sparql.examples import own_examples
from modelgraph.sparql.formats import GRAPHS, ROWS
from modelgraph.sparql.limits import Limits

FOLDER = Path(__file__).resolve().parents[1] / "docs/reference"
WRITTEN = "<!-- Written by scripts/reference.py; change the code instead. -->\n"
CLI = """\
# Command line

Answers go to standard output: a table in a terminal, plain text in a pipe, or what `--format` says
(`table`, `json`, `csv`, `md`, `ttl`). Progress and failures go to standard error. `NO_COLOR` is
honoured. Exit codes: 0 done; 1 refused, not found or failed; 2 wrong use. A failure is one line
with its [code](errors.md) and a hint; `--debug`, in any place, shows where it arose.
`modelgraph --install-completion` sets up completion in bash, zsh, fish and PowerShell.
"""
QUESTIONS = """\
# Questions

What a catalog of models must be able to answer, asked on the command line, in Python (where
`catalog` is `Catalog.open()`), in [GraphQL](graphql.md) and in [SPARQL](sparql.md). A test asks
each in all four ways and compares the answers. A document with `$after` gives a page of 100
models; the `endCursor` of each page is the `$after` of the next.
"""
SETTINGS = """\
# Settings

Each is an environment variable. `modelgraph settings` shows the values that hold, and where they
come from; options of `modelgraph serve` go before them. Commands that only read the catalog heed
`MODELGRAPH_HOME` and `MODELGRAPH_STORE` alone.

| setting | default | meaning |
|---|---|---|
"""
ERRORS = """\
# Error codes

Stable, and the same on every face: `error CODE: …` on the command line, `extensions.code` in
GraphQL, `code` in JSON answers of the server, `ModelgraphError.code` in Python.
"""


def pages() -> dict[str, str]:
    """Return what each page of the reference holds, by its name."""
    return {
        "cli.md": cli(),
        "settings.md": settings(),
        "errors.md": errors(),
        "sparql.md": sparql(),
        "rules.md": rules_page(),
        "identity.md": identity_page(),
        "questions.md": questions(),
    }


def cli() -> str:
    """Return the page of the commands: what each says about itself."""
    parts = [f"## modelgraph {name}\n\n```text\n{text}\n```\n" for name, text in commands()]
    return WRITTEN + CLI + "\n" + "\n".join(parts)


def commands() -> Iterator[tuple[str, str]]:
    """Yield each command, and each command of a group, with its help."""
    top: Any = get_command(app)
    for name, command in top.commands.items():
        below: Mapping[str, Any] = getattr(command, "commands", {})
        for words in [(name, each) for each in below] or [(name,)]:
            yield " ".join(words), help_of(*words)


def help_of(*words: str) -> str:
    """Return the help of one command, 100 columns wide, without colours."""
    plain = {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "NO_COLOR": "1", "TERM": "dumb"}
    answer = CliRunner().invoke(app, [*words, "--help"], env=plain, prog_name="modelgraph")
    return "\n".join(line.rstrip() for line in answer.stdout.strip().splitlines())


def settings() -> str:
    """Return the page of the settings."""
    rows = [
        f"| `MODELGRAPH_{name.upper()}` | {default_of(name)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return WRITTEN + SETTINGS + "\n".join(rows) + "\n"


def default_of(name: str) -> str:
    """Return a default as people write it."""
    field = Settings.model_fields[name]
    if field.default_factory is not None:
        return "`~/.local/share/modelgraph`"
    if field.default is None or field.default in ("", ()):
        return "–"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


def errors() -> str:
    """Return the page of the codes: of Python, of the server, of GraphQL alone, of failed runs."""
    own = dict(code_rows(ModelgraphError))
    rest = {code: text for code, text in CODES.items() if code not in own}
    return (
        f"{WRITTEN}{ERRORS}\n## Everywhere\n\n{_table(own)}\n"
        f"\n## Server, whatever is asked\n\n{_table(SERVER)}\n"
        f"\n## GraphQL only\n\n{_table(rest)}\n"
        f"\n## Runs that failed\n\n{_table(FAILURES)}\n"
    )


def code_rows(kind: type[ModelgraphError]) -> Iterator[tuple[str, str]]:
    """Yield the code and the meaning of an error and of those below it."""
    for below in kind.__subclasses__():
        if below.__module__ == "modelgraph.errors":
            yield below.code, re.sub(r"\s+", " ", cleandoc(below.__doc__ or "").split("\n\n")[0])
            yield from code_rows(below)


def sparql() -> str:
    """Return the page of the endpoint: its template with forms, limits and examples put in."""
    page = Path(__file__).with_name("sparql.md").read_text(encoding="utf-8")
    parts = {"forms": sparql_forms(), "limits": sparql_limits(), "examples": sparql_examples()}
    for name, text in parts.items():
        page = page.replace(f"<!-- {name} -->", text)
    return WRITTEN + page


def sparql_forms() -> str:
    """Return the rows of the forms of answers: names, media types, and what is written so."""
    forms = [(form, "rows, truth values") for form in ROWS] + [(form, "graphs") for form in GRAPHS]
    rows = []
    for form, of in forms:
        names = ", ".join(f"`{name}`" for name in form.names)
        rows.append(f"| {names} | {', '.join(form.media_types)} | {of} |")
    return "\n".join(rows)


def sparql_limits() -> str:
    """Return the rows of the endpoint's limits."""
    limits = Limits()
    by_key = f"{limits.trusted_deadline_seconds:g} s with a key"
    waiting = f"{limits.waiting_per_client} of one client, {limits.waiting} of all"
    rows = {
        "length of a query": f"{limits.text_bytes:,} bytes",
        "brackets open at once": limits.nesting,
        "triple patterns, path steps, `GRAPH` and `VALUES` blocks": limits.patterns,
        "time": f"{limits.deadline_seconds:g} s; {by_key}",
        "rows, or triples of a graph": f"{limits.rows:,}",
        "size of an answer": f"{limits.answer_bytes / 1e6:g} MB",
        "memory of a query": f"{limits.memory_bytes / 1e9:g} GB",
        "time to take an answer": f"{limits.sending_seconds:g} s",
        "length of an update": f"{limits.update_bytes / 1e6:g} MB",
        "size of a graph that is put or posted": f"{limits.graph_bytes / 1e6:g} MB",
        "quads that one update changes": f"{limits.changed_quads:,}",
        "queries of one client at work at once": limits.parallel_per_client,
        "queries that wait": waiting,
    }
    return "\n".join(f"| {name} | {value} |" for name, value in rows.items())


def sparql_examples() -> str:
    """Return the example queries, each under its question."""
    return "\n".join(
        f"### {one.question}\n\n```sparql\n{one.text.partition(chr(10))[2].strip()}\n```\n"
        for one in own_examples()
    ).rstrip()


def questions() -> str:
    """Return the page of the catalog's questions, each in the four ways to ask it."""
    return WRITTEN + QUESTIONS + "".join(map(question, all_questions()))


def question(asked: Question) -> str:
    """Return one question under its number."""
    ways = {
        "sh": asked.command,
        "python": asked.python,
        "graphql": asked.graphql,
        "sparql": asked.sparql.partition("\n")[2],
    }
    blocks = "\n".join(f"```{way}\n{text.strip()}\n```\n" for way, text in ways.items())
    return f"\n## {asked.number}. {asked.text}\n\n{blocks}"


def rules_page() -> str:
    """Return the page of the rules."""
    sys.path.insert(0, str(FOLDER.parents[1]))
    from scripts.rules_reference import page  # noqa: PLC0415 - found from the root only

    return WRITTEN + page()


def identity_page() -> str:
    """Return the page of how names are joined."""
    sys.path.insert(0, str(FOLDER.parents[1]))
    from scripts.identity_reference import page  # noqa: PLC0415 - found from the root only

    return WRITTEN + page()


def _table(rows: Mapping[str, str]) -> str:
    lines = [f"| `{code}` | {text.replace('``', '`')} |" for code, text in rows.items()]
    return "| code | meaning |\n|---|---|\n" + "\n".join(lines)


def main() -> None:
    """Write every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    os.environ.pop("MODELGRAPH_STORE", None)
    main()
