"""A user's own claims in the curated columns: ``modelgraph import claims FILE``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers.curated import table
from modelgraph.importers.identity import Identity, shipped
from modelgraph.importers.reading import Reading
from modelgraph.importers.sources import source
from modelgraph.provenance import Kind
from modelgraph.validation import license_term
from modelgraph.vocabulary.prefixes import PREFIXES

_OURS: Final = PREFIXES["source"] + "modelgraph-"
_INSTALLATION: Final = PREFIXES["source"] + "installation"


def read(
    path: Path,
    source_name: str,
    kind: str,
    license: str,
    *,
    identity: Identity | None = None,
) -> Reading:
    """Read a CSV or TSV file as claims of one source; its next import replaces this one.

    ``kind`` says how close the source is (measured, upstream, curated, vendor, aggregator),
    ``license`` under which the data may be passed on (an SPDX id, ``LicenseRef-…``).

    Raises:
        InvalidDataError: the file can't be read, its columns or rows are broken (every broken row
            is in ``details["rows"]``), or kind, name or licence are none.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidDataError(f"{path} can't be read: {error.strerror}") from error
    try:
        known = Kind(kind)
    except ValueError:
        raise InvalidDataError(
            f"Unknown kind of source: {kind!r}.", hint=f"Known: {', '.join(Kind)}"
        ) from None
    try:
        described = source(
            source_name,
            known,
            collection=f"claims of {source_name}",
            license=license_term(license).identifier,
        )
    except ValueError as error:
        raise InvalidDataError(f"The source can't be described: {error}") from error
    if described.iri.startswith(_OURS) or described.iri == _INSTALLATION:
        raise InvalidDataError(
            f"The name {source_name!r} is kept for modelgraph's own sources.",
            hint="Give your source another name.",
        )
    return table(
        path.name, content, identity or shipped(),
        collection=described.collection, license=described.license, one_source=described,
    )  # fmt: skip
