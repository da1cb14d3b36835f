"""Claims: the evidence itself, as pages."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.errors import NotFoundError
from modelgraph.provenance.claim import Claim
from modelgraph.provenance.quads import claims_from
from modelgraph.store import IRI, Literal, Value
from modelgraph.vocabulary.prefixes import BASE, shorten
from modelgraph.web.rendering import address
from modelgraph.web.site import Site
from modelgraph.web.things import Fact, name_of, thing_answer


def claim(site: Site, request: Request) -> Response:
    """Answer one claim: what one source says, where it stands there, and how it was written."""
    name, ending = name_of(request)
    try:
        iri = IRI(f"{BASE}claim/{name}")
    except ValueError as error:
        raise NotFoundError("claim", name) from error
    found = next(claims_from(site.catalog.describe(iri), ""), None)
    if found is None:
        raise NotFoundError("claim", name)
    facts = _claim_facts(found, site.catalog.source(found.source).name)
    data = {"iri": iri, "claim": found}
    return thing_answer(
        site, request, ending, found, kind="Claim", name=name, facts=facts, data=data
    )


def _claim_facts(found: Claim, source: str) -> list[Fact]:
    text, to = _value(found.value)
    return [
        ("Source", source, address(found.source)),
        ("About", shorten(found.subject), address(found.about)),
        ("Property", shorten(found.predicate), address(found.predicate)),
        ("Value", text, to),
        ("Stated as", found.stated_as, ""),
        ("Qualifier", found.qualifier, ""),
        ("Kind of source", found.kind.value, ""),
        ("Place in the source", found.place, ""),
        ("Quote", f"“{found.quote}”" if found.quote else "", ""),
        ("Note", found.note, ""),
        ("Rank", found.rank.value, ""),
        ("Reason for the rank", found.rank_reason, ""),
        ("Named in the source", found.identifier, ""),
    ]


def _value(value: Value) -> tuple[str, str]:
    if isinstance(value, Literal):
        return value.lexical, ""
    return shorten(value), address(value)
