"""Answers that are kept as the bytes they were sent as, as long as the catalog's revision stands.

The revision is part of the key, so nothing is ever invalidated; what is no longer asked for falls
out. Only answers of queries without errors are kept, and none that speaks of jobs or runs, which
change without the catalog.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import orjson
from graphql import DocumentNode, FieldNode, Visitor, visit

_BYTES: Final = 32_000_000
_OF_RUNS: Final = frozenset({"job", "jobs", "run", "runs"})


@dataclass(frozen=True, slots=True)
class Kept:
    """The bytes of an answer, and the tag by which a client asks whether it still stands."""

    body: bytes
    tag: str

    @classmethod
    def of(cls, body: bytes) -> Kept:
        """Return the answer with its tag, which is a hash of it."""
        return cls(body, f'"{blake2b(body, digest_size=12).hexdigest()}"')


class Answers:
    """A bounded memory of answers, the least recently used leaving first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], Kept] = OrderedDict()
        self._bytes = 0

    def get(self, key: tuple[Any, ...]) -> Kept | None:
        """Return the answer to this question, if it is kept."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: tuple[Any, ...], answer: Kept) -> None:
        """Keep an answer, unless it alone is a tenth of what may be kept."""
        if key in self._kept or len(answer.body) > _BYTES // 10:
            return
        self._kept[key] = answer
        self._bytes += len(answer.body)
        while self._bytes > _BYTES:
            _, left = self._kept.popitem(last=False)
            self._bytes -= len(left.body)


def key(
    revision: int, query: str, operation: str | None, variables: Mapping[str, Any]
) -> tuple[Any, ...]:
    """Return what makes two requests the same question about the same facts."""
    canonical = orjson.dumps(variables, option=orjson.OPT_SORT_KEYS) if variables else b""
    return revision, query, operation, canonical


class _Fields(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.of_runs = False

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.of_runs = self.of_runs or node.name.value in _OF_RUNS


def may_be_kept(document: DocumentNode) -> bool:
    """Say whether answers to this document follow from the catalog alone."""
    fields = _Fields()
    visit(document, fields)
    return not fields.of_runs
