"""SPARQL queries by name: one ``.rq`` file each, runnable as it stands in any console.

A parameter is a line ``VALUES ?x { UNDEF }``. Only IRIs enter a query, and only through here; text
of users never becomes query text.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from modelgraph.store.terms import IRI


class Questions:
    """The queries of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}

    def query(self, name: str, **iris: Iterable[IRI]) -> str:
        """Return the query ``name`` with its parameters filled.

        Raises:
            TypeError: a value is no ``IRI``, which is the one type that has been checked.
            KeyError: the query has no such parameter.
        """
        text = self._text(name)
        for parameter, values in iris.items():
            line = f"VALUES ?{parameter} {{ UNDEF }}"
            if line not in text:
                raise KeyError(f"{name}.rq has no parameter ?{parameter}")
            text = text.replace(line, f"VALUES ?{parameter} {{ {_terms(values)} }}")
        return text

    def names(self) -> tuple[str, ...]:
        """Return the names of all queries."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.rq")))

    def _text(self, name: str) -> str:
        if name not in self._texts:
            path = self._folder / f"{name}.rq"
            self._texts[name] = path.read_text(encoding="utf-8")
        return self._texts[name]


def _terms(values: Iterable[IRI]) -> str:
    terms = []
    for value in values:
        if not isinstance(value, IRI):
            raise TypeError(f"only an IRI may enter a query, not {value!r}")
        terms.append(f"<{value}>")
    return " ".join(terms)
