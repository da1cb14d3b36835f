"""Claims in the curated columns: each row was read in the text of the source it names (CC0-1.0).

A row becomes one claim, or several where its value is a list or its subject names several things.
A source is a repository or site at a revision; claims of one source lie in one graph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from modelgraph.errors import InvalidDataError
from modelgraph.importers.collector import uncollected
from modelgraph.importers.columns import Broken, Line, each, lines_and_broken, refuse
from modelgraph.importers.identity import Identity, Thing
from modelgraph.importers.pile import Pile, Stated
from modelgraph.importers.reading import Reading, Unmatched
from modelgraph.importers.sources import source as describe
from modelgraph.provenance import Kind, Source

LICENSE = "CC0-1.0"
FILE = "curated-facts.csv"


def read(files: dict[str, bytes], identity: Identity) -> Reading:
    """Return what ``curated-facts.csv`` says.

    Raises:
        InvalidDataError: the file is missing or no such table, or rows are broken.
    """
    if FILE not in files:
        raise InvalidDataError(f"{FILE} is missing.")
    return table(FILE, files[FILE], identity, collection="curated-facts", license=LICENSE)


def table(
    name: str,
    content: bytes,
    identity: Identity,
    *,
    collection: str,
    license: str,
    one_source: Source | None = None,
    check: Callable[[Line], None] | None = None,
    broken: Iterable[Broken] = (),
) -> Reading:
    """Return what a table with the curated columns says.

    With ``one_source`` every row is a claim of that source and its kind, whatever source the row
    names; without, each row names source, revision and kind. ``check`` raises ``ValueError`` for a
    row that the caller won't take; ``broken`` are rows that it has refused already.

    Raises:
        InvalidDataError: as ``columns.lines``; or rows whose property is unknown or whose value
            does not fit. Every broken row is listed, and nothing is returned.
    """
    held_back = identity.held_back.get(collection, {})
    every, unreadable = lines_and_broken(name, content)
    refused = [*broken, *unreadable]
    rows = [row for row in every if row.identifier not in held_back]
    sources = _sources(rows, collection, license)
    owners = _owners(rows)
    pile = Pile(identity)
    pile.unmatched += [
        Unmatched(row.identifier, row.value, f"held back: {held_back[row.identifier]}")
        for row in every
        if row.identifier in held_back
    ]

    def take(row: Line) -> None:
        if one_source is None and (not row.source or row.kind is None):
            raise ValueError("the row names no source and kind")
        if check is not None:
            check(row)
        described = one_source or sources[(row.source, row.commit)]
        things = _things(row, identity, owners.get(row.model, ""))
        kind = described.kind if one_source else row.kind
        pile.add(described, *(_stated(row, thing) for thing in things), kind=kind)
        pile.called(described, row.subject, f"{row.place} {row.identifier}".strip(), *things)

    with uncollected():
        refuse(name, [*refused, *each(rows, take)])
    return pile.reading(collection)


def _things(row: Line, identity: Identity, owner: str) -> tuple[Thing, ...]:
    if row.level in {"family", "model"}:
        return identity.models_named(row.subject, row.source, owner)
    model = row.parent or row.model
    return identity.things(row.subject, model=model, source=row.source, organization=owner)


def _stated(row: Line, thing: Thing) -> Stated:
    return Stated(
        thing, row.property, row.value, row.qualifier, row.place,
        row.identifier or f"row {row.number}", row.value_number, row.quote, row.identifier,
        row.note, row.subject if thing.is_variant else "",
    )  # fmt: skip


def _owners(rows: list[Line]) -> dict[str, str]:
    """Return for each model the organization that its rows name first by role."""
    order = ("architecture-author", "as shown", "weights-publisher")
    named: dict[str, tuple[int, str]] = {}
    for row in rows:
        if row.property == "organization" and not row.qualifier.startswith("affiliation"):
            role = order.index(row.qualifier) if row.qualifier in order else len(order)
            first = row.value.split(";")[0].strip()
            if first and role < named.get(row.model, (len(order) + 1, ""))[0]:
                named[row.model] = (role, first)
    return {model: name for model, (_, name) in named.items()}


def _sources(rows: list[Line], collection: str, license_: str) -> dict[tuple[str, str], Source]:
    """Return the source of each (name, revision); its kind is the one most of its rows have."""
    kinds: dict[tuple[str, str], Counter[Kind]] = {}
    dates: dict[tuple[str, str], str] = {}
    for row in rows:
        key = (row.source, row.commit)
        if row.source and row.kind:
            kinds.setdefault(key, Counter())[row.kind] += 1
            dates[key] = max(dates.get(key, ""), row.date)
    return {
        key: describe(
            key[0],
            min(counted, key=lambda kind: (-counted[kind], list(Kind).index(kind))),
            collection=collection,
            revision=key[1],
            issued=dates[key],
            license=license_,
        )
        for key, counted in sorted(kinds.items())
    }
