"""Short forms of fields, each with its description.

``field`` is strawberry's decorator with the types of what it decorates; ``attribute`` and ``text``
are fields that need no function: an attribute of the entity behind them, under its own name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

F = TypeVar("F", bound=Callable[..., Any])


def field(description: str) -> Callable[[F], F]:
    """Return a decorator that makes a field of a resolver."""
    return cast(Callable[[F], F], strawberry.field(description=description))


def subscription(description: str) -> Callable[[F], F]:
    """Return a decorator that makes a subscription of an asynchronous generator."""
    return cast(Callable[[F], F], strawberry.subscription(description=description))


def attribute(description: str) -> Any:
    """Return a field that is the attribute of the same name."""
    return strawberry.field(description=description)


def text(name: str, description: str) -> Any:
    """Return a field of text that is null where the entity has an empty string."""

    def resolver(root: strawberry.Parent[Any]) -> str | None:
        return getattr(root, name) or None

    return strawberry.field(resolver=resolver, description=description)
