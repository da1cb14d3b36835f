"""The documents in the body of a request that puts or posts a graph: one, or several as a form.

SPARQL 1.1 Graph Store HTTP Protocol, sections 5.3 and 5.5.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

from modelgraph.sparql.failures import UnsupportedBodyError
from modelgraph.sparql.formats import GRAPHS

SEVERAL: Final = "multipart/form-data"
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Document:
    """Triples as they came; ``form`` is the name of a form of graphs."""

    form: str
    content: bytes


def documents(content_type: str, body: bytes) -> tuple[Document, ...]:
    """Return the documents of a body.

    Raises:
        UnsupportedBodyError: one has no form that is read, or the parts can't be told apart.
    """
    kind, options = parse_options_header(content_type)
    if kind != SEVERAL:
        return (Document(form_of(content_type), body),)
    try:
        parser = MultiPartParser(max_form_parts=_MOST)
        boundary = options.get("boundary", "").encode()
        _, files = parser.parse(BytesIO(body), boundary, len(body))
    except ValueError as error:
        raise UnsupportedBodyError("The parts of the form can't be told apart.") from error
    parts = [part for _, several in files.lists() for part in several]
    with ExitStack() as opened:
        for part in parts:
            opened.callback(part.close)
        found = tuple(Document(form_of(part.content_type or ""), part.read()) for part in parts)
    if not found:
        raise UnsupportedBodyError("The form holds no document with a file name.")
    return found


def form_of(content_type: str) -> str:
    """Return the name of the form that a content type means.

    Raises:
        UnsupportedBodyError: it is no form of graphs, or not UTF-8.
    """
    kind, options = parse_options_header(content_type)
    if options.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedBodyError("A graph is sent as UTF-8.")
    for form in GRAPHS:
        if kind in form.media_types and kind != "text/plain":
            return form.name
    raise UnsupportedBodyError(
        f"A graph can't come as {kind or 'a body without Content-Type'}.",
        hint=f"Send Content-Type: {', '.join(form.media_types[0] for form in GRAPHS)}.",
    )
