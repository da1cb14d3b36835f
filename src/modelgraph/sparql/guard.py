"""What a query asks, and whether it may: decided from its words before any engine sees it.

The engine's parser takes glued words (``SERVICE:x``, ``trueSERVICE<x>``, ``a:b.c.SERVICE<x>``), and
only a parser knows whether ``<`` opens an IRI. Both could hide a keyword from a scanner, so the
word is looked for inside of other words too, and in every reading of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from modelgraph.errors import InvalidQueryError, RefusedError, TooManyError
from modelgraph.sparql.limits import Limits
from modelgraph.sparql.places import place
from modelgraph.sparql.shape import measured
from modelgraph.sparql.tokens import Token, decoded, readings, tokens
from modelgraph.vocabulary.prefixes import PREFIXES

READS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
WRITES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)
_PROLOGUE: Final = frozenset({"PREFIX", "BASE", "VERSION"})
_VOLATILE: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})

_ANYWHERE: Final = re.compile("service", re.IGNORECASE)
_NOWHERE: Final = re.compile(r"(?!)")
# Where the engine may find the keyword in a word of each kind: a prefix, or after a full stop.
_HIDDEN: Final = {
    "word": _ANYWHERE,
    "language": _ANYWHERE,
    "name": re.compile(r"^[^:]*service|\..*service", re.IGNORECASE),
    "blank": re.compile(r"\..*service", re.IGNORECASE),
    "variable": _NOWHERE,
    "string": _NOWHERE,
    "iri": _NOWHERE,
    "number": _NOWHERE,
    "mark": _NOWHERE,
}


@dataclass(frozen=True, slots=True)
class Question:
    """A query that passed: its text as the engine gets it, and what is known of it."""

    text: str
    form: str
    """SELECT, ASK, CONSTRUCT or DESCRIBE."""

    default_graphs: tuple[str, ...] = ()
    """IRIs after FROM."""

    named_graphs: tuple[str, ...] = ()
    """IRIs after FROM NAMED."""

    volatile: bool = False
    """It asks for the time or for chance: no two answers are the same."""

    @property
    def makes_graph(self) -> bool:
        """Whether the answer is triples, not rows or a truth value."""
        return self.form in ("CONSTRUCT", "DESCRIBE")


@lru_cache(maxsize=256)
def examine(text: str, limits: Limits) -> Question:
    """Return what the query asks.

    Raises:
        TooManyError: longer, deeper or wider than the limits.
        RefusedError: an update, or a call to another server.
        InvalidQueryError: the text falls into no words, or its brackets don't match.
    """
    readable(text, limits)
    text = decoded(text)
    words = measured(text, tokens(text), limits)
    nothing_foreign(text)
    prefixes = declared(words)
    known_prefixes(text, words, prefixes)
    form = _form(text, words)
    default, named = _dataset(text, words, prefixes)
    volatile = any(word.upper in _VOLATILE for word in words)
    return Question(text, form, tuple(default), tuple(named), volatile)


def readable(text: str, limits: Limits, what: str = "query") -> None:
    """Refuse a text that is too long, or holds what is no character."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise InvalidQueryError(
            f"The {what} holds half of a surrogate pair, which is no character.",
            **place(text, error.start),
        ) from error
    if size > limits.text_bytes:
        raise TooManyError(
            f"The {what} is {size:,} bytes long; {limits.text_bytes:,} are allowed.",
            hint="Ask in several queries, or list values in one VALUES block."
            if what == "query"
            else "Send it in several parts, or graphs to /graphs.",
            limit=limits.text_bytes,
            actual=size,
        )
    for nothing in ("\0", "\\u0000", "\\U00000000"):
        if nothing in text:
            raise InvalidQueryError(
                f"The {what} holds the character NUL.", **place(text, text.index(nothing))
            )


def nothing_foreign(text: str) -> None:
    """Refuse a text that may be read as a call to another server."""
    if "SERVICE" not in text.upper():
        return
    for word in readings(text):
        if _HIDDEN[word.kind].search(word.text):
            raise RefusedError(
                "SERVICE is not allowed: this endpoint calls no other server.",
                hint="Ask the other endpoint itself and join on your side. A prefix may not hold"
                " the word 'service' either.",
                **place(text, word.start),
            )


def declared(words: list[Token]) -> dict[str, str]:
    """Return the prefixes of a text, those that need no declaration included."""
    found = dict(PREFIXES)
    for before, name, iri in zip(words, words[1:], words[2:], strict=False):
        if before.upper == "PREFIX" and name.kind == "name" and iri.kind == "iri":
            found[name.text[:-1]] = iri.text[1:-1]
    return found


def known_prefixes(text: str, words: list[Token], prefixes: Mapping[str, str]) -> None:
    """Refuse a name whose prefix is not declared, with the nearest that is."""
    for word in words:
        prefix = word.text.partition(":")[0]
        if word.kind == "name" and prefix not in prefixes:
            near = get_close_matches(prefix, prefixes, 1)
            raise InvalidQueryError(
                f"The prefix {prefix + ':'!r} is not declared.",
                hint=f"Add a line PREFIX {prefix}: <…>."
                + (f" Did you mean {near[0]}:?" if near else ""),
                **place(text, word.start),
            )


def _form(text: str, words: list[Token]) -> str:
    first = _after_prologue(words)
    if first is None:
        raise InvalidQueryError(
            "There is no query here.", hint=f"A query begins with {', '.join(READS)}."
        )
    if first.upper in WRITES:
        raise RefusedError(
            f"{first.upper} is an update, and this address only answers queries.",
            **place(text, first.start),
        )
    if first.upper not in READS:
        near = get_close_matches(first.upper, READS, 1)
        raise InvalidQueryError(
            f"A query begins with {', '.join(READS)}, not with {first.text!r}.",
            hint=f"Did you mean {near[0]}?" if near else "",
            **place(text, first.start),
        )
    return first.upper


def _after_prologue(words: Iterable[Token]) -> Token | None:
    for word in words:
        if word.kind in ("name", "iri", "string") or word.upper in _PROLOGUE:
            continue
        return word
    return None


def _dataset(
    text: str, words: list[Token], prefixes: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    default: list[str] = []
    named: list[str] = []
    for index, word in enumerate(words):
        if word.upper != "FROM":
            continue
        rest = words[index + 1 : index + 3]
        kept = named if rest and rest[0].upper == "NAMED" else default
        if kept is named:
            rest = rest[1:]
        if rest and rest[0].kind in ("iri", "name"):
            kept.append(iri_of(rest[0], prefixes))
        else:
            raise InvalidQueryError(
                "After FROM stands the address of a graph.", **place(text, word.start)
            )
    return default, named


def iri_of(token: Token, prefixes: Mapping[str, str]) -> str:
    """Return what an IRI or a prefixed name stands for."""
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return prefixes[prefix] + local
