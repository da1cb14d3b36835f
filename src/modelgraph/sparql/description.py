"""What the endpoint can do and what its graph holds, as RDF.

SPARQL 1.1 Service Description, and VoID with a partition by class and by property, prefixes
(``sh:declare``) and example queries (``sh:SPARQLExecutable``): what query editors complete from.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
from starlette.datastructures import URL

from modelgraph.errors import UnavailableError
from modelgraph.sparql.answer import RDF_FORMATS
from modelgraph.sparql.examples import all_examples
from modelgraph.sparql.formats import ROWS, Choice, Format
from modelgraph.sparql.guard import examine
from modelgraph.sparql.limits import Limits
from modelgraph.sparql.service import Caller, SparqlService
from modelgraph.vocabulary.prefixes import PREFIXES, expand

Triples = list[ox.Triple]

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_OWL: Final = "http://www.w3.org/2002/07/owl#"
_SPEX: Final = "https://purl.expasy.org/sparql-examples/ontology#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_WRITTEN: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
_DUMPS: Final = ("nq", "trig", "jsonld")
"""Endings of the files under ``/dumps`` that are RDF."""

_QUERIES: Final = Path(__file__).with_name("queries")
_OURSELVES: Final = Caller("the endpoint itself", trusted=True)
_MANY: Final = Limits(rows=1_000_000, answer_bytes=200_000_000)
_HOST: Final = re.compile(r"^[A-Za-z0-9.\-]+(:[0-9]+)?$|^\[[0-9A-Fa-f:.]+\](:[0-9]+)?$")

Term = ox.NamedNode | ox.BlankNode | ox.Literal


def address(base: URL) -> str:
    """Return a server's address without a slash at its end, for use in IRIs.

    A host that is no host is left out, as it comes from the request.
    """
    host = base.netloc if _HOST.match(base.netloc) else "localhost"
    return f"{base.scheme}://{host}{base.path.rstrip('/')}"


@dataclass(frozen=True, slots=True)
class _Graph:
    iri: str
    name: str
    license: str


@dataclass(frozen=True, slots=True)
class _Contents:
    graphs: tuple[_Graph, ...]
    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]

    @property
    def triples(self) -> int:
        return sum(number for _, number in self.properties)


class Describer:
    """Describes one endpoint; what it has counted is kept as long as the data stand."""

    def __init__(self, service: SparqlService, *, updates: bool = False) -> None:
        self._service, self._updates = service, updates
        self._counting = asyncio.Lock()
        self._counted: tuple[str, _Contents] | None = None

    async def endpoint(self, at: str) -> Triples:
        """Return the service description of the endpoint at this address of a server."""
        contents = await self._contents()
        made = _Triples()
        service, dataset = made.node(f"{at}/sparql"), made.blank()
        made.add(service, "rdf:type", made.node(f"{_SD}Service"))
        made.add(service, f"{_SD}endpoint", service)
        made.add(service, f"{_SD}supportedLanguage", made.node(f"{_SD}SPARQL11Query"))
        for name in _WRITTEN:
            made.add(service, f"{_SD}resultFormat", made.node(_FORMATS + name))
        made.add(service, "schema:description", ox.Literal(_limits(self._service.limits)))
        made.add(service, "rdfs:seeAlso", made.node(f"{at}/sparql/examples"))
        made.add(service, "rdfs:seeAlso", made.node(f"{at}/graphs"))
        if self._updates:
            writing = made.node(f"{at}/sparql/update")
            made.add(writing, "rdf:type", made.node(f"{_SD}Service"))
            made.add(writing, f"{_SD}endpoint", writing)
            made.add(writing, f"{_SD}supportedLanguage", made.node(f"{_SD}SPARQL11Update"))
            made.add(writing, f"{_SD}defaultDataset", dataset)
        made.add(service, f"{_SD}defaultDataset", dataset)
        made.add(dataset, "rdf:type", made.node(f"{_SD}Dataset"))
        made.add(dataset, "rdf:type", made.node(expand("void:Dataset")))
        made.add(dataset, "void:inDataset", made.node(f"{at}/.well-known/void"))
        default = made.blank()
        made.add(dataset, f"{_SD}defaultGraph", default)
        made.add(default, "rdf:type", made.node(f"{_SD}Graph"))
        made.add(default, "dcterms:title", ox.Literal("Preferred facts", language="en"))
        made.add(default, "void:triples", ox.Literal(contents.triples))
        for graph in contents.graphs:
            named, itself = made.blank(), made.blank()
            made.add(dataset, f"{_SD}namedGraph", named)
            made.add(named, "rdf:type", made.node(f"{_SD}NamedGraph"))
            made.add(named, f"{_SD}name", made.node(graph.iri))
            made.add(named, f"{_SD}graph", itself)
            made.add(itself, "rdf:type", made.node(f"{_SD}Graph"))
            if graph.name:
                made.add(itself, "dcterms:title", ox.Literal(graph.name))
        return made.triples

    async def examples(self, at: str) -> Triples:
        """Return the example queries of the endpoint at this address, with their prefixes."""
        made = _Triples()
        here = made.node(f"{at}/sparql/examples")
        made.add(here, "rdf:type", made.node(f"{_OWL}Ontology"))
        made.add(here, "dcterms:title", ox.Literal("Example queries of modelgraph", language="en"))
        _vocabulary(made, here)
        _examples(made, at)
        return made.triples

    async def void(self, at: str) -> Triples:
        """Return the VoID description of the graph of the server at this address."""
        contents = await self._contents()
        made = _Triples()
        here, dataset = made.node(f"{at}/.well-known/void"), made.node(f"{at}/.well-known/void#it")
        made.add(here, "rdf:type", made.node(expand("void:DatasetDescription")))
        made.add(here, "schema:about", dataset)
        made.add(dataset, "rdf:type", made.node(expand("void:Dataset")))
        made.add(dataset, "dcterms:title", ox.Literal("modelgraph", language="en"))
        made.add(
            dataset,
            "dcterms:description",
            ox.Literal("Vision models: facts with their sources, and runs.", language="en"),
        )
        made.add(dataset, "void:sparqlEndpoint", made.node(f"{at}/sparql"))
        for ending in _DUMPS:
            made.add(dataset, "void:dataDump", made.node(f"{at}/dumps/modelgraph.{ending}"))
        made.add(dataset, "rdfs:seeAlso", made.node(f"{at}/dumps"))
        made.add(dataset, "void:triples", ox.Literal(contents.triples))
        made.add(dataset, "void:classes", ox.Literal(len(contents.classes)))
        made.add(dataset, "void:properties", ox.Literal(len(contents.properties)))
        _partitions(made, dataset, contents)
        for graph in contents.graphs:
            part = made.node(graph.iri)
            made.add(dataset, "void:subset", part)
            made.add(part, "rdf:type", made.node(expand("void:Dataset")))
            if graph.name:
                made.add(part, "dcterms:title", ox.Literal(graph.name))
            if graph.license:
                made.add(part, "dcterms:license", ox.Literal(graph.license))
        made.add(dataset, "rdfs:seeAlso", made.node(f"{at}/sparql/examples"))
        _vocabulary(made, dataset)
        _vocabulary(made, made.node(f"{at}/sparql/examples"))
        _examples(made, at)
        return made.triples

    async def _contents(self) -> _Contents:
        revision = self._service.revision
        async with self._counting:
            if self._counted is None or self._counted[0] != revision:
                self._counted = (revision, await self._count())
            return self._counted[1]

    async def _count(self) -> _Contents:
        graphs = await self._rows("graphs")
        classes = await self._rows("classes")
        properties = await self._rows("properties")
        described = {row[0]: _Graph(*row) for row in graphs}
        return _Contents(
            tuple(described.values()),
            tuple((iri, int(number)) for iri, number in classes if ":" in iri),
            tuple((iri, int(number)) for iri, number in properties),
        )

    async def _rows(self, name: str) -> list[list[str]]:
        question = examine(_text(name), self._service.limits)
        answer = await self._service.ask(
            question, Choice(ROWS[0], "application/json"), caller=_OURSELVES, limits=_MANY
        )
        if answer.truncated:
            raise UnavailableError("There is more data than can be described.")
        found: dict[str, Any] = json.loads(answer.body)
        variables = found["head"]["vars"]
        return [
            [row.get(variable, {"value": ""})["value"] for variable in variables]
            for row in found["results"]["bindings"]
        ]


def written(triples: Triples, form: Format) -> bytes:
    """Return triples in one of the forms of graphs, those of one subject together."""
    order: dict[str, Triples] = {}
    for triple in triples:
        order.setdefault(str(triple.subject), []).append(triple)
    triples = [triple for together in order.values() for triple in together]
    prefixes = {**PREFIXES, "sd": _SD, "formats": _FORMATS}
    text = "\n".join(map(str, triples))
    used = {prefix: iri for prefix, iri in prefixes.items() if f"<{iri}" in text}
    return ox.serialize(triples, format=RDF_FORMATS[form.name], prefixes=used) or b""


class _Triples:
    def __init__(self) -> None:
        self.triples: Triples = []
        self._blanks = 0

    @staticmethod
    def node(iri: str) -> ox.NamedNode:
        return ox.NamedNode(iri)

    def blank(self) -> ox.BlankNode:
        self._blanks += 1
        return ox.BlankNode(f"b{self._blanks}")

    def add(self, subject: ox.NamedNode | ox.BlankNode, predicate: str, value: Term) -> None:
        iri = predicate if predicate.startswith("http") else expand(predicate)
        self.triples.append(ox.Triple(subject, ox.NamedNode(iri), value))


def _partitions(made: _Triples, dataset: ox.NamedNode, contents: _Contents) -> None:
    kinds = (
        ("class", "entities", contents.classes),
        ("property", "triples", contents.properties),
    )
    for kind, counted, parts in kinds:
        for iri, number in parts:
            part = made.blank()
            made.add(dataset, f"void:{kind}Partition", part)
            made.add(part, f"void:{kind}", made.node(iri))
            made.add(part, f"void:{counted}", ox.Literal(number))


def _vocabulary(made: _Triples, subject: ox.NamedNode) -> None:
    for prefix, iri in PREFIXES.items():
        declared = made.blank()
        made.add(subject, "sh:declare", declared)
        made.add(declared, "sh:prefix", ox.Literal(prefix))
        made.add(
            declared,
            "sh:namespace",
            ox.Literal(iri, datatype=made.node(expand("xsd:anyURI"))),
        )


def _examples(made: _Triples, at: str) -> None:
    for example in all_examples():
        node = made.node(f"{at}/sparql?example={example.name}")
        # SHACL has no term for DESCRIBE; the ontology of SIB's examples has.
        start = _SPEX if example.form == "DESCRIBE" else expand("sh:")
        made.add(node, "rdf:type", made.node(expand("sh:SPARQLExecutable")))
        made.add(node, "rdf:type", made.node(f"{start}SPARQL{example.form.capitalize()}Executable"))
        made.add(node, "rdfs:comment", ox.Literal(example.question, language="en"))
        made.add(node, "sh:prefixes", made.node(f"{at}/sparql/examples"))
        made.add(node, start + example.form.lower(), ox.Literal(example.text))
        made.add(node, "schema:target", made.node(f"{at}/sparql"))


def _limits(limits: Limits) -> str:
    return (
        f"At most {limits.deadline_seconds:g} seconds, {limits.rows:,} rows and"
        f" {limits.answer_bytes / 1e6:g} MB an answer; what is cut off is marked by the header"
        " X-Modelgraph-Truncated. The default graph holds the preferred facts, each named graph"
        " what one source says. No SERVICE."
    )


@cache
def _text(name: str) -> str:
    return (_QUERIES / f"{name}.rq").read_text(encoding="utf-8")
