"""What an update would write, and whether it may: decided from its words before any engine sees it.

SPARQL 1.1 Update. Nothing is loaded from elsewhere. Which graphs an update may touch is read from
the text, so that only those are compared before and after; where the text doesn't tell, all are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from modelgraph.errors import InvalidQueryError, RefusedError
from modelgraph.sparql.guard import (
    READS,
    declared,
    iri_of,
    known_prefixes,
    nothing_foreign,
    readable,
)
from modelgraph.sparql.limits import Limits
from modelgraph.sparql.places import place
from modelgraph.sparql.shape import measured
from modelgraph.sparql.tokens import Token, decoded, tokens
from modelgraph.vocabulary.prefixes import PREFIXES

_PROLOGUE: Final = {"PREFIX": 3, "BASE": 2, "VERSION": 2}
_WHOLE: Final = frozenset({"CLEAR", "DROP", "CREATE"})
_COPIES: Final = frozenset({"ADD", "MOVE", "COPY"})
_PATTERNS: Final = frozenset({"INSERT", "DELETE", "WITH"})
_ANY: Final = frozenset({"NAMED", "ALL"})
# What a reader of words can't resolve as the engine does.
_UNSURE: Final = re.compile(r"\\|/\.|^(?![A-Za-z][A-Za-z0-9+.-]*:)")


@dataclass(frozen=True, slots=True)
class Using:
    """The graphs that ``WHERE`` sees, given by the request (SPARQL 1.1 Protocol, section 2.2.3)."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)

    @property
    def clauses(self) -> str:
        """The same as clauses of an update."""
        return "".join(
            [
                *(f"USING <{graph}> " for graph in self.default),
                *(f"USING NAMED <{graph}> " for graph in self.named),
            ]
        )


@dataclass(frozen=True, slots=True)
class Update:
    """An update that passed: its text as the engine gets it, and the graphs that it may write."""

    text: str
    graphs: frozenset[str] | None
    """The default graph is the empty text; ``None``: any graph."""

    data: str = ""
    """``INSERT`` or ``DELETE`` where it does nothing else than that with data."""

    scouting: str = ""
    """A query for the graphs that it may write beside ``graphs``, where only that can tell."""

    within: str = ""
    """The default graph of that query; empty: the store's."""


def examine_update(text: str, limits: Limits, using: Using | None = None) -> Update:
    """Return what an update would do.

    Raises:
        TooManyError: longer, deeper or wider than the limits.
        RefusedError: it is a query, calls another server, or loads from one.
        InvalidQueryError: the text falls into no words, its brackets don't match, or the graphs of
            ``WHERE`` are given by the request and by the text.
    """
    using = using or Using()
    readable(text, replace(limits, text_bytes=limits.update_bytes), what="update")
    text = decoded(text)
    words = measured(text, tokens(text), limits)
    nothing_foreign(text)
    prefixes = declared(words)
    known_prefixes(text, words, prefixes)
    touched: set[str | None] = set() if _clear(words, prefixes) else {None}
    for operation in _operations(words):
        _may(text, operation, using)
        touched.update(_graphs(operation, prefixes))
    if using:
        text = _with_using(text, words, using)
        words = list(tokens(text))
    update = Update(text, frozenset(g for g in touched if g is not None), _data(words))
    return update if None not in touched else _scouted(update, words, prefixes)


def _data(words: Sequence[Token]) -> str:
    """Return the one verb that stands before DATA in every operation."""
    verbs = {
        operation[0].upper if [word.upper for word in operation[1:2]] == ["DATA"] else ""
        for operation in _operations(words)
    }
    return verbs.pop() if len(verbs) == 1 else ""


def _scouted(update: Update, words: Sequence[Token], prefixes: Mapping[str, str]) -> Update:
    """Return an update with a query for its graphs, where it is one operation with variables."""
    operations = list(_operations(words))
    anywhere = replace(update, graphs=None)
    if len(operations) != 1 or operations[0][0].upper not in _PATTERNS:
        return anywhere
    (operation,) = operations
    named = {name for name in _names(operation) if name is not None}
    within = ""
    if operation[0].upper == "WITH":
        within = _graph(operation[1], prefixes) or ""
    unsure = [name for name in named if name.kind != "variable" and not _graph(name, prefixes)]
    start = next((w for w in _outside(operation) if w.upper in ("USING", "WHERE")), None)
    if unsure or start is None or (operation[0].upper == "WITH" and not within):
        return anywhere
    variables = {name.text for name in named if name.kind == "variable"}
    prologue = update.text[: operation[0].start]
    rest = update.text[start.start : operation[-1].start + len(operation[-1].text)]
    using = [word.start - start.start for word in _outside(operation) if word.upper == "USING"]
    for position in reversed(using):
        rest = rest[:position] + "FROM " + rest[position + len("USING") :]
    query = f"{prologue}SELECT DISTINCT {' '.join(sorted(variables))} {rest}"
    return replace(update, scouting=query, within=within)


