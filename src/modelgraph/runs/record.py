"""The record of a job in the graph: its runs, what came of them, and how far they agree.

One named graph a job, PROV activities with everything that is needed to try again. A run that
succeeded makes the support of its task *verified*, of the variant and of the model. The default
graph gets the same without the outputs. Writing a job twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from modelgraph.runs.agreement import Agreement, ImageAgreement
from modelgraph.runs.job import Job, Run, RunState, StoredImage
from modelgraph.runs.prediction import Prediction
from modelgraph.store import IRI, Literal, Quad, Scope, Value, WritableStore, decimal, integer
from modelgraph.store.terms import XSD
from modelgraph.vocabulary.prefixes import BASE, expand
from modelgraph.vocabulary.terms import MG, PROV, RDF

_OUTPUT_BYTES = 1_000_000
_TEXT_LETTERS = 10_000
_VERIFYING_RUNS = 10
"""The default graph names so many runs for one support; the others are in their jobs' graphs."""

_ONLY_IN_THE_JOB = frozenset({MG.output, MG.outputText})
_NOT_IN_A_LITERAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Triple = tuple[IRI, IRI, Value]


def write(store: WritableStore, job: Job, agreement: Agreement) -> None:
    """Write the record of a finished job, in one transaction."""
    graph = IRI(job.iri)
    triples = list(dict.fromkeys(_job(job, agreement)))
    now = {Quad(*triple) for triple in triples if triple[1] not in _ONLY_IN_THE_JOB}
    # Written before, and not by others: a support may be claimed by sources as well.
    own = (job.iri, f"{BASE}run/{job.id}-")
    before = {
        Quad(each.subject, each.predicate, each.object)
        for each in store.quads(graph=graph)
        if each.subject.startswith(own)
    }
    crowded = {quad for quad in now if _is_crowded(store, quad)}
    store.replace(
        {graph: [Quad(*triple, graph) for triple in triples]},
        add=sorted(now - crowded, key=_order),
        remove=sorted(before - now, key=_order),
    )


def support(subject: str, task: str, state: IRI) -> Iterator[Triple]:
    """Yield that a model or variant supports a task in one of the three states."""
    node, iri = IRI(f"{subject}/support/{task}"), IRI(subject)
    yield iri, MG.supports, node
    yield node, RDF.type, MG.TaskSupport
    yield node, MG.of, iri
    yield node, MG.task, IRI(expand(f"task:{task}"))
    yield node, MG.state, state


def _is_crowded(store: WritableStore, quad: Quad) -> bool:
    if quad.predicate != MG.verifiedBy:
        return False
    known = {q.object for q in store.quads(quad.subject, MG.verifiedBy, graph=Scope.DEFAULT)}
    return quad.object not in known and len(known) >= _VERIFYING_RUNS


def _job(job: Job, agreement: Agreement) -> Iterator[Triple]:
    iri = IRI(job.iri)
    ended = [run.finished for run in job.runs if run.finished]
    yield iri, RDF.type, MG.Job
    yield iri, MG.task, IRI(expand(f"task:{job.task}"))
    yield iri, PROV.startedAtTime, _instant(job.created)
    if ended:
        yield iri, PROV.endedAtTime, _instant(max(ended))
    for image in job.images:
        yield iri, PROV.used, _image_iri(image.id)
        yield from _image(image)
    for run in job.runs:
        if run.reused_from:
            yield iri, PROV.used, _run_iri(run.reused_from)
        else:
            yield from _run(job, run)
    originals = {run.id: run.reused_from or run.id for run in job.runs}
    for number, each in enumerate(agreement.images, start=1):
        yield from _agreement(iri, number, each, originals)


def _image(image: StoredImage) -> Iterator[Triple]:
    iri = _image_iri(image.id)
    yield iri, RDF.type, PROV.Entity
    yield iri, MG.contentHash, _text(image.sha256)
    yield iri, IRI(expand("schema:width")), integer(image.width)
    yield iri, IRI(expand("schema:height")), integer(image.height)
    yield iri, IRI(expand("schema:contentSize")), integer(image.bytes)
    yield iri, IRI(expand("schema:encodingFormat")), _text(image.media_type)


def _run(job: Job, run: Run) -> Iterator[Triple]:
    iri = IRI(run.iri)
    yield iri, RDF.type, MG.Run
    yield iri, MG.job, IRI(job.iri)
    yield iri, MG.variant, IRI(run.variant)
    yield iri, MG.task, IRI(expand(f"task:{run.task}"))
    yield iri, PROV.used, _image_iri(run.image)
    yield iri, MG.weightsSha256, _text(run.weights_sha256)
    yield iri, MG.adapter, _text(run.adapter)
    yield iri, MG.adapterVersion, _text(run.adapter_version)
    yield iri, MG.seed, integer(job.seed)
    yield iri, MG.options, _text(_json(dict(job.options)))
    if job.prompt is not None:
        yield iri, MG.prompt, _text(job.prompt)
    if run.started:
        yield iri, PROV.startedAtTime, _instant(run.started)
    if run.finished:
        yield iri, PROV.endedAtTime, _instant(run.finished)
    if run.device:
        yield from _measured(iri, run)
    yield from _outcome(iri, run)


