"""A store that nobody writes any more, with the answers to some queries kept beside it.

The engine looks up each text of an answer on disk by itself: seven thousand names take it 90 ms,
out of one file they take a sixth of that. An answer is kept under the query's own text, so a query
that is written otherwise tomorrow is asked anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeAlias

from modelgraph.store.oxigraph import OxigraphStore
from modelgraph.store.store import Row
from modelgraph.store.terms import IRI, XSD, BlankNode, Literal, Term

Answer: TypeAlias = tuple[tuple[str, ...], list[Row]]

_FOLDER: Final = "answers"
_STRING: Final = XSD + "string"


class SettledStore(OxigraphStore):
    """A folder opened read-only that answers what has been kept without asking the engine.

    ``keep`` keeps each answer to a SELECT as it is given: for whoever made the folder, and knows
    what will be asked of it.

    Raises:
        UnavailableError: the folder can't be opened.
    """

    def __init__(self, folder: Path, *, keep: bool = False) -> None:
        super().__init__(folder, read_only=True)
        self._answers = folder / _FOLDER
        self._keep = keep

    def select(self, query: str) -> Answer:
        path = self._answers / f"{sha256(query.encode()).hexdigest()}.json"
        try:
            return _read(path.read_bytes())
        except (OSError, ValueError, LookupError, TypeError):
            answer = super().select(query)  # not kept, or damaged
        if self._keep:
            self._answers.mkdir(exist_ok=True)
            path.write_bytes(_written(*answer))
        return answer


def _written(variables: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return an answer as JSON: each term once, and the rows as columns of their places."""
    places: dict[Term | None, int] = {}
    columns = [[places.setdefault(row[at], len(places)) for row in rows]
               for at in range(len(variables))]  # fmt: skip
    told = {"variables": variables, "terms": [_plain(term) for term in places], "columns": columns}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _read(content: bytes) -> Answer:
    told = json.loads(content)
    terms = [_term(each) for each in told["terms"]]
    columns: Iterable[Iterable[Term | None]] = (
        map(terms.__getitem__, column) for column in told["columns"]
    )
    return tuple(told["variables"]), list(zip(*columns, strict=True))


def _plain(term: Term | None) -> Any:
    """Return an IRI as text, a literal as a list of its parts, a blank node as an object."""
    if isinstance(term, Literal):
        parts = [term.lexical, term.datatype, term.language]
        return parts[:1] if parts[1:] == [_STRING, ""] else parts
    return {"blank": term.label} if isinstance(term, BlankNode) else term


def _term(plain: Any) -> Term | None:
    kind = type(plain)
    if kind is str:
        # Our own file: it was an IRI when it was written.
        return str.__new__(IRI, plain)
    if kind is list:
        return Literal(*plain)
    return None if plain is None else BlankNode(plain["blank"])
