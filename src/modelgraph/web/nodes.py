"""Things without a page of their own kind: findings, libraries, parts of a model, modalities.

What the graph says of one is shown as it stands there, and is the same in every form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.audit import label
from modelgraph.errors import NotFoundError
from modelgraph.store import IRI, Literal, Scope
from modelgraph.vocabulary.prefixes import BASE, PREFIXES, expand, shorten
from modelgraph.vocabulary.terms import MG, RDF, SCHEMA
from modelgraph.web.negotiation import Form, choose
from modelgraph.web.rendering import address, query
from modelgraph.web.site import Maker, Site, json_maker, moved
from modelgraph.web.things import FORMS, Fact, list_answer, name_of, thing_answer

_TITLES = tuple(
    IRI(expand(name))
    for name in ("schema:name", "skos:prefLabel", "rdfs:label", "sh:resultMessage")
)


class _Named:
    """A thing of which no more is known than its address."""

    def __init__(self, iri: IRI) -> None:
        self.iri = iri


def library(site: Site, request: Request) -> Response:
    """Answer one library that models are run with."""
    return node(site, request, "library", "Library")


def conditions(site: Site, request: Request) -> Response:
    """Answer the conditions that some results share."""
    return node(site, request, "conditions", "Conditions of results")


def finding(site: Site, request: Request) -> Response:
    """Answer one finding of a rule, or one disagreement of two sources."""
    name, ending = name_of(request)
    iri = ours("finding", name)
    title = _disagreement(site, iri)
    return whole(site, request, iri, "Disagreement" if title else "Finding", ending, title=title)


def _disagreement(site: Site, iri: IRI) -> str:
    """Return what two sources disagree about, in words; nothing where it is the finding of a
    rule, which has words of its own."""
    said = {q.predicate: q.object for q in site.catalog.describe(iri) if q.subject == iri}
    predicate, about = said.get(RDF.predicate), said.get(MG.concerns)
    if said.get(RDF.type) != MG.Disagreement or predicate is None or about is None:
        return ""
    called = site.catalog.store.quads(IRI(str(about)), SCHEMA.name, graph=Scope.DEFAULT)
    name = next((q.object.lexical for q in called if isinstance(q.object, Literal)), "")
    return f"{label(IRI(str(predicate)))} of {name or shorten(str(about))}"


def modalities(site: Site, request: Request) -> Response:
    """Answer what models take and give, with the number of models."""
    found = tuple(
        _Modality(ours("modality", each.id), each.name, each.count)
        for each in site.catalog.facets().modalities
    )
    things = [(each.iri, each.name, each.models) for each in found]
    context = {"name": "Modalities", "description": "", "things": things}
    return list_answer(site, request, found, "things.html", lambda: context)


def modality(site: Site, request: Request) -> Response:
    """Answer one modality as data; people are sent to the models that have it."""
    name, ending = name_of(request)
    iri = ours("modality", name)
    return part(site, request, iri, ending, query("/models", modality=name))


@dataclass(frozen=True, slots=True)
class _Modality:
    iri: IRI
    name: str
    models: int


def node(site: Site, request: Request, place: str, kind: str) -> Response:
    """Answer the thing at ``BASE/place/name``, whatever it is."""
    name, ending = name_of(request)
    return whole(site, request, ours(place, name), kind, ending)


def whole(
    site: Site, request: Request, iri: IRI, kind: str, ending: Form | None, *, title: str = ""
) -> Response:
    """Answer a thing by its address: what the graph says of it itself; ``title`` is what it is
    called where the graph has no name for it."""
    facts = _facts(site, iri)
    titles = [text for title in _TITLES for label, text, _ in facts if label == shorten(title)]
    name = titles[0] if titles else title or shorten(iri)
    data = _data(iri, facts)
    return thing_answer(
        site, request, ending, _Named(iri), kind=kind, name=name, facts=facts, data=data
    )


def part(site: Site, request: Request, iri: IRI, ending: Form | None, page: str) -> Response:
    """Answer a part of something as data; people are sent to the page that shows it."""
    form = ending or choose(request.headers.get("accept", ""), (Form.PAGE, *FORMS))
    if form is Form.PAGE:
        site.catalog.describe(iri)
        return moved(page)
    makers: dict[Form, Maker] = {
        Form.JSON: json_maker(_data(iri, _facts(site, iri))),
        **site.rdf(iri),
    }
    return site.answer(request, makers, ending)


def ours(place: str, name: str) -> IRI:
    """Return the address of a thing of ours.

    Raises:
        NotFoundError: the name can't stand in an address.
    """
    try:
        return IRI(f"{BASE}{place}/{name}")
    except ValueError as error:
        raise NotFoundError(place, name[:200]) from error


def spdx(name: str) -> IRI:
    """Return the address of a licence or an exception of the SPDX list."""
    try:
        return IRI(PREFIXES["spdx"] + name)
    except ValueError as error:
        raise NotFoundError("license", name[:200]) from error


def _facts(site: Site, iri: IRI) -> list[Fact]:
    quads = [quad for quad in site.catalog.describe(iri) if quad.subject == iri]
    found = dict.fromkeys((quad.predicate, quad.object) for quad in quads)
    return [
        (shorten(predicate), value.lexical, "")
        if isinstance(value, Literal)
        else (shorten(predicate), shorten(value), address(value))
        for predicate, value in found
    ]


def _data(iri: IRI, facts: Iterable[Fact]) -> dict[str, object]:
    return {"iri": iri, "facts": [fact[:2] for fact in facts]}
