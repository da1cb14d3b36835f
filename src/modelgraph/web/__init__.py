"""The pages: every thing of the catalog and every run, as HTML and its twins in data.

Server-rendered, readable without JavaScript; nothing is loaded from another host.
"""

from modelgraph.web.refusals import refusal
from modelgraph.web.router import router

__all__ = ["refusal", "router"]
