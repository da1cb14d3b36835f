"""From names of architectures and tags of weights to models and publishers.

The decisions are data: ``data/identity/architectures.csv``, ``weights-publishers.csv``, and
``pages.csv`` for pages whose title is not the name of one model. A beginning stands for every name
that goes on with no letter: ``resnet`` for ``resnet50d``, and not for ``resnetv2_50``; the longest
one decides.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers.identity import Identity, Thing
from modelgraph.resources import data

_MODELS: Final = "architectures.csv"
_PUBLISHERS: Final = "weights-publishers.csv"
_PAGES: Final = "pages.csv"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a page is about, by name or id; nothing where it is about no one model.

    A page about a ``part`` of what has a page of its own gives tasks, and no dates of the whole.
    """

    means: tuple[str, ...]
    is_part: bool
    reason: str


def model_of(source: str, architecture: str, identity: Identity) -> Thing | None:
    """Return the model of which an architecture is one size, ``None`` where no table says.

    Raises:
        InvalidDataError: the table names a model that ``models.csv`` does not have.
    """
    beginning = _longest(_models(source), architecture)
    if beginning is None:
        return None
    name = _models(source)[beginning]
    if (model := identity.model(name)) is None:
        raise InvalidDataError(f"{_MODELS} names {name!r}, which models.csv does not have.")
    return model


def publisher_of(source: str, architecture: str, tag: str) -> tuple[str, str] | None:
    """Return who published the weights, and the part of their name that says so, if any does."""
    for part, text in (("tag", tag), ("architecture", architecture)):
        known = _publishers(source, part)
        if beginning := _longest(known, text):
            return known[beginning], beginning
    return None


def page_of(source: str, page: str) -> Decided | None:
    """Return what the table says that a page is about, ``None`` where it is silent."""
    return _pages(source).get(page)


def _longest(known: Mapping[str, str], name: str) -> str | None:
    fitting = (
        name[:end]
        for end in range(len(name), 0, -1)
        if name[:end] in known and not name[end : end + 1].isalpha()
    )
    return next(fitting, None)


@cache
def _models(source: str) -> Mapping[str, str]:
    return {r["beginning"]: r["model"] for r in _rows(_MODELS) if r["source"] == source}


@cache
def _publishers(source: str, part: str) -> Mapping[str, str]:
    return {
        row["beginning"]: row["publisher"]
        for row in _rows(_PUBLISHERS)
        if (row["source"], row["part"]) == (source, part)
    }


@cache
def _pages(source: str) -> Mapping[str, Decided]:
    return {
        row["page"]: Decided(
            tuple(filter(None, row["means"].split(";"))), row["part"] == "yes", row["reason"]
        )
        for row in _rows(_PAGES)
        if row["source"] == source
    }


def _rows(name: str) -> list[dict[str, str]]:
    text = (data() / "identity" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))
