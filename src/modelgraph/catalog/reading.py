"""What the catalog has read of its store, each thing once a revision."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from modelgraph.catalog import things
from modelgraph.catalog.addresses import local
from modelgraph.catalog.cells import Sources, cells
from modelgraph.catalog.checkpoints import Rack, read_rack
from modelgraph.catalog.compare import Background, Sheet, feature
from modelgraph.catalog.dossier import Dossier, read_dossiers
from modelgraph.catalog.entities import Family, Feature, ModelSummary, Task
from modelgraph.catalog.lists import Shelf, ancestors
from modelgraph.catalog.lookup import Index, Names, index, read_names
from modelgraph.catalog.memo import Memo
from modelgraph.catalog.properties import event_of
from modelgraph.catalog.question import query
from modelgraph.catalog.scheme import FEATURES, MODALITIES, TASKS, Scheme, read_scheme, task_of
from modelgraph.catalog.search import Entry, SearchIndex, search_index
from modelgraph.catalog.summaries import Directory, read_summaries, summary_of
from modelgraph.catalog.support import support_of
from modelgraph.errors import NotFoundError
from modelgraph.store import IRI, Literal, Store
from modelgraph.vocabulary.terms import MG, SCHEMA

if TYPE_CHECKING:
    from modelgraph.catalog.indexed import Indexed
    from modelgraph.index.current import Current

T = TypeVar("T")


class Reading:
    """Reads on demand and keeps what it read as long as the store's revision stands."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._memo = Memo(store)
        self._current: Current | None = None
        self._lock = Lock()

    def once(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Return a kept answer, or find it and keep it."""
        return self._memo.ask(question, answer)

    @property
    def names(self) -> Names:
        return self.once("names", lambda: read_names(self.store))

    @property
    def models(self) -> Index:
        """The index over models and variants."""
        return self.once("models", lambda: self.names.index("model", "variant"))

    @property
    def variants(self) -> Index:
        """The index over variants alone."""
        return self.once("variants", lambda: self.names.index("variant"))

    @property
    def sources(self) -> Sources:
        return self.once("sources", lambda: things.read_sources(self.store))

    @property
    def tasks(self) -> Scheme:
        return self.once("tasks", lambda: read_scheme(self.store, TASKS))

    @property
    def features(self) -> Scheme:
        return self.once("features", lambda: read_scheme(self.store, FEATURES))

    @property
    def modalities(self) -> Scheme:
        return self.once("modalities", lambda: read_scheme(self.store, MODALITIES))

    def described(self, class_: IRI) -> things.Described:
        """Return the things of a class with what is said of each."""
        return self.once(("things", class_), lambda: things.read_things(self.store, class_))

    @property
    def directory(self) -> Directory:
        return self.once(
            "directory",
            lambda: Directory(
                things.organizations(self.names.titles),
                things.licenses(self.described(MG.License)),
            ),
        )

    @property
    def background(self) -> Background:
        return self.once(
            "background",
            lambda: Background(self.sources, self.tasks, self.features, self.directory),
        )

    @property
    def summaries(self) -> Mapping[IRI, ModelSummary]:
        def made() -> dict[IRI, ModelSummary]:
            read = read_summaries(self.store, self.names, self.directory)
            return {each.iri: each for each in read}

        return self.once("summaries", made)

    def sheets(self, iris: Sequence[IRI]) -> list[Sheet]:
        """Return the sheets of models or variants; those not kept are read together.

        Raises:
            NotFoundError: one of them has gone since its name was looked up.
        """
        revision = self.store.revision
        found: dict[IRI, Sheet] = {}
        for iri in iris:
            if (kept := self._memo.get(("sheet", iri))) is not None:
                found[iri] = kept
        missing = [iri for iri in dict.fromkeys(iris) if iri not in found]
        if missing:
            issued = self.once("issued", lambda: _issued(self.sources))
            read = read_dossiers(self.store, missing, issued, self.labels)
            for iri, dossier in read.items():
                found[iri] = self._sheet(dossier)
                self._memo.put(("sheet", iri), found[iri], revision)
        if gone := [iri for iri in iris if iri not in found]:
            raise NotFoundError("model", local(gone[0]))
        return [found[iri] for iri in iris]

    def _sheet(self, dossier: Dossier) -> Sheet:
        return Sheet(
            dossier,
            summary_of(dossier, self.directory, self.names.parents),
            cells(dossier, self.sources),
            support_of(dossier, self.tasks, self.sources),
        )

    @property
    def labels(self) -> Mapping[IRI, str]:
        """What everything is called that a cell may show."""
        return self.once("labels", self._labels)

    def _labels(self) -> dict[IRI, str]:
        found = dict(self.names.titles)
        for scheme in (self.tasks, self.features, self.modalities):
            found.update((iri, concept.name) for iri, concept in scheme.concepts.items())
        _, rows = self.store.select(query("conditions"))
        found.update(
            (iri, words.lexical)
            for iri, words in rows
            if isinstance(iri, IRI) and isinstance(words, Literal)
        )
        return found

    @property
    def indexed(self) -> Indexed:
        """What the index answers; it follows the store from revision to revision."""
        return self.once("indexed", self._indexed)

    def keep_index(self) -> None:
        """Keep the index beside a store on disk, if there is one by now."""
        if self._current is not None:
            self._current.save()

    def _indexed(self) -> Indexed:
        # A command that asks for a few models by name has no use for bitmaps and columns.
        from modelgraph.catalog.indexed import Indexed  # noqa: PLC0415
        from modelgraph.index.current import Current  # noqa: PLC0415

        with self._lock:
            self._current = self._current or Current(self.store)
        return Indexed(self._current.get(), self.directory, self.facet_names)

    # The whole catalog

    @property
    def task_list(self) -> Mapping[IRI, Task]:
        """All tasks with the number of models that do them or a narrower one."""
        return self.once("task list", self._task_list)

    def counted_tasks(self) -> Mapping[str, int]:
        """Return by slug how many models do a task or a narrower one, one model after the other."""
        below = self.shelf.below
        counts: Counter[str] = Counter()
        for model in self.summaries.values():
            counts.update(model.tasks)
            counts.update(
                task
                for task, narrow in below.items()
                if task not in model.tasks and narrow.intersection(model.tasks)
            )
        return counts

    def _task_list(self) -> dict[IRI, Task]:
        counts = self.indexed.task_counts()
        ordered = sorted(
            self.tasks.concepts.values(),
            key=lambda each: (len(self.tasks.above[each.iri]), each.name.casefold()),
        )
        return {each.iri: task_of(each, counts.get(each.slug, 0)) for each in ordered}

    @property
    def feature_list(self) -> Mapping[IRI, Feature]:
        def made() -> dict[IRI, Feature]:
            counts = self.indexed.feature_counts()
            concepts = sorted(
                self.features.concepts.values(), key=lambda each: each.name.casefold()
            )
            return {each.iri: feature(each, counts.get(each.slug, 0)) for each in concepts}

        return self.once("feature list", made)

    @property
    def families(self) -> Mapping[IRI, Family]:
        def made() -> dict[IRI, Family]:
            return things.families(self.described(MG.Family), self.indexed.of_families())

        return self.once("families", made)

    @property
    def facet_names(self) -> Mapping[str, Mapping[str, str]]:
        """What the values of facets are called, by their ids."""

        def made() -> dict[str, dict[str, str]]:
            schemes = {"task": self.tasks, "feature": self.features, "modality": self.modalities}
            directory, families = self.directory, self.described(MG.Family)
            return {
                name: {each.slug: each.name for each in scheme.concepts.values()}
                for name, scheme in schemes.items()
            } | {
                "organization": {o.slug: o.name for o in directory.organizations.values()},
                "license": {each.identifier: each.name for each in directory.licenses.values()},
                "family": {
                    local(iri): things.text(facts, SCHEMA.name) or local(iri)
                    for iri, facts in families.items()
                },
            }

        return self.once("facet names", made)

    @property
    def shelf(self) -> Shelf:
        """All models, one after the other: what the index is compared with."""
        return self.once("shelf", self._shelf)

    def _shelf(self) -> Shelf:
        models = tuple(self.summaries.values())
        return Shelf(
            models,
            {local(task): frozenset(map(local, each)) for task, each in self.tasks.below.items()},
            self.facet_names,
            self.scores,
            ancestors({each.id: each.derived_from for each in models}),
            self._events(),
        )

    def _events(self) -> dict[str, dict[str, frozenset[str]]]:
        """Return the dates of release events by model and event, those of variants too."""
        dates: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        _, rows = self.store.select(query("events"))
        for about, type_, date in rows:
            if isinstance(about, IRI) and isinstance(type_, IRI) and isinstance(date, Literal):
                model = local(self.names.parents.get(about, about))
                dates[model][event_of(local(type_), "")[0]].add(date.lexical)
        return {
            model: {event: frozenset(each) for event, each in events.items()}
            for model, events in dates.items()
        }

    @property
    def rack(self) -> Rack:
        """All checkpoints."""
        return self.once(
            "rack",
            lambda: read_rack(self.store, self.shelf, self.names.titles, self.directory.licenses),
        )

    def scores(self, text: str) -> Mapping[str, float]:
        """Return the models that a text may mean, with scores."""
        return self._search.scores(text)

    @property
    def _search(self) -> SearchIndex:
        return self.once("search", lambda: search_index(map(self._entry, self.summaries.values())))

    def _entry(self, model: ModelSummary) -> Entry:
        names = self.names
        variants = self.once("children", lambda: _children(names.parents)).get(model.iri, ())
        concepts = self.facet_names["task"]
        beside = [name for variant in variants for name in names.called.get(variant, ())]
        beside += [model.family, model.organization.name if model.organization else ""]
        beside += [concepts.get(slug, slug) for slug in model.tasks]
        own = (model.id, model.slug, *names.called.get(model.iri, ()))
        return Entry(model.id, own, tuple(beside))

    # Names of other things

    def index(self, kind: str) -> Index:
        """Return the index of tasks, features, organizations, families, licences or sources."""
        return self.once(("index", kind), lambda: index(kind, self._levels(kind)))

    def _levels(self, kind: str) -> list[list[tuple[str, IRI]]]:
        if kind in {"task", "feature"}:
            concepts = (self.tasks if kind == "task" else self.features).concepts.values()
            return [
                [(name, each.iri) for each in concepts for name in (each.slug, each.name)],
                [(name, each.iri) for each in concepts for name in each.aliases],
                [(name, each.iri) for each in concepts for name in each.matches],
            ]
        if kind == "source":
            return [
                [(each.slug, each.iri) for each in self.sources.by_iri.values()],
                [(each.name, each.iri) for each in self.sources.by_iri.values()],
            ]
        class_ = {"organization": SCHEMA.Organization, "family": MG.Family, "license": MG.License}
        described = self.described(class_[kind])
        return [
            [(local(iri), iri) for iri in described],
            [(things.text(facts, SCHEMA.name), iri) for iri, facts in described.items()],
            things.aliases(described),
        ]


def _issued(sources: Sources) -> dict[IRI, str]:
    return {iri: source.issued for iri, source in sources.by_iri.items()}


def _children(parents: Mapping[IRI, IRI]) -> dict[IRI, list[IRI]]:
    found: defaultdict[IRI, list[IRI]] = defaultdict(list)
    for variant, model in sorted(parents.items()):
        found[model].append(variant)
    return found
