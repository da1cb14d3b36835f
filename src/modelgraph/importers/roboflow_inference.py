"""Roboflow Inference: licences as its three lists state them, tasks by backend, ids (Apache-2.0).

Its files disagree with each other and with the makers; each cell is a claim of the vendor. What a
name of a folder, page or architecture means is decided in ``data/identity/pages.csv`` where it is
not the name of a model; an id of weights is a variant of the model of its page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers.architectures import page_of
from modelgraph.importers.columns import Broken, records, refuse
from modelgraph.importers.identity import Identity, Thing, variant_name, variant_slug
from modelgraph.importers.pile import Pile, Stated
from modelgraph.importers.reading import Reading, Unmatched
from modelgraph.importers.sources import revision_of, source
from modelgraph.provenance import Kind, Source

COLLECTION: Final = "roboflow-inference"
NAME: Final = "roboflow/inference"
LICENSE: Final = "Apache-2.0"

Record = dict[str, str]

_TABLE: Final = "licences-readme.csv"
_INDEX: Final = "catalog-index.csv"
_PAGES: Final = "doc-pages.csv"
_IDS: Final = "model-ids.csv"
_REGISTRY: Final = "registry.csv"
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    _TABLE: ("folder", "license_text"),
    _INDEX: ("model", "license_text"),
    _PAGES: ("doc", "title", "license_text", "source_url", "arxiv"),
    _IDS: ("doc", "model_id", "other"),
    _REGISTRY: ("architecture", "task", "backend"),
}
_README: Final = "inference/models/README.md"
_DOCS: Final = "inference_models/docs/models/"


def read(files: dict[str, bytes], identity: Identity) -> Reading:
    """Return what the five tables say.

    Raises:
        InvalidDataError: a table is missing or damaged, or rows are broken; each is listed.
    """
    revision, issued = revision_of(files)
    described = source(
        NAME, Kind.VENDOR, collection=COLLECTION, revision=revision, issued=issued,
        license=LICENSE, suffix="catalog",
    )  # fmt: skip
    pile = Pile(identity)
    pile.sources[described.iri] = described
    titles = {record["doc"]: _title(record) for _, record in _rows(files, _PAGES)}
    for name, speak in (
        (_TABLE, _of_table), (_INDEX, _of_index), (_PAGES, _of_page),
        (_REGISTRY, _of_registry),
    ):  # fmt: skip
        rows = _rows(files, name)
        _each(name, _joined(rows) if name == _REGISTRY else rows, speak, pile, described)
    _each(_IDS, _rows(files, _IDS), lambda record: _of_id(record, titles), pile, described)
    return pile.reading(COLLECTION)


def _rows(files: Mapping[str, bytes], name: str) -> list[tuple[int, Record]]:
    if name not in files:
        raise InvalidDataError(f"{name} is missing.")
    return records(name, files[name], _COLUMNS[name])


@dataclass(frozen=True, slots=True)
class Said:
    """What one row says: under which name, where, and the cells by property and qualifier.

    ``page`` is the title of the page on which an id of weights stands, empty for other names;
    ``quote`` the text beside the id that states its size.
    """

    name: str
    place: str
    cells: tuple[tuple[str, str, str], ...]
    page: str = ""
    quote: str = ""


def _each(
    name: str,
    rows: list[tuple[int, Record]],
    speak: Callable[[Record], Said],
    pile: Pile,
    described: Source,
) -> None:
    broken: list[Broken] = []
    for line, record in rows:
        try:
            _take(pile, described, f"{name} {line}", speak(record))
        except (KeyError, ValueError) as error:
            broken.append(Broken(line, str(error)))
    refuse(name, broken)


def _take(pile: Pile, described: Source, label: str, said: Said) -> None:
    decided = page_of(NAME, said.name)
    if decided is not None and not decided.means:
        pile.unmatched.append(Unmatched(label, said.name, decided.reason))
        return
    found = _weights(said, pile.identity) if said.page else _named(said.name, pile.identity)
    if not found:
        reason = "no model of the catalog has this name, and no table says what it means"
        pile.unmatched.append(Unmatched(label, said.name, reason))
    pile.called(described, said.name, said.place, *found)
    for thing in found:
        for name, value, qualifier in said.cells:
            quote = said.quote if name == "parameters" else ""
            stated = Stated(
                thing, name, value, qualifier, said.place, label, quote=quote, lean=True
            )
            pile.add(described, stated)


def _named(name: str, identity: Identity) -> tuple[Thing, ...]:
    """Return what a name of a folder, page or architecture means: by table, else a known model."""
    decided = page_of(NAME, name)
    if decided is not None:
        return tuple(thing for each in decided.means for thing in identity.models_named(each, NAME))
    if identity.entry(name, NAME):
        return identity.things(name, source=NAME)
    model = identity.model(name)
    return () if model is None else (model,)


def _weights(said: Said, identity: Identity) -> tuple[Thing, ...]:
    """Return the variant that an id of weights is, or the model where the id is its name."""
    if decided := identity.entry(said.name, NAME):
        return identity.things(decided.name, source=NAME)
    if known := _named(said.name, identity):
        return known
    models = _named(said.page, identity)
    if not models:
        return ()
    name = said.name.rpartition("/")[2]
    return (
        identity.variant(models[0], variant_slug(models[0], name), variant_name(models[0], name)),
    )


def _title(record: Record) -> str:
    return record["title"].partition(" - ")[0]


def _license(record: Record, qualifier: str) -> Iterator[tuple[str, str, str]]:
    if record["license_text"]:
        yield "license", record["license_text"], qualifier


def _of_table(record: Record) -> Said:
    return Said(record["folder"], _README, tuple(_license(record, "vendor table")))


def _of_index(record: Record) -> Said:
    return Said(record["model"], f"{_DOCS}index.md", tuple(_license(record, "vendor index")))


def _of_page(record: Record) -> Said:
    cells = [*_license(record, "vendor statement")]
    if record["arxiv"]:
        cells.append(("paper", f"arXiv:{record['arxiv']}", "vendor statement"))
    if record["source_url"]:
        cells.append(("code_repository", record["source_url"], "as linked by vendor"))
    return Said(_title(record), f"{_DOCS}{record['doc']}.md", tuple(cells))


def _joined(rows: list[tuple[int, Record]]) -> list[tuple[int, Record]]:
    """Return one row for an architecture and a task, with all backends that can run it."""
    found: dict[tuple[str, str], tuple[int, Record]] = {}
    for line, record in rows:
        key = (record["architecture"], record["task"])
        first, joined = found.setdefault(key, (line, record | {"backend": ""}))
        backends = {*filter(None, joined["backend"].split(", ")), record["backend"]}
        found[key] = (first, joined | {"backend": ", ".join(sorted(backends))})
    return list(found.values())


def _of_registry(record: Record) -> Said:
    cell = ("task", record["task"], f"backends {record['backend']}")
    return Said(record["architecture"], _REGISTRY, (cell,))


_SIZE: Final = re.compile(r"Parameters: (~?\d[\d.]*[MB])|\((\d[\d.]*[MB]) parameters\)")


def _of_id(record: Record, titles: Mapping[str, str]) -> Said:
    cells = [("identifier", record["model_id"], "")]
    if match := _SIZE.search(record["other"]):
        cells.append(("parameters", match[1] or match[2], "vendor statement"))
    doc = record["doc"]
    place, quote = f"{_DOCS}{doc}.md", record["other"].removeprefix("Description: ")
    return Said(record["model_id"], place, tuple(cells), titles[doc], quote)
