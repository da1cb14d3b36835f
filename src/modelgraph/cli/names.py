"""``modelgraph check names``: which names of the shipped sources were joined, and which not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from modelgraph.cli.audit import SHOWN, LimitOption
from modelgraph.cli.options import FormOption
from modelgraph.cli.output import Answer, Sheet, show

if TYPE_CHECKING:
    from modelgraph.importers.joins import Join, Left


def names(
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="Only names or ids that hold this text.")
    ] = None,
    *,
    joined: Annotated[
        bool, typer.Option("--joined", help="What each source calls each model and variant.")
    ] = False,
    source: Annotated[
        str | None, typer.Option("--source", help="Only of this source or collection.")
    ] = None,
    limit: LimitOption = SHOWN,
    form: FormOption = None,
) -> None:
    """Show what of the shipped sources found no place, with the nearest names that are known.

    With --joined: what each source calls each model and variant; rows of one id were joined.
    docs/reference/identity.md says how, and how sure the joins are.
    """
    from modelgraph.importers.joins import shipped_names, shipped_unmatched
    from modelgraph.vocabulary.ontology import plain

    wanted = plain(text or "")
    if joined:
        found = sorted(
            (
                each
                for each in shipped_names()
                if source in {None, each.source, each.collection}
                and any(wanted in plain(part) for part in (each.name, each.thing))
            ),
            key=lambda each: (each.thing, each),
        )
        show(_joined(found, limit), form)
        return
    left = [
        each
        for each in shipped_unmatched()
        if source in {None, each.collection} and wanted in plain(each.name)
    ]
    show(_left(left, limit), form)


def _joined(found: Sequence[Join], limit: int) -> Answer:
    columns = ("Id", "Source", "Name there", "Place")
    rows = [(each.thing, each.source, each.name, each.place) for each in found]
    table = Sheet(columns, rows[: limit or None], "", _more(rows, limit), wide=True)
    return Answer((table,), found, Sheet(columns, rows))


def _left(left: Sequence[Left], limit: int) -> Answer:
    columns = ("Collection", "Place", "Name", "Why", "Near")
    rows = [
        (each.collection, each.place, each.name, each.reason, ", ".join(each.near)) for each in left
    ]
    counts = Counter((each.collection, each.reason) for each in left).most_common()
    summary = Sheet(
        ("Collection", "Names", "Why"),
        [(collection, f"{number:,}", reason) for (collection, reason), number in counts],
        "Not joined, by reason",
        wide=True,
    )
    table = Sheet(columns, rows[: limit or None], "Names", _more(rows, limit), wide=True)
    return Answer((summary, table), left, Sheet(columns, rows))


def _more(rows: Sequence[object], limit: int) -> tuple[str, ...]:
    more = len(rows) - limit if limit else 0
    return (f"… {more:,} more; --limit 0 shows all of them.",) if more > 0 else ()
