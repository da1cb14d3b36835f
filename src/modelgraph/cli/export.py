"""``modelgraph export``: the catalog as a file, whole or in the terms of another vocabulary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelgraph.cli.options import FormOption, StoreOption, open_catalog
from modelgraph.cli.output import Answer, Sheet, say, show

if TYPE_CHECKING:
    from modelgraph.catalog.profiles import Profile
    from modelgraph.catalog.profiles.report import Entry, Report


def export(  # noqa: PLR0917 - the options of the command
    to: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where to write; else to standard output."),
    ] = None,
    form: Annotated[
        str, typer.Option("--form", metavar="nq|trig|jsonld|csv", help="By default as FILE ends.")
    ] = "",
    profile: Annotated[
        str,
        typer.Option(
            metavar="fair4ml|mldcat-ap", help="In the terms of FAIR4ML 0.1.0 or MLDCAT-AP 3.1.0."
        ),
    ] = "",
    report: Annotated[
        bool,
        typer.Option("--report", help="Which entries the profile would take; what others lack."),
    ] = False,
    all: Annotated[bool, typer.Option("--all", help="Every entry in the report.")] = False,
    table: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Write the whole catalog: facts, who says so, and history; the same content, the same bytes.

    Runs and what can be run on this machine are left out. N-Quads are in canonical order. In the
    terms of a profile only what holds is written, with its sources; a profile has no CSV.
    """
    from modelgraph.catalog import profile_dumps
    from modelgraph.catalog.dumps import Form, write, write_file

    chosen = _profile(profile)
    if report:
        if chosen is None:
            raise typer.BadParameter("goes with --profile", param_hint="--report")
        found = open_catalog(store).profile_report(chosen)
        show(_report(found, None if all else _SHOWN), table)
        return
    forms = profile_dumps.FORMS if chosen else tuple(Form)
    known = {each.ending: each for each in forms}
    ending = form or (to.suffix.removeprefix(".") if to else "nq")
    if ending not in known:
        raise typer.BadParameter(f"one of {', '.join(known)}", param_hint="--form")
    catalog = open_catalog(store)
    if to is None and chosen:
        profile_dumps.write(catalog, chosen, known[ending], sys.stdout.buffer)
    elif to is None:
        write(catalog, known[ending], sys.stdout.buffer)
    else:
        written = (
            profile_dumps.write_file(catalog, chosen, known[ending], to)
            if chosen
            else write_file(catalog, known[ending], to)
        )
        say(f"{written.path}: {written.size:,} bytes, SHA-256 {written.sha256}")


_SHOWN = 20


def _profile(name: str) -> Profile | None:
    from modelgraph.catalog.profiles import Profile

    if name and name not in {*Profile}:
        raise typer.BadParameter(f"one of {', '.join(Profile)}", param_hint="--profile")
    return Profile(name) if name else None


def _report(found: Report, most: int | None) -> Answer:
    valid = len(found.valid)
    total = len(found.entries)
    title = f"{found.profile.label}: {valid:,} of {total:,} entries would be valid"
    reasons = [(why, f"{number:,}") for why, number in found.reasons]
    used = [
        (each.name, each.obligation.value, f"{each.filled:,}")
        for each in found.properties
        if each.filled or each.obligation != "optional"
    ]
    rest = total if most is None else most
    shown = sorted(found.entries, key=_fullness)[:rest]
    entries = [
        (
            each.id, each.kind, "yes" if each.valid else "no", ", ".join(each.missing),
            "; ".join(each.wrong), ", ".join(each.recommended),
        )
        for each in shown
    ]  # fmt: skip
    more = (f"{total - len(shown):,} more; --all shows them.",) if total > len(shown) else ()
    columns = ("Entry", "Kind", "Valid", "Lacks", "Not taken", "Recommended")
    sheets = (
        Sheet(("Why entries are not valid", "Entries"), reasons, title, notes=(found.profile.url,)),
        Sheet(("Property", "Obligation", "Entries that state it"), used, "Properties"),
        Sheet(columns, entries, "Entries, the fullest first", more, wide=True),
    )
    return Answer(sheets, found.data, sheets[2])


def _fullness(each: Entry) -> tuple[int, int, str]:
    return len(each.missing) + len(each.wrong), len(each.recommended), each.id
