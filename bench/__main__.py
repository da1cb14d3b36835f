"""Runs every measurement and writes ``docs/performance.md``.

``python -m bench`` runs all, ``python -m bench cli runs`` only some and prints without writing;
with ``--write`` their tables take the place of the older ones, each with its own date.
"""

from __future__ import annotations

import importlib
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Final

from bench import Row

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs/performance.md"
PARTS: Final = {
    "cli": "Command line, whole processes",
    "server": "Server",
    "catalog": "Catalog, in process",
    "index": "Index, in process",
    "graphql": "GraphQL over HTTP",
    "sparql": "SPARQL over HTTP",
    "import": "Import",
    "sources": "Import of the ten sources",
    "runs": "Runs",
}
HEAD: Final = """\
# Performance

Written by `make bench`. Absolute figures belong to the machine and the hour named below; what was
measured beside them in the same run is what they may be compared with. *Kept* compares with the
budget, where there is one.

"""


def measure(names: Iterable[str]) -> dict[str, list[Row]]:
    """Run the named parts, one after the other; a part that fails says so and is left out."""
    found: dict[str, list[Row]] = {}
    for name in names:
        print(f"{PARTS[name]} …", file=sys.stderr, flush=True)
        start = perf_counter()
        try:
            found[name] = list(importlib.import_module(f"bench.{name}").main())
        except Exception as error:
            # One broken part must not cost the figures of the others.
            print(f"  failed: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        print(f"  {len(found[name])} rows in {perf_counter() - start:.0f} s", file=sys.stderr)
    return found


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| what | measured | beside it | budget | kept |", "|---|---:|---|---|---|"]
    for row in rows:
        kept = {True: "yes", False: "**no**", None: ""}[row.kept]
        lines.append(f"| {row.what} | {_figure(row)} | {row.against} | {row.budget} | {kept} |")
    return "\n".join(lines)


def page(found: Mapping[str, list[Row]]) -> str:
    """Return the whole page."""
    parts = [f"## {PARTS[name]}\n\n{table(rows)}\n" for name, rows in found.items()]
    return f"{HEAD}{machine()}\n\n" + "\n".join(parts)


def update(old: str, found: Mapping[str, list[Row]]) -> str:
    """Return a page with the tables of some parts in the place of its older ones."""
    head, *rest = re.split(r"^## ", old, flags=re.MULTILINE)
    sections = {each.partition("\n")[0]: each.partition("\n")[2].strip() for each in rest}
    for name, rows in found.items():
        sections[PARTS[name]] = f"{machine()}\n\n{table(rows)}"
    titles = [title for title in PARTS.values() if title in sections]
    return head + "\n".join(f"## {title}\n\n{sections[title]}\n" for title in titles)


def machine() -> str:
    """Say when, on what, and at which commit this was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, commit {commit()}: Python {platform.python_version()} on"
        f" {platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB,"
        f" no GPU, load {load:.1f} at the end."
    )


def commit() -> str:
    """Return the short name of the commit, or a dash outside a repository."""
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "–"


def _figure(row: Row) -> str:
    digits = 0 if row.value >= 100 else 1 if row.value >= 10 else 2 if row.value >= 1 else 3
    return f"{row.value:,.{digits}f} {'×' if row.unit == 'x' else row.unit}"


def main() -> None:
    """Measure what the command line names, or all of it."""
    chosen = [name for name in sys.argv[1:] if name in PARTS]
    if unknown := set(sys.argv[1:]) - set(PARTS) - {"--write"}:
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    found = measure(chosen or PARTS)
    if chosen and "--write" not in sys.argv:
        print(page(found))
    else:
        old = PAGE.read_text(encoding="utf-8") if chosen else ""
        PAGE.write_text(update(old, found) if chosen else page(found), encoding="utf-8")
        print(f"Written: {PAGE.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