def _measured(iri: IRI, run: Run) -> Iterator[Triple]:
    times = run.timings
    yield iri, MG.device, _text(run.device)
    yield iri, MG.dtype, _text(run.dtype)
    yield iri, MG.libraryVersions, _text(_json(dict(run.versions)))
    yield iri, MG.peakMemoryBytes, integer(run.peak_memory_bytes)
    yield iri, MG.queueSeconds, _seconds(times.queue)
    yield iri, MG.loadSeconds, _seconds(times.load)
    yield iri, MG.preSeconds, _seconds(times.pre)
    yield iri, MG.forwardSeconds, _seconds(times.forward)
    yield iri, MG.postSeconds, _seconds(times.post)


def _outcome(iri: IRI, run: Run) -> Iterator[Triple]:
    if run.prediction is not None:
        yield iri, MG.status, MG.succeeded
        yield iri, MG.output, _text(_output(run.prediction))
        yield iri, MG.outputText, _text(summary(run.prediction)[:_TEXT_LETTERS])
        for subject in (run.variant, expand(f"model:{run.model}")):
            yield from support(subject, run.task, MG.verified)
            yield IRI(f"{subject}/support/{run.task}"), MG.verifiedBy, iri
        return
    code = run.failure.code if run.failure else "CANCELLED"
    message = run.failure.message if run.failure else "The run was cancelled."
    if run.state is not RunState.CANCELLED and run.failure is None:
        code, message = "ERROR", "The run ended without an answer."
    yield iri, MG.status, MG.failed
    yield iri, MG.failureCode, _text(code)
    yield iri, MG.failureMessage, _text(message)


def _agreement(
    job: IRI, number: int, found: ImageAgreement, originals: dict[str, str]
) -> Iterator[Triple]:
    rows: list[tuple[tuple[str, ...], str, float]] = [
        ((each.first, each.second), each.name, each.value) for each in found.measures
    ]
    for verdict in dict.fromkeys(finding.verdict for finding in found.findings):
        count = sum(finding.verdict is verdict for finding in found.findings)
        rows.append((found.runs, verdict.value.replace(" ", "-"), float(count)))
    for place, (runs, measure, value) in enumerate(rows, start=1):
        node = IRI(f"{job}/agreement/{number}-{place}")
        yield job, PROV.generated, node
        yield node, RDF.type, MG.Agreement
        yield node, PROV.used, _image_iri(found.image)
        yield node, MG.measure, _text(measure)
        yield node, MG.value, decimal(f"{value:.6f}")
        for run in runs:
            yield node, MG.between, _run_iri(originals[run])


def summary(prediction: Prediction) -> str:
    """Return a prediction in words, for search and for tables."""
    if prediction.text is not None:
        return prediction.text
    named: list[Any] = [*prediction.labels]
    for things in (prediction.detections, prediction.masks, prediction.polygons):
        named.extend(things)
    if named:
        words = [getattr(each, "name", None) or getattr(each, "label", None) for each in named]
        return ", ".join(
            f"{word or 'unnamed'}{'' if each.score is None else f' {each.score:.2f}'}"
            for word, each in zip(words, named, strict=True)
        )
    if prediction.vector is not None:
        return f"a vector of {prediction.vector.dimension} numbers"
    if prediction.depth is not None:
        return f"a depth map of {prediction.depth.width} × {prediction.depth.height}"
    return f"{len(prediction.keypoints)} points" if prediction.keypoints else "nothing found"


def _output(prediction: Prediction) -> str:
    """Return the prediction as JSON; what makes it too large for a literal is only named."""
    text = _json(prediction)
    if len(text) <= _OUTPUT_BYTES:
        return text
    data: dict[str, Any] = orjson.loads(text)
    left_out = []
    for name in ("depth", "vector", "masks", "polygons", "keypoints", "regions", "detections"):
        if data[name] and len(_json(data)) > _OUTPUT_BYTES:
            left_out.append(name)
            data[name] = None if name in {"depth", "vector"} else []
    return _json({**data, "left_out": left_out})


def _json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def _text(text: str) -> Literal:
    return Literal(_NOT_IN_A_LITERAL.sub("\ufffd", text))


def _seconds(value: float) -> Literal:
    return decimal(f"{max(0.0, value):.6f}")


def _instant(at: datetime) -> Literal:
    text = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Literal(text, XSD + "dateTime")


def _image_iri(identifier: str) -> IRI:
    return IRI(f"{BASE}image/{identifier}")


def _run_iri(identifier: str) -> IRI:
    return IRI(f"{BASE}run/{identifier}")


def _order(quad: Quad) -> tuple[str, str, str]:
    return quad.subject, quad.predicate, str(quad.object)
