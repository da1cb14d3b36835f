"""What is derived from the ontology files: ``terms.py`` and ``ontology/context.jsonld``.

After a change of ``ontology/``: ``python -m modelgraph.vocabulary.generate``; a test compares.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from rdflib import RDF, RDFS, Graph, URIRef

from modelgraph.resources import ontology
from modelgraph.vocabulary.prefixes import PREFIXES, shorten

TERMS: Final = Path(__file__).with_name("terms.py")
CONTEXT: Final = "context.jsonld"

_HEADER: Final = '''\
"""The terms of the graph, written by modelgraph.vocabulary.generate from ontology/."""

# ruff: noqa: N801, N815, E501, RUF100
# fmt: off

from __future__ import annotations

from typing import Final

from modelgraph.vocabulary.iri import IRI
'''


def vocabulary() -> Graph:
    """Return our own terms and the standard ones that we use, as one graph."""
    graph = Graph()
    for name in ("modelgraph.ttl", "standard.ttl"):
        graph.parse(ontology() / name, format="turtle")
    return graph


def terms(graph: Graph) -> str:
    """Return the text of ``terms.py``: a class a namespace, a constant a term."""
    found: dict[str, dict[str, URIRef]] = defaultdict(dict)
    for subject in set(graph.subjects(RDFS.isDefinedBy)):
        prefix, _, local = shorten(str(subject)).partition(":")
        found[prefix][local] = URIRef(str(subject))
    parts = [_HEADER]
    parts.extend(_namespace(graph, prefix, found[prefix]) for prefix in PREFIXES if found[prefix])
    return "\n\n".join(parts)


def _namespace(graph: Graph, prefix: str, members: dict[str, URIRef]) -> str:
    namespace = PREFIXES[prefix]
    lines = [f"class {prefix.upper()}:", f'    """Terms of ``{namespace}``."""', ""]
    for local, iri in sorted(members.items()):
        comment = graph.value(iri, RDFS.comment) or graph.value(iri, _SCOPE) or ""
        lines += [f"    # {comment}", f'    {local}: Final = IRI("{iri}")']
    return "\n".join(lines) + "\n"


_SCOPE: Final = URIRef(PREFIXES["skos"] + "scopeNote")


def context(graph: Graph) -> dict[str, Any]:
    """Return the JSON-LD context: every prefix, and every property under its local name.

    Our own name wins where two namespaces have the same one; the other keeps its prefix.
    """
    entries: dict[str, Any] = {prefix: PREFIXES[prefix] for prefix in sorted(PREFIXES)}
    entries |= {"id": "@id", "type": "@type"}
    properties = sorted(_properties(graph), key=lambda iri: (not _ours(iri), iri))
    for iri in properties:
        name = shorten(iri)
        local = name.partition(":")[2]
        entries[name if local in entries else local] = _entry(graph, URIRef(iri), name)
    return {"@context": entries}


def _ours(iri: str) -> bool:
    return iri.startswith(PREFIXES["mg"])


def _properties(graph: Graph) -> set[str]:
    """Return what is a property by its type, or by the small letter of its standard name."""
    named = {str(each) for each in graph.subjects(RDFS.isDefinedBy)}
    own = {
        str(subject)
        for subject, kind in graph.subject_objects(RDF.type)
        if str(kind).endswith("Property")
    }
    standard = {
        iri
        for iri in named
        if not _ours(iri) and shorten(iri).partition(":")[2][0].islower()
        and not iri.startswith((PREFIXES["xsd"], PREFIXES["rdf"] + "type"))
    }  # fmt: skip
    return (own & named) | standard


def _entry(graph: Graph, iri: URIRef, name: str) -> Any:
    declared = graph.value(iri, RDFS.range)
    if declared is None:
        return name
    kind = shorten(str(declared))
    if kind == "xsd:string":
        return name
    return {"@id": name, "@type": kind if kind.startswith("xsd:") else "@id"}


def context_text(graph: Graph) -> str:
    """Return the text of ``context.jsonld``."""
    return json.dumps(context(graph), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write both files."""
    graph = vocabulary()
    TERMS.write_text(terms(graph), encoding="utf-8")
    (ontology() / CONTEXT).write_text(context_text(graph), encoding="utf-8")


if __name__ == "__main__":
    main()
