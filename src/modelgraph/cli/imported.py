"""What an import changed, or would change, as tables, as rows, and as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from modelgraph.cli.output import Answer, Cell, Sheet, plain

if TYPE_CHECKING:
    from modelgraph.importers.report import Conflict, Report
    from modelgraph.importers.strangers import Stranger
    from modelgraph.provenance import Change
    from modelgraph.store import IRI, Value

SHOWN: Final = 20
NEAR: Final = "Near names that are known"
_Row = tuple[str, str, str, str]


def answer(report: Report, new: tuple[Stranger, ...]) -> Answer:
    """Return the report of an import with the names that it would bring in."""
    rows = [
        (name.replace("_", " "), f"{getattr(report, name):,}")
        for name in ("sources", "claims", "added", "changed", "removed", "unchanged_sources")
    ]
    lists = {"new conflicts": report.new_conflicts, "new warnings": report.new_warnings,
             "new names": new, "not matched": report.unmatched}  # fmt: skip
    rows += [(name, f"{len(each):,}") for name, each in lists.items()]
    sheets = [Sheet(("", ""), rows, notes=(_outcome(report),)), *_details(report, new)]
    return Answer(tuple(sheets), _data(report, new), _records(report, new))


def _data(report: Report, new: tuple[Stranger, ...]) -> dict[str, Any]:
    unmatched = [{**plain(each), "near": _near(each.what)} for each in report.unmatched]
    return {**plain(report), "unmatched": unmatched, "new_names": plain(new)}


def _details(report: Report, new: tuple[Stranger, ...]) -> Iterator[Sheet]:
    if report.changes:
        title = "Would change" if report.dry_run else "Changed"
        yield _first(("", "Model or variant", "Property", "Value"), _changes(report), title)
    if report.new_conflicts:
        conflicts = [_conflict(each) for each in report.new_conflicts]
        columns = ("Model or variant", "Property", "What is stated, what holds first")
        yield _first(columns, conflicts, "Now in conflict with other sources")
    if report.new_warnings:
        yield _warnings(report)
    if new:
        known = [(each.kind, each.identifier, each.name, ", ".join(each.near)) for each in new]
        yield _first(("", "Id", "Name", NEAR), known, "New to the catalog")
    if report.unmatched:
        unmatched = [
            (each.row, each.what, each.reason, ", ".join(_near(each.what)))
            for each in report.unmatched[: SHOWN + 1]
        ]
        more = len(report.unmatched)
        yield _first(("Row", "What", "Why", "Near"), unmatched, "Kept as text, or not taken", more)


def _warnings(report: Report) -> Sheet:
    """Return what rules newly find, under the name of each rule."""
    rows: list[tuple[Cell, ...] | str] = []
    rule = ""
    for each in report.new_warnings[:SHOWN]:
        if each.rule != rule:
            rule = each.rule
            number = sum(one.rule == rule for one in report.new_warnings)
            rows.append(f"{rule} ({number})")
        predicate = _short(each.predicate) if each.predicate else ""
        rows.append((_short(each.subject), predicate, each.message))
    notes = _more(len(report.new_warnings))
    return Sheet(("Model or variant", "Property", "Message"), rows, "New warnings", notes, True)


def _first(
    columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], title: str, total: int | None = None
) -> Sheet:
    notes = _more(len(rows) if total is None else total)
    return Sheet(columns, rows[:SHOWN], title, notes, wide=True)


def _more(total: int) -> tuple[str, ...]:
    return (f"… {total - SHOWN:,} more: --format json or csv",) if total > SHOWN else ()


def _changes(report: Report) -> list[_Row]:
    """Return what came (+), went (−), or took the place of another value (~)."""
    said: defaultdict[tuple[IRI, IRI, IRI], tuple[list[Change], list[Change]]]
    said = defaultdict(lambda: ([], []))
    for each in report.changes:
        said[each.source, each.subject, each.predicate][each.added].append(each)
    rows: list[_Row] = []
    for (_, subject, predicate), (gone, came) in said.items():
        pairs = min(len(gone), len(came))
        values = [
            *(
                ("~", f"{_value(old.value)} → {_value(new.value)}")
                for old, new in zip(gone, came, strict=False)
            ),
            *(("−", _value(each.value)) for each in gone[pairs:]),
            *(("+", _value(each.value)) for each in came[pairs:]),
        ]  # fmt: skip
        rows += [(sign, _short(subject), _short(predicate), value) for sign, value in values]
    return rows


def _conflict(each: Conflict) -> tuple[str, str, str]:
    said = "; ".join(f"{_value(one.value)} [{_slug(one.source)}]" for one in each.stated)
    return _short(each.subject), _short(each.predicate), said


_COLUMNS: Final = ("what", "model_or_variant", "property", "value_or_message", "near")
_SIGNS: Final = {"+": "added", "−": "removed", "~": "changed"}


def _records(report: Report, new: tuple[Stranger, ...]) -> Sheet:
    """Return everything as rows of one table."""
    rows: list[tuple[str, ...]] = [(_SIGNS[sign], *rest, "") for sign, *rest in _changes(report)]
    rows += [("new conflict", *_conflict(each), "") for each in report.new_conflicts]
    rows += [
        ("new warning", _short(each.subject), _short(each.predicate or ""),
         f"{each.rule}: {each.message}", "")
        for each in report.new_warnings
    ]  # fmt: skip
    rows += [("new name", each.identifier, "", each.name, ", ".join(each.near)) for each in new]
    rows += [
        ("not matched", each.row, "", f"{each.what}: {each.reason}", ", ".join(_near(each.what)))
        for each in report.unmatched
    ]
    return Sheet(_COLUMNS, rows)


def _near(text: str) -> tuple[str, ...]:
    from modelgraph.importers.strangers import near_concepts

    return near_concepts(text)


def _value(value: Value) -> str:
    return _short(str(getattr(value, "lexical", value)))


def _outcome(report: Report) -> str:
    if report.dry_run:
        return "Nothing was written: a dry run."
    return "Nothing has changed." if report.is_empty else "Written, in one transaction."


def _slug(source: IRI) -> str:
    return _short(source).removeprefix("source:")


def _short(iri: str) -> str:
    from modelgraph.vocabulary.prefixes import shorten

    return shorten(iri)
