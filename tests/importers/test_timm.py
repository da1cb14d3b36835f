"""timm: checkpoints under the model of their architecture, results with conditions, timings."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import pipeline, timings, timm
from modelgraph.importers.architectures import model_of, publisher_of
from modelgraph.importers.conditions import address
from modelgraph.importers.identity import shipped
from modelgraph.importers.reading import Reading
from modelgraph.provenance import Claim, Kind
from modelgraph.store import IRI, Literal, OxigraphStore, Value, decimal, integer
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import FAIR4ML, IT6, MG, RDF, RDFS, SCHEMA

SOURCE = b"| commit, date | aa4b5850c1543fa488abf260f18390eda46cf85d, 2026-08-08 |\n"
RESULTS = "model,img_size,top1,top1_err,top5,top5_err,param_count,crop_pct,interpolation\n"
TIMINGS = "model,infer_img_size,infer_samples_per_sec,infer_step_time,infer_batch_size\n"
VALIDATION = "results-imagenet.csv"
GPU, CPU = timings.DEVICES

A1, TV = "resnet50.a1_in1k", "resnet50.tv_in1k"
ROWS = {
    (A1, 224): "80.382", (A1, 288): "81.240", (TV, 224): "76.138", ("resnet18.a1_in1k", 224): "73",
}  # fmt: skip


def table(rows: Mapping[tuple[str, int], str], millions: str = "25.56") -> bytes:
    lines = (f"{m},{s},{top1},0,0,0,{millions},0.950,bicubic\n" for (m, s), top1 in rows.items())
    return (RESULTS + "".join(lines)).encode()


def timing(*rows: str) -> bytes:
    return (TIMINGS + "".join(f"{row}\n" for row in rows)).encode()


def files(rows: Mapping[tuple[str, int], str] = ROWS, **other: bytes) -> dict[str, bytes]:
    named = {f"results/{name}": table(rows) for name in timm.SETS}
    timed = {
        f"results/{GPU}": timing("resnet50,288,4000,10,256", "resnet50,224,7000.5,36,256"),
        f"results/{CPU}": timing("resnet50,224,20.5,48,1"),
    }
    return {"SOURCE.md": SOURCE} | named | timed | {f"results/{k}": v for k, v in other.items()}


def read(rows: Mapping[tuple[str, int], str] = ROWS, **other: bytes) -> Reading:
    return timm.read(files(rows, **other), shipped())


def of(reading: Reading, subject: IRI, predicate: IRI) -> list[Claim]:
    return [c for c in reading.claims if (c.subject, c.predicate) == (subject, predicate)]


def text(reading: Reading, subject: IRI, predicate: IRI) -> str:
    (value,) = [q.object for q in reading.links if (q.subject, q.predicate) == (subject, predicate)]
    assert isinstance(value, Literal)
    return value.lexical


def words(reading: Reading, result: IRI) -> str:
    """Return the conditions of a result in words."""
    (under,) = {
        link.object
        for link in reading.links
        if link.subject == result and link.predicate == MG.conditions
    }
    assert isinstance(under, IRI)
    return text(reading, under, RDFS.label)


def measured(reading: Reading, subject: IRI) -> dict[tuple[str, str], Value]:
    """Return the values of a thing's results by dataset and conditions."""
    return {
        (text(reading, c.subject, MG.dataset), words(reading, c.subject)): c.value
        for c in reading.claims
        if c.about == subject and c.predicate == MG.value
    }


def variant(path: str) -> IRI:
    return IRI(expand(f"variant:{path}"))


RESNET50_A1 = variant("microsoft/resnet50.a1-in1k")
RESNET50_TV = variant("microsoft/resnet50.tv-in1k")


def test_a_checkpoint_has_a_result_for_every_size_on_the_validation_set() -> None:
    found = measured(read(), RESNET50_A1)

    assert {key: value for key, value in found.items() if key[0] == "ImageNet-1k val"} == {
        ("ImageNet-1k val", "224 px; crop 0.950; bicubic"): decimal("80.382"),
        ("ImageNet-1k val", "288 px; crop 0.950; bicubic"): decimal("81.24"),
    }


