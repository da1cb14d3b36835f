"""Who is who: from the names that sources use to the things of the catalog.

The decisions are data (``data/identity/*.csv``), each with its reason where it isn't plain. A name
that stands in no table gets an address made of itself. Case, hyphens and spaces never tell names
apart.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers.names import slug
from modelgraph.resources import data
from modelgraph.store import IRI
from modelgraph.vocabulary.ontology import plain
from modelgraph.vocabulary.prefixes import BASE, PREFIXES

UNATTRIBUTED: Final = "unattributed"
"""First part of the id of a model of which nobody says whose it is."""


_ID: Final = re.compile(r"[a-z0-9][a-z0-9.-]*/[a-z0-9][a-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class Thing:
    """A model or a variant; ``model`` is the variant's model, the model itself otherwise."""

    iri: IRI
    identifier: str
    name: str
    model: Thing | None = None
    family: str = ""

    @property
    def is_variant(self) -> bool:
        return self.model is not None

    @property
    def of(self) -> Thing:
        """Return the model: of the variant, or itself."""
        return self.model or self


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of ``variants.csv``: what a name means; no slugs mean the model itself."""

    name: str
    source: str
    models: tuple[str, ...]
    slugs: tuple[str, ...]
    titles: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of ``models.csv``, ``families.csv`` or ``organizations.csv``."""

    name: str
    identifier: str
    family: str = ""
    aliases: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """The tables, ready for look-up by plain name.

    ``held_back`` gives for a collection the ids of rows that can't be taken, with the reason;
    ``licenses`` the id of a licence for other names that sources use.
    """

    models: tuple[Row, ...]
    families: tuple[Row, ...]
    organizations: tuple[Row, ...]
    variants: tuple[Entry, ...]
    held_back: Mapping[str, Mapping[str, str]]
    licenses: Mapping[str, str]
    _models: Mapping[str, Row] = field(repr=False)
    _families: Mapping[str, Row] = field(repr=False)
    _organizations: Mapping[str, Row] = field(repr=False)
    _variants: Mapping[tuple[str, str], Entry] = field(repr=False)
    _titles: Mapping[str, str] = field(repr=False)

    def model(self, name: str) -> Thing | None:
        """Return the model that the tables know under this name, id or address."""
        row = self._models.get(plain(name))
        return None if row is None else _model(row.identifier, row.name, row.family)

    def knowing(self, models: Mapping[str, Row]) -> Identity:
        """Return these tables with further models by plain name; what stands in them goes first."""
        return replace(self, _models={**models, **self._models})

    def model_or_new(self, name: str, organization: str = "") -> Thing:
        """Return the known model, or one whose id is made of the organization and the name.

        A name that has the form of an id (``acme/foo-net``) is the id.
        """
        if known := self.model(name):
            return known
        if _ID.fullmatch(name):
            return _model(name, name.partition("/")[2], "")
        owner = self.organization(organization)[0] if organization else UNATTRIBUTED
        return _model(f"{owner}/{slug(name)}", name, "")

    def organization(self, name: str) -> tuple[str, str]:
        """Return the slug and the name to show; unknown ones keep their own name."""
        row = self._organizations.get(plain(name))
        return (row.identifier, row.name) if row else (slug(name), name.strip())

    def organization_name(self, identifier: str) -> str:
        """Return the name of an organization's slug: the first that the table gives it."""
        return next((r.name for r in self.organizations if r.identifier == identifier), identifier)

    def license(self, name: str) -> str:
        """Return the id of a licence that the tables know under another name, else the name."""
        return self.licenses.get(plain(name), name)

    def family(self, name: str) -> Row | None:
        """Return the family with this name or alias."""
        return self._families.get(plain(name))

    def longest_model(self, name: str) -> Thing | None:
        """Return the model with the longest name with which this name begins."""
        own = slug(name)
        fitting = [row for row in self.models if own.startswith(slug(row.name) + "-")]
        if not fitting:
            return None
        return self.model(max(fitting, key=lambda row: len(row.name)).name)

    def entry(self, name: str, source: str = "") -> Entry | None:
        """Return the decision on a name: the one for this source goes before the general one."""
        return self._variants.get((plain(name), source)) or self._variants.get((plain(name), ""))

    def things(
        self, subject: str, *, model: str = "", source: str = "", organization: str = ""
    ) -> tuple[Thing, ...]:
        """Return what a subject below the level of models means; several for a composite name.

        ``model`` is the model that the source puts it under. A subject with the name of a model is
        the model itself, unless the tables say otherwise.
        """
        if (entry := self.entry(subject, source)) is not None:
            return tuple(self._of(entry))
        if known := self.model(subject):
            return (known,)
        parent = self._parent(model or subject, source, organization)
        if not model or slug(subject) == slug(model):
            return (parent,)
        return (self.variant(parent, variant_slug(parent, subject), variant_name(parent, subject)),)

    def models_named(
        self, name: str, source: str = "", organization: str = ""
    ) -> tuple[Thing, ...]:
        """Return what a subject on the level of models means; several for the name of a line."""
        if known := self.model(name):
            return (known,)
        if (entry := self.entry(name, source)) is not None:
            return tuple(self._of(entry))
        return (self.model_or_new(name, organization),)

    def variant(self, model: Thing, identifier: str, name: str = "") -> Thing:
        """Return a variant of the model by its slug, under the name that the tables give it."""
        owner = model.identifier.partition("/")[0]
        path = f"{owner}/{identifier}"
        title = self._titles.get(path) or name or identifier
        return Thing(IRI(f"{PREFIXES['variant']}{path}"), path, title, model)

    def _parent(self, name: str, source: str, organization: str) -> Thing:
        """Return the model of this name; what the tables call a variant stands for its model."""
        if self.model(name) is None and (entry := self.entry(name, source)) is not None:
            return self.model_or_new(entry.models[0])
        return self.model_or_new(name, organization)

    def _of(self, entry: Entry) -> Iterator[Thing]:
        for name in entry.models:
            parent = self.model_or_new(name)
            if not entry.slugs:
                yield parent
            for identifier in entry.slugs:
                fallback = entry.name if len(entry.slugs) == 1 else identifier
                yield self.variant(parent, identifier, fallback)


