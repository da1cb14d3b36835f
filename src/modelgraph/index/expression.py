"""Which models: what a filter says, taken apart into what the index can answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from modelgraph.index.facet import Key


@dataclass(frozen=True, slots=True)
class Has:
    """One of the values of a facet with these ids; of tasks a narrower one does, if so wished."""

    key: Key
    ids: tuple[str, ...]
    narrower: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """Any value of a facet; its opposite is ``Not(Stated(…))``."""

    key: Key


@dataclass(frozen=True, slots=True)
class Sized:
    """The range of the sizes of its variants meets this one; a bound left out is none."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of one of these sorts of events is between two; the headline is ``""``."""

    events: tuple[str, ...]
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class MadeOf:
    """Was made of one of the models with these ids, through any number of steps."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """Has what a text means; near spellings count where nothing else is found."""

    text: str


@dataclass(frozen=True, slots=True)
class All:
    """Passes all of them; without any, everything does."""

    of: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Passes one of them; without any, nothing does."""

    of: tuple[Where, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Doesn't pass."""

    of: Where


Where: TypeAlias = Has | Stated | Sized | Dated | MadeOf | Matching | All | AnyOf | Not
EVERYTHING: Final = All()
