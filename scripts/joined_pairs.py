"""Draw a sample of joined names, to be read over by eye, and say how precise the joins are.

``python scripts/joined_pairs.py`` prints 200 pairs as CSV: two names of two sources that
``data/names.csv`` gives to one model or variant. Strata are pairs of collections; each gives one
pair in turn until there are enough, so that rare ones are read too. Within one the order is that
of SHA-256 over seed and pair: the same table gives the same sample, and a change of the table
moves few pairs. ``--unread`` leaves out those that have a verdict in
``data/identity/reviewed-pairs.csv``; ``--report`` prints the precision of each sample there,
with its interval of 95 %.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Final, TypeAlias

from modelgraph.importers.joins import Join, shipped_names

SEED: Final = 20261125
SIZE: Final = 200
REVIEWED: Final = Path(__file__).parents[1] / "data/identity/reviewed-pairs.csv"
COLUMNS: Final = (
    "sample", "collection_a", "source_a", "name_a", "place_a", "collection_b", "source_b", "name_b",
    "place_b", "thing", "verdict", "reason",
)  # fmt: skip
Pair: TypeAlias = tuple[Join, Join]
Names: TypeAlias = tuple[str, str, str, str, str]
"""A pair by its thing, and by the source and name of each side."""


def pairs(joins: Iterable[Join]) -> Iterator[Pair]:
    """Yield two names of one thing for each two sources; a repository and its copy are one."""
    called: defaultdict[str, list[Join]] = defaultdict(list)
    for join in joins:
        called[join.thing].append(join)
    for names in called.values():
        for one, other in combinations(names, 2):
            same = one.revision and one.revision == other.revision
            if one.source != other.source and not same:
                yield (one, other) if one.collection <= other.collection else (other, one)


def drawn(joins: Iterable[Join], known: Set[Names], size: int, seed: int) -> list[Pair]:
    """Return the sample, without known pairs: strata in turn, each in the order of its hashes."""
    strata: defaultdict[tuple[str, str], list[Pair]] = defaultdict(list)
    for one, other in pairs(joins):
        if _names(one, other) not in known:
            strata[one.collection, other.collection].append((one, other))
    queues = [
        sorted(strata[key], key=lambda pair: _order(pair, seed), reverse=True)
        for key in sorted(strata)
    ]
    found: list[Pair] = []
    while len(found) < size and any(queues):
        found += [queue.pop() for queue in queues if queue]
    return found[:size]


def _names(one: Join, other: Join) -> Names:
    return one.thing, one.source, one.name, other.source, other.name


def _reviewed() -> list[dict[str, str]]:
    with REVIEWED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read() -> set[Names]:
    """Return the pairs that have a verdict."""
    return {
        (row["thing"], row["source_a"], row["name_a"], row["source_b"], row["name_b"])
        for row in _reviewed()
    }


def _order(pair: Pair, seed: int) -> str:
    return sha256(f"{seed}\x1f{pair[0]}\x1f{pair[1]}".encode()).hexdigest()


def interval(right: int, read: int) -> tuple[float, float]:
    """Return the Wilson interval of 95 % of a share."""
    z = 1.959964
    share, spread = right / read, z * z / read
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / read + spread / (4 * read))
    return middle - half, middle + half


def report() -> None:
    """Print the verdicts of each sample counted, and the share that is right."""
    for sample in sorted({row["sample"] for row in _reviewed()}):
        verdicts = [row["verdict"] for row in _reviewed() if row["sample"] == sample]
        right = verdicts.count("same")
        low, high = interval(right, len(verdicts))
        counted = ", ".join(f"{verdicts.count(each)} {each}" for each in sorted({*verdicts}))
        share = right / len(verdicts)
        print(f"sample {sample}: {counted}; precision {share:.1%} ({low:.1%} to {high:.1%})")


def main() -> None:
    """Print the sample, or the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--report", action="store_true", help="count the verdicts instead")
    parser.add_argument("--size", type=int, default=SIZE, help="how many pairs")
    parser.add_argument("--seed", type=int, default=SEED, help="another one gives other pairs")
    parser.add_argument("--unread", action="store_true", help="leave out pairs that have a verdict")
    arguments = parser.parse_args()
    if arguments.report:
        report()
        return
    known = _read() if arguments.unread else set()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one, other in drawn(shipped_names(), known, arguments.size, arguments.seed):
        cells = [[j.collection, j.source, j.name, j.place] for j in (one, other)]
        writer.writerow(["", *cells[0], *cells[1], one.thing, "", ""])


if __name__ == "__main__":
    main()
