"""What becomes of the entries of the catalog in FAIR4ML and MLDCAT-AP: ``/dumps/mldcat-ap``."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from modelgraph.catalog.profile_dumps import FORMS, file_name
from modelgraph.catalog.profiles import Profile
from modelgraph.catalog.profiles.report import Entry, Obligation
from modelgraph.errors import InvalidDataError
from modelgraph.web import tables
from modelgraph.web.negotiation import Form
from modelgraph.web.rendering import query
from modelgraph.web.site import Site, dump

SHOWN: Final = 100
_HEAD: Final = ("id", "name", "kind", "valid", "lacks", "not_taken", "recommended")


def report(site: Site, request: Request, profile: Profile, ending: Form | None) -> Response:
    """Answer which entries a profile would take and what the others lack, with its files."""
    start = _start(request.query_params.get("from", "0"))

    def page() -> bytes:
        found = site.catalog.profile_report(profile)
        entries = sorted(found.entries, key=_fullness)
        there = {form: site.dumps.ready(site.catalog, form, profile) for form in FORMS}
        after = start + SHOWN
        return site.page(
            "profile.html",
            request,
            report=found,
            valid=len(found.valid),
            used=[each for each in found.properties if _is_shown(each.obligation, each.filled)],
            unused=[
                each for each in found.properties if not _is_shown(each.obligation, each.filled)
            ],
            mandatory=any(each.obligation is not Obligation.OPTIONAL for each in found.properties),
            files=[(form, file_name(profile, form), there[form]) for form in FORMS],
            entries=entries[start:after],
            start=start,
            following=_at(profile, after) if after < len(entries) else "",
            before=_at(profile, max(0, start - SHOWN)) if start else "",
            forms=(Form.JSON, Form.CSV),
        )

    makers = {
        Form.PAGE: page,
        Form.JSON: lambda: dump(site.catalog.profile_report(profile).data),
        Form.CSV: lambda: tables.csv(_rows(site.catalog.profile_report(profile).entries)),
    }
    known = (site.dumps.there(form, profile) for form in FORMS)
    state = "".join(f"-{each.sha256[:8]}" for each in known if each)
    return site.answer(request, makers, ending, state=state)


def _at(profile: Profile, start: int) -> str:
    return query(f"/dumps/{profile.value}", **({"from": f"{start}"} if start else {}))


def _is_shown(obligation: Obligation, filled: int) -> bool:
    return bool(filled) or obligation is not Obligation.OPTIONAL


def _fullness(each: Entry) -> tuple[int, int, str]:
    return len(each.missing) + len(each.wrong), len(each.recommended), each.id


def _rows(entries: tuple[Entry, ...]) -> tuple[tuple[str, ...], ...]:
    return (
        _HEAD,
        *(
            (
                each.id, each.name, each.kind, "yes" if each.valid else "no",
                "; ".join(each.missing), "; ".join(each.wrong), "; ".join(each.recommended),
            )
            for each in entries
        ),
    )  # fmt: skip


def _start(text: str) -> int:
    if not text.isdecimal() or len(text) > 7:
        raise InvalidDataError(f"{text[:40]!r} is no place in a list.", hint="Write from=100.")
    return int(text)
