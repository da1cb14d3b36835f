"""Which form an answer takes, by the Accept header (RFC 9110, section 12.5).

A client that lists ``text/event-stream`` among plain types gets its query answered plainly; one
that takes nothing else gets a stream of one answer (graphql-sse, distinct connections).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from modelgraph.graphql.errors import RequestRefusedError


class Form(StrEnum):
    """The media types that answers come in."""

    GRAPHQL = "application/graphql-response+json"
    JSON = "application/json"
    EVENTS = "text/event-stream"
    PAGE = "text/html"


_CHARSET: Final = re.compile(r";\s*charset=[^;,]*", re.IGNORECASE)
_PLAIN: Final = (Form.JSON, Form.GRAPHQL)


def plain(accept: str) -> Form | None:
    """Return the form of one answer; without a header, or by ``*/*``, it is plain JSON."""
    return _best(accept, _PLAIN)


def stream(accept: str) -> Form | None:
    """Return the form of a stream of answers, if the client takes one."""
    return _best(accept, (Form.EVENTS,)) if accept.strip() else None


def page(accept: str) -> bool:
    """Say whether the client is a browser that is to be shown a page."""
    return _best(accept, (Form.JSON, Form.PAGE)) is Form.PAGE if accept.strip() else False


def not_acceptable(what: str, hint: str) -> RequestRefusedError:
    """Return the refusal of a client that takes none of our forms."""
    return RequestRefusedError(
        "NOT_ACCEPTABLE", f"Accept names no form for {what}.", hint=hint, status=406
    )


def _best(accept: str, forms: tuple[Form, ...]) -> Form | None:
    if not accept.strip():
        return forms[0]
    # A charset is no reason to refuse: ours is always UTF-8.
    wanted = parse_accept_header(_CHARSET.sub("", accept), MIMEAccept)
    named = [value.lower() for value, quality in wanted if quality > 0]
    # Equal wishes go to the form that the client named, and plain JSON only by its wildcard.
    ordered = sorted(forms, key=lambda form: form.value not in named)
    if Form.GRAPHQL.value in named:
        ordered.sort(key=lambda form: form is not Form.GRAPHQL)
    best = wanted.best_match([form.value for form in ordered])
    return Form(best) if best else None
