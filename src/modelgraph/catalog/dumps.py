"""The catalog as files for others: N-Quads in canonical order, TriG, JSON-LD and CSV.

A dump holds what sources say, the preferred facts and the history. What belongs to one installation
stays there: jobs and runs (which may quote people's images), and what can be run on its machine.
The same content gives the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias, cast

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.entities import Source
from modelgraph.provenance import Claim, claims_from
from modelgraph.store import IRI, Literal, Scope, Store
from modelgraph.store.canonical import in_graph, parsed, triples, write_trig
from modelgraph.store.compact import json_ld
from modelgraph.vocabulary.prefixes import BASE, PREFIXES, shorten
from modelgraph.vocabulary.terms import MG, RDF

_LEFT_OUT: Final = (f"{BASE}job/", f"{BASE}run/", f"{BASE}image/", f"{BASE}shipped")
_INSTALLATION: Final = IRI(PREFIXES["source"] + "installation")
_LOCAL: Final = tuple(f"<{start}".encode() for start in _LEFT_OUT)
_STATE: Final = f"<{MG.state}>".encode()
_HERE: Final = frozenset(
    f"<{iri}>".encode()
    for iri in (MG.notRunnableBecause, MG.hasObstacle, MG.verifiedBy, MG.explanation)
)
_STATES: Final = frozenset(f"<{iri}>".encode() for iri in (MG.runnable, MG.verified))
Graph: TypeAlias = tuple[IRI | None, list[bytes]]
"""The name of a graph, nothing for the default graph, and its lines in N-Triples."""

_COLUMNS: Final = (
    "source", "data_license", "about", "subject", "property", "value", "datatype", "stated_as",
    "qualifier", "source_kind", "place", "quote", "rank", "reason", "claim",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "@", "\t", "\r")


class Form(Enum):
    """A form of a dump: its ending, its media type, its name for people."""

    N_QUADS = ("nq", "application/n-quads", "N-Quads, canonical order")
    TRIG = ("trig", "application/trig", "TriG")
    JSON_LD = ("jsonld", "application/ld+json", "JSON-LD")
    CSV = ("csv", "text/csv", "CSV, one claim a row")

    def __init__(self, ending: str, media_type: str, title: str) -> None:
        self.ending = ending
        self.media_type = media_type
        self.title = title

    @property
    def file(self) -> str:
        """Return the name of the file: ``modelgraph.nq``."""
        return f"modelgraph.{self.ending}"


@dataclass(frozen=True, slots=True)
class Written:
    """A dump that lies in a file."""

    form: Form
    path: Path
    size: int
    sha256: str
    name: str = ""

    @property
    def file(self) -> str:
        """Return the name that it has for others."""
        return self.name or self.form.file


class Unwanted(Exception):  # noqa: N818 - nothing went wrong
    """Nobody wants the file any more that was being written."""


class _WhileWanted:
    """A file that takes pieces as long as somebody wants it."""

    def __init__(self, out: BinaryIO, wanted: Callable[[], bool]) -> None:
        self._out = out
        self._wanted = wanted

    def write(self, piece: bytes) -> int:
        if not self._wanted():
            raise Unwanted
        return self._out.write(piece)

    def flush(self) -> None:
        self._out.flush()

    def writelines(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.write(piece)


def content_hash(store: Store) -> str:
    """Return what changes with the content of the dumps: the sources, and the imports of them."""
    found = sorted(
        f"{quad.graph} {getattr(quad.object, 'lexical', '')}"
        for quad in store.quads(predicate=MG.contentHash)
        if quad.graph is not None
    )
    imports = sorted(q.subject for q in store.quads(predicate=RDF.type, value=MG.Import))
    return sha256("\n".join((*found, *imports)).encode()).hexdigest()


def write_all(catalog: Catalog, folder: Path) -> tuple[Written, ...]:
    """Write every form into a folder, from one reading of the store."""
    graphs = tuple(dumped(catalog.store))
    return tuple(write_file(catalog, form, folder / form.file, graphs) for form in Form)


def write_file(
    catalog: Catalog,
    form: Form,
    path: Path,
    graphs: Sequence[Graph] | None = None,
    *,
    name: str = "",
    wanted: Callable[[], bool] = lambda: True,
) -> Written:
    """Write one form into a file, whole or not at all; ``name`` is what others call it.

    Raises:
        Unwanted: ``wanted``, which is asked at each piece, says no.
    """
    beside = path.with_name(f".{path.name}.part")
    with beside.open("wb") as out:
        write(catalog, form, cast(BinaryIO, _WhileWanted(out, wanted)), graphs)
    digest = sha256()
    with beside.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    beside.replace(path)
    return Written(form, path, path.stat().st_size, digest.hexdigest(), name)


def write(
    catalog: Catalog, form: Form, out: BinaryIO, graphs: Sequence[Graph] | None = None
) -> None:
    """Write one form of the dump; ``graphs`` are those of ``dumped`` where they are there."""
    if form is Form.CSV:
        out.writelines(_rows(catalog))
        return
    found = tuple(dumped(catalog.store)) if graphs is None else graphs
    if form is Form.TRIG:
        write_trig(found, out)
    elif form is Form.JSON_LD:
        out.writelines(json_ld(quad for graph, lines in found for quad in parsed(lines, graph)))
    else:
        lines = sorted(in_graph(line, graph) for graph, lines in found for line in lines)
        out.writelines(line + b"\n" for line in lines)


def dumped(store: Store) -> Iterator[Graph]:
    """Yield the graphs of a dump with their lines: the preferred facts first."""
    yield None, _facts(store)
    for graph in store.graphs():
        if graph != _INSTALLATION and not graph.startswith(_LEFT_OUT):
            yield graph, triples(store, graph)


def _facts(store: Store) -> list[bytes]:
    """Return the preferred facts without what holds on this machine only."""
    claimed = {q.subject for q in store.quads(predicate=MG.state, value=MG.claimed)}
    states = store.quads(predicate=MG.state, graph=Scope.DEFAULT)
    gone = {_INSTALLATION, *(quad.subject for quad in states if quad.subject not in claimed)}
    gone |= {q.subject for q in store.quads(predicate=RDF.type, value=MG.Obstacle)}
    terms = {f"<{iri}>".encode() for iri in gone}
    return [line for line in triples(store, None) if _holds_everywhere(line, terms)]


def _holds_everywhere(line: bytes, gone: set[bytes]) -> bool:
    subject, predicate, value = line[:-2].split(b" ", 2)
    if subject in gone or value in gone or predicate in _HERE:
        return False
    if predicate == _STATE and value in _STATES:
        return False
    return not subject.startswith(_LOCAL) and not value.startswith(_LOCAL)


def _rows(catalog: Catalog) -> Iterator[bytes]:
    """Yield the claims as the lines of a table, source by source."""
    yield _line(_COLUMNS)
    for source in sorted(catalog.sources(), key=lambda each: each.slug):
        if source.iri == _INSTALLATION:
            continue
        claims = claims_from(catalog.store.quads(graph=source.iri), "")
        for claim in sorted(claims, key=lambda each: (each.subject, each.predicate, each.iri)):
            yield _line(_cells(source, claim))


def _cells(source: Source, claim: Claim) -> tuple[str, ...]:
    value = claim.value
    plain = value.lexical if isinstance(value, Literal) else value
    datatype = shorten(value.datatype) if isinstance(value, Literal) else ""
    return (
        source.slug, source.license, shorten(claim.about), shorten(claim.subject),
        shorten(claim.predicate), plain, datatype, claim.stated_as, claim.qualifier, claim.kind,
        claim.place, claim.quote, claim.rank, claim.rank_reason, claim.iri.rpartition("/")[2],
    )  # fmt: skip


def _line(cells: Iterable[str]) -> bytes:
    out = io.StringIO()
    # What a spreadsheet would run gets a quote before it, as in every table of ours.
    csv.writer(out).writerow(
        f"'{cell}" if cell.startswith(_FORMULA) or _minus(cell) else cell for cell in cells
    )
    return out.getvalue().encode()


def _minus(cell: str) -> bool:
    return cell.startswith("-") and not cell[1:2].isdigit()
