"""The page to ask from: a plain form, and the catalog's questions as examples.

Answers are JSON, which no browser runs.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from modelgraph.catalog.questions import Question, all_questions

_PAGE: Final = Path(__file__).with_name("form.html")
_PLACE: Final = "<!-- questions -->"


@cache
def form() -> bytes:
    """Return the page."""
    items = "\n".join(map(_item, all_questions()))
    return _PAGE.read_text(encoding="utf-8").replace(_PLACE, items).encode()


def _item(question: Question) -> str:
    """Return a question as a link that asks it."""
    address = f"/graphql?{urlencode({'query': question.graphql}, quote_via=quote)}"
    return f'<li><a href="{escape(address)}">{escape(question.text)}</a></li>'
