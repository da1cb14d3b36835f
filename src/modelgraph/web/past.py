"""What changed, and the imports that changed it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.entities import Change, ChangePage
from modelgraph.store import IRI
from modelgraph.vocabulary.terms import MG, RDF
from modelgraph.web import nodes
from modelgraph.web.negotiation import Form, split_ending
from modelgraph.web.rendering import query
from modelgraph.web.site import Maker, Site, dump
from modelgraph.web.tables import Table, csv
from modelgraph.web.things import FORMS, name_of

_PAGE: Final = 50
_FIELDS: Final = ("since", "model", "source")


def changes(site: Site, request: Request) -> Response:
    """Answer what imports changed, the newest first: since a day, of one model, by one source."""
    fields = {name: request.query_params.get(name, "")[:200] for name in _FIELDS}
    asked = fields["since"], fields["model"] or None, fields["source"] or None

    def found() -> ChangePage:
        after = request.query_params.get("after") or None
        return site.catalog.changes_page(*asked, first=_PAGE, after=after)

    def page() -> bytes:
        part = found()
        following = query("/changes", **fields, after=part.next) if part.next else ""
        return site.page(
            "changes.html",
            request,
            page=part,
            **fields,
            next=following,
            forms=(Form.CSV, *FORMS),
        )

    makers: dict[Form, Maker] = {
        Form.PAGE: page,
        Form.JSON: lambda: dump(found()),
        Form.CSV: lambda: csv(_table(site.catalog.changes(*asked))),
        **site.rdf_of(lambda: _nodes(site, found().items)),
    }
    return site.answer(request, makers, split_ending(request.url.path)[1])


def activity(site: Site, request: Request) -> Response:
    """Answer one import, or one of its changes, as data; people go to the list of changes."""
    name, ending = name_of(request)
    return nodes.part(site, request, nodes.ours("import", name), ending, "/changes")


def _nodes(site: Site, shown: Iterable[Change]) -> list[IRI]:
    """Return the nodes of changes; a value that took another's place is an addition and a
    removal."""
    quads = site.catalog.store.quads
    found: dict[IRI, None] = {}
    for each in shown:
        of_subject = [
            q.subject for q in quads(predicate=RDF.subject, value=each.subject, graph=each.activity)
        ]
        said = {
            node: next((q.object for q in quads(node, RDF.predicate, graph=each.activity)), None)
            for node in of_subject
        }
        named = quads(predicate=MG.changedClaim, value=each.claim, graph=each.activity)
        meant = {said.get(quad.subject) for quad in named}
        found |= dict.fromkeys(node for node, predicate in said.items() if predicate in meant)
    return [*found]


def _table(found: tuple[Change, ...]) -> Table:
    head = ["moment", "type", "model_or_variant", "property", "before", "after", "source"]
    return [head, *(_row(each) for each in found)]


def _row(each: Change) -> list[str]:
    before, after = (value.display if value else "" for value in (each.before, each.after))
    return [
        each.moment, each.type.value, each.about_id, each.property.label, before, after,
        each.source.name,
    ]  # fmt: skip
