"""The models that a text may mean, with scores."""

from __future__ import annotations

from modelgraph.index.order import By
from modelgraph.index.relevance import BREAK, near, score, words
from modelgraph.index.value import Index


def scores(index: Index, text: str) -> dict[int, float]:
    """Return the models that a text may mean, in no order.

    Every word of the text must be found; where nothing has them all, near names are tried.
    """
    wanted = words(text)
    if not wanted:
        return {}
    found = {}
    for model, names, beside in index.text.having(wanted):
        if value := score(wanted, names, beside):
            found[model] = value
    return found or _near(index, "".join(wanted))


def _near(index: Index, whole: str) -> dict[int, float]:
    named = {model: names for model, names, _ in index.text.everything()}
    owners = {
        name: model
        for model in index.orders[By.ID].models.tolist()
        for name in named[model].split(BREAK)
    }
    return near(whole, owners)
