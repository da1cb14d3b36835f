"""How long the command line takes, as whole processes: what a person waits for.

The shipped catalog is opened from its cache, which the first command makes; one command also asks
the store of a server, beside which no answers are kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bench import Row, milliseconds, of_children
from modelgraph.server.shipped import bring_up_to_date
from modelgraph.store import OxigraphStore

COMPARE = ("compare", "florence-2", "sam-clip")
BUDGETS = {
    ("--help",): 250,
    COMPARE: 600,
    (*COMPARE, "--format", "json"): 600,
    ("show", "florence-2"): None,
    ("search", "sam"): None,
    ("tasks", "florence-2", "yolov9"): None,
    ("sparql", "SELECT (COUNT(*) AS ?n) { ?m a mg:Model }"): None,
}


TIMES, WARM = 9, 2


def main() -> list[Row]:
    """Return a row for each command, beside an interpreter that does nothing."""
    with tempfile.TemporaryDirectory() as home:
        # Compiled modules as an installation has them; the runs that warm up make them.
        environment = {**os.environ, "MODELGRAPH_HOME": home, "PYTHONPYCACHEPREFIX": f"{home}/pyc"}
        for name in ("PYTHONDONTWRITEBYTECODE", "MODELGRAPH_STORE"):
            environment.pop(name, None)

        def process(*arguments: str) -> None:
            subprocess.run(
                [sys.executable, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL
            )

        def command(*words: str) -> tuple[float, float]:
            """Return the milliseconds that a command takes, and those of the processor in it."""
            before = of_children()
            took = milliseconds(lambda: process("-m", "modelgraph", *words), TIMES, WARM)
            return took, (of_children() - before) / (TIMES + WARM) * 1000

        bare = milliseconds(lambda: process("-c", "pass"), 10, 2)
        process("-m", "modelgraph", "--help")
        start = perf_counter()
        process("-m", "modelgraph", *COMPARE)
        rows = [Row("the first command ever, which makes the cache", perf_counter() - start, "s")]
        for words, budget in BUDGETS.items():
            rows.append(_row(" ".join(words), command(*words), bare, budget))
        store = Path(home) / "server"
        bring_up_to_date(OxigraphStore(store))
        served = command(*COMPARE, "--store", str(store))
        rows.append(_row(" ".join((*COMPARE, "--store DIR")), served, bare, None))
    return rows


def _row(words: str, took: tuple[float, float], bare: float, budget: int | None) -> Row:
    wall, processor = took
    return Row(
        f"`modelgraph {words}`",
        wall,
        "ms",
        f"{processor:.0f} ms of the processor; `python -c pass` {bare:.0f} ms",
        f"≤ {budget} ms" if budget else "",
        wall <= budget if budget else None,
    )
