"""What the documentation of transformers says of architectures that see (Apache-2.0).

A page is about an architecture, which is the model of its name: two dates (of the paper on the Hub,
of the library's support), the paper cited first, who contributed the code. The library's lists of
classes say which tasks it can load an architecture for, not that a checkpoint does them well. The
sample checkpoints of a page join nothing: they are often those of another model.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers.architectures import page_of
from modelgraph.importers.columns import Broken, records, refuse
from modelgraph.importers.identity import Identity, Thing
from modelgraph.importers.pile import Pile, Stated
from modelgraph.importers.reading import Reading, Unmatched
from modelgraph.importers.sources import revision_of, source
from modelgraph.provenance import Kind, Source
from modelgraph.store import IRI, Literal
from modelgraph.vocabulary.terms import DCTERMS

COLLECTION: Final = "transformers"
NAME: Final = "huggingface/transformers"
LICENSE: Final = "Apache-2.0"
PAGES: Final = "architectures.csv"
CLASSES: Final = "auto_tasks.csv"
_PAGE_COLUMNS: Final = (
    "doc_id", "title", "section", "paper_date", "paper_date_kind", "added_date", "papers",
    "contributors", "model_classes",
)  # fmt: skip
_CLASS_COLUMNS: Final = ("model_type", "task_key", "model_class")
_LISTS: Final = "src/transformers/models/auto/modeling_auto.py"

TASKS: Final = frozenset(
    {
        "depth-estimation", "document-question-answering", "image-classification",
        "image-matting", "image-segmentation", "image-text-to-text", "image-to-image",
        "instance-segmentation", "keypoint-detection", "keypoint-matching", "mask-generation",
        "normal-estimation", "object-detection", "pointmap-estimation", "pose-estimation",
        "semantic-segmentation", "table-recognition", "text-recognition",
        "universal-segmentation", "video-classification", "visual-question-answering",
        "zero-shot-image-classification", "zero-shot-object-detection",
    }
)  # fmt: skip
"""Lists of classes, by the library's key, that stand for a task of a user."""

_SEEING: Final = frozenset({*TASKS, "image", "masked-image-modeling", "causal-image-modeling"})
"""Lists whose classes take images; the last three are steps of training and no task of a user."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the documentation, with the classes that the library lists for it by task."""

    line: int
    id: str
    title: str
    says: Mapping[str, str]
    classes: tuple[tuple[str, str], ...]

    @property
    def place(self) -> str:
        return f"docs/source/en/model_doc/{self.id}.md"

    @property
    def sees(self) -> bool:
        """Say whether it is about images or video: by chapter, by list, or by a class's name."""
        if self.says["section"] in {"Vision models", "Video models"}:
            return True
        if any(key in _SEEING for key, _ in self.classes):
            return True
        multimodal = self.says["section"] == "Multimodal models"
        return multimodal and bool(re.search("Vision|Image", self.says["model_classes"]))


def read(files: dict[str, bytes], identity: Identity) -> Reading:
    """Return what the tables of pages and classes say.

    Raises:
        InvalidDataError: a table is missing or damaged, or rows are broken; each is listed.
    """
    for name in (PAGES, CLASSES):
        if name not in files:
            raise InvalidDataError(f"{name} is missing.")
    revision, issued = revision_of(files)
    described = source(
        NAME, Kind.AGGREGATOR, collection=COLLECTION, revision=revision, issued=issued,
        license=LICENSE, suffix="docs",
    )  # fmt: skip
    pile = Pile(identity)
    pile.sources[described.iri] = described
    broken: list[Broken] = []
    for page in _pages(pile, files):
        try:
            _take(pile, described, page)
        except (KeyError, ValueError) as error:
            broken.append(Broken(page.line, f"{page.id}: {error}"))
    refuse(PAGES, broken)
    return pile.reading(COLLECTION)


