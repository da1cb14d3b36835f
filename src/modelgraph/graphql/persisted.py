"""Documents that are asked for by their hash, so that a question fits into a short address.

``documentId: "sha256:…"`` and Apollo's ``extensions.persistedQuery`` name the same documents: those
of the questions that are shipped, and any valid one that a client has once sent with its hash. What
strangers teach is bounded, the least recently used leaving first; whoever finds that a document has
left sends it again, as these clients do by themselves.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any, Final

from modelgraph.catalog.questions import all_questions
from modelgraph.graphql.errors import RequestRefusedError

_KEPT: Final = 500
_PREFIX: Final = "sha256:"
_HASH: Final = re.compile("[0-9a-f]{64}")
_VERSION: Final = 1


class Persisted:
    """The documents that are known by the SHA-256 of their UTF-8 bytes, in hexadecimal."""

    def __init__(self) -> None:
        self._taught: OrderedDict[str, str] = OrderedDict()

    def document(self, digest: str) -> str:
        """Return the document of this hash.

        Raises:
            RequestRefusedError: it isn't known.
        """
        if digest in self._taught:
            self._taught.move_to_end(digest)
            return self._taught[digest]
        if (text := _shipped().get(digest)) is not None:
            return text
        # Clients of the one form look for the code, of the other for the message.
        raise RequestRefusedError(
            "PERSISTED_QUERY_NOT_FOUND",
            "PersistedQueryNotFound",
            hint="Send the document once with extensions.persistedQuery; it is kept then.",
        )

    def keep(self, digest: str, text: str) -> None:
        """Keep a valid document under its hash."""
        self._taught[digest] = text
        self._taught.move_to_end(digest)
        if len(self._taught) > _KEPT:
            self._taught.popitem(last=False)


def named_hash(data: Mapping[str, Any]) -> str:
    """Return the hash by which a request names its document, or nothing.

    Raises:
        RequestRefusedError: it is given in both forms or in none of ours, or beside a document
            that it isn't the hash of.
    """
    identifier = data.get("documentId")
    persisted = (data.get("extensions") or {}).get("persistedQuery")
    if identifier is None:
        return "" if persisted is None else _of_apollo(persisted, data.get("query"))
    if persisted is not None or data.get("query"):
        raise _bad('"documentId" stands alone, without "query" or "persistedQuery".')
    digest = identifier.removeprefix(_PREFIX) if isinstance(identifier, str) else ""
    if digest == identifier or not _HASH.fullmatch(digest):
        raise _bad('"documentId" must be "sha256:" and 64 hexadecimal digits in lower case.')
    return digest


def _of_apollo(persisted: Any, query: Any) -> str:
    given = persisted if isinstance(persisted, dict) else {}
    digest = given.get("sha256Hash")
    if given.get("version") != _VERSION or not isinstance(digest, str):
        raise _bad('"persistedQuery" must be {"version": 1, "sha256Hash": "…"}.')
    if not _HASH.fullmatch(digest):
        raise _bad('"sha256Hash" must be 64 hexadecimal digits in lower case.')
    if isinstance(query, str) and query and sha256(query.encode()).hexdigest() != digest:
        raise _bad('"sha256Hash" is not the SHA-256 of "query".')
    return digest


@cache
def _shipped() -> Mapping[str, str]:
    documents = [question.graphql for question in all_questions()]
    return {sha256(text.encode()).hexdigest(): text for text in documents}


def _bad(message: str) -> RequestRefusedError:
    return RequestRefusedError("BAD_REQUEST", message)
