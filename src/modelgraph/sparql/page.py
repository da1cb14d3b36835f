"""A plain page to ask from, for servers without a workbench: a text field and the forms.

Answers are never shown in a page: they are data types of their own, which no browser runs.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, Template
from starlette.responses import HTMLResponse, Response

from modelgraph.sparql.examples import all_examples
from modelgraph.sparql.formats import GRAPHS, ROWS

_TEMPLATE: Final = "form.html"
_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def form(text: str, example: str = "") -> Response:
    """Return the page with this query in it, or the named example, or the first one."""
    shown = all_examples()
    chosen = next((one for one in shown if one.name == example), shown[0])
    names = sorted({form.name for form in (*ROWS, *GRAPHS)})
    body = _template().render(text=text or chosen.text, examples=shown, forms=names)
    return HTMLResponse(body, headers={"Content-Security-Policy": _policy(), "Vary": "Accept"})


@cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=folder, autoescape=True).get_template(_TEMPLATE)


@cache
def _policy() -> str:
    """Allow the one style of the page by its hash, its form, and nothing else."""
    page = (Path(__file__).parent / _TEMPLATE).read_text(encoding="utf-8")
    style = _STYLE.findall(page)[0].encode()
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    )
