"""Which form of a resource is wanted: a page, JSON, CSV, Turtle, JSON-LD, N-Triples or Markdown.

An ending in the address (``.json``, ``.html``) decides alone; without one the ``Accept`` field
does, with the q-values of RFC 9110, section 12.5.1. Whoever accepts anything, or nothing that we
have, gets the page: people paste addresses, programs ask.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from modelgraph.errors import RefusedError


class NotAcceptableError(RefusedError):
    """The client takes only forms in which this resource isn't there."""

    code = "NOT_ACCEPTABLE"


_MAXIMUM_ACCEPT = 1000
"""Longer fields are nobody's wish; reading them would only cost time."""


class Form(Enum):
    """A form of a resource: its ending, its media type and its name for people."""

    PAGE = ("", "text/html", "Page")
    JSON = ("json", "application/json", "JSON")
    CSV = ("csv", "text/csv", "CSV")
    TURTLE = ("ttl", "text/turtle", "Turtle")
    JSON_LD = ("jsonld", "application/ld+json", "JSON-LD")
    N_TRIPLES = ("nt", "application/n-triples", "N-Triples")
    MARKDOWN = ("md", "text/markdown", "Markdown")

    def __init__(self, ending: str, media_type: str, title: str) -> None:
        self.ending = ending
        self.media_type = media_type
        self.title = title

    @property
    def is_rdf(self) -> bool:
        """Whether this form is a serialization of RDF."""
        return self in {Form.TURTLE, Form.JSON_LD, Form.N_TRIPLES}


_BY_ENDING = {form.ending or "html": form for form in Form}


def split_ending(path: str) -> tuple[str, Form | None]:
    """Return a path without its ending, and the form that the ending asks for.

    Only known endings count, because slugs hold dots of their own.

    >>> split_ending("alibaba/qwen2.5-vl.ttl")
    ('alibaba/qwen2.5-vl', <Form.TURTLE: ('ttl', 'text/turtle', 'Turtle')>)
    >>> split_ending("alibaba/qwen2.5")
    ('alibaba/qwen2.5', None)
    """
    stem, _, ending = path.rpartition(".")
    form = _BY_ENDING.get(ending)
    return (stem, form) if stem and form else (path, None)


def choose(accept: str, offered: Collection[Form]) -> Form:
    """Return the offered form that an ``Accept`` field likes best, the page where it is even."""
    if not accept or len(accept) > _MAXIMUM_ACCEPT:
        return Form.PAGE
    return _best(accept, offered) or Form.PAGE


def demand(accept: str, offered: Collection[Form]) -> Form:
    """Return what ``choose`` returns, but no page to whoever asks for a form that there is of
    other things, and takes no page.

    Raises:
        NotAcceptableError: there is none of this resource; the hint names those that there are.
    """
    if not accept or len(accept) > _MAXIMUM_ACCEPT:
        return Form.PAGE
    found, wished = _best(accept, offered), _best(accept, tuple(Form))
    if found is None and wished is not None:
        raise NotAcceptableError(
            f"There is no {wished.title} of this.",
            hint=f"Accept {', '.join(form.media_type for form in Form if form in offered)}.",
        )
    return found or Form.PAGE


def _best(accept: str, offered: Collection[Form]) -> Form | None:
    wishes = parse_accept_header(accept, MIMEAccept)
    best = wishes.best_match([form.media_type for form in Form if form in offered])
    return next((form for form in Form if form.media_type == best), None)
