"""Open or closed, explained: how each part of a model can be had, and which part decided.

The rule is ``provenance.openness``; here the cells of one model are sorted by part, so that every
face shows the same reason with the same sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from modelgraph.catalog.entities import Cell, Citation, EntityValue, Model, StatedValue
from modelgraph.provenance.openness import WEIGHTS, Decision, Weights, decide
from modelgraph.store import IRI

_AVAILABILITY = "availability-"
_LICENSE = "license-"
_PLACES = {"weights": "weights", "weights-files": "weights", "code": "code", "papers": "paper"}
"""Rows that say where a part lies, and which part."""
_MARK = "/component/"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a model (weights, code, data, paper …) in one state.

    ``state`` is published, gated, announced or none as stated, or *address stated* where a source
    names the place and nobody says more. ``of`` are short names of the variants, empty for the
    model as a whole; ``licenses`` the identifiers that hold of them; ``decides`` tells whether it
    made the model open or closed.
    """

    component: str
    label: str
    state: str
    of: tuple[str, ...]
    licenses: tuple[str, ...]
    decides: bool
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Openness:
    """Whether a model is open or closed (``""`` where nobody knows), why, and its parts."""

    category: str
    reason: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is stated of one part of the model or a variant."""

    component: str
    label: str
    state: str
    subject: IRI
    name: str
    citations: tuple[Citation, ...]
    weights: Weights | None


def openness(model: Model) -> Openness:
    """Return how open a model is, part by part."""
    known = [*_stated(model.cells)]
    told = {(each.component, each.subject) for each in known}
    known += [each for each in _placed(model.cells) if (each.component, each.subject) not in told]
    decision = decide({each.subject: each.weights for each in known if each.weights is not None})
    cell = next((each for each in model.cells if each.of.key == "category"), None)
    shown = () if cell is None else cell.accepted
    return Openness(
        model.summary.category,
        _reason([each for each in shown if each.subject == model.iri], decision, known)
        or _of_variants(shown),
        tuple(sorted(_parts(known, _licenses(model.cells), decision), key=_place)),
    )


def _place(part: Part) -> tuple[bool, bool, str]:
    """Order parts: weights before the others, what decides before what doesn't."""
    return part.component != "weights", not part.decides, part.label


def _stated(cells: Iterable[Cell]) -> Iterator[_Known]:
    """Yield what sources say of the availability of each part."""
    for cell in cells:
        if cell.of.key.startswith(_AVAILABILITY):
            component = cell.of.key.removeprefix(_AVAILABILITY)
            for each in cell.accepted:
                iri = each.value.iri if isinstance(each.value, EntityValue) else None
                weights = WEIGHTS.get(iri) if component == "weights" else None
                yield _known(component, cell.of.label, each.value.display, each, weights)


def _placed(cells: Iterable[Cell]) -> Iterator[_Known]:
    """Yield the parts of which a source says where they lie."""
    for cell in cells:
        if component := _PLACES.get(cell.of.key):
            label = component.capitalize()
            for each in cell.accepted:
                weights = Weights.ADDRESS if component == "weights" else None
                yield _known(component, label, Weights.ADDRESS.label, each, weights)


def _known(
    component: str, label: str, state: str, of: StatedValue, weights: Weights | None
) -> _Known:
    return _Known(
        component, label, state, IRI(of.subject.partition(_MARK)[0]), of.subject_label,
        of.citations, weights,
    )  # fmt: skip


def _licenses(cells: Iterable[Cell]) -> dict[tuple[str, IRI], str]:
    """Return the licence of each part of the model and its variants."""
    found = {}
    for cell in cells:
        if cell.of.key == "license" or cell.of.key.startswith(_LICENSE):
            component = cell.of.key.removeprefix(_LICENSE)
            for each in cell.accepted:
                subject = IRI(each.subject.partition(_MARK)[0])
                found["weights" if component == "license" else component, subject] = (
                    each.value.display
                )
    return found


def _parts(
    known: list[_Known], licenses: dict[tuple[str, IRI], str], decision: Decision | None
) -> Iterator[Part]:
    """Yield what is known, equal states of one part together."""
    groups: dict[tuple[str, str], list[_Known]] = {}
    for each in known:
        groups.setdefault((each.component, each.state), []).append(each)
    for (component, state), group in groups.items():
        found = (licenses.get((component, each.subject), "") for each in group)
        yield Part(
            component,
            group[0].label,
            state,
            tuple(dict.fromkeys(each.name for each in group if each.name)),
            tuple(dict.fromkeys(each for each in found if each)),
            decision is not None and any(each.weights is decision.weights for each in group),
            tuple(dict.fromkeys(citation for each in group for citation in each.citations)),
        )


def _reason(shown: list[StatedValue], decision: Decision | None, known: list[_Known]) -> str:
    """Return why the model as a whole is open or closed; nothing where nobody says so of it."""
    if not shown:
        return ""
    if decision is not None and shown[0].value.plain == decision.category:
        names = {each.subject: each.name for each in known if each.subject in decision.subjects}
        whole = not all(names.values())
        return f"Because {decision.weights.sentence([] if whole else [*names.values()])}."
    said = f"As {_sources(shown)} shows it"
    return f"{said}; no source that was read says how its weights can be had."


def _of_variants(shown: tuple[StatedValue, ...]) -> str:
    """Return what is known of variants alone."""
    nothing = "No source that was read says how its weights can be had."
    if not shown:
        return nothing
    words = sorted({each.value.display for each in shown})
    return f"{nothing} Of variants {_sources(shown)} shows {' and '.join(words)}."


def _sources(shown: Iterable[StatedValue]) -> str:
    names = sorted({each.source.name for value in shown for each in value.citations})
    return ", ".join(names) or "the catalog"
