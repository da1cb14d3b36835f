"""The catalog looks at itself: where sources disagree, what is missing, what rules find odd."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.audit import COVERED
from modelgraph.catalog.entities import Conflict, Presence
from modelgraph.errors import NotFoundError
from modelgraph.store import IRI
from modelgraph.validation import Rule, rules
from modelgraph.vocabulary.terms import MG
from modelgraph.web.negotiation import Form, split_ending
from modelgraph.web.rendering import query
from modelgraph.web.site import Maker, Site, json_maker
from modelgraph.web.things import FORMS, name_of

_PAGE: Final = 50
_NARROW: Final = ("property", "model", "source")


def conflicts(site: Site, request: Request) -> Response:
    """Answer where sources disagree, fifty at a time; ``property``, ``model`` and ``source``
    narrow it down."""
    asked = {name: request.query_params.get(name, "") for name in _NARROW}
    found = _narrowed(site, asked)
    start = _start(request.query_params.get("after", "0"), len(found))
    more = start + _PAGE < len(found)

    def page() -> bytes:
        return site.page(
            "conflicts.html",
            request,
            conflicts=found[start : start + _PAGE],
            total=len(found),
            asked={name: text for name, text in asked.items() if text},
            counts=site.catalog.conflict_counts(),
            properties=sorted({(each.cell.of.key, each.cell.of.label) for each in found}),
            next=query("/conflicts", **asked, after=start + _PAGE) if more else "",
            forms=FORMS,
        )

    makers: dict[Form, Maker] = {
        Form.PAGE: page,
        Form.JSON: json_maker(found),
        **site.rdf_of(lambda: _nodes(site, found)),
    }
    return site.answer(request, makers, split_ending(request.url.path)[1])


def _narrowed(site: Site, asked: dict[str, str]) -> tuple[Conflict, ...]:
    return site.catalog.conflicts(
        asked["model"] or None,
        property=asked["property"] or None,
        source=asked["source"] or None,
    )


def _nodes(site: Site, found: Iterable[Conflict]) -> list[IRI]:
    """Return the disagreements behind the cells: one for each two claims."""
    cells = (each.cell for each in found)
    claims = {said.claim for cell in cells for value in cell.values for said in value.citations}
    between = site.catalog.store.quads
    nodes = {
        quad.subject
        for claim in claims
        for quad in between(predicate=MG.betweenClaims, value=claim)
    }
    return sorted(nodes)


def _start(text: str, total: int) -> int:
    return min(int(text), total) if text.isdecimal() and len(text) < 8 else 0


def coverage(site: Site, request: Request) -> Response:
    """Answer what is missing and in which way; with ``property``, of which models.

    Raises:
        NotFoundError: gaps of such a property aren't counted.
    """
    key = request.query_params.get("property", "")
    way = _way(request.query_params.get("missing", ""))
    gaps = site.catalog.lacking(key, way) if key else ()
    counted = site.catalog.coverage()

    def page() -> bytes:
        lone = site.catalog.lone_facts()
        return site.page(
            "coverage.html",
            request,
            coverage=counted,
            ways=tuple(each for each in Presence if each is not Presence.STATED),
            gaps=gaps,
            label=COVERED[key][0] if key else "",
            lone=lone,
            lone_by_source=_by_source(lone),
            agreement=site.catalog.agreement(),
            forms=(Form.JSON,),
        )

    makers = {Form.PAGE: page, Form.JSON: json_maker(gaps if key else counted)}
    return site.answer(request, makers, split_ending(request.url.path)[1])


def _way(text: str) -> Presence | None:
    return next((each for each in Presence if each.value == text), None)


def _by_source(facts: tuple[Any, ...]) -> list[tuple[Any, int]]:
    counts: dict[IRI, tuple[Any, int]] = {}
    for each in facts:
        _, before = counts.get(each.source.iri, (each.source, 0))
        counts[each.source.iri] = (each.source, before + 1)
    return sorted(counts.values(), key=lambda pair: (-pair[1], pair[0].slug))


def all_rules(site: Site, request: Request) -> Response:
    """Answer all rules, each with the number of what it finds."""
    found = site.catalog.findings()
    numbers = {rule.id: sum(1 for each in found if each.rule == rule.id) for rule in rules()}
    listed = [(rule, numbers[rule.id]) for rule in rules()]

    def page() -> bytes:
        return site.page("rules.html", request, rules=listed, total=len(found), forms=FORMS)

    data = [_as_data(rule) | {"findings": number} for rule, number in listed]
    makers = {
        Form.PAGE: page,
        Form.JSON: json_maker(data),
        **site.rdf_of(lambda: [rule.iri for rule, _ in listed]),
    }
    return site.answer(request, makers, split_ending(request.url.path)[1])


def rule(site: Site, request: Request) -> Response:
    """Answer one rule: what it says, its examples, and what it finds."""
    name, ending = name_of(request)
    asked = next((each for each in rules() if each.id == name), None)
    if asked is None:
        raise NotFoundError("rule", name[:200])
    found = site.catalog.findings(rule=asked.id)

    def page() -> bytes:
        return site.page(
            "rule.html", request, rule=asked, findings=found[:500], total=len(found), forms=FORMS
        )

    data = _as_data(asked) | {"findings": found}
    makers = {Form.PAGE: page, Form.JSON: json_maker(data), **site.rdf(asked.iri)}
    return site.answer(request, makers, ending)


def _as_data(rule: Rule) -> dict[str, Any]:
    return {
        "iri": rule.iri, "id": rule.id, "name": rule.name, "description": rule.description,
        "severity": rule.severity.value, "across_models": rule.across,
        "passing": rule.passing, "failing": rule.failing,
    }  # fmt: skip
