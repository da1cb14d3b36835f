"""``modelgraph check``, ``conflicts`` and ``coverage``: the catalog looks at itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from modelgraph.cli.cells import cell_spans, short
from modelgraph.cli.options import FormOption, StoreOption, open_catalog
from modelgraph.cli.output import Answer, Cell, Sheet, show

if TYPE_CHECKING:
    from modelgraph.catalog.audited import ConflictCounts
    from modelgraph.catalog.catalog import Catalog
    from modelgraph.catalog.entities import Source
    from modelgraph.validation import Violation

app = typer.Typer(no_args_is_help=True, help="Check what the catalog holds.")
SHOWN: Final = 50

LimitOption = Annotated[int, typer.Option("--limit", min=0, help="At most so many rows; 0: all.")]


@app.callback()
def group() -> None:
    """Check what the catalog holds."""


@app.command("data")
def data(
    rule: Annotated[
        list[str] | None, typer.Option("--rule", help="Only what this rule finds.")
    ] = None,
    *,
    source: Annotated[
        str | None, typer.Option("--source", help="Only what this source says, by its id.")
    ] = None,
    infos: Annotated[
        bool, typer.Option("--infos", help="Also list remarks; else they are only counted.")
    ] = False,
    limit: LimitOption = SHOWN,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Check all facts by all rules; exit 1 where a rule is violated.

    What is odd is listed with the sources that say so. docs/reference/rules.md explains each rule.
    """
    from modelgraph.errors import NotFoundError
    from modelgraph.importers import findings
    from modelgraph.validation import Severity, rules

    known = tuple(each.id for each in rules())
    for name in rule or ():
        if name not in known:
            raise NotFoundError("rule", name[:200], near=_near(name, known))
    catalog = open_catalog(store)
    iri = None if source is None else catalog.source(source).iri
    found = [
        each
        for each in findings.check(catalog.store)
        if (not rule or each.rule in rule) and (iri is None or iri in each.sources)
    ]
    listed = [each for each in found if infos or rule or each.severity is not Severity.INFO]
    listed.sort(key=lambda each: tuple(Severity).index(each.severity))
    details = _findings(listed, catalog)
    show(Answer((_summary(found), _table(details, limit)), found, details), form)
    if any(each.severity is Severity.VIOLATION for each in found):
        raise typer.Exit(1)


def _near(name: str, known: Iterable[str]) -> tuple[str, ...]:
    import difflib

    return tuple(difflib.get_close_matches(name, known))


def _summary(found: Sequence[Violation]) -> Sheet:
    counts = Counter((each.severity, each.rule) for each in found)
    order = {severity: place for place, (severity, _) in enumerate(sorted(counts, key=_worst))}
    rows = [
        (severity.value, rule, f"{count:,}")
        for (severity, rule), count in sorted(
            counts.items(), key=lambda item: (order[item[0][0]], -item[1], item[0][1])
        )
    ]
    by = Counter(each.severity.value for each in found)
    told = ", ".join(f"{by[name]:,} {name}{'' if by[name] == 1 else 's'}" for name in _NAMES)
    return Sheet(("Severity", "Rule", "Findings"), rows, "Rules that are not kept", (told,))


_NAMES: Final = ("violation", "warning", "info")


def _worst(counted: tuple[str, str]) -> tuple[int, str]:
    return _NAMES.index(counted[0]), counted[1]


def _findings(found: Sequence[Violation], catalog: Catalog) -> Sheet:
    from modelgraph.vocabulary.prefixes import shorten

    sources = {each.iri: each for each in catalog.sources()}
    rows = [
        (
            each.severity.value, each.rule, shorten((each.abouts or (each.focus,))[0]),
            shorten(each.path) if each.path else "", each.message,
            ", ".join(short(sources[iri]) for iri in each.sources if iri in sources),
        )
        for each in found
    ]  # fmt: skip
    columns = ("Severity", "Rule", "About", "Property", "What is odd", "Sources")
    return Sheet(columns, rows, "Findings")


def _table(details: Sheet, limit: int) -> Sheet:
    """Return the findings for people: under a heading for each rule, without its columns."""
    rows: list[tuple[Cell, ...] | str] = []
    heading = ""
    for row in details.rows[: limit or None]:
        severity, rule, about, _, message, sources = tuple(row)
        if heading != f"{rule} ({severity})":
            heading = f"{rule} ({severity})"
            rows.append(heading)
        rows.append((about, message, sources))
    notes = _rest(details.rows, limit)
    return Sheet(("About", "What is odd", "Sources"), rows, "Findings", notes, wide=True)