def test_a_set_beside_validation_is_taken_at_the_smallest_size() -> None:
    found = [size for name, size in measured(read(), RESNET50_A1) if name == "ImageNet-R"]

    assert found == ["224 px; crop 0.950; bicubic"]


def test_all_eight_sets_are_taken_for_the_best_of_a_model_and_for_checkpoints_of_note() -> None:
    rows = {
        ("xcit_nano_12_p8_224.fb_in1k", 224): "73.9",
        ("xcit_nano_12_p16_224.fb_in1k", 224): "70",
    }
    reading = read(rows)

    best = {d for d, _ in measured(reading, variant("meta/xcit-nano-12-p8-224.fb-in1k"))}
    other = {d for d, _ in measured(reading, variant("meta/xcit-nano-12-p16-224.fb-in1k"))}

    assert best == set(timm.SETS.values())
    assert other == {"ImageNet-1k val"}
    assert {d for d, _ in measured(read(), RESNET50_A1)} == set(timm.SETS.values())


def test_a_size_in_millions_is_a_count_that_remembers_its_rounding() -> None:
    (size,) = of(read(), RESNET50_A1, IT6.totalNumberOfParameters)

    assert (size.value, size.stated_as, size.kind) == (integer(25_560_000), "25.56", Kind.MEASURED)


def test_a_comma_in_a_size_parts_thousands() -> None:
    rows = {("eva_giant_patch14_336.clip_ft_in1k", 336): "89.4"}
    reading = read(rows, **{VALIDATION: table(rows, '"1,013.01"')})

    (size,) = of(
        reading, variant("baai/eva-giant-patch14-336.clip-ft-in1k"), IT6.totalNumberOfParameters
    )

    assert size.value == integer(1_013_010_000)


def test_weights_of_resnet_50_are_not_published_by_the_author_of_its_architecture() -> None:
    reading = read()

    publishers = {
        name: [c.value for c in of(reading, name, SCHEMA.publisher)]
        for name in (RESNET50_A1, RESNET50_TV)
    }

    assert publishers == {
        RESNET50_A1: [IRI(expand("org:timm"))],
        RESNET50_TV: [IRI(expand("org:pytorch"))],
    }
    assert not [c for c in reading.claims if c.predicate == SCHEMA.author]


@pytest.mark.parametrize(
    ("checkpoint", "publisher"),
    [
        ("convnext_base.fb_in1k", "Meta"),
        ("tf_efficientnet_b0.ns_jft_in1k", "Google"),
        ("rdnet_base.nv_in1k", None),  # NAVER, and not NVIDIA: the tag does not say
        ("resnet50.tv2_in1k", "PyTorch"),
        ("vit_base_patch16_clip_224.openai_ft_in1k", None),  # fine-tuned by timm
        ("resnet50.fbx_in1k", None),
    ],
)
def test_only_a_tag_that_names_somebody_names_the_publisher(
    checkpoint: str, publisher: str | None
) -> None:
    architecture, _, tag = checkpoint.partition(".")

    found = publisher_of(timm.NAME, architecture, tag)

    assert (found and found[0]) == publisher


@pytest.mark.parametrize(
    ("architecture", "model"),
    [
        ("resnet50d", "microsoft/resnet"),
        ("resnetv2_50x1_bit", "microsoft/resnetv2"),
        ("regnety_032", "meta/regnet"),
        ("regnetz_d8", "timm/regnetz"),
        ("eva_large_patch14_196", "baai/eva"),
        ("eva02_large_patch14_448", "baai/eva-02"),
        ("efficientvit_b0", "mit-han-lab/efficientvit"),
        ("efficientvit_m0", "microsoft/efficientvit"),
        ("tf_efficientnet_lite0", "google/efficientnet-lite"),
        ("tf_efficientnet_l2", "google/efficientnet"),
        ("swin_s3_tiny_224", "microsoft/autoformerv2"),
        ("visionmaker_base", None),
        ("vitamin_small_224", None),
    ],
)
def test_names_that_only_begin_alike_are_models_of_their_own(
    architecture: str, model: str | None
) -> None:
    found = model_of(timm.NAME, architecture, shipped())

    assert (found and found.identifier) == model