def _model(identifier: str, name: str, family: str) -> Thing:
    return Thing(IRI(f"{PREFIXES['model']}{identifier}"), identifier, name, None, family)


def family_iri(identifier: str) -> IRI:
    """Return the address of a family."""
    return IRI(f"{BASE}family/{identifier}")


def variant_slug(model: Thing, name: str) -> str:
    """Return the slug of a variant; names that say no model get the model's slug before them."""
    own, parent = slug(name), model.identifier.partition("/")[2]
    return own if own[:2] == parent[:2] else f"{parent}-{own}"


def variant_name(model: Thing, name: str) -> str:
    """Return the name of a variant, with the model before it where it says none."""
    return (
        name if slug(name)[:2] == model.identifier.partition("/")[2][:2] else f"{model.name} {name}"
    )


def read(folder: Path) -> Identity:
    """Read the tables.

    Raises:
        InvalidDataError: a table is missing, or two rows decide differently on one name.
    """
    models = tuple(
        Row(r["name"], r["id"], r["family"], _list(r["aliases"]), r["reason"])
        for r in _rows(folder / "models.csv")
    )
    families = tuple(
        Row(r["name"], r["slug"], "", _list(r["aliases"]), r["reason"])
        for r in _rows(folder / "families.csv")
    )
    organizations = tuple(
        Row(r["name"], r["slug"], reason=r["reason"]) for r in _rows(folder / "organizations.csv")
    )
    variants = tuple(_entry(r) for r in _rows(folder / "variants.csv"))
    return Identity(
        models, families, organizations, variants, _held_back(folder / "held-back.csv"),
        _licenses(folder.parent / "licenses.csv"),
        _names(models),
        _names(families),
        _named_once(organizations),
        _decisions(variants),
        _titles(models, variants),
    )  # fmt: skip


@cache
def shipped() -> Identity:
    """Return the tables that are shipped with modelgraph."""
    return read(data() / "identity")


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, csv.Error) as error:
        raise InvalidDataError(f"The identity table {path.name} can't be read: {error}") from error


def _held_back(path: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in _rows(path):
        found.setdefault(row["collection"], {})[row["id"]] = row["reason"]
    return found


def _licenses(path: Path) -> dict[str, str]:
    return {
        plain(alias): row["identifier"] for row in _rows(path) for alias in _list(row["aliases"])
    }


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _entry(row: Mapping[str, str]) -> Entry:
    models = tuple(row["model"].split("|"))
    return Entry(
        row["name"],
        row["source"],
        models,
        _list(row["variants"]),
        _list(row["title"]),
        row["reason"],
    )


def _names(rows: tuple[Row, ...]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        for name in (row.name, row.identifier, *row.aliases):
            other = found.setdefault(plain(name), row)
            if other is not row:
                raise InvalidDataError(f"{name!r} stands for both {other.name} and {row.name}.")
    return found


def _named_once(rows: tuple[Row, ...]) -> dict[str, Row]:
    """Return every spelling with the first row of its slug, whose name is the one to show."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.identifier, row)
    return {plain(row.name): first[row.identifier] for row in rows} | {
        plain(row.identifier): first[row.identifier] for row in rows
    }


def _decisions(entries: tuple[Entry, ...]) -> dict[tuple[str, str], Entry]:
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        key = (plain(entry.name), entry.source)
        if found.setdefault(key, entry) is not entry:
            raise InvalidDataError(f"{entry.name!r} is decided twice in variants.csv.")
    return found


def _titles(models: tuple[Row, ...], entries: tuple[Entry, ...]) -> dict[str, str]:
    owners = {row.name: row.identifier.partition("/")[0] for row in models}
    return {
        f"{owners[entry.models[0]]}/{identifier}": title
        for entry in entries
        if entry.models[0] in owners
        for identifier, title in zip(entry.slugs, entry.titles, strict=False)
    }
