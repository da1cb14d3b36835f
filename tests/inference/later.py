"""Libraries that a test imports when it runs, and not when it is collected.

Torch and transformers take seconds, and each worker of pytest collects every test.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


class _Later:
    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # pytest looks at whatever a module of tests holds
            raise AttributeError(name)
        return getattr(import_module(self._name), name)


def later(name: str) -> Any:
    """Return a stand-in for a module, which is imported with the first thing it is asked for."""
    return _Later(name)
