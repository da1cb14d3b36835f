"""The catalog as an ``rdflib.Dataset``: a copy for rdflib's own tools, or a live view.

rdflib and oxrdflib take a third of a second to import, which only who asks for a view pays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelgraph.store import Store
from modelgraph.store.embedded import embedded

if TYPE_CHECKING:
    import rdflib


def dataset(store: Store) -> rdflib.Dataset:
    """Return a live view of an embedded store through oxrdflib; of another, what it holds now."""
    import rdflib  # noqa: PLC0415
    from oxrdflib import OxigraphStore as View  # noqa: PLC0415

    return rdflib.Dataset(store=View(store=embedded(store).engine))
