"""The first survey of the Playground's models: 325 rows of facts from pages and open repositories.

Each row is a claim of the page or file it names, never of the survey. A ``?`` behind a task or
feature means that the page lost the mark: the claim is kept and set aside. Its column of
corrections is prose for readers and is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from modelgraph.importers.columns import Broken, records, refuse
from modelgraph.importers.identity import Identity, Thing, family_iri, variant_name, variant_slug
from modelgraph.importers.pages import COLLECTION, LICENSE, SHOWN
from modelgraph.importers.pile import Pile, Stated
from modelgraph.importers.reading import Unmatched
from modelgraph.importers.sources import source
from modelgraph.provenance import Claim, Kind, Source
from modelgraph.store import Literal
from modelgraph.validation import count, number
from modelgraph.vocabulary.terms import MG, RDF, SCHEMA

FILE: Final = "models-seen.csv"
_COLUMNS: Final = (
    "name", "organization", "family", "checkpoint", "category", "modality", "release_date",
    "context_window", "parameters", "license", "tasks", "demo_tasks", "features", "benchmarks",
    "source_page", "basis",
)  # fmt: skip

Record = dict[str, str]


def take(pile: Pile, content: bytes, identity: Identity) -> None:
    """Add what the survey says to the pile.

    Raises:
        InvalidDataError: no such table, or rows are broken; every broken row is listed.
    """
    broken: list[Broken] = []
    for line, record in records(FILE, content, _COLUMNS):
        try:
            _row(pile, line, record, identity)
        except ValueError as error:
            broken.append(Broken(line, str(error)))
    refuse(FILE, broken)


def _row(pile: Pile, line: int, record: Record, identity: Identity) -> None:
    described, place = _source(record)
    for thing in _things(record, described, identity):
        for stated in _stated(pile, line, record, thing):
            measured = described.kind is Kind.MEASURED and stated.property not in _COUNTED
            kind = Kind.AGGREGATOR if measured else described.kind
            pile.add(described, _placed(stated, place, line, record), kind=kind)
        _family(pile, record, (described, place), thing, identity)
        pile.called(described, record["name"], f"{place} (row {line})", thing)


_COUNTED: Final = frozenset({"parameters", "benchmark"})
"""What a measuring source measures; the rest it only passes on."""


def _placed(stated: Stated, place: str, line: int, record: Record) -> Stated:
    return Stated(
        stated.thing, stated.property, stated.value, stated.qualifier, place, f"row {line}",
        identifier=record["checkpoint"], spelled=record["name"] if stated.thing.is_variant else "",
        doubt=stated.doubt,
    )  # fmt: skip


_REPOSITORY: Final = re.compile(r"github\.com/([\w.-]+/[\w.-]+)@([0-9a-f]{7,40}) (.+)")
_SITE: Final = re.compile(r"([\w-]+(?:\.[\w-]+)+)/(.*)")

_KINDS: Final = (
    ("structured file, measured run", Kind.MEASURED),
    ("structured file; organization = weights origin", Kind.MEASURED),
    ("structured file", Kind.AGGREGATOR),
    ("published table", Kind.UPSTREAM),
    ("", Kind.VENDOR),
)
"""Beginning of the column ``basis`` → how close the source is."""


def _source(record: Record) -> tuple[Source, str]:
    page, basis = record["source_page"], record["basis"]
    kind = next(kind for beginning, kind in _KINDS if basis.startswith(beginning))
    if match := _REPOSITORY.fullmatch(page):
        name, revision, place = match.groups()
    elif match := _SITE.fullmatch(page):
        name, place = match.groups()
        revision = ""
    else:
        raise ValueError(f"the source page {page!r} is no repository or site")
    described = source(
        name, kind, collection=COLLECTION, revision=revision, license=LICENSE, suffix="survey"
    )
    return described, place


def _things(record: Record, described: Source, identity: Identity) -> tuple[Thing, ...]:
    """Return what the row speaks of: by decision, as a model, or as a variant of its family."""
    name = record["name"]
    if identity.entry(name, described.name) or identity.model(name):
        return identity.things(name, source=described.name)
    parent = identity.model(record["family"])
    if record["checkpoint"] and parent is not None:
        longer = identity.longest_model(name)
        model = longer if longer and len(longer.name) > len(parent.name) else parent
        return (identity.variant(model, variant_slug(model, name), variant_name(model, name)),)
    return (identity.model_or_new(name, record["organization"].split(";")[0].strip()),)


def _family(
    pile: Pile, record: Record, where: tuple[Source, str], thing: Thing, identity: Identity
) -> None:
    """Put a model that no table knows into the family that the row names."""
    row = identity.family(record["family"])
    if row is None or thing.is_variant or identity.model(thing.name) is not None:
        return
    described, place = where
    iri = family_iri(row.identifier)
    claim = Claim(
        thing.iri, SCHEMA.isPartOf, iri, described.iri, described.kind, thing.iri,
        stated_as=record["family"], place=place, identifier=record["checkpoint"],
        issued=described.issued,
    )  # fmt: skip
    pile.claims[claim] = None
    pile.link(described, (iri, RDF.type, MG.Family), (iri, SCHEMA.name, Literal(row.name)))


def _stated(pile: Pile, line: int, record: Record, thing: Thing) -> Iterator[Stated]:
    shown = _ROLES.get(record["basis"].partition("organization = ")[2].partition(" ")[0], SHOWN)
    if record["organization"]:
        yield Stated(thing, "organization", record["organization"], shown)
    if "inferred" not in record["basis"]:
        yield Stated(thing, "category", record["category"], SHOWN)
        yield from _modality(thing, record["modality"])
    if record["release_date"]:
        yield Stated(thing, "release", record["release_date"], _event(record))
    if record["context_window"]:
        yield Stated(thing, "context_window", record["context_window"])
    if record["parameters"]:
        yield from _parameters(thing, record["parameters"])
    if record["license"]:
        yield Stated(thing, "license", record["license"], SHOWN)
    yield from _marked(thing, "task", record["tasks"], SHOWN)
    yield from _marked(thing, "task", record["demo_tasks"], "Demo")
    yield from _marked(thing, "feature", record["features"], SHOWN)
    yield from _benchmarks(pile, line, thing, record["benchmarks"])


_ROLES: Final = {"lab": "lab folder", "repository": "repository owner", "weights": "weights origin"}


def _event(record: Record) -> str:
    if record["basis"].startswith("structured file"):
        return "public release"
    return "released" if record["basis"].startswith("published table") else SHOWN


def _modality(thing: Thing, text: str) -> Iterator[Stated]:
    if match := re.fullmatch(r"in:(\S+) out:(\S+)", text):
        yield Stated(thing, "input_modality", match[1].replace("+", ";"), SHOWN)
        yield Stated(thing, "output_modality", match[2].replace("+", ";"), SHOWN)
    elif text:
        yield Stated(thing, "modality", text, SHOWN)


def _parameters(thing: Thing, text: str) -> Iterator[Stated]:
    if match := re.fullmatch(r"(\S+) total / (\S+) active", text):
        yield Stated(thing, "parameters", match[1], "total")
        yield Stated(thing, "active_parameters", match[2], "active")
        return
    try:
        count(text)
    except ValueError:
        yield Stated(thing, "parameters_note", text, SHOWN)
    else:
        yield Stated(thing, "parameters", text, SHOWN)


def _marked(thing: Thing, kind: str, cell: str, qualifier: str) -> Iterator[Stated]:
    for label in filter(None, (part.strip() for part in cell.split(";"))):
        if label.endswith("?"):
            doubt = "the stored text lost which of the page's two models it belongs to"
            yield Stated(thing, kind, label.rstrip("? "), "?", doubt=doubt)
        else:
            yield Stated(thing, kind, label, qualifier)


_METRIC: Final = re.compile(r"(?:(?P<dataset>.+?) )?(?P<metric>(?:mask |box )?(?:m?AP\S*|top1))")
_SETTINGS: Final = ("run", "params")


def _benchmarks(pile: Pile, line: int, thing: Thing, cell: str) -> Iterator[Stated]:
    items = [part.partition("=") for part in cell.split("; ") if part]
    settings = "; ".join(f"{k} {v}" for k, _, v in items if k in _SETTINGS)
    dataset, seen = "", set[str]()
    for key, sign, value in items:
        if key in _SETTINGS:
            continue
        bare, _, size = value.partition(" @")
        if not sign or not _is_number(bare):
            reason = "the survey's text is cut off here; no value can be told"
            pile.unmatched.append(Unmatched(f"row {line}", f"{key}{sign}{value}", reason))
            continue
        match = _METRIC.fullmatch(key)
        dataset = (match["dataset"] or dataset) if match else key
        again = f"run {sum(1 for each in seen if each.startswith(key)) + 1}" if key in seen else ""
        seen.add(f"{key} {again}" if again else key)
        conditions = "; ".join(filter(None, (f"{size} px" if size else "", settings, again)))
        metric = match["metric"] if match else "score"
        yield Stated(thing, "benchmark", bare, f"{metric} | {dataset} | {conditions}")


def _is_number(text: str) -> bool:
    try:
        number(text)
    except ValueError:
        return False
    return True
