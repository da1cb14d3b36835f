"""How deep a query nests and how many patterns it joins, counted in one pass.

A frame is one open bracket. Inside ``{ }`` and ``[ ]`` triples are read as subject, verb, objects
(SPARQL 1.2, rules TriplesSameSubjectPath and following); an expression's brackets hold none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from modelgraph.errors import InvalidQueryError, TooManyError
from modelgraph.sparql.limits import Limits
from modelgraph.sparql.places import place
from modelgraph.sparql.tokens import Token


class _Kind(Enum):
    GROUP = auto()
    TEMPLATE = auto()
    PROPERTIES = auto()
    COLLECTION = auto()
    PATH = auto()
    EXPRESSION = auto()
    DATA = auto()
    TRIPLE = auto()


class _Next(Enum):
    """What is expected next; under the last three no triples are read, the first two of them end
    with the bracket that follows."""

    SUBJECT = auto()
    VERB = auto()
    OBJECT_OR_STEP = auto()
    OBJECT = auto()
    SEPARATOR = auto()
    CONSTRAINT = auto()
    DATA = auto()
    ANYTHING = auto()


_CLOSES: Final = {"}": "{", ")": "(", "]": "[", ">>": "<<", ")>>": "<<(", "|}": "{|"}
_OPENS: Final = frozenset(_CLOSES.values())
_TERMS: Final = frozenset({"iri", "name", "variable", "blank", "string", "number"})
_AFTER_SEPARATOR: Final = {".": _Next.SUBJECT, ";": _Next.VERB, ",": _Next.OBJECT}
_AFTER_WORD: Final = {
    "FILTER": _Next.CONSTRAINT,
    "BIND": _Next.CONSTRAINT,
    "VALUES": _Next.DATA,
    "GRAPH": _Next.CONSTRAINT,
    "SELECT": _Next.ANYTHING,
    "OPTIONAL": _Next.SUBJECT,
    "UNION": _Next.SUBJECT,
    "MINUS": _Next.SUBJECT,
    "LATERAL": _Next.SUBJECT,
}
_JOINED: Final = frozenset({"VALUES", "GRAPH"})
_BEFORE_TEMPLATE: Final = frozenset({"CONSTRUCT", "INSERT", "DELETE"})


@dataclass(slots=True)
class _Frame:
    kind: _Kind
    next: _Next
    opened: Token


@dataclass(slots=True)
class _Shape:
    text: str
    limits: Limits
    patterns: int = 0
    deepest: int = 0
    marks: int = 0
    template: bool = False
    frames: list[_Frame] = field(default_factory=list)

    def take(self, token: Token) -> None:
        if token.text == "!":
            self.marks += 1
            self._deeper(token, self.marks)
            return
        self.marks = 0
        if token.kind in _TERMS:
            self._term(token)
        elif token.kind == "word":
            self._word(token)
        elif token.text in _OPENS:
            self._open(token)
        elif token.text in _CLOSES:
            self._close(token)
        elif token.kind == "mark":
            self._mark(token)

    def end(self) -> None:
        if len(self.frames) > 1:
            opened = self.frames[-1].opened
            raise InvalidQueryError(
                f"The {opened.text!r} is never closed.", **place(self.text, opened.start)
            )

    def _deeper(self, token: Token, more: int) -> None:
        self.deepest = max(self.deepest, len(self.frames) - 1 + more)
        if self.deepest > self.limits.nesting:
            raise TooManyError(
                f"The query nests deeper than {self.limits.nesting} levels.",
                hint="Write it flatter, or ask in several queries.",
                limit=self.limits.nesting,
                actual=self.deepest,
                **place(self.text, token.start),
            )

    def _count(self, token: Token, number: int = 1) -> None:
        if any(frame.kind is _Kind.TEMPLATE for frame in self.frames):
            return
        self.patterns += number
        if self.patterns > self.limits.patterns:
            raise TooManyError(
                f"The query joins more than {self.limits.patterns} patterns.",
                hint="List values in one VALUES block instead of a pattern each.",
                limit=self.limits.patterns,
                actual=self.patterns,
                **place(self.text, token.start),
            )

    def _open(self, token: Token) -> None:
        outer = self.frames[-1]
        kind, expected = self._inside(token, outer)
        self.frames.append(_Frame(kind, expected, token))
        self._deeper(token, 0)

    def _inside(self, token: Token, outer: _Frame) -> tuple[_Kind, _Next]:
        match token.text:
            case "{":
                if outer.kind is _Kind.DATA or outer.next is _Next.DATA:
                    return _Kind.DATA, _Next.ANYTHING
                if self.template:
                    self.template = False
                    return _Kind.TEMPLATE, _Next.SUBJECT
                return _Kind.GROUP, _Next.SUBJECT
            case "[" | "{|":
                return _Kind.PROPERTIES, _Next.VERB
            case "(":
                return self._round(outer)
        self._count(token)
        return _Kind.TRIPLE, _Next.ANYTHING

    @staticmethod
    def _round(outer: _Frame) -> tuple[_Kind, _Next]:
        if outer.kind is _Kind.PATH or outer.next is _Next.VERB:
            return _Kind.PATH, _Next.VERB
        if outer.kind is _Kind.DATA or outer.next is _Next.DATA:
            return _Kind.DATA, _Next.ANYTHING
        if outer.kind is _Kind.COLLECTION or outer.next in (
            _Next.SUBJECT,
            _Next.OBJECT_OR_STEP,
            _Next.OBJECT,
        ):
            return _Kind.COLLECTION, _Next.ANYTHING
        return _Kind.EXPRESSION, _Next.ANYTHING

    def _close(self, token: Token) -> None:
        inner = self.frames[-1]
        if len(self.frames) == 1 or inner.opened.text != _CLOSES[token.text]:
            raise InvalidQueryError(
                f"The {token.text!r} closes nothing.", **place(self.text, token.start)
            )
        self.frames.pop()
        outer = self.frames[-1]
        if inner.kind in (_Kind.COLLECTION, _Kind.PATH, _Kind.TRIPLE) or token.text == "]":
            self._term(token)
        elif outer.next is not _Next.ANYTHING and (
            token.text == "}" or inner.kind is _Kind.EXPRESSION
        ):
            outer.next = _Next.SUBJECT

    def _term(self, token: Token) -> None:
        frame = self.frames[-1]
        if frame.kind is _Kind.COLLECTION:
            self._count(token, 2)
        elif frame.next is _Next.SUBJECT:
            frame.next = _Next.VERB
        elif frame.next is _Next.VERB:
            frame.next = _Next.OBJECT_OR_STEP
        elif frame.next in (_Next.OBJECT_OR_STEP, _Next.OBJECT):
            self._count(token)
            frame.next = _Next.SEPARATOR

    def _word(self, token: Token) -> None:
        frame = self.frames[-1]
        if token.text == "a" or token.upper in ("TRUE", "FALSE"):
            self._term(token)
        elif token.upper in _BEFORE_TEMPLATE:
            self.template = True
        elif token.upper == "WHERE":
            self.template = False
        elif frame.kind is _Kind.GROUP and token.upper in _AFTER_WORD:
            frame.next = _AFTER_WORD[token.upper]
        elif len(self.frames) == 1 and token.upper == "VALUES":
            frame.next = _Next.DATA
        if token.upper in _JOINED:
            self._count(token)

    def _mark(self, token: Token) -> None:
        frame = self.frames[-1]
        if token.text == ";" and len(self.frames) == 1:
            self.patterns = 0  # the next operation of an update joins patterns of its own
        if frame.kind in (_Kind.EXPRESSION, _Kind.DATA, _Kind.TRIPLE, _Kind.COLLECTION):
            return
        if token.text in "/|" and frame.next is _Next.OBJECT_OR_STEP:
            frame.next = _Next.VERB
            self._count(token, 1 if token.text == "/" else 0)
        elif token.text in _AFTER_SEPARATOR and frame.kind is not _Kind.PATH:
            frame.next = _AFTER_SEPARATOR[token.text]


def measured(text: str, words: Iterable[Token], limits: Limits) -> list[Token]:
    """Return the words, unless one of them nests or joins too much.

    Raises:
        TooManyError: over the limit of nesting or of patterns.
        InvalidQueryError: brackets that don't match.
    """
    shape = _Shape(text, limits)
    shape.frames.append(_Frame(_Kind.EXPRESSION, _Next.ANYTHING, Token("mark", "", 0)))
    taken = []
    for word in words:
        shape.take(word)
        taken.append(word)
    shape.end()
    return taken