def _pages(pile: Pile, files: Mapping[str, bytes]) -> list[Page]:
    """Return the pages with their classes; list classes that see and belong to no page."""
    rows = records(PAGES, files[PAGES], _PAGE_COLUMNS)
    ids = {record["doc_id"] for _, record in rows}
    owners = _owners(record for _, record in rows)
    classes: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for line, record in records(CLASSES, files[CLASSES], _CLASS_COLUMNS):
        page = _page_of(record["model_type"], record["model_class"], ids, owners)
        if page:
            classes[page][(record["task_key"], record["model_class"])] = None
        elif record["task_key"] in _SEEING:
            what = f"{record['model_type']}: {record['model_class']}"
            reason = "no page has the name of the architecture, or names the class alone"
            pile.unmatched.append(Unmatched(f"{CLASSES} {line}", what, reason))
    return [
        Page(line, record["doc_id"], record["title"], record, tuple(classes[record["doc_id"]]))
        for line, record in rows
    ]


def _owners(rows: Iterator[dict[str, str]]) -> dict[str, set[str]]:
    """Return for every class the pages whose headings name it."""
    found: dict[str, set[str]] = defaultdict(set)
    for record in rows:
        for name in filter(None, record["model_classes"].split(";")):
            found[name].add(record["doc_id"])
    return found


def _page_of(
    architecture: str, model_class: str, ids: set[str], owners: Mapping[str, set[str]]
) -> str:
    """Return the page of the architecture's name, else the only one that names its class."""
    for name in (architecture, architecture.replace("_", "-")):
        if name in ids:
            return name
    naming = owners.get(model_class, set())
    return next(iter(naming)) if len(naming) == 1 else ""


def _take(pile: Pile, described: Source, page: Page) -> None:
    decided = page_of(NAME, page.id)
    if decided is None and not page.sees:
        return
    if decided is not None and not decided.means:
        pile.unmatched.append(Unmatched(page.place, page.title, decided.reason))
        return
    for thing in things(page, pile.identity):
        pile.called(described, page.title or page.id, page.place, thing)
        pile.add(described, *_tasks(thing, page))
        if decided is None or not decided.is_part:
            pile.add(described, *_origin(thing, page))
            _contributors(pile, described, thing, page)


def things(page: Page, identity: Identity) -> tuple[Thing, ...]:
    """Return what a page is about: by decision, by its title, else a model of that name."""
    decided = page_of(NAME, page.id)
    if decided is not None and decided.means:
        return tuple(t for name in decided.means for t in identity.models_named(name))
    return identity.models_named(page.title)


def _tasks(thing: Thing, page: Page) -> Iterator[Stated]:
    for key, model_class in page.classes:
        if key in TASKS:
            qualifier = f"library class {model_class}"
            yield Stated(thing, "task", key, qualifier, _LISTS, page.id, lean=True)


def _origin(thing: Thing, page: Page) -> Iterator[Stated]:
    says = page.says

    def state(name: str, value: str, qualifier: str) -> Stated:
        return Stated(thing, name, value, qualifier, page.place, page.id, lean=True)

    if says["paper_date"]:
        yield state("release", says["paper_date"], _DATES[says["paper_date_kind"]])
    if says["added_date"]:
        yield state("release", says["added_date"], _SUPPORT)
    if first := says["papers"].partition(";")[0]:
        yield state("paper", f"arXiv:{first}", "cited first")


_SUPPORT: Final = "library support (transformers)"
_DATES: Final = {"hf-papers": "preprint (Hub papers page date)", "released": "released"}
"""What a page says of the first date → the event."""


def _contributors(pile: Pile, described: Source, thing: Thing, page: Page) -> None:
    """Add who brought the model into the library, as text, to the event of its support."""
    if not page.says["added_date"]:
        return
    node = IRI(f"{thing.iri}/release/library-support-transformers")
    for name in filter(None, (part.strip() for part in page.says["contributors"].split(";"))):
        pile.link(described, (node, DCTERMS.contributor, Literal(name)))
