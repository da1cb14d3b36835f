"""What an engine can do, found out once by asking it, and kept in the store itself.

Every difference between engines that we know of is a field here; nothing asks for an engine's name.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from secrets import token_hex
from typing import Final

from modelgraph.errors import UnavailableError
from modelgraph.store.terms import IRI
from modelgraph.vocabulary.prefixes import BASE

PREFERRED: Final = IRI(f"{BASE}preferred")
"""The graph that holds the preferred facts where the default graph can't."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What is true of one engine.

    preferred: the named graph of the preferred facts; ``None`` where the unnamed default graph can
        be written and is not the union of all graphs.
    keeps_named: whether ``GRAPH ?g`` still sees named graphs when only ``default-graph-uri`` is
        sent. SPARQL 1.1 Protocol, 2.1.4, says no; then they are listed with each query.
    atomic: whether an update of several operations is carried out whole or not at all. Else it goes
        in steps, ordered so that the same import completes what a failure left undone.
    keeps_literals: whether ``"1.50"`` comes back as it was written, and a literal of another type
        with an equal value stays beside it.
    """

    preferred: IRI | None = None
    keeps_named: bool = False
    atomic: bool = True
    keeps_literals: bool = True

    def text(self) -> str:
        """Return them as JSON."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def read(cls, text: str) -> Capabilities:
        """Read what ``text`` wrote.

        Raises:
            UnavailableError: another version of modelgraph wrote it, or it is damaged.
        """
        try:
            told = json.loads(text)
            preferred = told.pop("preferred")
            return cls(IRI(preferred) if preferred else None, **told)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise UnavailableError(
                "What the store says about its engine can't be read.",
                hint="Another version of modelgraph may have written it; use that one.",
            ) from None


def probe(
    ask: Callable[..., bool], update: Callable[[str], None], preferred: IRI | None = None
) -> Capabilities:
    """Find out what an engine can do, by writing a few triples and taking them away again.

    ``ask(query, default)`` asks with a ``default-graph-uri``; ``preferred`` is chosen by a setting.

    Raises:
        UnavailableError: it can't be written.
    """
    mark, graph = f"<urn:modelgraph:probe:{token_hex(8)}>", f"<urn:modelgraph:probe:{token_hex(8)}>"
    triple = f"{mark} {mark} {mark}"
    update(f"INSERT DATA {{ GRAPH {graph} {{ {triple} }} }}")
    try:
        if preferred is None and not _has_default(ask, update, triple):
            preferred = PREFERRED
        return Capabilities(
            preferred,
            ask(f"ASK {{ GRAPH {graph} {{ {triple} }} }}", IRI("urn:modelgraph:nothing")),
            _is_atomic(ask, update, mark, graph),
            _keeps_literals(ask, update, mark, graph),
        )
    finally:
        update(f"CLEAR SILENT GRAPH {graph}")


def _has_default(ask: Callable[..., bool], update: Callable[[str], None], triple: str) -> bool:
    if ask(f"ASK {{ {triple} }}"):
        return False  # it is the union of all graphs
    try:
        update(f"INSERT DATA {{ {triple} }}")
    except UnavailableError:
        return False
    try:
        return ask(f"ASK {{ {triple} }}")
    finally:
        update(f"DELETE DATA {{ {triple} }}")


def _is_atomic(
    ask: Callable[..., bool], update: Callable[[str], None], mark: str, graph: str
) -> bool:
    first = f"{mark} {mark} 1"
    try:
        # SPARQL 1.1 Update, 3.2.1: a graph that is there can't be created, and that is an error.
        update(f"INSERT DATA {{ GRAPH {graph} {{ {first} }} }} ; CREATE GRAPH {graph}")
    except UnavailableError:
        return not ask(f"ASK {{ GRAPH {graph} {{ {first} }} }}")
    return False


def _keeps_literals(
    ask: Callable[..., bool], update: Callable[[str], None], mark: str, graph: str
) -> bool:
    decimal = '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    update(f"INSERT DATA {{ GRAPH {graph} {{ {mark} {mark} {decimal} }} }}")
    return ask(f'ASK {{ GRAPH {graph} {{ ?s ?p ?o }} FILTER(STR(?o) = "1.50") }}')
