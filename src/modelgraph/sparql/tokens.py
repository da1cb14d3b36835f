r"""The words of a SPARQL query, in one pass over the text.

SPARQL 1.2 Query Language, section 19.8 (terminals). The scanner reads what the engine reads:
strings, comments and IRIs hide what they hold, ``\u0053`` outside of them is a letter (section
19.2). It reads no grammar: a text that falls into words may still be no query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from modelgraph.errors import InvalidQueryError
from modelgraph.sparql.places import place

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME: Final = _BASE + "_"
_INNER: Final = "\u00b7\u0300-\u036f\u203f-\u2040"
_CHARS: Final = f"[-{_NAME}0-9{_INNER}]"
_LOCAL: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_CODEPOINT: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"

# The engine lets a quote stand in an IRI, which the standard doesn't.
_IRI: Final = rf"<(?:[^<>{{}}|^`\\\x00-\x20]|{_CODEPOINT})*>"
# No falling back from an ill-formed long string to an empty short one, as the engine does.
_ESCAPE: Final = rf"\\[tbnrf\"'\\]|{_CODEPOINT}"
_STRING: Final = (
    rf"'''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*'''"
    rf'|"""(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*"""'
    rf"|'(?!'')(?:[^'\\\n\r]|{_ESCAPE})*'"
    rf'|"(?!"")(?:[^"\\\n\r]|{_ESCAPE})*"'
)
_COMMENT: Final = r"#[^\n\r]*"

_TOKEN: Final = re.compile(
    r"[ \t\n\r]*(?:"
    + "|".join(
        (
            rf"(?P<space>{_COMMENT}|$)",
            rf"(?P<string>{_STRING})",
            rf"(?P<iri>{_IRI})",
            rf"(?P<variable>[?$][{_NAME}0-9][{_NAME}0-9{_INNER}]*)",
            rf"(?P<blank>_:[{_NAME}0-9](?:\.*{_CHARS})*)",
            rf"(?P<name>(?:[{_BASE}](?:\.*{_CHARS})*)?:"
            rf"(?:(?:[{_NAME}0-9:]|{_LOCAL})(?:\.*(?:{_CHARS}|:|{_LOCAL}))*)?)",
            r"(?P<number>[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.?[0-9]+[eE][+-]?[0-9]+"
            r"|[0-9]*\.[0-9]+|[0-9]+)",
            r"(?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)",
            r"(?P<word>[A-Za-z][A-Za-z0-9_]*)",
            r"(?P<mark><<\(|\)>>|<<|>>|\{\||\|\}|\^\^|&&|\|\||!=|<=|>=|[\[\]{}().,;=<>!+\-*/|^?~])",
        )
    )
    + ")",
    re.DOTALL,
)
_HIDING: Final = re.compile(
    rf"(?P<kept>{_STRING}|{_IRI}|{_COMMENT})|(?P<codepoint>{_CODEPOINT})", re.DOTALL
)

# With "://" after its scheme it can be nothing but an IRI: no expression holds "//".
_AMBIGUOUS: Final = re.compile(r"""^<(?![A-Za-z][A-Za-z0-9+.-]*://).*[#'"]""")


class Token(NamedTuple):
    """One word of a query; ``kind`` is the name of its group in the scanner's pattern."""

    kind: str
    text: str
    start: int
    upper: str = ""
    """The word as a keyword; empty for what is no bare word."""


def decoded(text: str) -> str:
    r"""Return the text with ``\uXXXX`` outside of strings, IRIs and comments written out.

    The engine doesn't do this (it knows the escapes in strings and IRIs), the standard does.

    Raises:
        InvalidQueryError: an escape names no character.
    """
    return _HIDING.sub(_written_out, text) if "\\u" in text.lower() else text


def _written_out(match: re.Match[str]) -> str:
    if match["kept"] is not None:
        return match["kept"]
    number = int(match["codepoint"][2:], 16)
    if number == 0 or 0xD800 <= number <= 0xDFFF or number > 0x10FFFF:
        raise InvalidQueryError(
            f"The escape {match['codepoint']} names no character.",
            **place(match.string, match.start()),
        )
    return chr(number)


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of the text, without white space and comments.

    Raises:
        InvalidQueryError: a character that begins no word, such as an unclosed quote.
    """
    position, operand, match_at = 0, False, _TOKEN.match
    while match := match_at(text, position):
        kind = str(match.lastgroup)
        word, position = match[kind], match.end()
        if kind == "space":
            if not word:
                return
            continue
        start = position - len(word)
        if kind == "iri" and operand and word[1] in "?$'\"":
            # ?a<?b&&?c>?d: less than, as the engine reads it
            kind, word, position = "mark", "<", start + 1
        yield Token(kind, word, start, word.upper() if kind == "word" else "")
        operand = kind not in ("word", "mark") or word == ")"
    position += len(text[position:]) - len(text[position:].lstrip(" \t\n\r"))
    raise InvalidQueryError(_unreadable(text[position]), **place(text, position))


def readings(text: str) -> Iterator[Token]:
    """Yield every word that some reading of the text finds, whatever ``<`` may mean.

    In ``?a <?b#>`` and ``?a <'>'`` the ``<`` opens an IRI or means *less than*, and with it what
    follows is hidden or not. Only a parser can tell; both are followed here, each place once.
    """
    seen: set[int] = set()
    starts = [0]
    while starts:
        position = starts.pop()
        while position not in seen and (match := _TOKEN.match(text, position)):
            seen.add(position)
            kind = str(match.lastgroup)
            start, position = match.start(kind), match.end()
            if kind == "iri" and _AMBIGUOUS.search(match[kind]):
                starts.append(start + 1)
            if kind != "space":
                yield Token(kind, match[kind], start)
            elif not match[kind]:
                break


def _unreadable(character: str) -> str:
    if character in "'\"":
        return f"The string that opens with {character} is not closed, or holds a false escape."
    return f"The character {character!r} can't stand here."
