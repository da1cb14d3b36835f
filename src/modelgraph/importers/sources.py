"""Descriptions of sources: address, slug, coverage."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers.names import slug
from modelgraph.provenance import Kind, Source
from modelgraph.resources import data
from modelgraph.store import IRI
from modelgraph.vocabulary.prefixes import PREFIXES, expand

_PACKAGE: Final = re.compile(r"pypi:([\w.-]+)")
_PAPER: Final = re.compile(r"arXiv:(\d{4}\.\d{4,5})")
_REPOSITORY: Final = re.compile(r"[\w.-]+/[\w.-]+")
_SITE: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+")


def source(
    name: str,
    kind: Kind,
    *,
    collection: str,
    revision: str = "",
    issued: str = "",
    license: str = "",
    suffix: str = "",
    url: str = "",
) -> Source:
    """Return the description of a source under its slug: name, first letters of the revision.

    ``suffix`` tells apart two collections that read the same revision.

    Raises:
        ValueError: no address can be made of the name.
    """
    parts = (slug(name), slug(revision[:7]) if revision else "", suffix)
    return Source(
        IRI(PREFIXES["source"] + "-".join(part for part in parts if part)),
        name,
        kind,
        revision=revision,
        issued=issued,
        url=url or _url(name, revision),
        license=license,
        covers=_coverage().get(name, ()),
        collection=collection,
    )


def _url(name: str, revision: str) -> str:
    """Return where the source can be read, empty where its name does not tell."""
    if match := _PACKAGE.fullmatch(name):
        return f"https://pypi.org/project/{match[1]}/{revision}".rstrip("/")
    if match := _PAPER.fullmatch(name):
        return f"https://arxiv.org/abs/{match[1]}"
    if _REPOSITORY.fullmatch(name):
        tree = f"/tree/{revision}" if re.fullmatch(r"[0-9a-f]{7,40}", revision) else ""
        return f"https://github.com/{name}{tree}"
    if _SITE.fullmatch(name):
        return f"https://{name}"
    return ""


_STATED_AT: Final = re.compile(r"^\| commit, date \|.*?([0-9a-f]{40}).*?(\d{4}-\d\d-\d\d)", re.M)
DESCRIPTION: Final = "SOURCE.md"


def revision_of(files: Mapping[str, bytes]) -> tuple[str, str]:
    """Return commit and date of a collection, as ``SOURCE.md`` beside its files states them.

    Raises:
        InvalidDataError: there is no such description, or it states none.
    """
    text = files.get(DESCRIPTION, b"").decode("utf-8", "replace")
    if (match := _STATED_AT.search(text)) is None:
        raise InvalidDataError(
            f"{DESCRIPTION} does not state commit and date.",
            hint="A line '| commit, date | <40 hex digits>, <YYYY-MM-DD> |' is expected.",
        )
    return match[1], match[2]


@cache
def _coverage() -> dict[str, tuple[IRI, ...]]:
    """Return which properties a source states for everything that it lists."""
    text = (data() / "identity" / "coverage.csv").read_text(encoding="utf-8")
    return {
        row["source"]: tuple(IRI(expand(name)) for name in row["covers"].split())
        for row in csv.DictReader(io.StringIO(text))
    }
