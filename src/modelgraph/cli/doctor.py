"""``modelgraph doctor`` and ``settings``: what is here, what is missing, what is set."""

from __future__ import annotations

import os
from typing import Any

import typer

from modelgraph.cli.options import FormOption, StoreOption
from modelgraph.cli.output import Answer, Cell, Sheet, Span, show

STYLES = {"good": "green", "missing": "yellow", "bad": "red"}


def doctor(form: FormOption = None, store: StoreOption = None) -> None:
    """Say what is here, what is missing, what installs it."""
    from modelgraph.cli.world import open_world

    with open_world(store) as world:
        facts = world.runs.doctor()
    lines: list[tuple[Cell, ...] | str] = [
        (
            each.group, each.name,
            (Span(each.condition.value, STYLES.get(each.condition.value, "")),),
            f"{each.text}\n→ {each.hint}" if each.hint else each.text,
        )
        for each in facts
    ]  # fmt: skip
    show(Answer((Sheet(("", "", "", ""), lines, wide=True),), facts), form)
    if any(each.condition.value == "bad" for each in facts):
        raise typer.Exit(1)


def settings(form: FormOption = None) -> None:
    """List every setting, its value, and what it means."""
    from modelgraph.server.settings import Settings, read

    now = read()
    rows = [
        (
            f"MODELGRAPH_{name.upper()}", _shown(getattr(now, name)),
            "environment" if f"MODELGRAPH_{name.upper()}" in os.environ else "default",
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]  # fmt: skip
    columns = ("setting", "value", "from", "meaning")
    data = [dict(zip(columns, row, strict=True)) for row in rows]
    show(Answer((Sheet(columns, rows, wide=True),), data), form)


def _shown(value: Any) -> str:
    """Return a value for people; a key is never one of them."""
    if value is None or value == "":
        return "–"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