def _clear(words: Sequence[Token], prefixes: Mapping[str, str]) -> bool:
    """Say whether each prefix stands for one thing all through the text."""
    meant: dict[str, set[str]] = {}
    for word, name, iri in zip(words, words[1:], words[2:], strict=False):
        if word.upper == "PREFIX":
            meant.setdefault(name.text[:-1], set()).add(iri.text[1:-1])
    ours = {word.text.partition(":")[0] for word in words if word.kind == "name"} & PREFIXES.keys()
    return all(len(iris) == 1 for iris in meant.values()) and all(
        prefixes[prefix] == PREFIXES[prefix] for prefix in ours
    )


def _operations(words: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the words of each operation, without the prologue before it."""
    depth = 0
    operation: list[Token] = []
    index = 0
    while index < len(words):
        word = words[index]
        if not operation and (skipped := _PROLOGUE.get(word.upper)):
            index += skipped
            continue
        index += 1
        depth += {"{": 1, "}": -1}.get(word.text, 0) if word.kind == "mark" else 0
        if word.text == ";" and depth == 0:
            if operation:
                yield operation
            operation = []
        else:
            operation.append(word)
    if operation:
        yield operation


def _may(text: str, operation: list[Token], using: Using) -> None:
    first = operation[0]
    where = place(text, first.start)
    if first.upper == "LOAD":
        raise RefusedError(
            "LOAD is not allowed: this endpoint fetches nothing.",
            hint="Send the data: INSERT DATA { … }, or PUT and POST at /graphs.",
            **where,
        )
    if first.upper in READS:
        raise RefusedError(
            f"{first.upper} is a query, and this address only takes updates.",
            hint="Queries are answered at /sparql.",
            **where,
        )
    if first.upper not in _WHOLE | _COPIES | _PATTERNS:
        raise InvalidQueryError(f"No update begins with {first.text!r}.", **where)
    if using:
        for word in _outside(operation):
            if word.upper in ("USING", "WITH"):
                raise InvalidQueryError(
                    f"The graphs are given by the request and by {word.upper}.",
                    hint="Leave out using-graph-uri and using-named-graph-uri, or the clause.",
                    **place(text, word.start),
                )


def _outside(operation: Sequence[Token]) -> Iterator[Token]:
    """Yield the words that stand in no braces."""
    depth = 0
    for word in operation:
        if word.kind == "mark" and word.text in "{}":
            depth += 1 if word.text == "{" else -1
        elif depth == 0:
            yield word


def _graphs(operation: list[Token], prefixes: Mapping[str, str]) -> Iterator[str | None]:
    first = operation[0].upper
    if first in _PATTERNS:
        yield from _written(operation, prefixes)
        return
    for word in operation[1:]:
        if word.upper in _ANY:
            yield None
        elif word.upper == "DEFAULT":
            yield ""
        elif word.kind in ("iri", "name"):
            yield _graph(word, prefixes)


def _graph(word: Token, prefixes: Mapping[str, str]) -> str | None:
    """Return the graph that a word names; ``None`` where it may be any."""
    if word.kind not in ("iri", "name"):
        return None
    iri = iri_of(word, prefixes)
    return None if _UNSURE.search(iri) else iri


def _written(operation: list[Token], prefixes: Mapping[str, str]) -> Iterator[str | None]:
    """Yield the graphs in the templates of a DELETE or INSERT."""
    default: str | None = ""
    if operation[0].upper == "WITH" and len(operation) > 1:
        default = _graph(operation[1], prefixes)
    for name in _names(operation):
        yield default if name is None else _graph(name, prefixes)


def _names(operation: list[Token]) -> Iterator[Token | None]:
    """Yield what names a graph in the templates of a DELETE or INSERT; ``None``: nothing does."""
    only_pattern = [word.upper for word in operation[:2]] == ["DELETE", "WHERE"]
    depth, reading = 0, False
    for index, word in enumerate(operation):
        if word.kind == "mark" and word.text == "{":
            depth += 1
        elif word.kind == "mark" and word.text == "}":
            depth -= 1
        elif depth == 0:
            reading = word.upper in ("INSERT", "DELETE", "DATA") or only_pattern
        elif depth == 1 and reading:
            before = operation[index - 1]
            if word.upper == "GRAPH":
                yield from operation[index + 1 : index + 2]
            elif before.upper != "GRAPH" and word.text != ".":
                yield None


def _with_using(text: str, words: Sequence[Token], using: Using) -> str:
    """Return the text with the request's graphs as clauses before every WHERE."""
    made, position = [], 0
    for operation in _operations(words):
        if operation[0].upper not in ("INSERT", "DELETE"):
            continue
        where = next((word for word in _outside(operation) if word.upper == "WHERE"), None)
        if where is None:
            continue
        made.append(text[position : where.start])
        if operation[1].upper == "WHERE":  # DELETE WHERE knows no USING
            closing = operation[-1].start + 1
            made.append(text[where.start + len("WHERE") : closing] + " ")
        made.append(using.clauses)
        position = where.start
    return "".join([*made, text[position:]])


def as_insertion(text: str) -> str:
    """Return an update that only deletes data as one that inserts them."""
    for operation in reversed(list(_operations(list(tokens(text))))):
        start = operation[0].start
        text = text[:start] + "INSERT" + text[start + len("DELETE") :]
    return text
