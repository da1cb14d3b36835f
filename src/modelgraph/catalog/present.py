"""How a value of the graph is shown to people: numbers with units, dates, names of things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from modelgraph.catalog.addresses import kind, local
from modelgraph.catalog.entities import (
    CellValue,
    DateValue,
    EntityValue,
    NumberValue,
    TextValue,
)
from modelgraph.store import IRI, Literal, Value
from modelgraph.vocabulary.prefixes import shorten
from modelgraph.vocabulary.terms import MG, XSD

_WORDS: Final[dict[str, str]] = {
    MG.open: "open",
    MG.closed: "closed",
    MG.published: "published",
    MG.gated: "gated",
    MG.announced: "announced only",
    MG.none: "none published",
    MG.unknown: "unknown",
    MG.notDisclosed: "not disclosed",
    MG.notApplicable: "not applicable",
}
_NUMBERS: Final = {XSD.integer, XSD.decimal, str(XSD.integer).replace("integer", "double")}
_DATES: Final = {XSD.date, XSD.gYear, XSD.gYearMonth}
_AS_STATED: Final = re.compile(r"(~|≈|about )?(\d+(?:\.\d+)?)\s*([KMBT])", re.IGNORECASE)
_LINKS: Final = (
    ("https://arxiv.org/abs/", "arXiv:", "paper"),
    ("https://doi.org/", "doi:", "paper"),
    ("https://huggingface.co/", "", "link"),
    ("https://github.com/", "", "link"),
)
_FILE: Final = re.compile(r"[^/#]+\.(pth?|pt\d?|safetensors|onnx|bin|zip|tar|gz|tgz|pdparams)")
_SCALES: Final = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K"))


def shown(value: Value, names: Mapping[IRI, str], *, unit: str = "", stated: str = "") -> CellValue:
    """Return a value for people; ``stated`` is how its source wrote it."""
    if isinstance(value, IRI):
        return entity(value, names)
    if value.datatype in _DATES:
        return DateValue(value.lexical)
    if value.datatype in _NUMBERS:
        try:
            return number(value.lexical, unit, stated)
        except (ValueError, OverflowError):
            pass  # an engine keeps what is no number, or beyond all numbers, as it was written
    return TextValue(value.lexical)


def whole(values: Iterable[Value]) -> list[int]:
    """Return the whole numbers among the values, as far as they are counts of anything."""
    return [
        int(value.lexical)
        for value in values
        if isinstance(value, Literal) and value.lexical.isdecimal() and len(value.lexical) < 20
    ]


def entity(iri: IRI, names: Mapping[IRI, str]) -> EntityValue:
    """Return a thing with its name; a licence is called by its identifier."""
    if word := _WORDS.get(iri):
        return EntityValue(iri, word, "word")
    sort = kind(iri)
    if sort == "license":
        return EntityValue(iri, license_name(local(iri)), sort)
    if sort:
        return EntityValue(iri, names.get(iri, local(iri)), sort)
    for start, sign, sort in _LINKS:
        if iri.startswith(start):
            return EntityValue(iri, sign + iri[len(start) :], sort)
    return EntityValue(iri, _address(iri), "link")


def _address(iri: IRI) -> str:
    """Return a short name of an address: that of its file, else the address without its scheme.

    >>> _address(IRI("https://example.org/models/8fa8567b/RN101.pt"))
    'RN101.pt'
    """
    file = iri.partition("?")[0].rpartition("/")[2]
    if _FILE.fullmatch(file):
        return file
    short = shorten(iri)
    return short.partition("://")[2].rstrip("/") if short == iri else short


def license_name(identifier: str) -> str:
    """Return what a licence is called in a table.

    >>> license_name("LicenseRef-SAM")
    'SAM'
    >>> license_name("Apache-2.0_OR_LicenseRef-SAM")
    'Apache-2.0 OR SAM'
    """
    if identifier == "NOASSERTION":
        return "no named licence"
    return identifier.replace("LicenseRef-", "").replace("_", " ")


def number(text: str, unit: str, stated: str = "") -> NumberValue:
    """Return a number with its exact digits and a form for people."""
    if unit == "parameters":
        return NumberValue(float(text), text, _size(text, stated), unit)
    return NumberValue(float(text), text, _grouped(text), unit)


def _size(text: str, stated: str) -> str:
    """Return a count with a letter, as its source rounds it, else with three digits.

    >>> _size("230000000", "0.23B")
    '0.23 B'
    >>> _size("32174530", "32174530")
    '32.2 M'
    """
    if match := _AS_STATED.fullmatch(stated.strip()):
        about, digits, letter = match.groups()
        return f"{'~' if about else ''}{digits} {letter.upper()}"
    amount = float(text)
    for scale, letter in _SCALES:
        if amount >= scale:
            return f"{_three(amount / scale)} {letter}"
    return _grouped(text)


def _three(amount: float) -> str:
    """Return an amount from 1 up to 1,000 with three digits, without zeros that say nothing."""
    rounded = f"{amount:.{max(0, 2 - len(str(int(amount))) + 1)}f}"
    return rounded.rstrip("0").rstrip(".") if "." in rounded else rounded


def _grouped(text: str) -> str:
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() else text
