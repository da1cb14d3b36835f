"""The examples of rules: Turtle with our prefixes, and our addresses as base."""

from __future__ import annotations

import tempfile
from pathlib import Path

from modelgraph.store import OxigraphStore, Quad
from modelgraph.vocabulary.prefixes import BASE, PREFIXES


def turtle(text: str) -> list[Quad]:
    """Return the triples of an example.

    Raises:
        InvalidDataError: it is not well formed.
    """
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    engine = OxigraphStore()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "example.ttl"
        path.write_text(f"@base <{BASE}> .\n{head}{text}", encoding="utf-8")
        engine.load(path)
    return list(engine.quads())
