"""A small world for the catalog's tests: few models, every state of a cell.

Claims go in through ``claim_quads``; what holds is derived by ``prefer`` alone, so that the catalog
is tested against the shape of the graph and not against an importer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from modelgraph.provenance import (
    Claim,
    Kind,
    Rank,
    Source,
    claim_quads,
    prefer,
    source_quads,
    values,
)
from modelgraph.resources import ontology
from modelgraph.store import (
    IRI,
    Literal,
    OxigraphStore,
    Quad,
    Value,
    WritableStore,
    date,
    integer,
)
from modelgraph.vocabulary.prefixes import BASE, expand
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, RDF, RDFS, SCHEMA, SKOS

MANY = {
    FAIR4ML.mlTask, MG.hasFeature, MG.modality, SCHEMA.citation, MG.weightsRepository,
    MG.affiliation, SCHEMA.author, IT6.hasInputModality, MG.organization, FAIR4ML.trainedOn,
}  # fmt: skip


def iri(name: str) -> IRI:
    return IRI(expand(name))


FLORENCE = iri("model:microsoft/florence-2")
BASE_V = iri("variant:microsoft/florence-2-base")
LARGE_V = iri("variant:microsoft/florence-2-large")
SAM_CLIP = iri("model:apple/sam-clip")
YOLO = iri("model:wongkinyiu/yolov9")
DEPTH = iri("model:depth-anything/depth-anything-v2")
OCR = iri("model:paddlepaddle/pp-ocrv4")
OCR_V = iri("variant:paddlepaddle/pp-ocrv4-mobile")
TESSERACT = iri("model:tesseract-ocr/tesseract")
GPT = iri("model:openai/gpt-5")
RUN = IRI(f"{BASE}run/01J")

VENDOR = Source(
    iri("source:vendor-3bb973b"), "vendor docs", Kind.VENDOR, "3bb973b", "2026-08-21",
    covers=(SCHEMA.datePublished, IT6.totalNumberOfParameters),
)  # fmt: skip
PAGE = Source(iri("source:page"), "comparison page", Kind.VENDOR)
WIKI = Source(iri("source:wiki"), "encyclopedia", Kind.AGGREGATOR, issued="2026-06-07")
PAPER = Source(iri("source:paper"), "paper", Kind.UPSTREAM, covers=(MG.contextWindowTokens,))
CURATION = Source(iri("source:modelgraph-curation-1"), "curation", Kind.CURATED)
SOURCES = {each.iri: each for each in (VENDOR, PAGE, WIKI, PAPER, CURATION)}

MODELS = {
    FLORENCE: ("Florence-2", ("Florence2 VLM",)),
    SAM_CLIP: ("SAM-CLIP", ()),
    YOLO: ("YOLOv9", ()),
    DEPTH: ("Depth Anything V2", ("DAv2",)),
    OCR: ("PP-OCRv4", ("paddle ocr",)),
    TESSERACT: ("Tesseract", ("paddle ocr",)),
    GPT: ("GPT-5", ()),
}
VARIANTS = {
    BASE_V: ("Florence-2-base", FLORENCE),
    LARGE_V: ("Florence-2-large", FLORENCE),
    iri("variant:depth-anything/depth-anything-v2-small"): ("Depth-Anything-V2-Small", DEPTH),
    iri("variant:depth-anything/depth-anything-v2-base"): ("Depth-Anything-V2-Base", DEPTH),
    iri("variant:depth-anything/depth-anything-v2-large"): ("Depth-Anything-V2-Large", DEPTH),
    OCR_V: ("PP-OCRv4-mobile", OCR),
}
SPDX = {name: iri(f"spdx:{name}") for name in ("MIT", "Apache-2.0", "CC-BY-NC-4.0")}


def text(words: str) -> Literal:
    return Literal(words)


def claim(  # noqa: PLR0917 - one row of a table
    subject: IRI,
    predicate: IRI,
    value: Value,
    source: Source,
    stated: str = "",
    about: IRI | None = None,
    rank: Rank = Rank.NORMAL,
    reason: str = "",
) -> Claim:
    return Claim(
        subject, predicate, value, source.iri, source.kind, about or subject, stated,
        "as shown", "docs/florence2.md", "a phrase", issued=source.issued,
        rank=rank, rank_reason=reason,
    )  # fmt: skip


def node(subject: IRI, name: str) -> IRI:
    return IRI(f"{subject}/{name}")


def claims() -> Iterator[Claim]:
    """Yield what the sources of this world say."""
    parameters = IT6.totalNumberOfParameters
    yield claim(FLORENCE, parameters, integer(230_000_000), PAGE, "230M")
    yield claim(BASE_V, parameters, integer(230_000_000), VENDOR, "0.23B")
    yield claim(BASE_V, parameters, integer(232_000_000), WIKI, "232M")
    yield claim(LARGE_V, parameters, integer(770_000_000), VENDOR, "0.77B")
    yield claim(FLORENCE, SCHEMA.license, SPDX["MIT"], PAGE, "MIT")
    yield claim(BASE_V, SCHEMA.license, SPDX["MIT"], WIKI, "MIT License")
    yield claim(FLORENCE, MG.organization, iri("org:microsoft"), PAGE, "Microsoft")
    yield claim(FLORENCE, SCHEMA.author, iri("org:microsoft"), VENDOR, "Microsoft Research")
    yield claim(FLORENCE, SCHEMA.datePublished, date("2025-06"), PAGE, "Jun 2025")
    yield claim(
        FLORENCE, SCHEMA.datePublished, date("2023-11-10"), CURATION, "2023-11-10",
        rank=Rank.PREFERRED, reason="the preprint is the first event",
    )  # fmt: skip
    for event, day, source in (
        ("preprint", "2023-11-10", WIKI),
        ("weights", "2024-06-16", WIKI),
        ("library-support-transformers", "2025-08-20", VENDOR),
        ("venue-cvpr-2024", "2024", PAGE),
    ):
        release = node(FLORENCE, f"release/{event}")
        yield claim(release, MG.date, date(day), source, day, FLORENCE)
    yield claim(FLORENCE, MG.contextWindowTokens, integer(1024), WIKI, "1,024")
    yield claim(LARGE_V, MG.contextWindowTokens, integer(4096), VENDOR, "4096")
    yield claim(FLORENCE, MG.modality, iri("modality:multimodal"), PAGE)
    yield claim(FLORENCE, MG.hasFeature, iri("feature:foundation-vision"), PAGE)
    yield claim(FLORENCE, SCHEMA.citation, IRI("https://arxiv.org/abs/2311.06242"), WIKI)
    for task in ("object-detection", "ocr", "image-captioning", "phrase-grounding"):
        yield claim(FLORENCE, FAIR4ML.mlTask, iri(f"task:{task}"), VENDOR, task)
    yield claim(FLORENCE, MG.category, MG.open, PAGE, "open")
    weights = node(FLORENCE, "component/weights")
    yield claim(weights, MG.availability, MG.published, PAGE, "published", FLORENCE)

    yield claim(SAM_CLIP, MG.organization, iri("org:apple"), PAGE, "Apple")
    yield claim(SAM_CLIP, MG.affiliation, iri("org:uiuc"), PAGE)
    yield claim(SAM_CLIP, MG.category, MG.open, PAGE, "open")
    yield claim(
        SAM_CLIP, MG.category, MG.closed, CURATION, "closed",
        rank=Rank.PREFERRED, reason="no weights are published",
    )  # fmt: skip
    weights = node(SAM_CLIP, "component/weights")
    yield claim(weights, MG.availability, MG.none, PAGE, "none", SAM_CLIP)
    yield claim(SAM_CLIP, FAIR4ML.mlTask, iri("task:zero-shot-segmentation"), PAPER, "zero-shot")
    yield claim(SAM_CLIP, IT6.totalNumberOfParameters, MG.unknown, PAGE, "")
    yield claim(SAM_CLIP, SCHEMA.license, iri("license:NOASSERTION"), PAGE, "Custom")

    yield claim(YOLO, MG.organization, iri("org:wongkinyiu"), PAPER)
    yield claim(YOLO, FAIR4ML.mlTask, iri("task:object-detection"), PAPER, "detection")
    for name, terms in (
        ("small", "Apache-2.0"),
        ("base", "CC-BY-NC-4.0"),
        ("large", "CC-BY-NC-4.0"),
    ):
        variant = iri(f"variant:depth-anything/depth-anything-v2-{name}")
        yield claim(variant, SCHEMA.license, SPDX[terms], PAPER, terms)
        yield claim(variant, SCHEMA.license, SPDX["Apache-2.0"], VENDOR, "Apache 2.0")
    yield claim(DEPTH, FAIR4ML.mlTask, iri("task:depth-estimation"), PAPER)
    yield claim(OCR, FAIR4ML.mlTask, iri("task:ocr"), PAPER, "OCR")
    yield claim(TESSERACT, FAIR4ML.mlTask, iri("task:ocr"), PAPER, "OCR")
    yield claim(GPT, IT6.totalNumberOfParameters, MG.notDisclosed, VENDOR, "not disclosed")
    yield claim(GPT, MG.imageSizePixels, MG.notApplicable, VENDOR, "n/a")
    result = node(OCR_V, "result/4f1c")
    yield claim(result, MG.value, Literal("53.4", str(iri("xsd:decimal"))), PAPER, "53.4", OCR_V)


def preferred(said: list[Claim]) -> Iterator[Quad]:
    """Yield what holds of what is said."""
    grouped: defaultdict[tuple[IRI, IRI], list[Claim]] = defaultdict(list)
    for each in said:
        grouped[each.subject, each.predicate].append(each)
    for (subject, predicate), group in grouped.items():
        winner = prefer(group).winner
        held = values(group) if predicate in MANY else (winner.value,) if winner else ()
        if subject == FLORENCE and predicate == IT6.totalNumberOfParameters:
            continue  # its variants state theirs
        for value in held:
            yield Quad(subject, predicate, value)
            if predicate == FAIR4ML.mlTask:
                yield from support(subject, str(value), MG.claimed)
        about = group[0].about
        link = {
            "release": MG.hasRelease,
            "component": MG.hasComponent,
            "result": FAIR4ML.hasEvaluation,
        }
        if subject != about:
            yield Quad(about, link[subject[len(about) + 1 :].partition("/")[0]], subject)


def support(subject: IRI, task: str, state: IRI) -> Iterator[Quad]:
    place = node(subject, f"support/{task.rpartition('/')[2]}")
    yield Quad(subject, MG.supports, place)
    yield Quad(place, MG.of, subject)
    yield Quad(place, MG.task, IRI(task))
    yield Quad(place, MG.state, state)


def things() -> Iterator[Quad]:
    """Yield names, levels, and what this machine can run."""
    for model, (name, aliases) in MODELS.items():
        yield Quad(model, RDF.type, MG.Model)
        yield Quad(model, SCHEMA.name, text(name))
        for alias in aliases:
            yield Quad(model, SKOS.altLabel, text(alias))
    for variant, (name, model) in VARIANTS.items():
        yield Quad(variant, RDF.type, MG.Variant)
        yield Quad(variant, SCHEMA.name, text(name))
        yield Quad(variant, SCHEMA.isVariantOf, model)
        yield Quad(model, IT6.hasVariation, variant)
    for slug, name in (("microsoft", "Microsoft"), ("apple", "Apple"), ("wongkinyiu", "WongKinYiu"),
                       ("uiuc", "University of Illinois")):  # fmt: skip
        yield Quad(iri(f"org:{slug}"), RDF.type, SCHEMA.Organization)
        yield Quad(iri(f"org:{slug}"), SCHEMA.name, text(name))
    for name, each in SPDX.items():
        yield Quad(each, RDF.type, MG.License)
        yield Quad(each, SCHEMA.name, text(f"{name} License"))
    yield Quad(SPDX["MIT"], MG.commercialUse, MG.permitted)
    yield Quad(SPDX["MIT"], MG.changes, MG.permitted)
    yield Quad(SPDX["Apache-2.0"], MG.changes, MG.permitted)
    yield Quad(SPDX["CC-BY-NC-4.0"], MG.redistribution, MG.conditional)
    yield Quad(SPDX["CC-BY-NC-4.0"], MG.commercialUse, MG.prohibited)
    line = IRI(f"{BASE}family/florence")
    yield Quad(line, RDF.type, MG.Family)
    yield Quad(line, SCHEMA.name, text("Florence"))
    yield Quad(FLORENCE, SCHEMA.isPartOf, line)
    result = node(OCR_V, "result/4f1c")
    yield Quad(result, MG.dataset, text("ICDAR"))
    yield Quad(result, MG.metric, text("H-mean"))
    wide = IRI(f"{BASE}conditions/960")
    yield Quad(result, MG.conditions, wide)
    yield Quad(wide, RDF.type, MG.Conditions)
    yield Quad(wide, RDFS.label, text("960 px"))
    ocr = str(iri("task:ocr"))
    for subject in (OCR, OCR_V, TESSERACT):
        yield from support(subject, ocr, MG.runnable)
    yield from support(OCR, ocr, MG.verified)
    yield Quad(node(OCR, "support/ocr"), MG.verifiedBy, RUN)
    obstacle = node(YOLO, "obstacle/no-adapter")
    yield Quad(YOLO, MG.notRunnableBecause, MG.noAdapter)
    yield Quad(YOLO, MG.hasObstacle, obstacle)
    yield Quad(obstacle, MG.reason, MG.noAdapter)
    yield Quad(obstacle, MG.explanation, text("No adapter loads YOLOv9."))


def fill(store: WritableStore) -> None:
    """Bring the small world into an empty store, with the real vocabulary."""
    for name in ("tasks", "features", "modalities"):
        store.load(ontology() / f"{name}.ttl")
    said = list(claims())
    graphs: defaultdict[IRI, list[Quad]] = defaultdict(list)
    for source in SOURCES.values():
        graphs[source.iri] += source_quads(source)
    for each in said:
        graphs[each.source] += claim_quads(each)
    store.replace(graphs, add=[*preferred(said), *things()])


def small_store() -> OxigraphStore:
    """Return the small world in a store of its own in memory."""
    store = OxigraphStore()
    fill(store)
    return store
