"""What models do and how far that has been checked; what several share; why one can't run here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from modelgraph.catalog.addresses import local
from modelgraph.catalog.cells import Sources, citation
from modelgraph.catalog.dossier import Dossier
from modelgraph.catalog.entities import (
    Citation,
    Obstacle,
    Scope,
    SharedTask,
    Task,
    TaskSupport,
    WhyNot,
)
from modelgraph.catalog.scheme import Scheme, task_of
from modelgraph.provenance import Rank
from modelgraph.store import IRI
from modelgraph.vocabulary.terms import FAIR4ML, MG

_STATES: Final = {
    str(MG.claimed): Scope.CLAIMED,
    str(MG.runnable): Scope.RUNNABLE,
    str(MG.verified): Scope.VERIFIED,
}
_OBSTACLES: Final = {
    str(MG.noAdapter): Obstacle.NO_ADAPTER,
    str(MG.noWeights): Obstacle.NO_WEIGHTS,
    str(MG.needsExtra): Obstacle.NEEDS_EXTRA,
    str(MG.tooLarge): Obstacle.TOO_LARGE,
}
_NOT_TO_BE_HAD: Final = {
    str(MG.none): "none are published",
    str(MG.gated): "they are given out on request only",
    str(MG.announced): "they are announced and not published",
}
_WEAKEST_FIRST: Final = tuple(Scope)

Support = Mapping[IRI, TaskSupport]
"""The tasks of one model, by address."""


def support_of(dossier: Dossier, tasks: Scheme, sources: Sources) -> dict[IRI, TaskSupport]:
    """Return the tasks that a model does, itself or by a variant, ordered by name."""
    scopes: dict[IRI, set[Scope]] = {}
    variants: dict[IRI, dict[str, None]] = {}
    runs: dict[IRI, set[IRI]] = {}

    def note(task: object, about: IRI, scope: Scope | None) -> None:
        if isinstance(task, IRI):
            held = scopes.setdefault(task, set())
            if scope:
                held.add(scope)
            if about != dossier.iri:
                variants.setdefault(task, {})[local(about)] = None

    for member in dossier.members:
        for task in dossier.of(member.iri, FAIR4ML.mlTask):
            note(task, member.iri, Scope.CLAIMED)
        for node in dossier.parts.get(member.iri, ()):
            for task in dossier.of(node, MG.task):
                for state in dossier.of(node, MG.state):
                    note(task, member.iri, _STATES.get(str(state)))
                for run in dossier.of(node, MG.verifiedBy):
                    if isinstance(run, IRI) and isinstance(task, IRI):
                        runs.setdefault(task, set()).add(run)
    cited = _citations(dossier, sources)
    made = [
        TaskSupport(
            task_of(tasks.get(task)),
            tuple(scope for scope in _WEAKEST_FIRST if scope in held),
            tuple(variants.get(task, ())),
            False,
            tuple(cited.get(task, ())),
            tuple(sorted(runs.get(task, ()))),
        )
        for task, held in scopes.items()
        if held
    ]
    made.sort(key=lambda each: each.task.name.casefold())
    return {each.task.iri: each for each in made}


def _citations(dossier: Dossier, sources: Sources) -> dict[IRI, list[Citation]]:
    found: dict[IRI, list[Citation]] = {}
    for claim in dossier.claims:
        if claim.predicate == FAIR4ML.mlTask and claim.rank is not Rank.DEPRECATED:
            cited = citation(sources, claim)
            found.setdefault(claim.value, []).append(cited)  # type: ignore[arg-type]
    for each in found.values():
        each.sort(key=lambda one: (one.source.slug, one.place, one.claim))
    return found


def with_broader(support: Support, tasks: Scheme) -> dict[IRI, TaskSupport]:
    """Add what is broader than the tasks of a model: who does the one does the other."""
    found = dict(support)
    for task, each in support.items():
        for broader in sorted(tasks.above.get(task, ())):
            known = found.get(broader)
            if known is None:
                found[broader] = TaskSupport(
                    task_of(tasks.get(broader)), each.scopes, each.variants, True,
                    each.citations, each.runs,
                )  # fmt: skip
            elif known.inherited:
                found[broader] = _merged(known, each)
    return found


def _merged(known: TaskSupport, other: TaskSupport) -> TaskSupport:
    scopes = {*known.scopes, *other.scopes}
    return TaskSupport(
        known.task,
        tuple(scope for scope in _WEAKEST_FIRST if scope in scopes),
        tuple(dict.fromkeys((*known.variants, *other.variants))),
        True,
        tuple(dict.fromkeys((*known.citations, *other.citations))),
        tuple(dict.fromkeys((*known.runs, *other.runs))),
    )


def holds(support: TaskSupport, scope: Scope) -> bool:
    """Say whether a support reaches a scope: whoever runs or has run a task also does it."""
    return scope is Scope.CLAIMED or scope in support.scopes


def shared(
    dossiers: Sequence[Dossier], supports: Sequence[Support], scope: Scope, tasks: Scheme
) -> tuple[SharedTask, ...]:
    """Return the tasks that every model does to at least this scope, by name."""
    found = [
        _shared(dossiers, [support[task] for support in supports], tasks)
        for task in set.intersection(*(set(support) for support in supports))
        if all(holds(support[task], scope) for support in supports)
    ]
    return tuple(sorted(found, key=lambda each: each.task.name.casefold()))


def _shared(
    dossiers: Sequence[Dossier], support: Sequence[TaskSupport], tasks: Scheme
) -> SharedTask:
    task = support[0].task
    strongest = next(
        scope for scope in reversed(_WEAKEST_FIRST) if all(holds(each, scope) for each in support)
    )
    reasons = tuple(
        why_not(dossier, task, each, tasks)
        for dossier, each in zip(dossiers, support, strict=True)
        if Scope.RUNNABLE not in each.scopes
    )
    return SharedTask(task, strongest, tuple(each.id for each in dossiers), tuple(support), reasons)


def difference(a: Support, b: Support) -> tuple[Task, ...]:
    """Return the tasks of ``a`` that ``b`` doesn't do."""
    return tuple(each.task for task, each in a.items() if task not in b)


