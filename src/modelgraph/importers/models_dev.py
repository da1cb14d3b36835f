"""models.dev: facts on language models that see, a TOML file a model, and who serves them (MIT).

Files of models that take images are read, and those of others where the catalog knows the model.
An id that ends in ``latest`` is an address that moves: its file speaks of a model only where
``data/identity`` says of which, and gives way where the model's own file says otherwise.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any, Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers import offers
from modelgraph.importers.columns import Broken, refuse
from modelgraph.importers.identity import Identity, Thing, family_iri
from modelgraph.importers.names import slug
from modelgraph.importers.pile import Pile, Stated
from modelgraph.importers.reading import Reading, Unmatched
from modelgraph.importers.sources import revision_of, source
from modelgraph.importers.statements import Cell, result
from modelgraph.provenance import Claim, Kind, Source
from modelgraph.store import IRI, Literal
from modelgraph.validation import link, stated_date
from modelgraph.vocabulary.ontology import plain
from modelgraph.vocabulary.terms import DCTERMS, MG, RDF, SCHEMA, SKOS

COLLECTION: Final = "models-dev"
NAME: Final = "anomalyco/models.dev"
LICENSE: Final = "MIT"
_FOLDER: Final = "models/"
_HUB: Final = "https://huggingface.co/"

_ALIAS: Final = "the id is an address that moves to the newest model; it names none"
_GIVES_WAY: Final = "said under an address that moves; the model's own file says otherwise"
_TEXT_ONLY: Final = "takes no images, and no model of the catalog has this name"


@dataclass(frozen=True, slots=True)
class Card:
    """One file: its path, the lab's folder, the id, and what it says."""

    path: str
    lab: str
    id: str
    says: Mapping[str, Any] = field(repr=False)

    @property
    def name(self) -> str:
        return str(self.says["name"])

    @property
    def takes_images(self) -> bool:
        return "image" in self.says["modalities"]["input"]

    @property
    def is_alias(self) -> bool:
        return self.moves or self.name.casefold().endswith(("latest", "(latest)"))

    @property
    def moves(self) -> bool:
        return self.id.endswith("-latest")


def read(files: dict[str, bytes], identity: Identity) -> Reading:
    """Return what the model files and the table of hosted models say.

    Raises:
        InvalidDataError: a file is missing or damaged; every broken file or row is listed.
    """
    revision, issued = revision_of(files)
    described = source(
        NAME, Kind.AGGREGATOR, collection=COLLECTION, revision=revision, issued=issued,
        license=LICENSE, suffix="models",
    )  # fmt: skip
    pile = Pile(identity)
    pile.sources[described.iri] = described
    things: dict[str, tuple[Thing, ...]] = {}
    broken: list[Broken] = []
    cards: list[tuple[int, Card, tuple[Thing, ...]]] = []
    for number, path in enumerate(_paths(files), start=1):
        try:
            card = _card(path, files[path])
            cards.append((number, card, _things(card, identity)))
        except _DAMAGE as error:
            broken.append(Broken(number, f"{path}: {error!r}"))
    own: dict[tuple[IRI, str, str], str] = {}
    # Files of models before addresses that move, which give way to them.
    for number, card, found in sorted(cards, key=lambda each: each[1].moves):
        try:
            _take(pile, described, card, found, own)
            things[f"{card.lab}/{card.id}"] = found
        except _DAMAGE as error:
            broken.append(Broken(number, f"{card.path}: {error!r}"))
    refuse(COLLECTION, broken)
    offers.take(pile, described, files, things)
    return pile.reading(COLLECTION)


_DAMAGE: Final = (AttributeError, KeyError, TypeError, ValueError)


def _paths(files: Mapping[str, bytes]) -> list[str]:
    found = sorted(p for p in files if p.startswith(_FOLDER) and p.endswith(".toml"))
    if not found:
        raise InvalidDataError(f"There is no file {_FOLDER}<lab>/<id>.toml.")
    return found


def _card(path: str, content: bytes) -> Card:
    # Numbers stay as written, so that 88.0 is no claim of another number than 88.
    says = tomllib.loads(content.decode("utf-8"), parse_float=str)
    where = PurePosixPath(path)
    return Card(path, where.parent.name, where.stem, says)


def _take(
    pile: Pile,
    described: Source,
    card: Card,
    found: tuple[Thing, ...],
    own: dict[tuple[IRI, str, str], str],
) -> None:
    """Add what a file says of these things; ``own`` is what files of their own say of them."""
    if not found:
        reason = _ALIAS if card.is_alias else _TEXT_ONLY
        pile.unmatched.append(Unmatched(card.path, card.name, reason))
    pile.called(described, card.name, card.path, *found)
    for thing in found:
        stated = list(_stated(thing, card))
        if card.moves:
            stated = [replace(each, doubt=_doubt(each, own)) for each in stated]
        elif not card.is_alias:
            said = ((_key(each), each.value) for each in stated if each.property in _SINGLE)
            own.update(said)
        pile.add(described, *stated)
        _results(pile, described, thing, card)
        if not card.is_alias:
            _further_name(pile, described, thing, card)
            _family(pile, described, thing, card)


