"""The forms an answer may take: four for rows and truth values, four others for graphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from modelgraph.sparql.failures import NotAcceptableError


@dataclass(frozen=True, slots=True)
class Format:
    """One form; ``media_types`` begins with the registered one."""

    name: str
    media_types: tuple[str, ...]
    names: tuple[str, ...]
    """What ``format=`` and an ending may call it."""

    @property
    def content_type(self) -> str:
        """The media type as it is sent."""
        return content_type(self.media_types[0])


def content_type(media_type: str) -> str:
    """Return a media type with its charset, where it has one."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


ROWS: Final = (
    Format(
        "json",
        ("application/sparql-results+json", "application/json"),
        ("json", "srj", "sparql-results+json"),
    ),
    Format(
        "xml",
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        ("xml", "srx", "sparql-results+xml"),
    ),
    Format("csv", ("text/csv",), ("csv",)),
    Format("tsv", ("text/tab-separated-values",), ("tsv",)),
)
"""Forms of the answer to SELECT and ASK, the preferred one first."""

GRAPHS: Final = (
    Format("ttl", ("text/turtle", "application/x-turtle"), ("ttl", "turtle")),
    Format("nt", ("application/n-triples", "text/plain"), ("nt", "ntriples", "n-triples")),
    Format("jsonld", ("application/ld+json", "application/json"), ("jsonld", "json-ld", "json")),
    Format(
        "rdf",
        ("application/rdf+xml", "application/xml", "text/xml"),
        ("rdf", "rdfxml", "rdf/xml", "xml"),
    ),
)
"""Forms of the answer to CONSTRUCT and DESCRIBE, the preferred one first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A form, and the media type to send it as: an alias where the client asked for that."""

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        """The value of the header ``Content-Type``."""
        return content_type(self.media_type)


def named(name: str, offered: tuple[Format, ...]) -> Choice:
    """Return the form with this name, ending or media type.

    Raises:
        NotAcceptableError: the query's answer has no such form.
    """
    wanted = name.strip().lower().removeprefix(".")
    for form in offered:
        if wanted in form.names or wanted in form.media_types:
            return Choice(form, form.media_types[0])
    raise NotAcceptableError(
        f"This answer has no form called {name!r}.",
        hint=f"Ask for {', '.join(form.name for form in offered)}.",
        offered=[form.name for form in offered],
    )
