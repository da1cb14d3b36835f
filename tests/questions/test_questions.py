"""Whoever asks a question, in Python, GraphQL, SPARQL or on the command line, gets one answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.questions.asking import Asker, Reader, about

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.questions import Question, all_questions
from modelgraph.graphql.engine import Engine
from modelgraph.graphql.schema import schema
from modelgraph.importers import curated, pipeline
from modelgraph.importers.identity import shipped as shipped_identity
from modelgraph.store import IRI, OxigraphStore, Quad, integer
from modelgraph.vocabulary.prefixes import BASE, expand
from modelgraph.vocabulary.terms import IT6, MG, SCHEMA

RANKED = {14, 17, 20, 29}
"""Questions of which the answer has an order; the others' answers are sets."""

EMPTY_WHEN_SHIPPED = {
    13: "nothing is installed in the shipped data",
    24: "the shipped data are what a store begins with",
    27: "nothing is installed in the shipped data",
}

HERE = {
    "roboflow/rf-detr": "depth-anything/depth-anything-v2",
    "qwen/qwen2.5-vl": "google/gemma-3",
}
"""Models that the small world knows or has variants of, for those that the questions name."""


HEADER = "id,model,level,subject,parent,property,qualifier,value,source_kind,source"
CHANGING = "x-1,CLIP,checkpoint,CLIP RN50x16,CLIP,parameters,published,{size},upstream,acme/clip"
"""A fact that an import brings into the small world, and a later one changes."""

PLAIN = ("iri", "exact", "date", "text")
"""What the kinds of values are called in JSON."""


def changed(found: Any) -> Any:
    return [
        (each["subject"], happened, one_of(each[when]), each["source"]["slug"])
        for each in found
        for happened, when in (("removal", "before"), ("addition", "after"))
        if each[when]
    ]


def one_of(value: Any) -> Any:
    return next(value[key] for key in PLAIN if key in value)


def items(page: Any) -> Any:
    return page["items"]


def ids(page: Any) -> Any:
    return [each["id"] for each in items(page)]


def sized(page: Any) -> Any:
    return [(each["id"], each["minimum_parameters"]) for each in items(page)]


def shared(similar: Any) -> Any:
    return [(each["model"]["id"], len(each["shared_tasks"])) for each in similar]


def said(model: Any) -> Any:
    values = [value["citations"] for cell in model["cells"] for value in cell["values"]]
    return [
        (each["source"]["slug"], each["claim"], each["stated_as"])
        for citations in (*values, *(task["citations"] for task in model["support"]))
        for each in citations
    ]


def compared(found: Any) -> Any:
    values = [
        (stated["subject"], one_of(stated["value"]))
        for row in found["rows"]
        for cell in row["cells"]
        for stated in cell["values"]
        if stated["accepted"]
    ]
    tasks = [
        (model["id"], row["task"]["slug"])
        for row in found["tasks"]
        for model, support in zip(found["models"], row["support"], strict=True)
        if support
    ]
    features = [
        (model["id"], row["feature"]["slug"])
        for row in found["features"]
        for model, has in zip(found["models"], row["has"], strict=True)
        if has
    ]
    return values + tasks + features


COMMANDS: dict[int, Reader] = {
    1: lambda page: [
        (each["organization"] and each["organization"]["slug"], each["id"]) for each in items(page)
    ],
    2: said,
    3: lambda model: [
        (value["subject"], value["value"]["iri"], each["source"]["slug"], each["place"])
        for cell in model["cells"]
        if cell["of"]["key"] == "license"
        for value in cell["values"]
        for each in value["citations"]
    ],
    4: ids,
    5: ids,
    6: sized,
    7: ids,
    8: lambda model: [
        (each["id"], each["parameters"], each["license"] and each["license"]["identifier"])
        for each in model["variants"]
    ],
    9: lambda page: [(each["id"], each["released"]) for each in items(page)],
    10: ids,
    11: compared,
    12: lambda found: [each["task"]["slug"] for each in found],
    13: lambda found: [each["task"]["slug"] for each in found],
    14: shared,
    15: ids,
    16: lambda found: [each["slug"] for each in found],
    17: lambda found: [
        (each["id"], each["parameters"], each["license"]["identifier"]) for each in found
    ],
    18: lambda found: [(each["id"], each["license"]["identifier"]) for each in found],
    19: lambda found: [
        (conflict["model"]["id"], stated["value"]["name"], said["source"]["slug"])
        for conflict in found
        for stated in conflict["cell"]["values"]
        if not stated["accepted"]
        for said in stated["citations"]
    ],
    20: lambda found: [(each["subject"], each["value"], each["conditions"]) for each in found],
    21: lambda model: [
        (each["metric"], each["conditions"], each["value"], said["source"]["slug"])
        for variant in model["variants"]
        if variant["id"] == "wongkinyiu/yolov9c"
        for each in variant["results"]
        for said in each["citations"]
    ],
    22: lambda found: [
        (each["subject"], each["property"], each["source"]["slug"]) for each in found
    ],
    23: lambda found: [(each["model"]["id"], each["cell"]["of"]["key"]) for each in found],
    24: changed,
    25: lambda found: [(each["model"]["id"], each["property"], each["presence"]) for each in found],
    26: ids,
    27: lambda page: [(each["id"], paper) for each in items(page) for paper in each["papers"]],
    28: sized,
    29: shared,
}
DOCUMENTS: dict[int, Reader] = {
    14: lambda data: [
        (each["model"]["id"], len(each["sharedTasks"])) for each in data["similarModels"]
    ],
}
DOCUMENTS[23] = lambda data: [
    (each["model"]["id"], key) for key, found in data.items() for each in found
]
DOCUMENTS[25] = lambda data: [
    (each["model"]["id"], each["property"], each["presence"].lower().replace("_", " "))
    for found in data.values()
    for each in found
]
DOCUMENTS[24] = lambda data: changed(data["changes"]["nodes"])
DOCUMENTS[29] = DOCUMENTS[14]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = Engine(schema())
    yield made
    made.close()


