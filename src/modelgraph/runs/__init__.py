"""Trying models: the checkpoints of this machine, jobs, runs, predictions, agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modelgraph.runs.runs import Runs

__all__ = ["Runs"]


def __getattr__(name: str) -> Any:
    # Every worker imports this package, and none needs the store and the catalog that Runs brings.
    if name == "Runs":
        from modelgraph.runs.runs import Runs  # noqa: PLC0415

        return Runs
    raise AttributeError(f"module 'modelgraph.runs' has no attribute {name!r}")
