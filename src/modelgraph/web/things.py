"""The other things of the catalog: sources, organizations, licences, features, families, claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.entities import Family, ModelSummary
from modelgraph.catalog.filters import Filter
from modelgraph.errors import NotFoundError
from modelgraph.provenance.claim import Claim
from modelgraph.provenance.quads import claims_from
from modelgraph.store import IRI, Literal, Value
from modelgraph.vocabulary.prefixes import BASE, shorten
from modelgraph.web.negotiation import Form, split_ending
from modelgraph.web.rendering import address, query
from modelgraph.web.site import Site, json_maker, moved

Fact: TypeAlias = tuple[str, str, str]
"""A label, a text, and the address it leads to (or ``""``)."""

FORMS: Final = (Form.JSON, Form.TURTLE, Form.JSON_LD, Form.N_TRIPLES)
_PAGE: Final = 50


def sources(site: Site, request: Request) -> Response:
    """Answer all sources."""
    found = site.catalog.sources()
    return _list(site, request, found, lambda: {"template": "sources.html", "sources": found})


def source(site: Site, request: Request) -> Response:
    """Answer one source."""
    name, ending = _name(request)
    found = site.catalog.source(name)
    facts = (
        ("Kind", found.kind, ""),
        ("Revision", found.revision, ""),
        ("Date", found.issued, ""),
        ("Retrieved", found.retrieved, ""),
        ("Where", found.url, address(found.url)),
        ("Licence of the data", found.license or "not stated", ""),
        ("Claims", f"{found.claim_count:,}", ""),
        ("Named graph", found.iri, ""),
    )
    return _thing(site, request, ending, found, kind="Source", name=found.name, facts=facts)


def organizations(site: Site, request: Request) -> Response:
    """Answer all organizations, with the number of their models."""
    found = site.catalog.organizations()
    counts = _counts(site, lambda model: [model.organization.slug] if model.organization else [])
    return _list(
        site,
        request,
        found,
        lambda: _index("Organizations", found, counts, key="slug", label="name"),
    )


def organization(site: Site, request: Request) -> Response:
    """Answer one organization."""
    name, ending = _name(request)
    found = site.catalog.organization(name)
    return _thing(
        site,
        request,
        ending,
        found,
        kind="Organization",
        name=found.name,
        where=Filter(org=(found.slug,)),
        all=query("/models", org=found.slug),
    )


def licenses(site: Site, request: Request) -> Response:
    """Answer all licences, with the number of models that carry them."""
    found = site.catalog.licenses()
    counts = _counts(site, lambda model: [each.identifier for each in model.licenses])
    return _list(
        site,
        request,
        found,
        lambda: _index("Licences", found, counts, key="identifier", label="identifier"),
    )


def license(site: Site, request: Request) -> Response:
    """Answer one licence: what it permits, and who uses it."""
    name, ending = _name(request)
    found = site.catalog.license(name)
    approved = {True: "yes", False: "no", None: "not checked"}[found.osi_approved]
    facts = (
        ("Identifier", found.identifier, ""),
        ("Text", found.url, address(found.url)),
        ("OSI-approved", approved, ""),
        *((use.replace("-", " ").capitalize(), answer, "") for use, answer in found.permits),
    )
    return _thing(
        site,
        request,
        ending,
        found,
        kind="Licence",
        name=found.name or found.identifier,
        facts=facts,
        where=Filter(license=(found.identifier,)),
        all=query("/models", license=found.identifier),
    )


def features(site: Site, request: Request) -> Response:
    """Answer all features."""
    found = site.catalog.features()
    counts = Counter({each.slug: each.model_count for each in found})
    return _list(
        site, request, found, lambda: _index("Features", found, counts, key="slug", label="name")
    )


def feature(site: Site, request: Request) -> Response:
    """Answer one feature."""
    name, ending = _name(request)
    found = site.catalog.feature(name)
    return _thing(
        site,
        request,
        ending,
        found,
        kind="Feature",
        name=found.name,
        description=found.description,
        where=Filter(feature=(found.slug,)),
        all=query("/models", feature=found.slug),
    )


def families(site: Site, request: Request) -> Response:
    """Answer all families."""
    found = site.catalog.families()
    counts = Counter({each.slug: len(each.models) for each in found})
    return _list(
        site, request, found, lambda: _index("Families", found, counts, key="slug", label="name")
    )


def family(site: Site, request: Request) -> Response:
    """Answer one family, with the way to compare its models."""
    name, ending = _name(request)
    found = site.catalog.family(name)
    return _thing(
        site,
        request,
        ending,
        found,
        kind="Family",
        name=found.name,
        facts=_compare_all(found),
        where=Filter(family=(found.slug,)),
        all=query("/models", family=found.slug),
    )


def modality(_: Site, request: Request) -> Response:
    """Send a modality to the models that have it."""
    return moved(query("/models", modality=_name(request)[0]))


def claim(site: Site, request: Request) -> Response:
    """Answer one claim: what one source says, where it stands there, and how it was written."""
    name, ending = _name(request)
    try:
        iri = IRI(f"{BASE}claim/{name}")
    except ValueError as error:
        raise NotFoundError("claim", name) from error
    found = next(claims_from(site.catalog.describe(iri), ""), None)
    if found is None:
        raise NotFoundError("claim", name)
    facts = _claim_facts(found, site.catalog.source(found.source).name)
    return _thing(
        site, request, ending, {"iri": iri, "claim": found}, kind="Claim", name=name, facts=facts
    )


def conflicts(site: Site, request: Request) -> Response:
    """Answer where sources disagree, fifty at a time."""
    found = site.catalog.conflicts()
    start = _start(request.query_params.get("after", "0"), len(found))
    more = start + _PAGE < len(found)

    def page() -> dict[str, Any]:
        return {
            "template": "conflicts.html",
            "conflicts": found[start : start + _PAGE],
            "total": len(found),
            "next": query("/conflicts", after=start + _PAGE) if more else "",
        }

    makers = {Form.PAGE: lambda: _render(site, request, page(), (Form.JSON,))}
    return site.answer(
        request, {**makers, Form.JSON: json_maker(found)}, split_ending(request.url.path)[1]
    )


def _start(text: str, total: int) -> int:
    return min(int(text), total) if text.isdecimal() and len(text) < 8 else 0


def _name(request: Request) -> tuple[str, Form | None]:
    return split_ending(request.path_params["name"])


def _list(
    site: Site, request: Request, found: tuple[Any, ...], page: Callable[[], dict[str, Any]]
) -> Response:
    makers = {
        Form.PAGE: lambda: _render(site, request, page(), FORMS),
        Form.JSON: json_maker(found),
        **site.rdf_of(lambda: [each.iri for each in found]),
    }
    return site.answer(request, makers, split_ending(request.url.path)[1])


def _render(site: Site, request: Request, context: dict[str, Any], forms: Iterable[Form]) -> bytes:
    template = context.pop("template")
    return site.page(template, request, forms=tuple(forms), **context)


def _index(
    name: str, found: tuple[Any, ...], counts: Counter[str], *, key: str, label: str
) -> dict[str, Any]:
    """Return the page of a list: what most models have first."""
    things = [(each.iri, getattr(each, label), counts[getattr(each, key)]) for each in found]
    things.sort(key=lambda thing: (-thing[2], thing[1].casefold()))
    return {"template": "things.html", "name": name, "description": "", "things": things}


def _counts(site: Site, of: Callable[[ModelSummary], list[str]]) -> Counter[str]:
    return Counter(each for model in site.catalog.models() for each in of(model))


def _thing(
    site: Site,
    request: Request,
    ending: Form | None,
    found: Any,
    *,
    kind: str,
    name: str,
    facts: Iterable[Fact] = (),
    description: str = "",
    where: Filter | None = None,
    all: str = "",
) -> Response:
    def page() -> bytes:
        return site.page(
            "thing.html",
            request,
            kind=kind,
            name=name,
            description=description,
            facts=[fact for fact in facts if fact[1]],
            models=None if where is None else site.catalog.models(where),
            all=all,
            forms=FORMS,
        )

    iri = found["iri"] if isinstance(found, dict) else found.iri
    makers = {Form.PAGE: page, Form.JSON: json_maker(found), **site.rdf(iri)}
    return site.answer(request, makers, ending)


def _compare_all(found: Family) -> tuple[Fact, ...]:
    if not 2 <= len(found.models) <= 8:
        return ()
    to = query("/compare", models=",".join(found.models))
    return (("Side by side", f"compare all {len(found.models)}", to),)


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
