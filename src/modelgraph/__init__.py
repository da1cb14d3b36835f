"""modelgraph: compare vision models on facts with sources, and on your own image.

>>> import modelgraph
>>> catalog = modelgraph.Catalog.open()
>>> catalog.model("florence-2").name
'Florence-2'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelgraph.errors import ModelgraphError

if TYPE_CHECKING:
    from modelgraph.catalog.catalog import Catalog

__version__ = "0.1.0"
__all__ = ["Catalog", "ModelgraphError", "__version__"]


def __getattr__(name: str) -> Any:
    # The catalog brings the engine with it; `modelgraph --help` and workers do without.
    if name == "Catalog":
        from modelgraph.catalog.catalog import Catalog  # noqa: PLC0415

        return Catalog
    raise AttributeError(f"module 'modelgraph' has no attribute {name!r}")
