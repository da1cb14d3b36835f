"""Open or closed: what follows from how the weights of a model and of its variants can be had.

One variant of which the weights can be had makes a model open, whatever is said of its siblings:
that the largest is only announced does not close those that are published. What a source says of
the availability goes before an address that is merely stated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from modelgraph.store import IRI, Value
from modelgraph.vocabulary.terms import MG


class Weights(Enum):
    """How weights can be had, the most open first: its name, and what follows, in words."""

    PUBLISHED = ("published", "weights{of} are published", MG.open)
    GATED = ("gated", "weights{of} can be had after asking", MG.open)
    ADDRESS = ("address stated", "an address of weights{of} is stated", MG.open)
    ANNOUNCED = ("announced", "weights{of} are announced and not there", MG.closed)
    NONE = ("none", "no weights{of} are published", MG.closed)

    def __init__(self, label: str, sentence: str, category: IRI) -> None:
        self.label = label
        self._sentence = sentence
        self.category = category

    def sentence(self, names: Sequence[str]) -> str:
        """Return it in words; ``names`` are those of the variants that decided, if any did.

        >>> Weights.PUBLISHED.sentence(["base", "large"])
        'weights of base, large are published'
        """
        shown = names if len(names) <= _MOST_NAMED else names[: _MOST_NAMED - 1]
        rest = len(names) - len(shown)
        more = f" and {rest} more variants" if rest else ""
        return self._sentence.format(of=f" of {', '.join(shown)}{more}" if names else "")


WEIGHTS: Final[Mapping[Value | None, Weights]] = {
    MG.published: Weights.PUBLISHED,
    MG.gated: Weights.GATED,
    MG.announced: Weights.ANNOUNCED,
    MG.none: Weights.NONE,
}
"""What a stated availability means."""

ADDRESSES: Final = (MG.weightsRepository, MG.weightsFile)
"""Properties that say where weights lie."""

_ORDER: Final = tuple(Weights)
_MOST_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Decision:
    """Open or closed, why, and whose weights decided."""

    weights: Weights
    subjects: tuple[IRI, ...]

    @property
    def category(self) -> IRI:
        return self.weights.category


def decide(known: Mapping[IRI, Weights]) -> Decision | None:
    """Return what follows from the weights of a model and its variants; of nothing, nothing."""
    if not known:
        return None
    best = min(known.values(), key=_ORDER.index)
    return Decision(best, tuple(subject for subject, each in known.items() if each is best))
