"""Benchmark results over the whole catalog, the highest value first.

Results are comparable as far as their conditions are: each comes with them, and those of which
none are stated can be left out. Which way a metric is good is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from modelgraph.catalog.addresses import local
from modelgraph.catalog.cells import Sources
from modelgraph.catalog.entities import RankedResult, Source
from modelgraph.catalog.present import whole
from modelgraph.catalog.question import query
from modelgraph.errors import NotFoundError
from modelgraph.store import IRI, Literal, Store, Term
from modelgraph.vocabulary.spelling import fold


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Which results: of one metric on one dataset (case and spaces don't matter), of what is not
    larger than ``maximum_parameters``, only those with stated conditions if so wished."""

    dataset: str
    metric: str
    maximum_parameters: int | None = None
    stated_conditions: bool = False


def read_results(
    store: Store, parents: Mapping[IRI, IRI], sources: Sources
) -> tuple[RankedResult, ...]:
    """Return all results that are numbers, the highest first, equal ones by id."""
    found: dict[IRI, RankedResult] = {}
    said: dict[IRI, dict[IRI, Source]] = {}
    _, rows = store.select(query("results"))
    for about, result, dataset, metric, value, conditions, size, source in rows:
        number = _number(value)
        if number is None or not (
            isinstance(about, IRI) and isinstance(result, IRI) and isinstance(source, IRI)
        ):
            continue
        said.setdefault(result, {})[source] = sources.get(source)
        found[result] = RankedResult(
            result, local(about), local(parents.get(about, about)), _text(dataset), _text(metric),
            _text(conditions), number, min(whole([size]), default=None)
            if isinstance(size, Literal) else None, tuple(said[result].values()),
        )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda each: (-each.value, each.subject, each.iri)))


def ranked(results: Iterable[RankedResult], asked: Benchmark) -> tuple[RankedResult, ...]:
    """Return the results that are asked for.

    Raises:
        NotFoundError: nobody states a result of this metric on this dataset.
    """
    known = list(results)
    of = (fold(asked.dataset), fold(asked.metric))
    fitting = [each for each in known if (fold(each.dataset), fold(each.metric)) == of]
    if not fitting:
        near = {each.metric for each in known if fold(each.dataset) == of[0]}
        near = near or {each.dataset for each in known}
        name = f"{asked.metric[:100]} on {asked.dataset[:100]}"
        raise NotFoundError("benchmark", name, near=tuple(sorted(near))[:5])
    largest = asked.maximum_parameters
    return tuple(
        each
        for each in fitting
        if (largest is None or (each.parameters is not None and each.parameters <= largest))
        and (each.conditions or not asked.stated_conditions)
    )


def _number(value: Term | None) -> Decimal | None:
    try:
        number = Decimal(value.lexical) if isinstance(value, Literal) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _text(term: Term | None) -> str:
    return term.lexical if isinstance(term, Literal) else ""
