"""What all pages share: the catalog, the runs, and how an answer is made in the form asked for.

An answer of the catalog is good as long as the catalog's revision stands, which its ETag names;
a client that has it gets 304 before anything is computed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from werkzeug.http import unquote_etag

from modelgraph.catalog.catalog import Catalog
from modelgraph.errors import NotFoundError
from modelgraph.runs.runs import Runs
from modelgraph.store import IRI, Quad
from modelgraph.store.serialise import Syntax, serialise
from modelgraph.vocabulary.prefixes import expand
from modelgraph.web.files import Dumps
from modelgraph.web.negotiation import Form, demand, split_ending
from modelgraph.web.rendering import render

Maker: TypeAlias = Callable[[], bytes]

_SYNTAX: Final = {
    Form.TURTLE: Syntax.TURTLE,
    Form.N_TRIPLES: Syntax.N_TRIPLES,
    Form.JSON_LD: Syntax.JSON_LD,
}
_CLAIM: Final = IRI(expand("mg:Claim"))
_SOURCE: Final = IRI(expand("dcterms:source"))
_TYPE: Final = IRI(expand("rdf:type"))
_STATEMENT: Final = tuple(IRI(expand(f"rdf:{part}")) for part in ("subject", "predicate", "object"))


def nobody(request: Request, key: str) -> str:
    """Let everybody run models; the client is the address the request came from."""
    return request.client.host if request.client else ""


@dataclass(frozen=True)
class Site:
    """What the pages are made of.

    ``runs`` is ``None`` where this server runs no models. ``admit`` is asked before a run or an
    upload: it is given the request and the key of the form (or ``""``), and returns the client's
    name for the fair share, or raises ``UnauthorizedError``. ``key_needed`` shows a field for it;
    ``samples`` is a folder of images to try.
    """

    catalog: Catalog
    runs: Runs | None = None
    admit: Callable[[Request, str], str] = nobody
    key_needed: bool = False
    samples: Path | None = None
    dumps: Dumps = field(default_factory=Dumps)
    start: str = field(default_factory=lambda: secrets.token_hex(4))

    def answer(
        self,
        request: Request,
        forms: Mapping[Form, Maker],
        asked: Form | None = None,
        *,
        state: str = "",
    ) -> Response:
        """Return the form that the ending (``asked``) or ``Accept`` names, made only if needed.

        ``state`` is what the answer depends on beside the catalog.

        Raises:
            NotAcceptableError: ``Accept`` names only forms that this resource doesn't have.
            NotFoundError: the ending names a form that this resource doesn't have.
        """
        if asked is not None and asked not in forms:
            raise NotFoundError(f"{asked.title} form", request.url.path)
        form = asked or demand(request.headers.get("accept", ""), forms)
        tag = f"{self.start}-{self.catalog.revision}-{form.ending or 'html'}{state}"
        headers = {"ETag": f'W/"{tag}"', "Vary": "Accept", "Cache-Control": "no-cache"}
        if _has(request, tag):
            return Response(status_code=304, headers=headers)
        return Response(forms[form](), headers=headers, media_type=form.media_type)

    def page(self, template: str, request: Request, /, **context: Any) -> bytes:
        """Return a page; ``path`` and ``forms`` of the layout come with the context."""
        stem = split_ending(request.url.path)[0]
        return render(template, path=stem, search=request.url.query, **context)

    def rdf(self, *iris: IRI) -> dict[Form, Maker]:
        """Return the makers of the RDF forms of some things."""
        return self.rdf_of(lambda: iris)

    def rdf_of(self, iris: Callable[[], Iterable[IRI]]) -> dict[Form, Maker]:
        """Return the makers of the RDF forms of things that are looked up only when needed."""

        def maker(syntax: Syntax) -> Maker:
            return lambda: serialise(self._described(iris(), syntax), syntax)

        return {form: maker(syntax) for form, syntax in _SYNTAX.items()}

    def _described(self, iris: Iterable[IRI], syntax: Syntax) -> list[Quad]:
        quads = [quad for iri in iris for quad in self.catalog.describe(iri)]
        return quads if syntax is Syntax.JSON_LD else _without_graphs(quads)


def _without_graphs(quads: list[Quad]) -> list[Quad]:
    """Return what holds and its evidence, for syntaxes that know no graphs.

    A claim then names its source itself, and what was claimed but doesn't hold stands in its claim
    only; else an outranked value would read like the accepted one.
    """
    evidence = {quad.subject for quad in quads if (quad.predicate, quad.object) == (_TYPE, _CLAIM)}
    parts = {(quad.subject, quad.predicate): quad.object for quad in quads}
    claimed = {tuple(parts.get((claim, part)) for part in _STATEMENT) for claim in evidence}
    kept = [
        quad._replace(graph=None)
        for quad in quads
        if quad.graph is None or (quad.subject, quad.predicate, quad.object) not in claimed
    ]
    graphs = {quad.subject: quad.graph for quad in quads if quad.subject in evidence}
    return kept + [Quad(claim, _SOURCE, graph) for claim, graph in graphs.items() if graph]


def json_maker(value: Any) -> Maker:
    """Return the maker of the JSON form of frozen values."""
    return lambda: dump(value)


def dump(value: Any) -> bytes:
    """Return frozen values as JSON."""
    return orjson.dumps(value, default=_plain)


def moved(path: str, status: int = 303) -> Response:
    """Send the client to another address of ours."""
    return RedirectResponse(path, status)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


def _has(request: Request, tag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return len(known) < 4000 and any(
        unquote_etag(each.strip())[0] == tag for each in known.split(",")
    )
