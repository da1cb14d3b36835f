"""The one table of prefixes: queries, pages, JSON-LD and short names use no other.

Namespaces as their owners publish them; FAIR4ML's own file writes ``http://schema.org/``, which is
read as ``https://schema.org/``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

BASE: Final = "https://w3id.org/modelgraph/"

PREFIXES: Final[dict[str, str]] = {
    "mg": f"{BASE}ontology#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fair4ml": "https://w3id.org/fair4ml#",
    "it6": "http://data.europa.eu/it6/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "https://spdx.org/licenses/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "feature": f"{BASE}feature/",
    "license": f"{BASE}license/",
    "modality": f"{BASE}modality/",
    "model": f"{BASE}model/",
    "org": f"{BASE}org/",
    "rule": f"{BASE}rule/",
    "source": f"{BASE}source/",
    "task": f"{BASE}task/",
    "variant": f"{BASE}variant/",
}
"""Prefix → namespace IRI, ours first, then the standards by name, then our things by name."""


def expand(name: str) -> str:
    """Return the IRI of a prefixed name.

    >>> expand("skos:broader")
    'http://www.w3.org/2004/02/skos/core#broader'

    Raises:
        KeyError: the prefix is not in the table.
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


@lru_cache(maxsize=65_536)
def shorten(iri: str) -> str:
    """Return the prefixed name of an IRI, or the IRI itself where no prefix fits.

    The longest namespace wins, so that things of modelgraph keep their kind.

    >>> shorten("https://w3id.org/modelgraph/task/ocr")
    'task:ocr'
    """
    fitting = [item for item in PREFIXES.items() if iri.startswith(item[1])]
    if not fitting:
        return iri
    prefix, namespace = max(fitting, key=lambda item: len(item[1]))
    return f"{prefix}:{iri[len(namespace) :]}"


def sparql_prologue() -> str:
    """Return ``PREFIX`` lines for the whole table."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
