"""A job as tables: the runs side by side, image by image, and how far they agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from modelgraph.cli.output import Answer, Cell, Sheet, Span
from modelgraph.cli.predictions import answer_cell
from modelgraph.cli.text import shorten

if TYPE_CHECKING:
    from modelgraph.runs.agreement import Agreement, Finding, ImageAgreement
    from modelgraph.runs.job import Job, Run

ABREAST: Final = 4
"""More runs than these stand below each other instead."""
FINDINGS: Final = 8
FIELDS: Final = ("Answer", "State", "Model", "Loading", "Weights")


def job_answer(job: Job, agreement: Agreement) -> Answer:
    """Return a finished job: its tables, its plain values, one record a run."""
    sheets = tuple(sheet for sheet in _sheets(job, agreement) if sheet.rows or sheet.notes)
    return Answer(sheets, job_data(job, agreement), _records(job))


def job_data(job: Job, agreement: Agreement) -> dict[str, Any]:
    """Return what a program gets of a job."""
    from modelgraph.cli.output import plain

    data: dict[str, Any] = plain(job)
    return {**data, "iri": job.iri, "agreement": plain(agreement)}


def _sheets(job: Job, agreement: Agreement) -> Iterator[Sheet]:
    by_image = {each.image: each for each in agreement.images}
    names = short_names(job.runs)
    for image in job.images:
        runs = [run for run in job.runs if run.image == image.id]
        title = f"{job.task} on an image of {image.width} × {image.height} pixels"
        yield _side_by_side(title, runs, names)
        if (found := by_image.get(image.id)) is not None and len(runs) > 1:
            yield _measures(found, names)
            yield _findings(found, names)


def short_names(runs: Sequence[Run]) -> dict[str, str]:
    """Return a name for each run: the variant's, without its organization where that is clear."""
    full = {run.id: _name(run) for run in runs}
    variants = set(full.values())
    short = [name.rpartition("/")[2] for name in variants]
    clear = len(set(short)) == len(short)
    return {run: name.rpartition("/")[2] if clear else name for run, name in full.items()}


def _side_by_side(title: str, runs: Sequence[Run], names: Mapping[str, str]) -> Sheet:
    columns = [_column(run) for run in runs]
    heads = tuple(names[run.id] for run in runs)
    if len(runs) > ABREAST:
        rows: list[tuple[Cell, ...] | str] = [
            (name, *cells) for name, cells in zip(heads, columns, strict=True)
        ]
        return Sheet(("", *FIELDS), rows, title, wide=True)
    rows = [(field, *(column[at] for column in columns)) for at, field in enumerate(FIELDS)]
    return Sheet(("", *heads), rows, title, wide=True)


def _column(run: Run) -> tuple[Cell, ...]:
    weights = f"{run.adapter} {run.weights_sha256[:12]}"
    if run.prediction is None:
        why = f"{run.failure.code}: {run.failure.message}" if run.failure else run.state.value
        return ((Span(why, "red"),), run.state.value, "", "", weights)
    again = " (answered before)" if run.reused_from else ""
    asked = f"{run.seconds or 0:.3f} s on {run.device}"
    return answer_cell(run.prediction), f"{run.state.value}{again}", asked, _load(run), weights


def _load(run: Run) -> str:
    return f"{run.timings.load:.2f} s" if run.timings.load else "was loaded"


def _measures(agreement: ImageAgreement, names: Mapping[str, str]) -> Sheet:
    """Return a row a measure and a column a pair of runs."""
    pairs = list(dict.fromkeys((each.first, each.second) for each in agreement.measures))
    values = {(each.name, each.first, each.second): each.value for each in agreement.measures}
    measures = list(dict.fromkeys(each.name for each in agreement.measures))
    if len(pairs) > ABREAST:
        rows: list[tuple[Cell, ...] | str] = [
            (_words(each.name), names[each.first], names[each.second], f"{each.value:.2f}")
            for each in agreement.measures
        ]
        return Sheet(("Agreement", "", "", ""), rows, notes=agreement.notes, wide=True)
    rows = [
        (_words(name), *(_number(values.get((name, *pair))) for pair in pairs)) for name in measures
    ]
    columns = tuple(f"{names[first]} – {names[second]}" for first, second in pairs)
    return Sheet(("Agreement", *columns), rows, notes=agreement.notes, wide=True)


def _findings(agreement: ImageAgreement, names: Mapping[str, str]) -> Sheet:
    """Return a row a verdict: what all of the runs found, and what only some did."""
    by_verdict: dict[str, list[str]] = {}
    for each in agreement.findings:
        by_verdict.setdefault(each.verdict.value, []).append(_finding(each, names))
    rows = [
        (verdict, "\n".join([*found[:FINDINGS], *_more(len(found))]))
        for verdict, found in by_verdict.items()
    ]
    return Sheet(("", ""), rows, wide=True)


def _finding(finding: Finding, names: Mapping[str, str]) -> str:
    labels = dict.fromkeys(each.label or finding.kind for each in finding.members)
    what = shorten(" / ".join(labels), 80)
    if finding.verdict.value == "found by all":
        return what
    return f"{what} ({', '.join(names.get(each.run, each.run) for each in finding.members)})"


def _more(count: int) -> list[str]:
    return [f"… {count - FINDINGS} more: --format json"] if count > FINDINGS else []


def _words(measure: str) -> str:
    return measure.replace("-", " ")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _name(run: Run) -> str:
    return run.variant.rpartition("/variant/")[2] or run.model


def _records(job: Job) -> Sheet:
    rows = [
        (
            run.id, run.model, _name(run), run.task, run.image, run.state.value,
            f"{run.seconds:.4f}" if run.seconds is not None else "",
            f"{run.timings.load:.4f}", f"{run.timings.forward:.4f}", run.device,
            run.prediction.text or "" if run.prediction else "",
            "; ".join(label.name for label in run.prediction.labels) if run.prediction else "",
            run.failure.message if run.failure else "",
        )
        for run in job.runs
    ]  # fmt: skip
    columns = (
        "run", "model", "variant", "task", "image", "state", "seconds", "load_seconds",
        "forward_seconds", "device", "text", "labels", "failure",
    )  # fmt: skip
    return Sheet(columns, rows)
