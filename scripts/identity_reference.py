"""Writes docs/reference/identity.md: how names are joined, how sure that is, and who decided what.

Called by ``scripts/reference.py``. What is not plain in the tables of ``data/identity`` is listed
with its reason; rows without one are spellings of one name.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scripts.joined_pairs import REVIEWED, interval

TABLES = Path(__file__).resolve().parents[1] / "data/identity"
VERDICTS = ("same", "wrong level", "wrong merge")
LISTED_ELSEWHERE = ("timm keeps", "documented by transformers", "a design of timm itself")

HEAD = """\
# Who is who

Sources share no ids, and one name may be two things. This page says how a name of a source becomes
a model or variant here, how sure that is, and what people decided. `modelgraph check names --joined
rf-detr-large` shows it for a name, `modelgraph check names` what found no place, with the nearest
names that are known. Both are tables beside the data, `names.csv` and `unmatched.csv`.

## How a name is joined

The first that fits decides:

1. a decision for this source, then one for all sources, in `data/identity/variants.csv` (names of
   models, variants and Hub repositories) or `pages.csv` (pages, folders and architectures of two
   sources);
2. the Hub repository that the source links, where a decision names it;
3. the name, id or further name of a model in `models.csv`, without case, spaces and hyphens;
4. the beginning of the name, for architectures of timm (`architectures.csv`; a beginning ends where
   no letter follows: `resnet` stands for `resnet50d`, never for `resnetv2_50`);
5. the model under which the source itself puts a size: a variant of it, by its own name;
6. otherwise it is a model of its own, or, where the source is read only for what the catalog knows,
   it is left out and listed.

A Hub repository or a paper that two models share asks for a decision and takes none: pages cite
papers of other generations (that of Qwen3-VL cites the paper of Qwen2.5-VL), and of the pairs of
models that share one nearly all are two. A test holds that each such pair is joined or stands in
`data/identity/apart.csv`, with the reason. Nothing is joined because names are alike.
`modelgraph import` lists each new name with the nearest known ones, and leaves the decision to you.

A name may stand for several things: "Qwen3-VL-2B, -32B" for two variants, "PP-OCR" for each version
of the line. It is joined to all of them where what is said holds for each; else it is a variant of
its own, as "RF-DETR Segmentation" is.

## How sure it is

Two names of two sources that stand for one model or variant are a pair. Pairs were drawn at random
(`scripts/joined_pairs.py`, by seed, from each two collections in turn) and read by eye beside the
rows of their sources. The second sample was drawn from the others after what the first showed was
mended, and no pair of it was read before. Verdicts and reasons stand in
`data/identity/reviewed-pairs.csv`; a test holds that pairs judged the same stay joined, and the
others apart.

"""

TAIL = """
*Wrong level*: one side speaks of a size, part, snapshot or line, and was put on the whole, or the
other way round. All thirteen of the first sample are mended, as are cases of the same kind outside
of it. The intervals are Wilson's of 95 %. As each two collections give pairs in turn, rare ones
weigh more here than in the catalog. How many joins are *missed* was not measured in this way:
each name that stands for two things does so by a decision, and for each model that one source names
alone the nearest other names were looked through.

One limit is known: a vendor uses `depth-anything-v2` both for an architecture and as another name
of the Small weights; both stand at the model.
"""


def page() -> str:
    """Return the text of the page."""
    parts = [HEAD, *_precision(), TAIL]
    for title, table, columns in (
        ("Names that look alike and are two", "apart", ("one", "other")),
        ("Names of variants, and names of several things", "variants", ("name", "source", "means")),
        ("Pages, folders and architectures", "pages", ("page", "source", "means")),
        ("Models", "models", ("name", "id")),
        ("Organizations", "organizations", ("name", "slug")),
        ("Publishers of weights", "weights-publishers", ("beginning", "publisher")),
        ("Rows that are held back", "held-back", ("id",)),
    ):
        parts.append(f"\n## {title}\n\n`data/identity/{table}.csv`\n\n")
        parts += _listed(table, columns)
    return "".join(parts)


def _rows(table: str) -> list[dict[str, str]]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _precision() -> Iterator[str]:
    counted = Counter((row["verdict"], row["sample"]) for row in _rows(REVIEWED.stem))
    samples = sorted({sample for _, sample in counted})
    yield "| verdict | first sample | second sample, after it |\n|---|---|---|\n"
    for verdict in VERDICTS:
        yield f"| {verdict} | {' | '.join(str(counted[verdict, each]) for each in samples)} |\n"
    shares = (_share(counted, sample) for sample in samples)
    yield f"| **precision** | {' | '.join(shares)} |\n"


def _share(counted: Counter[tuple[str, str]], sample: str) -> str:
    read = sum(counted[verdict, sample] for verdict in VERDICTS)
    right = counted["same", sample]
    low, high = interval(right, read)
    return f"**{right / read:.1%}** ({low:.1%} to {high:.1%})"


def _listed(table: str, columns: tuple[str, ...]) -> Iterator[str]:
    """Yield the rows that give a reason; those of one kind were decided once and are counted."""
    rows = _rows(table)
    told = [r for r in rows if r["reason"] and not r["reason"].startswith(LISTED_ELSEWHERE)]
    yield f"| {' | '.join(columns)} | reason |\n|{'---|' * (len(columns) + 1)}\n"
    for row in told:
        means = row.get("means") or row.get("variants") or row.get("model") or "no model"
        cells = (row[column] if column != "means" else means for column in columns)
        yield f"| {' | '.join(map(_cell, (*cells, row['reason'])))} |\n"
    if more := len(rows) - len(told):
        yield f"\n{more:,} more rows say nothing that is not plain.\n"


def _cell(text: str) -> str:
    return (
        re.sub(r";(?! )", "; ", text.replace("|", "\\|"))
        .replace("[[", r"\[\[")
        .replace("](", r"]\(")
    )
