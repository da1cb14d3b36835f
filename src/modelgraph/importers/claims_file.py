"""A user's own claims: ``modelgraph import claims FILE``.

A table in the curated columns (CSV, TSV), or RDF whose triples use the vocabulary (Turtle, TriG,
N-Triples, N-Quads, JSON-LD). Files of strangers are read more strictly than our own: every row that
is odd in any way is named with the reason, and nothing of such a file is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from modelgraph.errors import InvalidDataError, TooManyError
from modelgraph.importers import claims_rdf
from modelgraph.importers.columns import MOST_BYTES, Line, other_ends
from modelgraph.importers.curated import table
from modelgraph.importers.identity import Identity, shipped
from modelgraph.importers.known import with_names_of
from modelgraph.importers.reading import Reading
from modelgraph.importers.sources import source
from modelgraph.provenance import Kind, Source
from modelgraph.store import Store
from modelgraph.validation import is_license, license_term, near_licenses
from modelgraph.vocabulary.prefixes import PREFIXES

TABLES: Final = (".csv", ".tsv")
_OURS: Final = PREFIXES["source"] + "modelgraph-"
_INSTALLATION: Final = PREFIXES["source"] + "installation"
_FORMULA: Final = re.compile(r"[=@]|[+-](?![\d.\s-])")
"""How a cell begins that a spreadsheet would run: not a number, a dash or a mark of a list."""


def read(
    path: Path,
    source_name: str,
    kind: str,
    license: str,
    *,
    identity: Identity | None = None,
    store: Store | None = None,
) -> Reading:
    """Read a file as claims of one source; its next import replaces this one.

    ``kind`` says how close the source is (measured, upstream, curated, vendor, aggregator),
    ``license`` under which the data may be passed on (an SPDX id, ``LicenseRef-…``). With a
    ``store`` its models are known by their names.

    Raises:
        InvalidDataError: the file can't be read, its columns or rows are broken (every broken row
            is in ``details["rows"]``), or kind, name or licence are none.
        TooManyError: the file is larger than 64 MB.
    """
    content = _content(path)
    described = _source(source_name, kind, license)
    tables = identity or shipped()
    known = tables if store is None else with_names_of(store, tables)
    if path.suffix.lower() in claims_rdf.SYNTAXES:
        return claims_rdf.read(path.name, content, described, known, store)
    if path.suffix.lower() not in TABLES:
        raise InvalidDataError(
            f"{path.name} ends in no form that is read.",
            hint=f"One of {', '.join((*TABLES, *claims_rdf.SYNTAXES))}.",
        )
    return table(
        path.name, content, known, collection=described.collection,
        license=described.license, one_source=described,
        check=_careful(known), broken=other_ends(content),
    )  # fmt: skip


def _content(path: Path) -> bytes:
    try:
        if (size := path.stat().st_size) > MOST_BYTES:
            raise TooManyError(f"{path.name} is too large.", limit=MOST_BYTES, actual=size)
        return path.read_bytes()
    except OSError as error:
        raise InvalidDataError(f"{path} can't be read: {error.strerror}") from error


def _source(name: str, kind: str, license: str) -> Source:
    try:
        known = Kind(kind)
    except ValueError:
        raise InvalidDataError(
            f"Unknown kind of source: {kind!r}.", hint=f"Known: {', '.join(Kind)}"
        ) from None
    if not is_license(license):
        raise InvalidDataError(_no_license(license))
    try:
        described = source(
            name, known, collection=f"claims of {name}", license=license_term(license).identifier
        )
    except ValueError as error:
        raise InvalidDataError(f"The source can't be described: {error}") from error
    if described.iri.startswith(_OURS) or described.iri == _INSTALLATION:
        raise InvalidDataError(
            f"The name {name!r} is kept for modelgraph's own sources.",
            hint="Give your source another name.",
        )
    return described


def _careful(identity: Identity) -> Callable[[Line], None]:
    """Return a check of what a row of a stranger's table may not be."""
    before: dict[tuple[str, ...], int] = {}

    def check(row: Line) -> None:
        texts = {
            "model": row.model, "subject": row.subject, "parent": row.parent, "value": row.value,
            "value_number": row.value_number, "qualifier": row.qualifier,
            "source_file": row.place, "evidence": row.quote, "id": row.identifier,
            "note": row.note,
        }  # fmt: skip
        for column, text in texts.items():
            if _FORMULA.match(text):
                raise ValueError(f"the {column} begins like a formula: {text[:40]!r}")
        if row.property == "license" and not is_license(identity.license(row.value)):
            raise ValueError(_no_license(row.value))
        said = (row.level, row.subject, row.parent, row.property, row.qualifier, row.value)
        if (first := before.setdefault((row.model, *said), row.number)) != row.number:
            raise ValueError(f"says the same as row {first}")

    return check


def _no_license(text: str) -> str:
    near = near_licenses(text)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    return f"not a licence: {text[:80]!r}; write an SPDX id, or LicenseRef-… for another{hint}"
