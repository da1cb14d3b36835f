"""Where triples lie, whichever engine keeps them.

SPARQL 1.1 Query and Update are the language; answers come as plain terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Protocol, TypeAlias

from modelgraph.store.delta import Delta
from modelgraph.store.terms import IRI, Quad, Term, Value

Row: TypeAlias = tuple[Term | None, ...]


class Scope(Enum):
    """Where a pattern looks, when it is not in one named graph."""

    EVERYWHERE = "every graph"
    DEFAULT = "the default graph"


class Store(Protocol):
    """Read access to the graph."""

    @property
    def revision(self) -> int:
        """A number that changes with every write; answers may be kept as long as it stands."""
        ...

    def changed_since(self, revision: int) -> frozenset[IRI] | None:
        """Return the subjects of the default graph that were written after a revision; ``None``
        where that is not known, and anything may have been."""
        ...

    def select(self, query: str) -> tuple[tuple[str, ...], list[Row]]:
        """Return the variables and the rows of a SELECT query.

        Raises:
            InvalidQueryError: the query is not well formed, or not a SELECT.
        """
        ...

    def ask(self, query: str) -> bool:
        """Return the answer of an ASK query."""
        ...

    def construct(self, query: str) -> list[Quad]:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        ...

    def quads(
        self,
        subject: IRI | None = None,
        predicate: IRI | None = None,
        value: Value | None = None,
        graph: IRI | Scope = Scope.EVERYWHERE,
    ) -> Iterator[Quad]:
        """Yield the quads that match; a part left out matches everything."""
        ...

    def graphs(self) -> list[IRI]:
        """Return the names of the named graphs, sorted."""
        ...


class WritableStore(Store, Protocol):
    """Write access; one writer process at a time."""

    def replace(
        self,
        graphs: Mapping[IRI, Iterable[Quad]],
        *,
        add: Sequence[Quad] = (),
        remove: Sequence[Quad] = (),
    ) -> None:
        """Replace whole named graphs, and add and remove single quads, in one transaction.

        A graph mapped to nothing is dropped. Either all is written or nothing.
        """
        ...

    def load(self, path: Path, *more: Path) -> None:
        """Bulk-load TriG or N-Quads files, all of one kind, on top of what is there.

        Raises:
            InvalidDataError: a file is not well formed.
        """
        ...


class ChangeableStore(WritableStore, Protocol):
    """Write access for updates by strangers, which were tried on a copy."""

    def change(
        self,
        delta: Delta,
        *,
        since: int,
        graphs: Mapping[IRI, Iterable[Quad]] | None = None,
        add: Sequence[Quad] = (),
        remove: Sequence[Quad] = (),
    ) -> bool:
        """Write a change and what ``replace`` takes, in one transaction; say whether it was.

        Nothing is written where the store has moved on from the revision ``since``, which the
        change was worked out for.
        """
        ...