def test_a_checkpoint_of_an_unknown_architecture_is_listed_and_not_taken() -> None:
    reading = read(ROWS | {("vitamin_small_224.x_in1k", 224): "80"})

    assert [u.what for u in reading.unmatched] == ["vitamin_small_224.x_in1k"]
    assert "vitamin" not in "".join(claim.about for claim in reading.claims)


def test_a_timing_is_that_of_the_architecture_with_device_and_batch_as_conditions() -> None:
    found = measured(read(), variant("microsoft/resnet-50"))

    assert found == {
        (
            "timm inference benchmark",
            "RTX 5090; AMP; NCHW; PyTorch 2.9.1; 224 px; batch size 256",
        ): decimal("7000.5"),
        (
            "timm inference benchmark",
            "CPU i9-10940X; FP32; NCHW; PyTorch 2.4.0; dynamo; 224 px; batch size 1",
        ): decimal("20.5"),
    }


def test_the_conditions_of_a_timing_are_values() -> None:
    under = address("CPU i9-10940X; FP32; NCHW; PyTorch 2.4.0; dynamo; 224 px; batch size 1")

    facts = {link.predicate: link.object for link in read().links if link.subject == under}

    assert facts == {
        RDF.type: MG.Conditions,
        RDFS.label: Literal(
            "CPU i9-10940X; FP32; NCHW; PyTorch 2.4.0; dynamo; 224 px; batch size 1"
        ),
        MG.device: Literal("CPU i9-10940X"),
        MG.precision: Literal("FP32"),
        MG.memoryLayout: Literal("NCHW"),
        MG.backend: Literal("PyTorch 2.4.0"),
        MG.compiler: Literal("dynamo"),
        MG.inputSizePixels: integer(224),
        MG.batchSize: integer(1),
    }


def test_an_architecture_with_the_name_of_its_model_is_the_model() -> None:
    thing = timings.architecture("inception_v3", shipped())

    assert thing is not None
    assert (thing.identifier, thing.is_variant) == ("google/inception-v3", False)


def test_a_timing_without_a_checkpoint_is_listed() -> None:
    table = timing("resnet50,224,1,1,1", "lcnet_035,224,9000,3,256")

    (unmatched,) = read(**{GPU: table}).unmatched

    assert unmatched.what == "lcnet_035"


@pytest.mark.parametrize(
    "damage",
    [
        {VALIDATION: b"model,img_size\n"},
        {VALIDATION: table({(A1, 224): "eighty"})},
        {VALIDATION: table(ROWS, "many")},
        {VALIDATION: table(ROWS).replace(b",224,", b",small,")},
        {GPU: timing("resnet50,224,fast,1,1")},
        {CPU: timing("resnet50,,1,1,1")},
    ],
)
def test_a_damaged_table_refuses_the_collection(damage: dict[str, bytes]) -> None:
    with pytest.raises(InvalidDataError):
        read(**damage)


@pytest.mark.parametrize("gone", [*(f"results/{name}" for name in timm.SETS), f"results/{GPU}"])
def test_a_missing_table_refuses_the_collection(gone: str) -> None:
    some = files()
    del some[gone]

    with pytest.raises(InvalidDataError, match="missing"):
        timm.read(some, shipped())


def test_a_model_classifies_because_its_checkpoints_do() -> None:
    (task,) = of(read(), IRI(expand("model:microsoft/resnet")), FAIR4ML.mlTask)

    assert task.value == IRI(expand("task:image-classification"))


def test_a_checkpoint_names_the_architecture_of_its_timings() -> None:
    (claim,) = of(read(), RESNET50_A1, IT6.modelArchitecture)

    assert claim.value == Literal("resnet50")


def test_reading_the_same_tables_again_changes_nothing() -> None:
    store = OxigraphStore()
    pipeline.run(store, read())

    assert pipeline.run(store, read()).is_empty
