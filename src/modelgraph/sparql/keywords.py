"""The words of the SPARQL grammar, to name the one that was probably meant.

SPARQL 1.1 Query Language, section 19.8, and what the engine adds from SPARQL 1.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from modelgraph.sparql.tokens import Token

_CLAUSES: Final = """
    AS ASC ASK BASE BIND BY CONSTRUCT DESC DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP HAVING
    IN LATERAL LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT SEPARATOR SILENT
    UNDEF UNION VALUES VERSION WHERE A TRUE FALSE
"""
_FUNCTIONS: Final = """
    ABS ADJUST AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI FLOOR
    GROUP_CONCAT HASLANG HASLANGDIR HOURS IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI
    LANG LANGDIR LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW OBJECT PREDICATE RAND REGEX REPLACE
    ROUND SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS
    STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR SUM TIMEZONE TRIPLE TZ UCASE URI UUID
    YEAR
"""
_UPDATES: Final = """
    ADD ALL CLEAR COPY CREATE DATA DEFAULT DELETE DROP INSERT INTO LOAD MOVE TO USING WITH
"""
KEYWORDS: Final = frozenset(_CLAUSES.split() + _FUNCTIONS.split())
OF_UPDATES: Final = KEYWORDS | frozenset(_UPDATES.split())


def unknown(words: Iterable[Token], known: frozenset[str] = KEYWORDS) -> str:
    """Return a sentence about the first bare word that is no keyword; empty if all are."""
    for word in words:
        if word.kind == "word" and word.upper not in known:
            near = get_close_matches(word.upper, known, 1)
            return f"Unknown word {word.text!r}." + (f" Did you mean {near[0]}?" if near else "")
    return ""
