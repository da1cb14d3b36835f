"""How long the command line takes, as whole processes: what a person waits for."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from bench import Row, milliseconds

BUDGETS = {
    ("--help",): 250,
    ("compare", "florence-2", "sam-clip"): 600,
    ("compare", "florence-2", "sam-clip", "--format", "json"): 600,
    ("show", "florence-2"): None,
    ("search", "sam"): None,
    ("tasks", "florence-2", "yolov9"): None,
    ("sparql", "SELECT (COUNT(*) AS ?n) { ?m a mg:Model }"): None,
}


def main() -> list[Row]:
    """Return a row for each command, beside an interpreter that does nothing."""
    with tempfile.TemporaryDirectory() as home:
        # Compiled modules as an installation has them; the runs that warm up make them.
        environment = {**os.environ, "MODELGRAPH_HOME": home, "PYTHONPYCACHEPREFIX": f"{home}/pyc"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def process(*arguments: str) -> None:
            subprocess.run(
                [sys.executable, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL
            )

        bare = milliseconds(lambda: process("-c", "pass"), 10, 2)
        rows = []
        for command, budget in BUDGETS.items():
            took = milliseconds(lambda command=command: process("-m", "modelgraph", *command), 9, 2)
            rows.append(
                Row(
                    f"`modelgraph {' '.join(command)}`",
                    took,
                    "ms",
                    f"`python -c pass` {bare:.0f} ms",
                    f"≤ {budget} ms" if budget else "",
                    took <= budget if budget else None,
                )
            )
    return rows
