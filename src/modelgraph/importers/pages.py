"""The comparison page of the Roboflow Playground, cell by cell (facts only; it states no licence).

``""`` and ``"—"`` are the page's two marks for a missing value: both are claims that the value is
unknown. ``null`` is a cell whose mark the stored text lost: nothing is claimed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers.identity import Identity
from modelgraph.importers.pile import Pile, Stated
from modelgraph.importers.reading import Unmatched
from modelgraph.importers.sources import source
from modelgraph.provenance import Kind

FILE: Final = "florence-2-vs-sam-clip.json"
COLLECTION: Final = "playground"
LICENSE: Final = "NOASSERTION"
SHOWN: Final = "as shown"

_ROWS: Final = {
    "Organization": "organization",
    "Category": "category",
    "Modality": "modality",
    "Release Date": "release",
    "Context Window": "context_window",
    "Parameters": "parameters",
    "License": "license",
}


def take(pile: Pile, content: bytes, identity: Identity) -> None:
    """Add what the page says to the pile.

    Raises:
        InvalidDataError: the file is no such page, or a cell does not fit.
    """
    try:
        page = json.loads(content)
        site, path = page["page"]["site"], page["page"]["path"]
        described = source(
            site, Kind.VENDOR, collection=COLLECTION, license=LICENSE, suffix="page",
            url=f"https://{site}/{path}",
        )  # fmt: skip
        for number, cell in enumerate(_cells(page, pile.unmatched), start=1):
            name, property_name, value, qualifier = cell
            thing = identity.model_or_new(name)
            pile.called(described, name, path, thing)
            pile.add(
                described,
                Stated(
                    thing,
                    property_name,
                    value or "unknown",
                    qualifier,
                    path,
                    f"cell {number}",
                    shown=value,
                ),
            )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidDataError(f"{FILE} is no comparison page: {error!r}") from error


def _cells(page: Any, lost: list[Unmatched]) -> Iterator[tuple[str, str, str, str]]:
    for row in page["properties"]:
        yield from _row(page, _ROWS[row["property"]], row["values"])
    for group, label, kind in (
        ("vision_tasks", "task", "task"),
        ("model_features", "feature", "feature"),
    ):
        for row in page[group]:
            for name, mark in zip(page["models"], row["cells"], strict=True):
                if mark is None:
                    reason = "the stored text lost the mark of this cell; nothing is claimed"
                    lost.append(Unmatched(name, f"{kind} {row[label]}", reason))
                else:
                    yield name, kind, row[label], mark


def _row(page: Any, property_name: str, values: list[str]) -> Iterator[tuple[str, str, str, str]]:
    for name, value in zip(page["models"], values, strict=True):
        yield name, property_name, value, SHOWN if value else f"{SHOWN}, blank"
