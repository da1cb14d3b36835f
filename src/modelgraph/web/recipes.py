"""The same comparison asked by the other faces, ready to be copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from modelgraph.catalog.entities import ModelSummary
from modelgraph.web.rendering import query


@dataclass(frozen=True, slots=True)
class Recipe:
    """Where to ask, and the text to ask with."""

    title: str
    text: str


def recipes(models: Sequence[ModelSummary], server: str) -> list[Recipe]:
    """Return how to ask for this comparison elsewhere; ``server`` is the address of this one."""
    ids = [model.id for model in models]
    named = ", ".join(orjson.dumps(each).decode() for each in ids)
    iris = " ".join(f"<{model.iri}>" for model in models)
    path = query("/compare.json", models=",".join(ids))
    return [
        Recipe("Command line", f"modelgraph compare {' '.join(ids)}"),
        Recipe("Python", f"Catalog.open().compare({named})"),
        Recipe("HTTP", f"curl '{server.rstrip('/')}{path}'"),
        Recipe(
            "GraphQL",
            f"{{\n  compare(models: [{named}]) {{\n"
            "    sharedTasks { task { name } scope notRunnable { model explanation } }\n"
            "    rows { property { label } cells { display conflict } }\n"
            "  }\n}",
        ),
        Recipe(
            "SPARQL",
            "SELECT ?model ?property ?value WHERE {\n"
            f"  VALUES ?model {{ {iris} }}\n"
            "  ?model ?property ?value\n}\nORDER BY ?property ?model",
        ),
    ]
