"""Which property takes what: the rules that every claim must keep before it enters the store."""

from __future__ import annotations

from typing import Final

from modelgraph.store import IRI, Literal, Value
from modelgraph.vocabulary.missing import MISSING
from modelgraph.vocabulary.prefixes import PREFIXES, shorten
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, SCHEMA, XSD

_DATES: Final = frozenset({XSD.date, XSD.gYearMonth, XSD.gYear})
_TEXT: Final = frozenset({XSD.string})
_WHOLE: Final = frozenset({XSD.integer})

_TYPES: Final[dict[IRI, frozenset[IRI]]] = {
    IT6.totalNumberOfParameters: _WHOLE,
    MG.activeParameters: _WHOLE,
    MG.effectiveParameters: _WHOLE,
    MG.contextWindowTokens: _WHOLE,
    MG.extendedContextWindowTokens: _WHOLE,
    MG.maximumInputTokens: _WHOLE,
    MG.maximumOutputTokens: _WHOLE,
    MG.imageSizePixels: _TEXT,
    MG.fileSize: _TEXT,
    MG.maintenance: _TEXT,
    MG.parametersNote: _TEXT,
    MG.apiIdentifier: _TEXT,
    IT6.modelArchitecture: _TEXT,
    MG.backbone: _TEXT,
    SCHEMA.datePublished: _DATES,
    MG.knowledgeCutoff: _DATES,
    MG.date: _DATES,
    MG.value: frozenset({XSD.decimal, XSD.integer}),
}

_VALUES: Final[dict[IRI, frozenset[IRI]]] = {
    MG.category: frozenset({MG.open, MG.closed}),
    MG.availability: frozenset({MG.published, MG.gated, MG.announced, MG.none}),
}

_KINDS: Final[dict[IRI, tuple[str, ...]]] = {
    SCHEMA.license: (PREFIXES["spdx"], PREFIXES["license"]),
    FAIR4ML.mlTask: (PREFIXES["task"],),
    SCHEMA.author: (PREFIXES["org"],),
    SCHEMA.publisher: (PREFIXES["org"],),
    SCHEMA.provider: (PREFIXES["org"],),
    SCHEMA.offeredBy: (PREFIXES["org"],),
    MG.affiliation: (PREFIXES["org"],),
    MG.organization: (PREFIXES["org"],),
    IT6.hasInputModality: (PREFIXES["modality"],),
    IT6.hasOutputModality: (PREFIXES["modality"],),
}
"""Where the addresses of values begin; a text stands where the scheme has no concept."""

_TEXT_ALLOWED: Final = frozenset({FAIR4ML.mlTask, IT6.hasInputModality, IT6.hasOutputModality})

SINGLE_VALUED: Final = frozenset(_TYPES) | frozenset(_VALUES) | {SCHEMA.license}
"""Properties with one value: sources that state different ones disagree, and one of them wins."""


def check(predicate: IRI, value: Value) -> str:
    """Say why this value can't stand for this property; empty when it can."""
    if value in MISSING:
        return ""
    name = shorten(predicate)
    if (types := _TYPES.get(predicate)) is not None:
        if not isinstance(value, Literal) or value.datatype not in types:
            return f"{name} takes {_names(types)}, not {value}"
        if types is _WHOLE and int(value.lexical) <= 0:
            return f"{name} is above zero, not {value.lexical}"
    if (allowed := _VALUES.get(predicate)) is not None and value not in allowed:
        return f"{name} is one of {_names(allowed)}, not {value}"
    if (beginnings := _KINDS.get(predicate)) is not None:
        if isinstance(value, Literal):
            return "" if predicate in _TEXT_ALLOWED else f"{name} takes an address, not text"
        if not value.startswith(beginnings):
            return f"{name} takes {' or '.join(beginnings)}…, not {value}"
    return ""


def _names(terms: frozenset[IRI]) -> str:
    return ", ".join(sorted(shorten(term) for term in terms))
