"""Licence expressions of SPDX: licences joined by AND, OR and WITH.

``license-expression`` parses them. Two that mean the same are one: ``MIT OR Apache-2.0`` and
``apache-2.0 or MIT``. The address of an expression is its text with ``_`` for a space, which no
licence id holds, so that nothing is lost: ``license/MIT_AND_(Apache-2.0_OR_GPL-3.0-only)``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, Final, TypeAlias

from modelgraph.store import IRI
from modelgraph.vocabulary.prefixes import PREFIXES

REFERENCE: Final = re.compile(r"LicenseRef-[A-Za-z0-9.-]+")
_OPERATOR: Final = re.compile(r"\b(?:and|or|with)\b", re.IGNORECASE)
_LONGEST: Final = 500
"""Letters; a longer text is no expression that a person wrote."""


class Operator(StrEnum):
    """How the members of an expression are joined."""

    AND = "AND"
    OR = "OR"
    WITH = "WITH"


@dataclass(frozen=True, slots=True)
class Expression:
    """``members`` are licences, or expressions within; of WITH a licence and an exception."""

    operator: Operator
    members: tuple[Member, ...]
    text: str

    @property
    def iri(self) -> IRI:
        return IRI(PREFIXES["license"] + self.text.replace(" ", "_"))


@dataclass(frozen=True, slots=True)
class Single:
    """A licence of the SPDX list, an exception of it, or a ``LicenseRef-…``."""

    text: str

    @property
    def iri(self) -> IRI:
        prefix = "license" if REFERENCE.fullmatch(self.text) else "spdx"
        return IRI(PREFIXES[prefix] + self.text)


Member: TypeAlias = Expression | Single


@lru_cache(maxsize=1_024)
def expression(text: str) -> Member | None:
    """Return what licences are joined in a text, or ``None`` where it is no expression.

    >>> found = expression("mit and (apache-2.0 or GPL-3.0)")
    >>> found.text
    'MIT AND (Apache-2.0 OR GPL-3.0-only)'
    >>> expression("MIT or MIT").text
    'MIT'
    """
    if len(text) > _LONGEST or not _OPERATOR.search(text):
        return None
    from license_expression import ExpressionError  # noqa: PLC0415 - slow to import

    try:
        parsed = licensing().parse(text, strict=True)
        unknown = licensing().unknown_license_keys(parsed)
    except ExpressionError:
        return None
    if any(not REFERENCE.fullmatch(key) for key in unknown):
        return None
    return _member(parsed.simplify())


def _member(parsed: Any) -> Member:
    if hasattr(parsed, "exception_symbol"):
        licence, exception = parsed.license_symbol.key, parsed.exception_symbol.key
        members = (Single(licence), Single(exception))
        return Expression(Operator.WITH, members, f"{licence} WITH {exception}")
    if hasattr(parsed, "key"):
        return Single(str(parsed.key))
    operator = Operator(parsed.operator.strip())
    return _joined(operator, tuple(sorted(map(_member, parsed.args), key=_order)))


def _joined(operator: Operator, members: tuple[Member, ...]) -> Expression:
    return Expression(operator, members, f" {operator} ".join(map(_within, members)))


def _within(member: Member) -> str:
    joined = isinstance(member, Expression) and member.operator is not Operator.WITH
    return f"({member.text})" if joined else member.text


def _order(member: Member) -> tuple[bool, str]:
    """Licences come before what is joined within, each by name."""
    return isinstance(member, Expression), member.text.casefold()


@cache
def licensing() -> Any:
    """Return the parser, which knows the ids of the SPDX list."""
    from license_expression import get_spdx_licensing  # noqa: PLC0415 - a third of a second

    return get_spdx_licensing()
