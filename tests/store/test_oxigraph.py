"""What the embedded engine is given to load."""

from __future__ import annotations

import pytest

from modelgraph.store import IRI, OxigraphStore, Quad

A, P, GRAPH = IRI("urn:a"), IRI("urn:p"), IRI("urn:graph")
ODD = IRI("http://[odd")
"""An address by its letters, and none by RFC 3987."""


@pytest.mark.parametrize(
    "odd",
    [Quad(ODD, P, A, GRAPH), Quad(A, ODD, A, GRAPH), Quad(A, P, ODD, GRAPH), Quad(A, P, A, ODD)],
    ids=["subject", "predicate", "object", "graph"],
)
def test_nothing_is_loaded_with_an_address_that_is_none(odd: Quad) -> None:
    store = OxigraphStore()

    with pytest.raises(ValueError, match="in host"):
        store.replace({GRAPH: [Quad(A, P, A, GRAPH), odd]})

    assert list(store.quads()) == []