def why_not(dossier: Dossier, task: Task, support: TaskSupport | None, tasks: Scheme) -> WhyNot:
    """Say why a model that can't run a task here can't."""
    name = dossier.members[0].name
    if support is None:
        said = f"No source says that {name} does {task.name.lower()}."
        return WhyNot(dossier.id, Obstacle.NOT_CLAIMED, said)
    runnable = runnable_tasks(dossier)
    if runnable:
        said = (
            f"What is installed of {name} can't run {task.name.lower()}; it runs "
            + ", ".join(sorted(tasks.get(each).name.lower() for each in runnable))
            + "."
        )
        return WhyNot(dossier.id, Obstacle.NO_ADAPTER, said)
    return obstacle(dossier)


def obstacle(dossier: Dossier) -> WhyNot:
    """Say why a model of which nothing runs here can't be run.

    What the installation recorded goes first, weights that nobody can have before all; a model that
    it did not look at has no weights here.
    """
    name = dossier.members[0].name
    if word := _availability(dossier):
        said = f"Weights of {name} can't be had: {word}."
        return WhyNot(dossier.id, Obstacle.NO_WEIGHTS, said)
    for reason, explanation in _recorded(dossier):
        if known := _OBSTACLES.get(reason):
            return WhyNot(dossier.id, known, explanation or f"{name}: {known.value}.")
    return WhyNot(
        dossier.id, Obstacle.NO_WEIGHTS, f"No weights of {name} are installed on this machine."
    )


def _availability(dossier: Dossier) -> str:
    for node in dossier.parts.get(dossier.iri, ()):
        if node.endswith("/component/weights"):
            for value in dossier.of(node, MG.availability):
                if value in _NOT_TO_BE_HAD:
                    return _NOT_TO_BE_HAD[str(value)]
    return ""


def _recorded(dossier: Dossier) -> Iterable[tuple[str, str]]:
    """Yield the recorded reasons with their explanations, those of the model itself first."""
    for member in dossier.members:
        explained = {
            str(reason): dossier.text(node, MG.explanation)
            for node in dossier.parts.get(member.iri, ())
            for reason in dossier.of(node, MG.reason)
        }
        for reason in dossier.of(member.iri, MG.notRunnableBecause):
            yield str(reason), explained.get(str(reason), "")
        yield from explained.items()


def runnable_tasks(dossier: Dossier) -> set[IRI]:
    """Return the tasks that can be run here with this model or one of its variants."""
    return {
        task
        for nodes in dossier.parts.values()
        for node in nodes
        if MG.runnable in dossier.of(node, MG.state)
        for task in dossier.of(node, MG.task)
        if isinstance(task, IRI)
    }
