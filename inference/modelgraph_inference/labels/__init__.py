"""Label lists by name: line n of ``{name}.txt`` is class n.

``imagenet-1k`` is the list that torchvision ships (``torchvision/models/_meta.py``, BSD-3-Clause),
whose names are distinct.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from modelgraph.errors import InvalidWeightsError

NAMES = ("imagenet-1k",)


@cache
def label_set(name: str | None) -> tuple[str, ...]:
    """Return the labels of a list, by class number.

    Raises:
        InvalidWeightsError: no list has this name.
    """
    if name not in NAMES:
        raise InvalidWeightsError(f"There is no label list called {name!r}.")
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return tuple(text.splitlines())
