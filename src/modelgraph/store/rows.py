"""Answers as typed rows: a query and its dataclass must agree, or the query's own test fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TypeVar, get_type_hints

from modelgraph.store.store import Store
from modelgraph.store.terms import IRI, Literal

T = TypeVar("T")


def read(store: Store, query: str, row: type[T]) -> Iterator[T]:
    """Yield one ``row`` a solution; its fields are the query's variables, in order.

    A field of type ``str`` takes a literal's text, ``IRI`` an IRI, ``int`` and ``bool`` a literal's
    value, ``Value`` either term; a field with ``None`` in its type may be unbound.

    Raises:
        TypeError: variables and fields differ, or a term is not what the field takes.
    """
    variables, solutions = store.select(query)
    names = tuple(field.name for field in fields(row))  # type: ignore[arg-type]
    if variables != names:
        raise TypeError(f"{row.__name__} has {names}, the query answers {variables}")
    hints = get_type_hints(row)
    readers = tuple((hints[name], f"{row.__name__}.{name}") for name in names)
    for solution in solutions:
        yield row(*(_cell(term, *reader) for term, reader in zip(solution, readers, strict=True)))


def _cell(term: object, hint: object, name: str) -> object:
    options = getattr(hint, "__args__", (hint,))
    if term is None:
        if type(None) in options:
            return None
        raise TypeError(f"{name} is unbound")
    if isinstance(term, IRI) and IRI in options:
        return term
    if isinstance(term, Literal):
        if Literal in options:
            return term
        if bool in options:
            return term.lexical == "true"
        if int in options:
            return int(term.lexical)
        if str in options:
            return term.lexical
    raise TypeError(f"{name} can't hold {term!r}")
