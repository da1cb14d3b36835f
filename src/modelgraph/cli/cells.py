"""What is known of one property, in the lines of a cell: the value, who says so, who disagrees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from modelgraph.cli.output import Sheet, Span

if TYPE_CHECKING:
    from modelgraph.catalog.entities import Cell, Citation, Source, StatedValue

CLAIM_COLUMNS: Final = (
    "property", "model", "of", "value", "holds", "reason", "source", "kind", "as stated",
    "qualifier", "place", "quote",
)  # fmt: skip

LONGEST_NAME: Final = 32


def short(source: Source) -> str:
    """Return the name of a source, or its slug where the name is long."""
    return source.name if source.name and len(source.name) <= LONGEST_NAME else source.slug


def cell_spans(cell: Cell) -> tuple[Span, ...]:
    """Return a cell's lines: what holds, with its sources, then what was outranked, and why."""
    from modelgraph.catalog.entities import Presence

    stated = cell.presence is Presence.STATED
    spans = [Span(cell.display, "" if stated else "dim")]
    groups = _groups(cell.accepted)
    if len(groups) == 1 and (len(cell.accepted) == 1 or cell.of.many):
        spans += _sources(cell.accepted[0].citations)
    elif groups and cell.of.many:
        spans = [span for group in groups for span in _line("\n", group)][1:]
    elif groups:
        spans += [span for group in groups for span in _line("\n  ", group)]
    elif not cell.outranked:
        spans += _sources(each for value in cell.values for each in value.citations)
    for value in cell.outranked:
        spans.append(Span(f"\n× {_label([value])}{_as_stated(value)}", "yellow"))
        spans += [*_sources(value.citations), Span(f" {value.reason}", "dim")]
    return tuple(spans)


def _groups(values: tuple[StatedValue, ...]) -> list[list[StatedValue]]:
    """Return together what can stand on one line: equal values of the same sources, or, without
    labels, different values of the same sources."""
    found: dict[tuple[str, ...], list[StatedValue]] = {}
    for value in values:
        shown = value.value.display if value.subject_label else ""
        found.setdefault((shown, *_names(value.citations)), []).append(value)
    return list(found.values())


def _line(begin: str, group: list[StatedValue]) -> list[Span]:
    shown = ", ".join(dict.fromkeys(value.value.display for value in group))
    return [Span(begin), Span(f"{_label(group)}{shown}"), *_sources(group[0].citations)]


def _label(group: list[StatedValue]) -> str:
    labels = ", ".join(value.subject_label for value in group if value.subject_label)
    return f"{labels}: " if labels else ""


def _as_stated(value: StatedValue) -> str:
    stated = dict.fromkeys(each.stated_as for each in value.citations if each.stated_as)
    return " / ".join(stated) or value.value.display


def _sources(citations: Iterable[Citation]) -> Iterator[Span]:
    names = _names(citations)
    if names:
        yield Span(f" [{', '.join(names)}]", "cyan")


def _names(citations: Iterable[Citation]) -> list[str]:
    return sorted({short(citation.source) for citation in citations})


def claims_sheet(cells: Iterable[Cell]) -> Sheet:
    """Return one row for everything that any source says, in the source's words."""
    rows = [
        (
            cell.of.key, cell.model, value.subject_label, value.value.display,
            "yes" if value.accepted else "no", value.reason, citation.source.slug, citation.kind,
            citation.stated_as, citation.qualifier, citation.place, citation.quote,
        )
        for cell in cells for value in cell.values for citation in value.citations
    ]  # fmt: skip
    return Sheet(CLAIM_COLUMNS, rows)


def quotes_sheet(cells: Iterable[Cell]) -> Sheet:
    """Return what ``--sources`` shows: each value with the place and the words of its source."""
    rows: list[tuple[str, ...] | str] = []
    for cell in cells:
        if cell.values:
            rows.append(f"{cell.of.label} of {cell.model}")
        for value in cell.values:
            mark = "" if value.accepted else "× "
            for citation in value.citations:
                said = f"{citation.stated_as} ({citation.qualifier})".removesuffix(" ()")
                where = f"{short(citation.source)}: {citation.place}".removesuffix(": ")
                words = "\n".join((citation.quote, *(f"⚠ {each}" for each in citation.warnings)))
                rows.append((f"{mark}{_label([value])}{said}", where, words.strip()))
    return Sheet(("Value as stated", "Where", "Words"), rows, "What the sources say", wide=True)


def sources_sheet(cells: Iterable[Cell]) -> Sheet:
    """Return the sources that the cells name: what each is, of which day."""
    found = {
        citation.source.iri: (citation.source, citation.kind)
        for cell in cells for value in cell.values for citation in value.citations
    }  # fmt: skip
    rows = sorted(
        (short(source), kind, source.revision[:10], source.issued or source.retrieved, source.slug)
        for source, kind in found.values()
    )
    return Sheet(("Source", "Kind", "Revision", "Date", "Id"), rows, "Sources", wide=True)