def conflicts(
    model: Annotated[
        str | None, typer.Argument(metavar="[MODEL]", help="Id or name; left out, all of them.")
    ] = None,
    *,
    property: Annotated[
        list[str] | None,
        typer.Option("--property", help="Only about this property, or any of several: license …"),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source", help="Only with this source, by its id, or with all of this name."
        ),
    ] = None,
    counts: Annotated[
        bool, typer.Option("--counts", help="Count by property, by two sources, by model.")
    ] = False,
    limit: LimitOption = SHOWN,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Show where sources disagree: who says what, and which value holds."""
    catalog = open_catalog(store)
    if counts:
        counted = catalog.conflict_counts()
        show(Answer(_counts(counted, limit), counted), form)
        return
    found = [
        each
        for key in property or (None,)
        for each in catalog.conflicts(model, property=key, source=source)
    ]
    rows: list[tuple[Cell, ...]] = [
        (each.model.id, each.cell.of.label, cell_spans(each.cell))
        for each in found[: limit or None]
    ]
    more = len(found) - len(rows)
    notes = (f"… {more:,} more; --limit 0 shows all of them.",) if more else ()
    if not rows:
        notes = ("No two sources disagree.",)
    show(Answer((Sheet(("Model", "Property", "Values"), rows, "", notes, wide=True),), found), form)


def _label(source: Source) -> str:
    return source.label or short(source)


def _counts(counted: ConflictCounts, limit: int) -> tuple[Sheet, ...]:
    return (
        Sheet(
            ("Property", "Values", "Models"),
            [(each.label, f"{each.things:,}", f"{each.models:,}") for each in counted.by_property],
            "By property",
        ),
        Sheet(
            ("Source", "Other source", "Disagreements"),
            [
                (_label(each.one), _label(each.other), f"{each.disagreements:,}")
                for each in counted.by_sources[: limit or None]
            ],
            "By two sources",
        ),
        Sheet(
            ("Model", "Values", "Properties"),
            [
                (each.model.id, f"{each.things:,}", f"{each.properties:,}")
                for each in counted.by_model[: limit or None]
            ],
            "By model",
        ),
    )


def coverage(
    properties: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PROPERTY]", help="license, released, papers, weights …"),
    ] = None,
    *,
    lone: Annotated[
        bool, typer.Option("--one-aggregator", help="Facts that rest on one aggregator only.")
    ] = False,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="How much of each source others dispute.")
    ] = False,
    model: Annotated[
        str | None, typer.Option("--model", help="With --one-aggregator: of this model only.")
    ] = None,
    limit: LimitOption = SHOWN,
    form: FormOption = None,
    store: StoreOption = None,
) -> None:
    """Show what is missing, and in which of four ways; which facts rest on one source alone."""
    catalog = open_catalog(store)
    if lone:
        show(_lone(catalog, model, limit), form)
    elif agreement:
        show(_agreement(catalog), form)
    elif properties:
        show(_gaps(catalog, properties, limit), form)
    else:
        counted = catalog.coverage()
        lines = [
            (
                each.property, f"{each.stated:,}", f"{each.unknown:,}", f"{each.not_disclosed:,}",
                f"{each.not_applicable:,}", f"{each.not_checked:,}",
            )
            for each in counted
        ]  # fmt: skip
        columns = (
            "Property", "Stated", "Unknown", "Not disclosed", "Not applicable", "Not checked",
        )  # fmt: skip
        show(Answer((Sheet(columns, lines, "Models"),), counted), form)


def _gaps(catalog: Catalog, properties: Sequence[str], limit: int) -> Answer:
    gaps = [each for key in properties for each in catalog.lacking(key)]
    rows = [(each.model.id, each.model.name, each.property, each.presence.value) for each in gaps]
    columns = ("Model", "Name", "Property", "Missing")
    shown = Sheet(columns, rows[: limit or None], "", _rest(rows, limit))
    return Answer((shown,), gaps, Sheet(columns, rows))


def _lone(catalog: Catalog, model: str | None, limit: int) -> Answer:
    found = catalog.lone_facts(model)
    rows = [(each.model.id, each.label, each.value, short(each.source)) for each in found]
    columns = ("Model", "Property", "Value", "Only source")
    counts = Counter(each.source.slug for each in found).most_common()
    sheets = [Sheet(("Source", "Facts"), [(s, f"{n:,}") for s, n in counts], "By source")]
    sheets.append(Sheet(columns, rows[: limit or None], "Facts", _rest(rows, limit), wide=True))
    return Answer(tuple(sheets), found, Sheet(columns, rows))


def _agreement(catalog: Catalog) -> Answer:
    found = catalog.agreement()
    rows = [
        (
            each.source.slug, each.source.kind, f"{each.compared:,}", f"{each.disputed:,}",
            f"{each.rate:.0%}",
        )
        for each in found
    ]  # fmt: skip
    columns = ("Source", "Kind", "Also said by others", "Disputed", "Undisputed")
    return Answer((Sheet(columns, rows),), found)


def _rest(rows: Sequence[object], limit: int) -> tuple[str, ...]:
    more = len(rows) - limit if limit else 0
    return (f"… {more:,} more; --limit 0 shows all of them.",) if more > 0 else ()
