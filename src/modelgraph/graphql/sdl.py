"""Where the committed text of the schema lies; whoever changes the schema sees it in its diff."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SDL: Final = Path(__file__).with_name("schema.graphql")
