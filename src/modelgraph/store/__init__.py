"""Where triples lie: embedded Oxigraph or an engine elsewhere, behind one interface."""

from modelgraph.store.delta import Delta
from modelgraph.store.oxigraph import OxigraphStore
from modelgraph.store.rows import read
from modelgraph.store.settled import SettledStore
from modelgraph.store.store import ChangeableStore, Row, Scope, Store, WritableStore
from modelgraph.store.terms import (
    IRI,
    BlankNode,
    Literal,
    Quad,
    Term,
    Value,
    boolean,
    date,
    decimal,
    integer,
)

__all__ = [
    "IRI",
    "BlankNode",
    "ChangeableStore",
    "Delta",
    "Literal",
    "OxigraphStore",
    "Quad",
    "Row",
    "Scope",
    "SettledStore",
    "Store",
    "Term",
    "Value",
    "WritableStore",
    "boolean",
    "date",
    "decimal",
    "integer",
    "read",
]
