"""The SPDX licence list: ids, names and flags of licences and exceptions, as a vocabulary.

Attribution: SPDX License List, the Linux Foundation. A licence that some model states is a
``mg:License`` through that model's source; here all are licence documents. A flag that is ``null``
is not said, and no triple.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers.columns import Broken, refuse
from modelgraph.importers.identity import Identity
from modelgraph.importers.reading import Reading
from modelgraph.importers.sources import revision_of, source
from modelgraph.importers.statements import Link
from modelgraph.provenance import Kind
from modelgraph.store import IRI, Literal, Quad, boolean
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import DCTERMS, MG, OWL, RDF, SCHEMA

COLLECTION: Final = "spdx"
FILE: Final = "licenses.json"
NAME: Final = "github/go-spdx"
LICENSE: Final = "CC-BY-3.0"
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


def read(files: dict[str, bytes], identity: Identity) -> Reading:
    """Return the licences and exceptions of the list.

    Raises:
        InvalidDataError: the file is missing or no such list, or entries are broken.
    """
    if FILE not in files:
        raise InvalidDataError(f"{FILE} is missing.")
    revision, issued = revision_of(files)
    described = source(
        NAME, Kind.UPSTREAM, collection=COLLECTION, revision=revision, issued=issued,
        license=LICENSE,
    )  # fmt: skip
    links = dict.fromkeys(_list(files[FILE]))
    quads = tuple(Quad(*each, described.iri) for each in links)
    return Reading(COLLECTION, (described,), (), quads)


def _list(content: bytes) -> Iterator[Link]:
    try:
        listed = json.loads(content)
        parts = ((listed["licenses"], _license), (listed["exceptions"], _exception))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidDataError(f"{FILE} is no licence list: {error!r}") from error
    for entries, meaning in parts:
        found, broken = _entries(entries, meaning)
        refuse(FILE, broken)
        yield from found


def _entries(
    entries: Any, meaning: Callable[[dict[str, Any]], list[Link]]
) -> tuple[list[Link], list[Broken]]:
    found: list[Link] = []
    broken: list[Broken] = []
    for number, entry in enumerate(entries, start=1):
        try:
            found += meaning(entry)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            broken.append(Broken(number, repr(error)))
    return found, broken


def _license(entry: dict[str, Any]) -> list[Link]:
    iri, links = _named(entry, DCTERMS.LicenseDocument)
    for key, predicate in (("osiApproved", MG.osiApproved), ("fsfLibre", MG.fsfLibre)):
        if entry[key] is not None:
            links.append((iri, predicate, _flag(entry[key])))
    return links


def _exception(entry: dict[str, Any]) -> list[Link]:
    return _named(entry, MG.LicenseException)[1]


def _named(entry: dict[str, Any], kind: IRI) -> tuple[IRI, list[Link]]:
    identifier, name = entry["id"], entry["name"]
    if not _ID.fullmatch(identifier) or not isinstance(name, str):
        raise ValueError(f"no id and name: {identifier!r}, {name!r}")
    iri = IRI(PREFIXES["spdx"] + identifier)
    links: list[Link] = [
        (iri, RDF.type, kind),
        (iri, DCTERMS.identifier, Literal(identifier)),
        (iri, SCHEMA.name, Literal(name)),
    ]
    if entry["deprecated"]:
        links.append((iri, OWL.deprecated, _flag(entry["deprecated"])))
    return iri, links


def _flag(value: Any) -> Literal:
    if not isinstance(value, bool):
        raise ValueError(f"no flag: {value!r}")
    return boolean(value)
