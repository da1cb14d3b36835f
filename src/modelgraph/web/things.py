"""The other things of the catalog: sources, organizations, features, families."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.entities import Family
from modelgraph.catalog.filters import FacetValue, Filter
from modelgraph.web.negotiation import Form, split_ending
from modelgraph.web.rendering import address, query
from modelgraph.web.site import Site, json_maker

Fact: TypeAlias = tuple[str, str, str]
"""A label, a text, and the address it leads to (or ``""``)."""

FORMS: Final = (Form.JSON, Form.TURTLE, Form.JSON_LD, Form.N_TRIPLES)


def sources(site: Site, request: Request) -> Response:
    """Answer all sources."""
    found = site.catalog.sources()
    return list_answer(site, request, found, "sources.html", lambda: {"sources": found})


def source(site: Site, request: Request) -> Response:
    """Answer one source."""
    name, ending = name_of(request)
    found = site.catalog.source(name)
    facts = (
        ("Kind", found.kind, ""),
        ("Revision", found.revision, ""),
        ("Date", found.issued, ""),
        ("Retrieved", found.retrieved, ""),
        ("Where", found.url, address(found.url)),
        ("Licence of the data", found.license or "not stated", ""),
        ("Claims", f"{found.claim_count or 0:,}", ""),
        ("Named graph", found.iri, ""),
    )
    return thing_answer(site, request, ending, found, kind="Source", name=found.name, facts=facts)


def organizations(site: Site, request: Request) -> Response:
    """Answer all organizations, with the number of their models."""
    found = site.catalog.organizations()
    counts = counts_of(site.catalog.facets().organizations)
    return list_answer(
        site,
        request,
        found,
        "things.html",
        lambda: index_of("Organizations", found, counts, key="slug", label="name"),
    )


def organization(site: Site, request: Request) -> Response:
    """Answer one organization."""
    name, ending = name_of(request)
    found = site.catalog.organization(name)
    return thing_answer(
        site,
        request,
        ending,
        found,
        kind="Organization",
        name=found.name,
        where=Filter(org=(found.slug,)),
        all=query("/models", org=found.slug),
    )


def features(site: Site, request: Request) -> Response:
    """Answer all features."""
    found = site.catalog.features()
    counts = Counter({each.slug: each.model_count for each in found})
    return list_answer(
        site,
        request,
        found,
        "things.html",
        lambda: index_of("Features", found, counts, key="slug", label="name"),
    )


def feature(site: Site, request: Request) -> Response:
    """Answer one feature."""
    name, ending = name_of(request)
    found = site.catalog.feature(name)
    return thing_answer(
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
    return list_answer(
        site,
        request,
        found,
        "things.html",
        lambda: index_of("Families", found, counts, key="slug", label="name"),
    )


def family(site: Site, request: Request) -> Response:
    """Answer one family, with the way to compare its models."""
    name, ending = name_of(request)
    found = site.catalog.family(name)
    return thing_answer(
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


def name_of(request: Request) -> tuple[str, Form | None]:
    """Return the name in an address, and the form that its ending asks for."""
    return split_ending(request.path_params["name"])


def list_answer(
    site: Site,
    request: Request,
    found: tuple[Any, ...],
    template: str,
    context: Callable[[], dict[str, Any]],
) -> Response:
    """Answer a list of things; ``context`` is made for the page only."""
    makers = {
        Form.PAGE: lambda: site.page(template, request, forms=FORMS, **context()),
        Form.JSON: json_maker(found),
        **site.rdf_of(lambda: [each.iri for each in found]),
    }
    return site.answer(request, makers, split_ending(request.url.path)[1])


def index_of(
    name: str, found: tuple[Any, ...], counts: Counter[str], *, key: str, label: str
) -> dict[str, Any]:
    """Return what the page of a list shows: what most models have first."""
    things = [(each.iri, getattr(each, label), counts[getattr(each, key)]) for each in found]
    things.sort(key=lambda thing: (-thing[2], thing[1].casefold()))
    return {"name": name, "description": "", "things": things}


def counts_of(values: Iterable[FacetValue]) -> Counter[str]:
    return Counter({value.id: value.count for value in values})


def thing_answer(
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
    data: Any = None,
) -> Response:
    """Answer one thing: its facts, and the models that ``where`` finds; ``all`` lists them.

    ``data`` is its JSON where that is not the thing itself.
    """

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

    makers = {Form.PAGE: page, Form.JSON: json_maker(data or found), **site.rdf(found.iri)}
    return site.answer(request, makers, ending)


def _compare_all(found: Family) -> tuple[Fact, ...]:
    if not 2 <= len(found.models) <= 8:
        return ()
    to = query("/compare", models=",".join(found.models))
    return (("Side by side", f"compare all {len(found.models)}", to),)
