"""Which form of an answer a request likes best, by its ``Accept`` header.

RFC 9110, section 12.5.1. Apart from the forms themselves, so that workers need no web library.
"""

from __future__ import annotations

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from modelgraph.sparql.failures import NotAcceptableError
from modelgraph.sparql.formats import Choice, Format


def accepted(header: str | None, offered: tuple[Format, ...]) -> Choice:
    """Return the form that an ``Accept`` header likes best; no header takes the first.

    A browser (``text/html`` among what it takes) gets the first form under a type it can show.

    Raises:
        NotAcceptableError: the header allows none of the forms.
    """
    liked = likes(header)
    if any(kind == "text/html" and quality > 0 for kind, quality in liked):
        return Choice(offered[0], _shown(offered[0]))
    named = {kind for kind, _ in liked}
    choices = [
        (liked.quality(media_type), media_type in named, not alias, Choice(form, media_type))
        for form in offered
        for alias, media_type in enumerate(form.media_types)
    ]
    best = max(choices, key=lambda one: one[:3])
    if best[0] == 0:
        raise NotAcceptableError(
            f"None of the forms of this answer is in Accept: {header}.",
            hint="Add */* or one of the offered media types.",
            offered=[form.media_types[0] for form in offered],
        )
    return best[3]


def likes(header: str | None) -> MIMEAccept:
    """Return what an ``Accept`` header likes, parameters left out; an unreadable one likes all."""
    read = parse_accept_header(header or "*/*", MIMEAccept)
    kinds = [(kind.partition(";")[0].strip().lower(), quality) for kind, quality in read]
    return MIMEAccept(kinds or [("*/*", 1)])


def _shown(form: Format) -> str:
    return {"json": "application/json", "ttl": "text/plain"}[form.name]
