"""What a source claims in place of a value."""

from __future__ import annotations

from typing import Final

from modelgraph.vocabulary.terms import MG

MISSING: Final = frozenset({MG.unknown, MG.notDisclosed, MG.notApplicable})
"""Looked at and blank, kept back by the maker, or a question that makes no sense."""