def _things(card: Card, identity: Identity) -> tuple[Thing, ...]:
    """Return what a file speaks of: by hub id, then by the name that the tables know, else new."""
    for url in _weights(card):
        if (hub := url.removeprefix(_HUB)) != url and identity.entry(hub, NAME):
            return identity.things(hub, source=NAME)
    if identity.entry(card.name, NAME) or identity.model(card.name):
        return identity.things(card.name, source=NAME)
    if card.is_alias or not card.takes_images:
        return ()
    return (identity.model_or_new(card.name, card.lab),)


def _weights(card: Card) -> Iterator[str]:
    yield from (str(each["url"]) for each in card.says.get("weights", ()))


_ABILITIES: Final = ("reasoning", "tool_call", "structured_output", "attachment")


def _stated(thing: Thing, card: Card) -> Iterator[Stated]:
    says, limit, modalities = card.says, card.says["limit"], card.says["modalities"]

    def state(name: str, value: object, qualifier: str = "") -> Stated:
        return Stated(thing, name, str(value), qualifier, card.path, card.path, lean=True)

    yield state("organization", card.lab, "lab folder")
    for direction in ("input", "output"):
        for each in modalities[direction]:
            yield state(f"{direction}_modality", each)
    for name, key in _LIMITS.items():
        if key in limit:
            yield _limit(state(name, limit[key]))
    yield state("release", says["release_date"], "public release")
    if says["last_updated"] != says["release_date"]:
        yield state("release", says["last_updated"], "last updated")
    if "knowledge" in says:
        yield state("knowledge_cutoff", says["knowledge"])
    yield state("openness", "published" if says["open_weights"] else "none", "weights")
    for url in _weights(card):
        yield state("weights_repository", url)
    if "license" in says:
        yield state("license", says["license"])
    for ability in _ABILITIES:
        if says.get(ability):
            yield state("feature", ability)


_LIMITS: Final = {"context_window": "context", "max_input": "input", "max_output": "output"}
"""Property of the curated columns → key of a file's limits."""


_SINGLE: Final = frozenset({*_LIMITS, "release", "knowledge_cutoff", "openness", "license"})
"""Properties of which a model has one value."""


def _key(stated: Stated) -> tuple[IRI, str, str]:
    return stated.thing.iri, stated.property, stated.qualifier


def _doubt(stated: Stated, own: Mapping[tuple[IRI, str, str], str]) -> str:
    """Say why something that the file of an address says is set aside; empty where it is not."""
    return _GIVES_WAY if own.get(_key(stated), stated.value) != stated.value else ""


def _limit(stated: Stated) -> Stated:
    """Return a limit; one of 0 tokens says nothing, and is kept as a value that is not known."""
    if stated.value != "0":
        return stated
    note = "warning: 0 tokens; a model that takes or gives no text has no such limit"
    return Stated(
        stated.thing, stated.property, "unknown", place=stated.place, label=stated.label,
        note=note, shown="0", lean=True,
    )  # fmt: skip


_CONDITIONS: Final = ("dataset", "harness", "variant", "quantization")


def _results(pile: Pile, described: Source, thing: Thing, card: Card) -> None:
    """Add the benchmark entries; each names the page that it is from."""
    for entry in card.says.get("benchmarks", ()):
        dataset = " ".join(filter(None, (entry["name"], entry.get("version", ""))))
        metric = entry.get("metric", "score")
        said = (f"{key} {entry[key]}" for key in _CONDITIONS if key in entry)
        qualifier = f"{metric} | {dataset} | {'; '.join(said)}"
        stated = Stated(
            thing, "benchmark", str(entry["score"]), qualifier, card.path, card.path, lean=True
        )
        pile.add(described, stated)
        cell = Cell(thing, stated.value, qualifier, pile.identity)
        node = result(cell, dataset, metric, qualifier.split(" | ")[2]).subject
        pile.link(described, (node, DCTERMS.source, link(entry["source"])))
        if "date" in entry:
            pile.link(described, (node, DCTERMS.date, stated_date(entry["date"])))


def _further_name(pile: Pile, described: Source, thing: Thing, card: Card) -> None:
    """Add name and id as further names where people can't guess them from the thing's own."""
    for name in (card.name, card.id):
        if plain(slug(name)) not in {plain(slug(thing.name)), plain(slug(thing.identifier))}:
            pile.link(described, (thing.iri, SKOS.altLabel, Literal(name)))


def _family(pile: Pile, described: Source, thing: Thing, card: Card) -> None:
    """Put a model that no table knows into the family of its label."""
    row = pile.identity.family(str(card.says.get("family", "")))
    if row is None or thing.is_variant or pile.identity.model(thing.name) is not None:
        return
    iri = family_iri(row.identifier)
    claim = Claim(
        thing.iri, SCHEMA.isPartOf, iri, described.iri, described.kind, thing.iri,
        stated_as=str(card.says["family"]), place=card.path, issued=described.issued,
    )  # fmt: skip
    pile.claims[claim] = None
    pile.link(described, (iri, RDF.type, MG.Family), (iri, SCHEMA.name, Literal(row.name)))
