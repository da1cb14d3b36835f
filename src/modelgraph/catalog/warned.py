"""What rules find, as the graph keeps it, and the warnings that stand beside a claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from modelgraph.catalog.question import query
from modelgraph.store import IRI, Store, read


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One answer of ``findings.rq``: a finding with one of its claims."""

    finding: IRI
    rule: IRI
    severity: IRI
    message: str
    about: IRI
    path: IRI | None
    claim: IRI | None
    source: IRI | None


@dataclass(frozen=True, slots=True)
class WarningRow:
    """One answer of ``warnings.rq``."""

    claim: IRI
    rule: IRI
    message: str


def finding_rows(store: Store) -> Iterator[FindingRow]:
    """Yield what the graph of findings holds."""
    yield from read(store, query("findings"), FindingRow)


def read_warnings(store: Store) -> Mapping[IRI, tuple[str, ...]]:
    """Return what is odd about each claim, in words: violations and warnings, no mere remarks."""
    found: defaultdict[IRI, dict[str, None]] = defaultdict(dict)
    for row in read(store, query("warnings"), WarningRow):
        found[row.claim][row.message] = None
    return {claim: tuple(messages) for claim, messages in found.items()}
