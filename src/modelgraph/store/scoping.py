"""Queries that leave some graphs out: ``GRAPH ?g`` speaks of what sources say, and of nothing else.

An engine may hold graphs beside ours, or keep the preferred facts in a named graph. SPARQL has no
way to take a graph out of the dataset, so each ``GRAPH ?g`` gets a filter beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from modelgraph.store.terms import IRI

# What may hold the word without meaning it, then the word itself.
_TOKENS: Final = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*"""'''
    r"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'"""
    r"""|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*\'"""
    r"""|<[^<>"{}|^`\\\x00-\x20]*>"""
    r"""|\#[^\n\r]*"""
    r"""|[?$:\w.-]*:[\w.:%-]*|[?$]\w+"""
    r"""|(?P<nothing>\bVALUES\s+[?$]\w+\s*\{\s*UNDEF\s*\})"""
    r"""|\b(?P<word>GRAPH)\b(?=(?:\s|\#[^\n\r]*)*(?P<name>[?$]\w+)(?:\s|\#[^\n\r]*)*\{)""",
    re.IGNORECASE | re.DOTALL,
)


def without(query: str, hidden: Iterable[IRI]) -> str:
    """Return a query whose ``GRAPH ?g`` leave these graphs out, and that names no value as unknown:
    a table of one ``UNDEF`` changes nothing, but Virtuoso forgets the variable over it.

    The filter stands in the group in which ``?g`` is bound. Inside of ``GRAPH`` it would see no
    value (SPARQL 1.1 Query, 18.6: the name joins after the pattern).
    """
    names = ", ".join(f"<{each}>" for each in sorted(hidden))

    def filtered(found: re.Match[str]) -> str:
        if found["nothing"]:
            return ""
        if not (found["word"] and names):
            return found[0]
        return f"FILTER({found['name']} NOT IN ({names})) {found['word']}"

    return _TOKENS.sub(filtered, query)
