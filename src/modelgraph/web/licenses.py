"""Licences: what they permit and oblige to, who says so, and who uses them."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.filters import Filter
from modelgraph.errors import NotFoundError
from modelgraph.web import nodes
from modelgraph.web.rendering import address, query
from modelgraph.web.site import Site
from modelgraph.web.things import counts_of, index_of, list_answer, name_of, thing_answer

_NO_ADVICE: Final = "What it permits is read from a table, and is no legal advice."


def licenses(site: Site, request: Request) -> Response:
    """Answer all licences, with the number of models that carry them."""
    found = site.catalog.licenses()
    counts = counts_of(site.catalog.facets().licenses)
    return list_answer(
        site,
        request,
        found,
        "things.html",
        lambda: index_of("Licences", found, counts, key="identifier", label="identifier"),
    )


def license(site: Site, request: Request) -> Response:
    """Answer one licence, or what the SPDX list says of one that no model states."""
    name, ending = name_of(request)
    try:
        found = site.catalog.license(name)
    except NotFoundError as unknown:
        try:
            return nodes.whole(site, request, nodes.spdx(name), "In the SPDX list", ending)
        except NotFoundError:
            raise unknown from None  # it names the licences that are near
    approved = {True: "yes", False: "no", None: "not checked"}[found.osi_approved]
    facts = (
        ("Identifier", found.identifier, ""),
        ("Text", found.url, address(found.url)),
        ("OSI-approved", approved, ""),
        *((use.replace("-", " ").capitalize(), answer, "") for use, answer in found.permits),
        *(("Obliges to", duty, "") for duty in found.obliges),
        *(
            ("Who says so", each.name, address(each.iri))
            for each in site.catalog.license_sources(found.identifier)
        ),
    )
    return thing_answer(
        site,
        request,
        ending,
        found,
        kind="Licence",
        name=found.name or found.identifier,
        description=_NO_ADVICE if found.permits else "",
        facts=facts,
        where=Filter(license=(found.identifier,)),
        all=query("/models", license=found.identifier),
    )
