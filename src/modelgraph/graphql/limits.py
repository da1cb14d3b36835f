"""What a request may ask of this face, as one frozen value that the server hands down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Every limit of this face; sizes in bytes, times in seconds.

    ``page`` is for lists that a cursor goes on with, ``items`` for those without one.

    The standard introspection query is 14 deep, so ``depth`` must not be less.
    """

    body_bytes: int = 1_000_000
    document_bytes: int = 20_000
    tokens: int = 1_500
    depth: int = 15
    fields: int = 400
    aliases: int = 30
    directives: int = 30
    operations: int = 10
    cost: int = 10_000
    page: int = 100
    items: int = 1_000
    seconds: float = 10.0
    sockets: int = 200
    operations_per_socket: int = 20


DEFAULT_LIMITS: Final = Limits()
