"""Templates and the words that pages put values in.

Everything is escaped; a link is made only to a page of ours or to an http(s) address, because
labels and addresses come from sources that nobody here controls.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from modelgraph.catalog.entities import Cell, Presence, Scope
from modelgraph.vocabulary.prefixes import BASE, PREFIXES
from modelgraph.web.turtle import laid_out

T = TypeVar("T")

MISSING: Final = {
    Presence.UNKNOWN: "a source lists this property and says nothing for this model",
    Presence.NOT_DISCLOSED: "the maker does not say, or keeps it",
    Presence.NOT_APPLICABLE: "this model has no such property",
    Presence.NOT_CHECKED: "no source that was read covers this",
}

SCOPES: Final = {
    Scope.CLAIMED: "a source says that the model does this",
    Scope.RUNNABLE: "an adapter and the weights are on this machine",
    Scope.VERIFIED: "a recorded run on this machine succeeded",
}

STATIC: Final = files("modelgraph.web") / "static"


def render(template: str, /, **context: Any) -> bytes:
    """Return a page as UTF-8; a name that a template misses is an error, never a blank."""
    return environment().get_template(template).render(context).encode()


@cache
def environment() -> Environment:
    """Return the one environment of all templates."""
    made = Environment(
        loader=PackageLoader("modelgraph.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        asset=asset, query=query, missing=MISSING, scopes=SCOPES, Presence=Presence, Scope=Scope
    )
    made.filters.update(
        address=address,
        count=count,
        size=size,
        seconds=seconds,
        percent=percent,
        megabytes=megabytes,
        laid_out=laid_out,
        groups=groups,
        against=against,
        strongest=strongest,
        segment=segment,
    )
    return made


@cache
def asset(name: str) -> str:
    """Return the address of a static file; it changes with the content, so it may be kept."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@lru_cache(maxsize=20_000)
def address(iri: str) -> str:
    """Return where a thing can be looked at: a path of this server, an http(s) address, or ``""``.

    >>> address("https://w3id.org/modelgraph/task/ocr")
    '/task/ocr'
    >>> address("https://spdx.org/licenses/MIT")
    '/license/MIT'
    >>> address("javascript:alert(1)")
    ''
    """
    if iri.startswith(BASE) and not iri.startswith(PREFIXES["mg"]):
        return "/" + segment(iri.removeprefix(BASE))
    if iri.startswith(PREFIXES["spdx"]):
        return "/license/" + segment(iri.removeprefix(PREFIXES["spdx"]))
    try:
        return iri if urlsplit(iri).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def segment(text: str) -> str:
    """Return text as a part of a path."""
    return quote(text, safe="/:@!$,~+-._")


def query(path: str, /, **fields: object) -> str:
    """Return an address with its query; empty fields are left out, lists are repeated."""
    filled = {name: value for name, value in fields.items() if value not in (None, "", (), [])}
    return f"{path}?{urlencode(filled, doseq=True, safe='/,:')}" if filled else path


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> count(1, "model"), count(1204, "model")
    ('1 model', '1,204 models')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def size(parameters: int | None) -> str:
    """Return a number of parameters for people, three digits at most.

    >>> size(230_000_000), size(32_174_530), size(7_000_000_000), size(None)
    ('230 M', '32.2 M', '7 B', '')
    """
    if parameters is None:
        return ""
    for unit, factor in (("B", 10**9), ("M", 10**6), ("K", 10**3)):
        if parameters >= factor:
            return f"{float(f'{parameters / factor:.3g}'):g} {unit}"
    return str(parameters)


def seconds(duration: float | None) -> str:
    """Return a duration for people.

    >>> seconds(0.0421), seconds(3.25), seconds(None)
    ('42 ms', '3.25 s', '')
    """
    if duration is None:
        return ""
    if duration < 1:
        return f"{duration * 1000:.0f} ms"
    return f"{duration:.3g} s" if duration < 100 else f"{duration:.0f} s"


def percent(share: float | None) -> str:
    """Return a score or similarity from 0 to 1 in percent; ``not given`` where there is none."""
    return "not given" if share is None else f"{share * 100:.0f} %"


def megabytes(number: int) -> str:
    """Return bytes in megabytes or kilobytes (powers of ten)."""
    return f"{number / 1e6:.1f} MB" if number >= 1e5 else f"{number / 1e3:.1f} kB"


def groups(items: Iterable[T], attribute: str) -> list[tuple[str, list[T]]]:
    """Return runs of items with an equal attribute (dotted), in their own order."""

    def value(item: T) -> str:
        found: Any = item
        for name in attribute.split("."):
            found = getattr(found, name)
        return str(found)

    return [(key, list(run)) for key, run in groupby(items, value)]


def against(cell: Cell) -> list[str]:
    """Return the values that don't hold, each once, with what it is stated of in brackets."""
    stated: dict[str, list[str]] = {}
    for value in cell.outranked:
        stated.setdefault(value.value.display, []).append(value.subject_label)
    return [_with_labels(text, list(dict.fromkeys(labels))) for text, labels in stated.items()]


def _with_labels(text: str, labels: list[str]) -> str:
    named = ", ".join(label for label in labels if label)
    return f"{text} ({named})" if named else text


def strongest(scopes: Iterable[Scope]) -> Scope:
    """Return the strongest of the scopes that hold."""
    order = list(Scope)
    return max(scopes, key=order.index, default=Scope.CLAIMED)
