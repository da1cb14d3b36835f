"""What a document may be, counted in one linear pass before anything walks it recursively.

A fragment is counted once and its totals are added wherever it is spread, so that the figures are
those of the expanded document and the work is that of the written one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    Source,
    TokenKind,
)
from graphql.language.lexer import Lexer

from modelgraph.graphql.errors import RequestRefusedError, parse_failed
from modelgraph.graphql.limits import Limits

_OPEN: Final = {TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L}
_CLOSE: Final = {TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R}
_NESTING: Final = 64
"""Brackets inside brackets: fifteen fields with their arguments need no more."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How large a selection is, with its fragments expanded."""

    fields: int = 0
    aliases: int = 0
    directives: int = 0
    depth: int = 0

    def beside(self, other: Measure) -> Measure:
        """Return the measure of both in one selection set."""
        return Measure(
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.directives + other.directives,
            max(self.depth, other.depth),
        )


def check_text(text: str, limits: Limits) -> None:
    """Refuse a document by its text: too long, too many tokens, brackets nested too deep.

    Raises:
        RequestRefusedError: a limit is passed, or the text has a character no token begins with.
    """
    _within("document bytes", "DOCUMENT_TOO_LARGE", limits.document_bytes, len(text.encode()))
    lexer = Lexer(Source(text))
    tokens = nesting = 0
    try:
        while lexer.advance().kind is not TokenKind.EOF:
            tokens += 1
            nesting += (lexer.token.kind in _OPEN) - (lexer.token.kind in _CLOSE)
            _within("tokens", "DOCUMENT_TOO_LARGE", limits.tokens, tokens)
            _within("nested brackets", "TOO_COMPLEX", _NESTING, nesting)
    except GraphQLError as error:
        raise parse_failed(error) from error


def check_document(document: DocumentNode, limits: Limits) -> None:
    """Refuse a document whose operations are too deep, too wide or full of aliases.

    Raises:
        RequestRefusedError: a limit is passed.
    """
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    _within("operations", "TOO_COMPLEX", limits.operations, len(operations))
    counter = _Counter(document.definitions)
    for operation in operations:
        found = counter.selection(operation.selection_set)
        _within("aliases", "TOO_MANY_ALIASES", limits.aliases, found.aliases)
        _within("fields", "TOO_COMPLEX", limits.fields, found.fields)
        _within("directives", "TOO_COMPLEX", limits.directives, found.directives)
        _within("depth", "TOO_COMPLEX", limits.depth, found.depth)


class _Counter:
    """Totals of selections, each fragment counted once; a circle counts as empty.

    Circles are refused by validation, with a better message than a count could give.
    """

    def __init__(self, definitions: Iterable[object]) -> None:
        self._fragments = {
            node.name.value: node
            for node in definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._known: dict[str, Measure] = {}

    def selection(self, selections: SelectionSetNode | None) -> Measure:
        total = Measure()
        for node in selections.selections if selections else ():
            total = total.beside(self._one(node))
        return total

    def _one(self, node: SelectionNode) -> Measure:
        directives = Measure(directives=len(node.directives or ()))
        if isinstance(node, FieldNode):
            inner = self.selection(node.selection_set)
            alias = 0 if node.alias is None else 1
            own = Measure(fields=1, aliases=alias, depth=inner.depth + 1)
            return directives.beside(inner).beside(own)
        if isinstance(node, InlineFragmentNode):
            return directives.beside(self.selection(node.selection_set))
        assert isinstance(node, FragmentSpreadNode)
        return directives.beside(self._fragment(node.name.value))

    def _fragment(self, name: str) -> Measure:
        if name not in self._known and name in self._fragments:
            self._known[name] = Measure()
            self._known[name] = self.selection(self._fragments[name].selection_set)
        return self._known.get(name, Measure())


def _within(what: str, code: str, limit: int, actual: int) -> None:
    if actual > limit:
        raise RequestRefusedError(
            code,
            f"The document has {actual:,} {what}; at most {limit:,} are allowed.",
            hint="Ask for less at once, or use variables, pages and several requests.",
            measure=what,
            limit=limit,
            actual=actual,
        )
