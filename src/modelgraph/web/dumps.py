"""The catalog as files: ``/dumps`` lists them with their sums, ``/dumps/modelgraph.nq`` is one.

Files are written in the background from when somebody asks for the list or for one of them, once
for a content of the catalog, and kept in a temporary folder.
"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from modelgraph.catalog.described import described
from modelgraph.catalog.dumps import Form as Dump
from modelgraph.catalog.dumps import Written
from modelgraph.catalog.profile_dumps import FORMS, file_name
from modelgraph.catalog.profiles import Profile
from modelgraph.errors import NotFoundError
from modelgraph.store import IRI
from modelgraph.store.serialise import Syntax, serialise
from modelgraph.web import profiles
from modelgraph.web.negotiation import Form, split_ending
from modelgraph.web.site import Site, dump

_BY_FILE: Final = {form.file: form for form in Dump}
_BY_PROFILE: Final = {
    file_name(profile, form): (profile, form) for profile in Profile for form in FORMS
}
_SYNTAX: Final = {
    Form.TURTLE: Syntax.TURTLE,
    Form.JSON_LD: Syntax.JSON_LD,
    Form.N_TRIPLES: Syntax.N_TRIPLES,
}


def index(site: Site, request: Request) -> Response:
    """Answer which files there are, with their sums and the licences of what is in them."""

    there = {form: site.dumps.ready(site.catalog, form) for form in Dump}
    written = [each for each in there.values() if each is not None]

    def rdf(form: Form) -> bytes:
        at = _here(request)
        return serialise(described(site.catalog, written, at), _SYNTAX[form])

    def page() -> bytes:
        return site.page(
            "dumps.html",
            request,
            dumps=there.items(),
            sources=site.catalog.sources(),
            profiles=tuple(Profile),
            forms=(Form.JSON, Form.TURTLE, Form.JSON_LD),
        )

    makers = {
        Form.PAGE: page,
        Form.JSON: lambda: dump([_data(*each) for each in there.items()]),
        Form.TURTLE: lambda: rdf(Form.TURTLE),
        Form.JSON_LD: lambda: rdf(Form.JSON_LD),
        Form.N_TRIPLES: lambda: rdf(Form.N_TRIPLES),
    }
    state = "".join(f"-{each.sha256[:8]}" for each in written)
    return site.answer(request, makers, split_ending(request.url.path)[1], state=state)


def file(site: Site, request: Request) -> Response:
    """Answer one file, which can be asked for in parts, or what becomes of entries in a profile.

    Raises:
        UnavailableError: it is being made.
    """
    name = request.path_params["name"]
    if name == "SHA256SUMS":
        for each_form in Dump:
            site.dumps.ready(site.catalog, each_form)
        sums = [site.dumps.file(site.catalog, form) for form in Dump]
        text = "".join(f"{each.sha256}  {each.form.file}\n" for each in sums)
        return Response(text, media_type="text/plain")
    stem, ending = split_ending(name)
    if stem in {*Profile}:
        return profiles.report(site, request, Profile(stem), ending)
    profile, form = _BY_PROFILE.get(name, (None, _BY_FILE.get(name)))
    if form is None:
        raise NotFoundError("dump", name[:200], near=(*_BY_FILE, *_BY_PROFILE, *Profile))
    found = site.dumps.file(site.catalog, form, profile)
    headers = {"ETag": f'"{found.sha256}"', "Cache-Control": "no-cache"}
    return FileResponse(found.path, media_type=form.media_type, headers=headers)


def _here(request: Request) -> str:
    """Return the address of this server; a host that can't stand in an IRI is left out."""
    try:
        return IRI(str(request.base_url).rstrip("/"))
    except ValueError:
        return "http://localhost"


def _data(form: Dump, written: Written | None) -> dict[str, object]:
    """Return what is known of a file; size and sum of one that is being made nobody knows."""
    return {
        "file": form.file,
        "url": f"/dumps/{form.file}",
        "media_type": form.media_type,
        "bytes": written.size if written else None,
        "sha256": written.sha256 if written else None,
    }
