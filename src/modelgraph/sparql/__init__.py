"""The graph by SPARQL 1.1: ``/sparql``, behind a guard and in worker processes that can be killed.

``router(service)`` makes the routes, ``SparqlService`` the workers behind them, ``run_query``
answers in this process for the command line. They are imported when they are asked for: a worker
starts without web libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from modelgraph.sparql.answer import Answer, Dataset, run_query
    from modelgraph.sparql.changes import Changes, PlainWriter, Writer, Written
    from modelgraph.sparql.examples import Example, all_examples
    from modelgraph.sparql.limits import Limits
    from modelgraph.sparql.routes import by_address, router
    from modelgraph.sparql.service import Caller, SparqlService
    from modelgraph.sparql.source import Source, StoreSource
    from modelgraph.sparql.store_routes import store_router

__all__ = [
    "Answer",
    "Caller",
    "Changes",
    "Dataset",
    "Example",
    "Limits",
    "PlainWriter",
    "Source",
    "SparqlService",
    "StoreSource",
    "Writer",
    "Written",
    "all_examples",
    "by_address",
    "router",
    "run_query",
    "store_router",
]

_WHERE: Final = {
    "Answer": "answer",
    "Caller": "service",
    "Changes": "changes",
    "Dataset": "answer",
    "Example": "examples",
    "Limits": "limits",
    "PlainWriter": "changes",
    "Source": "source",
    "SparqlService": "service",
    "StoreSource": "source",
    "Writer": "changes",
    "Written": "changes",
    "by_address": "routes",
    "all_examples": "examples",
    "router": "routes",
    "run_query": "answer",
    "store_router": "store_routes",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
