"""The command line: ``modelgraph`` and ``python -m modelgraph``."""

from __future__ import annotations

from modelgraph.cli.app import main

if __name__ == "__main__":
    main()
