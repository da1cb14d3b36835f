"""Every question that a user may ask, as plain methods; each face calls these and no others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from modelgraph.catalog import audit, checkpoints, compare, history, past, support, things
from modelgraph.catalog.addresses import local
from modelgraph.catalog.audited import (
    ConflictCounts,
    Coverage,
    Finding,
    Lacking,
    LoneFact,
    SourceAgreement,
)
from modelgraph.catalog.compare import Sheet
from modelgraph.catalog.entities import (
    Cell,
    Change,
    ChangePage,
    Checkpoint,
    Comparison,
    Conflict,
    Family,
    Feature,
    License,
    Model,
    ModelSummary,
    Organization,
    Presence,
    RankedResult,
    Scope,
    SharedTask,
    Similar,
    Source,
    Statistics,
    Task,
    TaskSupport,
    Variant,
    WhyNot,
)
from modelgraph.catalog.filters import EVERYTHING, Facets, Filter, Page
from modelgraph.catalog.offers import Offer, offers
from modelgraph.catalog.question import query
from modelgraph.catalog.reading import Reading
from modelgraph.catalog.results import Benchmark, ranked, read_results
from modelgraph.catalog.shipped import shipped_store
from modelgraph.catalog.similar import ANY, Wish
from modelgraph.catalog.solutions import Solutions
from modelgraph.errors import InvalidDataError, NotFoundError, RefusedError, TooManyError
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, Store
from modelgraph.store import Scope as Where
from modelgraph.validation import SINGLE_VALUED
from modelgraph.vocabulary.prefixes import BASE, PREFIXES
from modelgraph.vocabulary.terms import MG, RDF

if TYPE_CHECKING:
    import rdflib

    from modelgraph.catalog.both_ways import Compared
    from modelgraph.catalog.profiles import Profile
    from modelgraph.catalog.profiles.report import Report

Named = TypeVar("Named", Family, License, Organization)

_VOCABULARY: Final = IRI(PREFIXES["source"] + "modelgraph-vocabulary")
MOST_COMPARED: Final = 8
MOST_SHARING: Final = 50


class Catalog:
    """The catalog of one store; reads only, plain and synchronous, safe to share between threads.

    A *name* is an id (``microsoft/florence-2``), a slug that is unique, an alias or an IRI; case,
    spaces, hyphens, dots and underscores don't matter. Every method that takes one raises
    ``NotFoundError`` with near names, or ``RefusedError`` with the candidates when a name fits
    several things. Answers are kept until the store's revision changes.

    >>> catalog = Catalog.open()
    >>> catalog.model("Florence 2").id
    'microsoft/florence-2'
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._read = Reading(store)

    @classmethod
    def open(cls, store: Path | None = None) -> Catalog:
        """Open the shipped catalog in memory, or a store folder read-only.

        A folder opened read-only doesn't see what another process writes later; open it again.

        Raises:
            UnavailableError: the folder can't be opened, or the shipped data are missing.
        """
        return cls(shipped_store() if store is None else OxigraphStore(store, read_only=True))

    @property
    def revision(self) -> int:
        """The store's revision: an answer holds as long as this number stands."""
        return self.store.revision

    def keep_index(self) -> None:
        """Keep what was made for lists and search beside a store on disk, for its next start; what
        was written since it was made is taken up first."""
        self._read.keep_index()

    # Names

    def resolve(self, name: str) -> IRI:
        """Return the IRI of the model or variant that is called so.

        Raises:
            NotFoundError: nothing is called so; ``near`` has the nearest names.
            RefusedError: several things are; ``details["candidates"]`` has their ids.
        """
        return self._read.models.find(name)

    # Models

    def model(self, name: str) -> Model:
        """Return everything about one model; the name of a variant gives its model."""
        iri = self._model(name)
        return self._read.once(
            ("model", iri),
            lambda: compare.model(self._sheets([iri])[0], self._read.background),
        )

    def summary(self, name: str) -> ModelSummary:
        """Return what lists show of one model."""
        return self._sheets([self._model(name)])[0].summary

    def variant(self, name: str) -> Variant:
        """Return one variant with its cells and results."""
        iri = self._read.variants.find(name)
        return self._read.once(("variant", iri), lambda: self._variant(iri, name))

    def models(self, where: Filter = EVERYTHING) -> tuple[ModelSummary, ...]:
        """Return all models that pass the filter, sorted."""
        return self._read.once(("models", where), lambda: self._read.indexed.listed(where))

    def page(
        self, where: Filter = EVERYTHING, *, first: int = 20, after: str | None = None
    ) -> Page:
        """Return ``first`` (1–100) models after a cursor, with the number of all.

        Raises:
            TooManyError: more than 100 are asked for.
            InvalidDataError: the cursor is none of ours, or of another order.
        """
        return self._read.once(
            ("page", where, first, after),
            lambda: self._read.indexed.page(where, first, after),
        )

    def facets(self, where: Filter = EVERYTHING, *, only: Collection[str] | None = None) -> Facets:
        """Return the counts of each value that the list can be narrowed to; ``only`` names the
        fields of ``Facets`` that are counted, the others stay empty."""
        wanted = None if only is None else frozenset(only)
        return self._read.once(
            ("facets", where, wanted), lambda: self._read.indexed.facets(where, wanted)
        )

    def search(self, text: str, *, limit: int = 20) -> tuple[ModelSummary, ...]:
        """Return the models that a text may mean, best first; near spellings are found."""
        return self._read.once(
            ("search", text, limit), lambda: self._read.indexed.search(text, limit)
        )

    def checkpoints(self, where: Filter = EVERYTHING) -> tuple[Checkpoint, ...]:
        """Return the variants, and the models without any, that pass the filter, sorted: size,
        licence and tasks are looked at variant by variant, everything else at the model."""
        return self._read.once(
            ("checkpoints", where), lambda: checkpoints.chosen(self._read.rack, where)
        )

    def similar(
        self, name: str, wish: Wish = ANY, *, limit: int | None = None
    ) -> tuple[Similar, ...]:
        """Return the models that share tasks with one, those that share most of them first, then
        by id; each with what speaks for it. ``wish`` leaves out what doesn't fulfil it, ``limit``
        all but the first."""
        iri = self._model(name)
        return self._read.once(
            ("similar", iri, wish, limit), lambda: self._read.indexed.similar(iri, wish, limit)
        )

    def results(self, asked: Benchmark) -> tuple[RankedResult, ...]:
        """Return the results on a benchmark with their conditions, the highest value first.

        Raises:
            NotFoundError: nobody states a result of this metric on this dataset.
        """
        read = self._read
        known = read.once(
            "results", lambda: read_results(self.store, read.names.parents, read.sources)
        )
        return read.once(("results", asked), lambda: ranked(known, asked))

    # Comparison

    def compare(
        self, *names: str, scope: Scope = Scope.CLAIMED, include_narrower: bool = False
    ) -> Comparison:
        """Compare 2–8 models, in the order given; ``scope`` and ``include_narrower`` are those of
        ``shared_tasks``.

        Raises:
            TooManyError: more than 8.
            RefusedError: fewer than 2, or one model twice.
        """
        iris = [self._model(name) for name in self._few(names, MOST_COMPARED)]
        if len(iris) < 2:
            raise RefusedError("A comparison needs at least two models.", limit=2, actual=len(iris))
        return self._read.once(
            ("compare", tuple(iris), scope, include_narrower),
            lambda: compare.comparison(
                self._sheets(iris), self._read.background, scope, include_narrower
            ),
        )

    def evidence(self, name: str, property: str | None = None) -> tuple[Cell, ...]:
        """Return the cells of a model or variant, or the one of this property key, with sources.

        Raises:
            NotFoundError: there is no such property.
        """
        found = compare.stated_cells(self._sheets([self.resolve(name)])[0], self._read.background)
        if property is None:
            return found
        chosen = tuple(cell for cell in found if cell.of.key == property)
        if not chosen:
            known = tuple(cell.of.key for cell in found)
            raise NotFoundError("property", property[:200], near=known)
        return chosen

    def conflicts(
        self, name: str | None = None, *, property: str | None = None, source: str | None = None
    ) -> tuple[Conflict, ...]:
        """Return where sources disagree: over the whole catalog or of one model, about anything
        or about the property of one key, between any or with one source; a name that several
        sources have means each of them.

        Raises:
            NotFoundError: there is no such model, property or source.
        """
        if name is not None:
            found = self._conflicts([self._model(name)])
        else:
            found = self._read.once("conflicts", lambda: self._conflicts(self._disputed()))
        return audit.narrowed(self._read, found, property, source)

    # History

    def changes(
        self, since: str = "", subject: str | None = None, source: str | None = None
    ) -> tuple[Change, ...]:
        """Return what imports changed, the newest first: since a day (month, year, moment in UTC),
        of one model with its variants, by one source, or everything; of what is gone by its id.

        The data that a store began with are no change.

        Raises:
            InvalidDataError: ``since`` is no date.
        """
        return past.changes(self._read, since, subject, source)

    def changes_page(
        self,
        since: str = "",
        subject: str | None = None,
        source: str | None = None,
        *,
        first: int = 20,
        after: str | None = None,
    ) -> ChangePage:
        """Return ``first`` (1–100) changes after a cursor, with the number of all.

        Raises:
            TooManyError: more than 100 are asked for.
            InvalidDataError: the cursor is none of this list, or ``since`` no date.
        """
        return history.page(self.changes(since, subject, source), first, after)

    def as_of(self, name: str, date: str) -> tuple[Cell, ...]:
        """Return the cells of a model or variant as they stood at the end of a day (month, year,
        moment in UTC); none where nothing was said of it then.

        Recorded changes are undone from today backwards; what no import recorded stands always.

        Raises:
            InvalidDataError: ``date`` is none.
        """
        return past.as_of(self._read, name, date)

    def offers(self, name: str) -> tuple[Offer, ...]:
        """Return who serves a model or its variants, at which price; the cheapest input first."""
        return offers(self._read, self._model(name))

    # Tasks

    def support(self, name: str) -> tuple[TaskSupport, ...]:
        """Return the tasks of a model or variant, each with how far it has been checked."""
        return tuple(self._sheets([self.resolve(name)])[0].support.values())

    def shared_tasks(
        self, *names: str, scope: Scope = Scope.CLAIMED, include_narrower: bool = False
    ) -> tuple[SharedTask, ...]:
        """Return the tasks that all given models (one or more) do, by name.

        ``scope`` is the least that must hold for each model. With ``include_narrower`` a model
        also does what is broader than a task of its own (``TaskSupport.inherited``).
        """
        iris = [self._model(name) for name in self._few(names, MOST_SHARING)]
        return self._read.once(
            ("shared", tuple(iris), scope, include_narrower),
            lambda: self._shared(self._sheets(iris), scope, include_narrower),
        )

    def why_not(self, *names: str, task: str) -> tuple[WhyNot, ...]:
        """Return for each model that can't run the task here why it can't; empty when all can."""
        wanted = self._read.task_list[self._read.index("task").find(task)]
        sheets = self._sheets([self._model(name) for name in self._few(names, MOST_SHARING)])
        return tuple(
            support.why_not(sheet.dossier, wanted, held, self._read.tasks)
            for sheet in sheets
            if (held := sheet.support.get(wanted.iri)) is None or Scope.RUNNABLE not in held.scopes
        )

    def task_difference(self, a: str, b: str) -> tuple[Task, ...]:
        """Return the tasks that ``a`` does and ``b`` doesn't."""
        first, second = self._sheets([self._model(a), self._model(b)])
        found = support.difference(first.support, second.support)
        return tuple(self._read.task_list.get(each.iri, each) for each in found)

    def task(self, name: str) -> Task:
        """Return one task by slug, name, alias, IRI or matched IRI."""
        return self._read.task_list[self._read.index("task").find(name)]

    def tasks(self) -> tuple[Task, ...]:
        """Return the task scheme, broader before narrower, else by name."""
        return tuple(self._read.task_list.values())

    # The other things

    def organization(self, name: str) -> Organization:
        """Return one organization by slug, name or alias."""
        known = self._read.directory.organizations
        return known[self._read.index("organization").find(name)]

    def organizations(self) -> tuple[Organization, ...]:
        """Return all organizations, by name."""
        return _by_name(self._read.directory.organizations.values())

    def family(self, name: str) -> Family:
        """Return one family by slug, name or alias."""
        return self._read.families[self._read.index("family").find(name)]

    def families(self) -> tuple[Family, ...]:
        """Return all families, by name."""
        return _by_name(self._read.families.values())

    def license(self, name: str) -> License:
        """Return one licence by identifier, name or alias; brackets of an expression count."""
        known = self._read.directory.licenses
        exact = (PREFIXES[each] + name.replace(" ", "_") for each in ("license", "spdx"))
        found = next((known[IRI(each)] for each in exact if each in known), None)
        return found or known[self._read.index("license").find(name)]

    def license_sources(self, name: str) -> tuple[Source, ...]:
        """Return the sources of what a licence permits and obliges to; perhaps none."""
        asked = query("license_sources", license=[self.license(name).iri])
        _, rows = self.store.select(asked)
        return tuple(self._read.sources.get(each) for (each,) in rows if isinstance(each, IRI))

    def profile_report(self, profile: Profile) -> Report:
        """Return which entries a profile of others would take, and what the others lack."""
        from modelgraph.catalog.profiles.report import report  # noqa: PLC0415 - seldom asked for

        return self._read.once(("profile", profile), lambda: report(self.store, profile))

    def licenses(self) -> tuple[License, ...]:
        """Return all licences of the licence table, by name."""
        return _by_name(self._read.directory.licenses.values())

    def feature(self, name: str) -> Feature:
        """Return one feature by slug, name or alias."""
        return self._read.feature_list[self._read.index("feature").find(name)]

    def features(self) -> tuple[Feature, ...]:
        """Return all features, by name."""
        return tuple(self._read.feature_list.values())

    def source(self, name: str) -> Source:
        """Return one source by slug or name, with the number of its claims."""
        iri = self._read.index("source").find(name)
        return next(each for each in self.sources() if each.iri == iri)

    def sources(self) -> tuple[Source, ...]:
        """Return all sources with the number of their claims, by slug."""
        return self._read.once("sources counted", self._sources)

    def statistics(self) -> Statistics:
        """Return how large the catalog is, and how fresh."""
        return self._read.once("statistics", self._statistics)

    # The catalog looks at itself

    def findings(self, name: str | None = None, *, rule: str | None = None) -> tuple[Finding, ...]:
        """Return what the rules find: everywhere or about one model, by all rules or by one.

        Rules across models are left out: ``modelgraph check data`` runs those.
        """
        found = self._read.once("findings", lambda: audit.findings(self._read))
        model = None if name is None else local(self._model(name))
        return tuple(
            each
            for each in found
            if (model is None or each.model == model) and (rule is None or each.rule == rule)
        )

    def conflict_counts(self) -> ConflictCounts:
        """Return where sources disagree, counted by property, by pair of sources, by model."""
        return self._read.once("conflict counts", lambda: audit.conflict_counts(self._read))

    def agreement(self) -> tuple[SourceAgreement, ...]:
        """Return for each source how much of what others speak of, too, is disputed."""
        return self._read.once("agreement", lambda: audit.agreement(self._read))

    def coverage(self) -> tuple[Coverage, ...]:
        """Return of how many models licence, date, paper, weights … are stated, or how missing."""
        return self._read.once("coverage", lambda: audit.coverage(self._read))

    def lacking(self, property: str, presence: Presence | None = None) -> tuple[Lacking, ...]:
        """Return the models without a value of a property (a key of ``coverage``), all or those
        in which it is missing in one way.

        Raises:
            NotFoundError: gaps of such a property aren't counted.
        """
        found = self._read.once(("lacking", property), lambda: audit.lacking(self._read, property))
        return tuple(each for each in found if presence is None or each.presence is presence)

    def lone_facts(self, name: str | None = None) -> tuple[LoneFact, ...]:
        """Return the facts that rest on one aggregator only: of all models, or of one."""
        found = self._read.once("lone facts", lambda: audit.lone_facts(self._read))
        if name is None:
            return found
        model = self._model(name)
        return tuple(each for each in found if each.model.iri == model)

    def check_index(self, questions: int = 60, seed: int = 0) -> tuple[Compared, ...]:
        """Ask the index and the graph the same: every model, so many lists, pages, counts and four
        times as many searches, made of what the catalog holds, and alternatives of some models."""
        from modelgraph.catalog.both_ways import compared, made_up  # noqa: PLC0415 - seldom asked

        return tuple(compared(self._read, *made_up(self._read, seed, questions)))

    # The graph itself

    def describe(self, iri: str) -> tuple[Quad, ...]:
        """Return what the graph says of a thing: its facts and those of its parts (releases,
        components, results) in the default graph, and the evidence in the sources' graphs.

        Raises:
            NotFoundError: the graph says nothing of it.
        """
        return self._read.once(("describe", iri), lambda: self._describe(iri))

    def vocabulary(self) -> tuple[Quad, ...]:
        """Return the ontology and the schemes of tasks, features and modalities."""
        return tuple(self.store.quads(graph=_VOCABULARY))

    def sparql(self, query: str) -> Solutions:
        """Answer a SELECT in this process, without limits: for one's own queries.

        Raises:
            InvalidQueryError: the query is not well formed, or no SELECT.
        """
        variables, rows = self.store.select(query)
        return Solutions(variables, tuple(rows))

    @property
    def graph(self) -> rdflib.Dataset:
        """A view of the catalog for rdflib users (rdflib and oxrdflib are imported here)."""
        from modelgraph.catalog.view import dataset  # noqa: PLC0415 - imports rdflib

        return dataset(self.store)

    # How it is done

    def _model(self, name: str) -> IRI:
        """Return the model that is called so; a variant gives its model."""
        found = self._read.models.find(name)
        return self._read.names.parents.get(found, found)

    def _variant(self, iri: IRI, name: str) -> Variant:
        if (parent := self._read.names.parents.get(iri)) is not None:
            (sheet,) = self._sheets([parent])
            for member in sheet.dossier.variants:
                if member.iri == iri:
                    return compare.variant(sheet, member, self._read.background)
        raise NotFoundError("variant", name)

    def _few(self, names: Sequence[str], most: int) -> Sequence[str]:
        """Return the names, unless there are none, too many, or one model twice."""
        if len(names) > most:
            raise TooManyError(f"At most {most} models at once.", limit=most, actual=len(names))
        if not names:
            raise RefusedError("Name at least one model.", limit=1, actual=0)
        iris = [self._model(name) for name in names]
        if twice := sorted({local(iri) for iri in iris if iris.count(iri) > 1}):
            raise RefusedError(f"Given twice: {', '.join(twice)}.", duplicates=twice)
        return names

    def _sheets(self, iris: Sequence[IRI]) -> list[Sheet]:
        return self._read.sheets(iris)

    def _shared(
        self, sheets: Sequence[Sheet], scope: Scope, include_narrower: bool
    ) -> tuple[SharedTask, ...]:
        tasks = self._read.tasks
        supports = [sheet.support for sheet in sheets]
        wide = [
            support.with_broader(each, tasks) if include_narrower else each for each in supports
        ]
        return support.shared([sheet.dossier for sheet in sheets], wide, scope, tasks)

    def _disputed(self) -> list[IRI]:
        """Return the models of which, or of whose variants, two claims differ."""
        _, rows = self.store.select(query("conflicting", predicate=sorted(SINGLE_VALUED)))
        parents = self._read.names.parents
        found = {parents.get(row[0], row[0]) for row in rows if isinstance(row[0], IRI)}
        return sorted(found & self._read.models.things)

    def _conflicts(self, models: Sequence[IRI]) -> tuple[Conflict, ...]:
        behind = self._read.background
        return tuple(
            Conflict(sheet.summary, cell)
            for sheet in self._sheets(models)
            for cell in compare.stated_cells(sheet, behind)
            if cell.conflict
        )

    def _sources(self) -> tuple[Source, ...]:
        counts = things.claim_counts(self.store)
        return tuple(
            replace(each, claim_count=counts.get(iri, 0))
            for iri, each in self._read.sources.by_iri.items()
        )

    def _statistics(self) -> Statistics:
        _, rows = self.store.select(query("statistics"))
        models, variants, organizations, tasks, claims, triples = (
            int(each.lexical) if isinstance(each, Literal) else 0 for each in rows[0]
        )
        sources = self._read.sources.by_iri.values()
        updated = max((each.retrieved or each.issued for each in sources), default="")
        return Statistics(
            models, variants, organizations, tasks, len(sources), claims, triples, updated
        )

    def _describe(self, iri: str) -> tuple[Quad, ...]:
        try:
            thing = IRI(iri)
        except ValueError as error:
            raise InvalidDataError(str(error)) from error
        found = list(self.store.quads(thing, graph=Where.DEFAULT))
        for quad in tuple(found):
            if isinstance(quad.object, IRI) and quad.object.startswith(f"{thing}/"):
                found += self.store.quads(quad.object, graph=Where.DEFAULT)
        found = found or list(self.store.quads(thing))
        if not found:
            raise NotFoundError("thing", iri.removeprefix(BASE)[:200])
        cited_by = chain(
            self.store.quads(predicate=MG.about, value=thing),
            self.store.quads(predicate=RDF.subject, value=thing),  # claims about a part
        )
        for cited in cited_by:
            found += self.store.quads(cited.subject, graph=cited.graph or Where.DEFAULT)
        return tuple(dict.fromkeys(found))


def _by_name(found: Iterable[Named]) -> tuple[Named, ...]:
    return tuple(sorted(found, key=lambda each: each.name.casefold()))