def iri(name: str) -> IRI:
    return IRI(expand(name))


def support(name: str, task: str, state: IRI) -> Iterator[Quad]:
    """Yield what the default graph says where a model does a task."""
    model, node = iri(f"model:{name}"), IRI(f"{BASE}model/{name}/support/{task}")
    yield Quad(model, MG.supports, node)
    yield Quad(node, MG.of, model)
    yield Quad(node, MG.task, iri(f"task:{task}"))
    yield Quad(node, MG.state, state)


def more() -> Iterator[Quad]:
    """Yield facts that the small world lacks: models that run here, and a few more of others."""
    for name in ("microsoft/florence-2", "paddlepaddle/pp-ocrv4", "google/tesseract"):
        yield from support(name, "ocr", MG.runnable)
    for name in ("google/paligemma", "google/gemma-3"):
        for task in ("ocr", "image-captioning", "object-detection"):
            yield from support(name, task, MG.claimed)
    yield from support("meta/sam-3", "promptable-segmentation", MG.claimed)
    yield Quad(iri("model:meta/sam-3"), MG.category, MG.open)
    yield Quad(iri("model:meta/sam-3"), SCHEMA.license, iri("license:LicenseRef-SAM"))
    yield Quad(iri("model:meta/sam-3"), IT6.totalNumberOfParameters, integer(848_000_000))


@pytest.fixture(scope="module")
def small(
    _world_quads: list[Any], engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Asker:
    store = OxigraphStore()
    store.engine.extend(_world_quads)
    store.replace({}, add=[*more()])
    for number, size in enumerate(("63M", "64M"), start=1):
        table = f"{HEADER}\n{CHANGING.format(size=size)}".encode()
        read = curated.table("x.csv", table, shipped_identity(), collection="x", license="CC0-1.0")
        pipeline.run(store, read, at=datetime(2026, 3, number, tzinfo=UTC))
    folder = tmp_path_factory.mktemp("questions")
    store.engine.dump(str(folder / "world.nq"))
    # A bulk load opens five times as fast as what was written by updates.
    OxigraphStore(folder / "store").load(folder / "world.nq")
    return Asker(Catalog(store), engine, folder / "store")


def same(asker: Asker, question: Question) -> list[Any]:
    """Return the answer that all four give, as a set or, where it is ranked, as a list."""
    number = question.number
    answers = {
        "Python": asker.python(question),
        "SPARQL": asker.sparql(question),
        "GraphQL": asker.graphql(question, DOCUMENTS.get(number)),
        "command line": asker.command(question, COMMANDS[number]),
    }
    shown = {
        face: found if number in RANKED else sorted(set(found), key=repr)
        for face, found in answers.items()
    }
    for face, found in shown.items():
        assert found == shown["Python"], f"{face} says otherwise than Python"
    return shown["Python"]


@pytest.mark.parametrize("question", all_questions(), ids=lambda each: each.name)
def test_all_faces_give_one_answer(small: Asker, question: Question) -> None:
    assert same(small, about(question, HERE)) != []


@pytest.fixture(scope="module")
def shipped(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MODELGRAPH_STORE", raising=False)
        patch.setenv("MODELGRAPH_HOME", str(tmp_path_factory.mktemp("home")))
        yield Asker(Catalog.open(), engine, None)


@pytest.mark.slow
@pytest.mark.parametrize("question", all_questions(), ids=lambda each: each.name)
def test_all_faces_give_one_answer_of_the_shipped_data(shipped: Asker, question: Question) -> None:
    found = same(shipped, question)

    assert bool(found) is (question.number not in EMPTY_WHEN_SHIPPED)


def test_every_question_says_what_it_asks_in_one_sentence() -> None:
    assert [each.number for each in all_questions()] == list(range(1, 30))
    for question in all_questions():
        assert question.text[0].isupper()
        assert question.text.endswith("?")
        assert question.sparql.startswith(f"# {question.text}\nPREFIX ")
        assert question.command.startswith("modelgraph ")
