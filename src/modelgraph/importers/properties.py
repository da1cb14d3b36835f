"""The properties of the curated columns: what each means in the graph, with its qualifiers.

``docs/explanation/graph.md`` describes the shape; a property that does not stand here is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from modelgraph.importers.names import slug
from modelgraph.importers.statements import (
    ARCHITECTURE,
    Cell,
    Meaning,
    Statement,
    address,
    category,
    component,
    cutoff,
    derived,
    feature,
    license_statement,
    modality,
    organization,
    paper,
    release,
    result,
    stated_variants,
    task,
    text,
    whole,
)
from modelgraph.store import IRI
from modelgraph.validation import count, stated_date
from modelgraph.vocabulary.missing import MISSING
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, SCHEMA, SKOS

_HUB: Final = "https://huggingface.co/"

_ROLES: Final = {
    "architecture-author": SCHEMA.author,
    "weights-publisher": SCHEMA.publisher,
    "host": SCHEMA.provider,
}


def _organization(cell: Cell) -> Iterator[Statement]:
    role = _ROLES.get(cell.qualifier, MG.organization)
    if cell.qualifier.startswith("affiliation"):
        role = MG.affiliation
    for name in filter(None, (part.strip() for part in cell.value.split(";"))):
        iri, links = organization(cell, name)
        yield cell.say(role, iri, *links)


_PARTS: Final = {
    "vision encoder": ("vision-encoder", MG.visionEncoderComponent),
    "nominal language model size": ("language-model", MG.languageModelComponent),
}


def _parameters(cell: Cell) -> Iterator[Statement]:
    number = count(cell.number or cell.value)
    if part := _PARTS.get(cell.qualifier):
        node, links = component(cell.thing, *part)
        yield Statement(node, IT6.totalNumberOfParameters, number, links)
    elif cell.qualifier == "effective":
        yield cell.say(MG.effectiveParameters, number)
    else:
        yield cell.say(IT6.totalNumberOfParameters, number)


def _context_window(cell: Cell) -> Iterator[Statement]:
    extended = cell.qualifier in {"expandable", "extended", "beta"}
    predicate = MG.extendedContextWindowTokens if extended else MG.contextWindowTokens
    yield from whole(predicate)(cell)


_COMPONENTS: Final = {
    "weights": ("weights", MG.weightsComponent),
    "code": ("code", MG.codeComponent),
    "training code": ("training-code", MG.trainingCodeComponent),
    "inference code": ("inference-code", MG.inferenceCodeComponent),
    "data": ("data", MG.dataComponent),
    "training data": ("data", MG.dataComponent),
    "paper": ("paper", MG.paperComponent),
    "other materials": ("other", MG.otherComponent),
    "commercial alternative": ("commercial-alternative", MG.otherComponent),
}

_AVAILABILITY: Final = {
    "published": MG.published,
    "gated": MG.gated,
    "announced": MG.announced,
    "none": MG.none,
}


def _openness(cell: Cell) -> Iterator[Statement]:
    if cell.qualifier not in _COMPONENTS:
        raise ValueError(f"unknown component: {cell.qualifier!r}; known: {_names(_COMPONENTS)}")
    if cell.value not in _AVAILABILITY:
        raise ValueError(f"unknown availability: {cell.value!r}; known: {_names(_AVAILABILITY)}")
    node, links = component(cell.thing, *_COMPONENTS[cell.qualifier])
    yield Statement(node, MG.availability, _AVAILABILITY[cell.value], links)


_LICENSED_PART: Final = re.compile(
    r"(training code|other materials|commercial alternative|code|data)"
)


def _license(cell: Cell) -> Iterator[Statement]:
    """Yield the licence of the weights on the thing itself, that of other parts on the part."""
    if cell.qualifier.startswith("code+weights"):
        yield from _license_of(cell, "code")
        yield license_statement(cell, cell.thing.iri)
    elif match := _LICENSED_PART.match(cell.qualifier):
        yield from _license_of(cell, match[1])
    else:
        yield license_statement(cell, cell.thing.iri)


def _license_of(cell: Cell, part: str) -> Iterator[Statement]:
    node, links = component(cell.thing, *_COMPONENTS[part])
    yield license_statement(cell, node, links)


_EVENTS: Final[tuple[tuple[str, str, IRI], ...]] = (
    ("paper+code+weights", "preprint", MG.preprintEvent),
    ("paper+code+weights", "code", MG.codeEvent),
    ("paper+code+weights", "weights", MG.weightsEvent),
    ("preprint+code", "preprint", MG.preprintEvent),
    ("preprint+code", "code", MG.codeEvent),
    ("code+weights", "code", MG.codeEvent),
    ("code+weights", "weights", MG.weightsEvent),
    ("preprint", "preprint", MG.preprintEvent),
    ("weights", "weights", MG.weightsEvent),
    ("code", "code", MG.codeEvent),
    ("training data", "training-data", MG.dataEvent),
    ("announced", "announced", MG.announcedEvent),
    ("preview", "preview", MG.previewEvent),
    ("public release", "public-release", MG.publicReleaseEvent),
    ("general availability", "general-availability", MG.generalAvailabilityEvent),
    ("licence text", "license-text", MG.licenseTextEvent),
    ("retired", "retired", MG.retiredEvent),
    ("released", "released", MG.unspecifiedEvent),
    ('"released on"', "released", MG.unspecifiedEvent),
)
"""Beginning of the qualifier, path of the node, event: the first beginning that fits holds."""

_LATER: Final = re.compile(r"last updated|weights update|major version|weights \((?!Hub\))")
_LIBRARY: Final = re.compile(r"library support[ (]*([\w.-]*)\)?")


def _release(cell: Cell) -> Iterator[Statement]:
    stated = cell.qualifier
    if stated == "as shown":
        yield cell.say(SCHEMA.datePublished, stated_date(cell.value))
    elif stated.startswith("venue "):
        venue = stated.removeprefix("venue ")
        yield release(cell, slug(stated), MG.venueEvent, (MG.venue, venue))
    elif match := _LIBRARY.match(stated):
        named = ((MG.library, match[1]),) if match[1] else ()
        path = f"library-support-{slug(match[1])}" if match[1] else "library-support"
        yield release(cell, path, MG.librarySupportEvent, *named)
    elif _LATER.match(stated):
        yield release(cell, slug(stated), MG.updateEvent)
    else:
        yield from _event(cell)


def _event(cell: Cell) -> Iterator[Statement]:
    fitting = [each for each in _EVENTS if cell.qualifier.startswith(each[0])]
    if not fitting:
        yield release(cell, slug(cell.qualifier or "released"), MG.unspecifiedEvent)
    for beginning, path, event in fitting:
        if beginning == fitting[0][0]:
            yield release(cell, path, event)


_RESULT: Final = re.compile(
    r"(?P<dataset>(?:COCO|ImageNet-1k|LVIS)(?: val2017| test-dev| val5k| val)?)"
    r" (?P<metric>[^(,]*?(?:AP50:95|AP|top-1))(?P<conditions>.*)"
)


def _benchmark(cell: Cell) -> Iterator[Statement]:
    """Yield a result; the qualifier is ``metric | dataset | conditions``, or as people write it."""
    if cell.qualifier.count(" | ") == 2:
        metric, dataset, conditions = cell.qualifier.split(" | ")
        yield result(cell, dataset, metric, conditions)
        return
    if match := _RESULT.fullmatch(cell.qualifier):
        conditions = match["conditions"].strip(" ,()").replace(") (", ", ")
        yield result(cell, match["dataset"], match["metric"].strip(), conditions)
    else:
        metric, comma, dataset = (part.strip() for part in cell.qualifier.partition(","))
        yield result(cell, dataset if comma else metric, metric if comma else "score", "")


PROPERTIES: Final[Mapping[str, Meaning]] = {
    "active_parameters": whole(MG.activeParameters),
    "architecture": ARCHITECTURE,
    "backbone": text(MG.backbone),
    "benchmark": _benchmark,
    "category": category,
    "code_repository": address(SCHEMA.codeRepository),
    "component": text(MG.usesNetwork),
    "context_window": _context_window,
    "derived_from": derived,
    "feature": feature,
    "file_size": text(MG.fileSize),
    "identifier": text(MG.apiIdentifier),
    "image_size": text(MG.imageSizePixels),
    "input_modality": modality(IT6.hasInputModality),
    "knowledge_cutoff": cutoff,
    "license": _license,
    "max_input": whole(MG.maximumInputTokens),
    "max_output": whole(MG.maximumOutputTokens),
    "modality": modality(MG.modality),
    "name": text(SKOS.altLabel),
    "openness": _openness,
    "organization": _organization,
    "output_modality": modality(IT6.hasOutputModality),
    "paper": paper,
    "parameters": _parameters,
    "parameters_note": text(MG.parametersNote),
    "release": _release,
    "status": text(MG.maintenance),
    "task": task,
    "training_data": text(FAIR4ML.trainedOn),
    "variant": stated_variants,
    "weights_file": address(MG.weightsFile),
    "weights_repository": address(MG.weightsRepository, _HUB),
}
"""Property of the curated columns → what its values mean."""

_MISSING_WORDS: Final = {
    "unknown": MG.unknown,
    "—": MG.unknown,
    "-": MG.unknown,
    "not disclosed": MG.notDisclosed,
    "undisclosed": MG.notDisclosed,
    "not applicable": MG.notApplicable,
    "n/a": MG.notApplicable,
}

_MISSING_OF: Final = {
    "active_parameters": MG.activeParameters,
    "architecture": IT6.modelArchitecture,
    "context_window": MG.contextWindowTokens,
    "knowledge_cutoff": MG.knowledgeCutoff,
    "license": SCHEMA.license,
    "max_input": MG.maximumInputTokens,
    "max_output": MG.maximumOutputTokens,
    "parameters": IT6.totalNumberOfParameters,
    "release": SCHEMA.datePublished,
    "category": MG.category,
    "training_data": FAIR4ML.trainedOn,
    "organization": MG.organization,
    "modality": MG.modality,
}
"""Properties of which a source may say that there is no value."""


def mean(property_name: str, cell: Cell) -> tuple[Statement, ...]:
    """Return what one cell says.

    Raises:
        ValueError: the property is not known, or the value does not fit it.
    """
    if property_name not in PROPERTIES:
        raise ValueError(f"unknown property: {property_name!r}; known: {_names(PROPERTIES)}")
    missing = _MISSING_WORDS.get(cell.value.strip().lower())
    if missing in MISSING and missing is not None and property_name in _MISSING_OF:
        return (cell.say(_MISSING_OF[property_name], missing),)
    if not cell.value.strip():
        raise ValueError("the value is empty; write unknown, not disclosed or not applicable")
    return tuple(PROPERTIES[property_name](cell))


def _names(known: Mapping[str, object]) -> str:
    return ", ".join(sorted(known))
