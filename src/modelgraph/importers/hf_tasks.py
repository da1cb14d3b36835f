"""Tasks and libraries of Hugging Face (MIT): concepts of their own, matched with our tasks.

The matches are decisions of ``ontology/tasks.ttl``; here they are claims about the other side's
concepts. A subtask has no page of its own: its address is that of the task with its id behind
``#``. What matches nothing stays a concept of its scheme and is listed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers.columns import Broken, records, refuse
from modelgraph.importers.identity import Identity
from modelgraph.importers.reading import Reading, Unmatched
from modelgraph.importers.sources import revision_of, source
from modelgraph.importers.statements import Link
from modelgraph.provenance import Claim, Kind, Source
from modelgraph.store import IRI, Literal, Quad
from modelgraph.validation import link
from modelgraph.vocabulary.ontology import Scheme, matches
from modelgraph.vocabulary.prefixes import BASE, PREFIXES
from modelgraph.vocabulary.terms import DCTERMS, RDF, RDFS, SCHEMA, SKOS

COLLECTION: Final = "hf-tasks"
NAME: Final = "huggingface/huggingface.js"
LICENSE: Final = "MIT"
TASKS: Final = "tasks.json"
LIBRARIES: Final = "libraries.csv"
SCHEME: Final = IRI("https://huggingface.co/tasks")
LIBRARY: Final = f"{BASE}library/"
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_COLUMNS: Final = ("id", "name", "repo_url", "docs_url", "tasks")

_BACK: Final = {
    SKOS.exactMatch: SKOS.exactMatch,
    SKOS.closeMatch: SKOS.closeMatch,
    SKOS.broadMatch: SKOS.narrowMatch,
}
"""How our concept relates to theirs → how theirs relates to ours."""


def read(files: dict[str, bytes], identity: Identity) -> Reading:
    """Return the tasks with their matches, and the libraries.

    Raises:
        InvalidDataError: a file is missing or damaged, or entries are broken.
    """
    for name in (TASKS, LIBRARIES):
        if name not in files:
            raise InvalidDataError(f"{name} is missing.")
    revision, issued = revision_of(files)
    described = source(
        NAME, Kind.UPSTREAM, collection=COLLECTION, revision=revision, issued=issued,
        license=LICENSE,
    )  # fmt: skip
    concepts = _concepts(files[TASKS])
    links = [link for found in concepts.values() for link in found]
    links += _libraries(files[LIBRARIES], frozenset(concepts))
    links += ((SCHEME, RDF.type, SKOS.ConceptScheme), (SCHEME, SKOS.prefLabel, _NAMED))
    claims = tuple(_claims(described, frozenset(concepts)))
    return Reading(
        COLLECTION,
        (described,),
        claims,
        tuple(Quad(*each, described.iri) for each in dict.fromkeys(links)),
        tuple(_unmatched(concepts, {claim.subject for claim in claims})),
    )


_LANGUAGE: Final = PREFIXES["rdf"] + "langString"
_NAMED: Final = Literal("Hugging Face tasks", _LANGUAGE, "en")


def _concepts(content: bytes) -> dict[IRI, list[Link]]:
    """Return every task and subtask with what is said of it."""
    try:
        listed = json.loads(content)
        modalities, tasks = listed["modalities"], listed["tasks"]
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidDataError(f"{TASKS} is no list of tasks: {error!r}") from error
    found: dict[IRI, list[Link]] = {}
    broken: list[Broken] = []
    for number, task in enumerate(tasks, start=1):
        try:
            found |= dict(_task(task, modalities))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            broken.append(Broken(number, repr(error)))
    refuse(TASKS, broken)
    return found


def _task(task: dict[str, Any], modalities: dict[str, str]) -> Iterator[tuple[IRI, list[Link]]]:
    iri, links = _concept(f"{SCHEME}/", task["id"], task["name"])
    links.append((iri, SKOS.note, _text(modalities[task["modality"]])))
    if task["summary"]:
        links.append((iri, SKOS.definition, _text(task["summary"])))
    yield iri, links
    for subtask in task["subtasks"]:
        part, said = _concept(f"{iri}#", subtask["type"], subtask["name"])
        yield part, [*said, (part, SKOS.broader, iri)]


def _concept(beginning: str, identifier: str, name: str) -> tuple[IRI, list[Link]]:
    if not _ID.fullmatch(identifier):
        raise ValueError(f"no id: {identifier!r}")
    iri = IRI(beginning + identifier)
    return iri, [
        (iri, RDF.type, SKOS.Concept),
        (iri, SKOS.inScheme, SCHEME),
        (iri, SKOS.prefLabel, _text(name)),
    ]


def _text(text: str) -> Literal:
    if not isinstance(text, str):
        raise ValueError(f"no text: {text!r}")
    return Literal(text, _LANGUAGE, "en")


def _claims(described: Source, concepts: frozenset[IRI]) -> Iterator[Claim]:
    for match in matches(Scheme.TASKS, f"{SCHEME}/"):
        if match.other in concepts:
            yield Claim(
                match.other, _BACK[match.relation], match.concept, described.iri, Kind.CURATED,
                match.other, place=TASKS, note="matched in ontology/tasks.ttl",
                issued=described.issued,
            )  # fmt: skip


def _unmatched(concepts: dict[IRI, list[Link]], matched: set[IRI]) -> Iterator[Unmatched]:
    for iri in concepts:
        if iri not in matched:
            reason = "no task of the scheme matches; kept as a concept of its own scheme"
            yield Unmatched(TASKS, iri.removeprefix(f"{SCHEME}/"), reason)


def _libraries(content: bytes, concepts: frozenset[IRI]) -> list[Link]:
    found: list[Link] = []
    broken: list[Broken] = []
    for number, record in records(LIBRARIES, content, _COLUMNS):
        try:
            found += _library(record, concepts)
        except ValueError as error:
            broken.append(Broken(number, str(error)))
    refuse(LIBRARIES, broken)
    return found


def _library(record: dict[str, str], concepts: frozenset[IRI]) -> list[Link]:
    """Return what a library is; its tasks are those of the hosted service, not all it can do."""
    if not _ID.fullmatch(record["id"]):
        raise ValueError(f"no id: {record['id']!r}")
    iri = IRI(LIBRARY + record["id"].lower())
    links: list[Link] = [
        (iri, RDF.type, SCHEMA.SoftwareSourceCode),
        (iri, DCTERMS.identifier, Literal(record["id"])),
        (iri, SCHEMA.name, Literal(record["name"])),
    ]
    if record["repo_url"]:
        links.append((iri, SCHEMA.codeRepository, link(record["repo_url"])))
    if record["docs_url"]:
        links.append((iri, RDFS.seeAlso, link(record["docs_url"])))
    for task in filter(None, record["tasks"].split(";")):
        concept = IRI(f"{SCHEME}/{task}")
        if concept not in concepts:
            raise ValueError(f"unknown task: {task!r}")
        links.append((iri, DCTERMS.subject, concept))
    return links
