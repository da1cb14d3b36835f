"""Where the shipped ontology and data lie: in a checkout, or inside an installed wheel."""

from __future__ import annotations

from pathlib import Path

from modelgraph.errors import UnavailableError

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    for root in (_PACKAGE / "shipped", _PACKAGE.parents[1]):
        if (root / name).is_dir():
            return root / name
    raise UnavailableError(
        f"The shipped folder {name!r} is missing.", hint="Reinstall modelgraph: pip install ."
    )


def ontology() -> Path:
    """Return the folder of the vocabulary: Turtle files and the JSON-LD context."""
    return _folder("ontology")


def data() -> Path:
    """Return the folder of the shipped claims: TriG files, one named graph per source revision."""
    return _folder("data")
