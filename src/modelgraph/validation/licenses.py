"""Licence names as sources write them, against the SPDX list.

``license-expression`` carries the list. A deprecated GPL id without ``-only`` means ``-only`` (SPDX
list, "deprecated license identifiers"). A name that is no id becomes ``LicenseRef-…`` with a
warning: it is kept as written, never repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from modelgraph.store import IRI
from modelgraph.validation.expressions import REFERENCE, expression, licensing
from modelgraph.vocabulary.prefixes import PREFIXES

_WITHOUT_ONLY: Final = re.compile(r"(?:A|L)?GPL-\d\.\d")
NOASSERTION: Final = IRI(PREFIXES["license"] + "NOASSERTION")


@dataclass(frozen=True, slots=True)
class StatedLicense:
    """The licence a source names; ``warning`` says what is odd about the name, mostly nothing."""

    iri: IRI
    identifier: str
    warning: str = ""


def license_term(text: str) -> StatedLicense:
    """Return the licence for an SPDX id or expression, ``LicenseRef-…``, ``NOASSERTION`` or a name.

    Raises:
        ValueError: the text is empty, or nothing of it can stand in an address.
    """
    name = text.strip()
    if name == "NOASSERTION":
        return StatedLicense(NOASSERTION, name)
    if REFERENCE.fullmatch(name):
        return StatedLicense(IRI(PREFIXES["license"] + name), name)
    if _WITHOUT_ONLY.fullmatch(name):
        only = f"{name}-only"
        return StatedLicense(IRI(PREFIXES["spdx"] + only), only)
    if known := _known(name):
        return StatedLicense(IRI(PREFIXES["spdx"] + known), known)
    if joined := expression(name):
        return StatedLicense(joined.iri, joined.text)
    slug = re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-")
    if not slug:
        raise ValueError(f"not a licence: {text!r}")
    identifier = f"LicenseRef-{slug}"
    warning = f"{name!r} is not an SPDX id; kept as written"
    return StatedLicense(IRI(PREFIXES["license"] + identifier), identifier, warning)


def is_license(text: str) -> bool:
    """Say whether this is an SPDX id or expression, a ``LicenseRef-…`` or ``NOASSERTION``."""
    name = text.strip()
    if name == "NOASSERTION" or REFERENCE.fullmatch(name) or _WITHOUT_ONLY.fullmatch(name):
        return True
    return bool(_known(name) or expression(name))


def near_licenses(text: str) -> tuple[str, ...]:
    """Return the ids of the SPDX list that look most like this."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed for what is misspelt only

    hits = process.extract(text[:80], known_ids(), scorer=fuzz.ratio, limit=3, score_cutoff=70)
    return tuple(name for name, _, _ in hits)


@lru_cache(maxsize=4_096)
def _known(name: str) -> str:
    """Return the id of a single licence as SPDX spells it, empty where it has none."""
    from license_expression import ExpressionError  # noqa: PLC0415 - slow to import

    try:
        symbol = licensing().parse(name, validate=True)
    except ExpressionError:
        return ""
    key = getattr(symbol, "key", "")
    return str(key) if key and not str(key).startswith("LicenseRef-") else ""


@cache
def known_ids() -> tuple[str, ...]:
    """Return every id of the SPDX list, sorted; of a GPL also the ids without ``-only``."""
    ids = {key for key in licensing().known_symbols if not key.startswith("LicenseRef-")}
    return tuple(sorted(ids | {key.removesuffix("-only") for key in ids}))
