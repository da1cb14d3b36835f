"""A job as tables: the runs side by side, image by image, and how far they agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    return Answer(tuple(_sheets(job, agreement)), job_data(job, agreement), _records(job))


def job_data(job: Job, agreement: Agreement) -> dict[str, Any]:
    """Return what a program gets of a job."""
    from modelgraph.cli.output import plain

    data: dict[str, Any] = plain(job)
    return {**data, "iri": job.iri, "agreement": plain(agreement)}


def _sheets(job: Job, agreement: Agreement) -> Iterator[Sheet]:
    by_image = {each.image: each for each in agreement.images}
    for image in job.images:
        runs = [run for run in job.runs if run.image == image.id]
        name = f"{job.task} on an image of {image.width} × {image.height} pixels"
        yield _side_by_side(name, runs)
        if (found := by_image.get(image.id)) is not None and len(runs) > 1:
            yield _agreement(found, runs)


def _side_by_side(title: str, runs: Sequence[Run]) -> Sheet:
    columns = [_column(run) for run in runs]
    names = tuple(_name(run) for run in runs)
    if len(runs) > ABREAST:
        rows: list[tuple[Cell, ...] | str] = [
            (name, *cells) for name, cells in zip(names, columns, strict=True)
        ]
        return Sheet(("", *FIELDS), rows, title, wide=True)
    rows = [(field, *(column[at] for column in columns)) for at, field in enumerate(FIELDS)]
    return Sheet(("", *names), rows, title, wide=True)


def _column(run: Run) -> tuple[Cell, ...]:
    weights = f"{run.adapter} {run.weights_sha256[:12]}"
    if run.prediction is None:
        why = f"{run.failure.code}: {run.failure.message}" if run.failure else run.state.value
        return ((Span(why, "red"),), run.state.value, "", "", weights)
    again = " (answered before)" if run.reused_from else ""
    times = run.timings
    asked = f"{run.seconds or 0:.3f} s, {times.forward:.3f} s of it forward, on {run.device}"
    return answer_cell(run.prediction), f"{run.state.value}{again}", asked, _load(run), weights


def _load(run: Run) -> str:
    return f"{run.timings.load:.2f} s" if run.timings.load else "was loaded"


def _agreement(agreement: ImageAgreement, runs: Sequence[Run]) -> Sheet:
    names = {run.id: _name(run) for run in runs}
    rows: list[tuple[Cell, ...] | str] = [
        (f"{each.name.replace('-', ' ')}", f"{names[each.first]} – {names[each.second]}",
         f"{each.value:.2f}")
        for each in agreement.measures
    ]  # fmt: skip
    rows += [_finding(each, names) for each in agreement.findings[:FINDINGS]]
    more = len(agreement.findings) - FINDINGS
    notes = (f"… {more} more findings: --format json has them.",) if more > 0 else ()
    return Sheet(("Agreement", "Between", ""), rows, "", (*agreement.notes, *notes), wide=True)


def _finding(finding: Finding, names: dict[str, str]) -> tuple[Cell, ...]:
    labels = dict.fromkeys(each.label or finding.kind for each in finding.members)
    who = ", ".join(names.get(each.run, each.run) for each in finding.members)
    return shorten(" / ".join(labels), 60), who, finding.verdict.value


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
