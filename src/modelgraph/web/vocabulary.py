"""The vocabulary at its own address: ``/ontology`` is the document that ``mg:`` terms lead to."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.resources import ontology
from modelgraph.store import IRI, Literal, Quad
from modelgraph.store.serialise import Syntax, serialise
from modelgraph.vocabulary.prefixes import PREFIXES, expand, shorten
from modelgraph.vocabulary.terms import RDF
from modelgraph.web.negotiation import Form, split_ending
from modelgraph.web.site import Site, dump

_LABEL: Final = IRI(expand("rdfs:label"))
_COMMENT: Final = IRI(expand("rdfs:comment"))
_DOMAIN: Final = IRI(expand("rdfs:domain"))
_RANGE: Final = IRI(expand("rdfs:range"))
_OURS: Final = PREFIXES["mg"]


def vocabulary(site: Site, request: Request) -> Response:
    """Answer the vocabulary: our terms for people, all of it as RDF."""

    def found() -> list[Quad]:
        quads = site.catalog.vocabulary()
        return [Quad(quad.subject, quad.predicate, quad.object) for quad in quads]

    def page() -> bytes:
        return site.page(
            "vocabulary.html",
            request,
            terms=_terms(found()),
            forms=(Form.JSON, Form.TURTLE, Form.JSON_LD),
        )

    makers = {
        Form.PAGE: page,
        Form.JSON: lambda: dump(_terms(found())),
        Form.TURTLE: lambda: serialise(found(), Syntax.TURTLE),
        Form.JSON_LD: lambda: serialise(found(), Syntax.JSON_LD),
        Form.N_TRIPLES: lambda: serialise(found(), Syntax.N_TRIPLES),
    }
    return site.answer(request, makers, split_ending(request.url.path)[1])


def context(_: Site, request: Request) -> Response:
    """Answer the JSON-LD context."""
    text = (ontology() / "context.jsonld").read_bytes()
    return Response(text, media_type=Form.JSON_LD.media_type)


def _terms(quads: list[Quad]) -> list[dict[str, str]]:
    """Return our terms by name, with what is said of each."""
    facts: dict[IRI, dict[IRI, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if quad.subject.startswith(_OURS):
            value = quad.object
            text = value.lexical if isinstance(value, Literal) else shorten(value)
            facts[quad.subject][quad.predicate].append(text)
    return [
        {
            "name": iri.removeprefix(_OURS),
            "type": ", ".join(sorted(about[RDF.type])),
            "label": next(iter(about[_LABEL]), ""),
            "comment": next(iter(about[_COMMENT]), ""),
            "domain": ", ".join(about[_DOMAIN]),
            "range": ", ".join(about[_RANGE]),
        }
        for iri, about in sorted(facts.items(), key=lambda item: item[0].casefold())
    ]
