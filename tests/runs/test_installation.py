"""What can be run here, in the graph and for the doctor: true now, and gone when it is gone."""

from __future__ import annotations

import shutil

import pytest
from run_world import World, variant

from modelgraph.runs import installation
from modelgraph.runs.doctor import Condition
from modelgraph.runs.record import support
from modelgraph.store import IRI, Literal, Quad, Scope
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import MG, RDF

DETECT = "object-detection"


def states(world: World, subject: str, task: str = DETECT) -> set[str]:
    node = IRI(f"{subject}/support/{task}")
    return {str(q.object) for q in world.store.quads(node, MG.state, None, Scope.DEFAULT)}


def obstacles(world: World, subject: str) -> list[tuple[str, str]]:
    found = []
    for link in world.store.quads(IRI(subject), MG.hasObstacle, None, Scope.DEFAULT):
        node = IRI(str(link.object))
        (reason,) = world.store.quads(node, MG.reason, None, Scope.DEFAULT)
        (words,) = world.store.quads(node, MG.explanation, None, Scope.DEFAULT)
        assert isinstance(words.object, Literal)
        found.append((str(reason.object), words.object.lexical))
    return found


def model(name: str) -> IRI:
    return IRI(expand(f"model:acme/{name}"))


def refresh(world: World) -> bool:
    with world.runs() as runs:
        return runs.refresh()


def claim(world: World, name: str) -> None:
    """Add a model of which the catalog knows, and nothing is here."""
    add = [Quad(model(name), RDF.type, MG.Model)]
    world.store.replace({}, add=add)


def test_what_is_installed_is_runnable_for_the_variant_and_its_model(world: World) -> None:
    world.install("one", (DETECT,))

    refresh(world)

    assert states(world, variant("one")) == {MG.runnable}
    assert states(world, model("one")) == {MG.runnable}
    assert obstacles(world, model("one")) == []
    assert list(world.store.quads(graph=installation.GRAPH))


def test_a_second_look_writes_nothing(world: World) -> None:
    world.install("one")
    claim(world, "unheard-of")

    assert refresh(world) is True
    before, revision = set(world.store.quads()), world.store.revision
    assert refresh(world) is False

    assert set(world.store.quads()) == before
    assert world.store.revision == revision


def test_weights_that_are_gone_leave_nothing_runnable(world: World) -> None:
    folder = world.install("one")
    refresh(world)

    shutil.rmtree(folder)
    refresh(world)

    assert states(world, variant("one")) == set()
    assert list(world.store.quads(None, MG.supports, None, Scope.DEFAULT)) == []
    assert obstacles(world, model("one"))[0][0] == MG.noAdapter


@pytest.mark.parametrize("state", [MG.claimed, MG.verified])
def test_what_is_claimed_or_verified_stays_when_the_weights_are_gone(
    world: World, state: IRI
) -> None:
    folder = world.install("one", (DETECT,))
    stated = [Quad(*each) for each in support(variant("one"), DETECT, state)]
    world.store.replace({}, add=stated)
    refresh(world)
    assert states(world, variant("one")) == {state, MG.runnable}

    shutil.rmtree(folder)
    refresh(world)

    assert states(world, variant("one")) == {state}
    assert set(stated) <= set(world.store.quads(graph=Scope.DEFAULT))


def test_a_verified_support_outlives_the_claim_it_was_stated_with(world: World) -> None:
    stated = [Quad(*each) for each in support(variant("one"), DETECT, MG.verified)]
    world.store.replace({}, add=stated)
    frame = [quad for quad in stated if quad.predicate != MG.state]
    world.store.replace({}, remove=frame)

    refresh(world)

    assert set(stated) <= set(world.store.quads(graph=Scope.DEFAULT))


def test_what_the_default_graph_has_lost_is_written_again(world: World) -> None:
    world.install("one", (DETECT,))
    refresh(world)
    lost = list(world.store.quads(None, MG.state, None, Scope.DEFAULT))
    world.store.replace({}, remove=lost)

    assert refresh(world) is True

    assert states(world, variant("one")) == {MG.runnable}


@pytest.mark.parametrize(
    ("name", "reason", "words"),
    [
        ("unheard-of", MG.noAdapter, "No adapter runs this model."),
        ("elsewhere", MG.noWeights, "its weights are not on this machine"),
        ("heavy", MG.needsExtra, "pip install 'modelgraph[inference]'"),
    ],
)
def test_a_model_that_can_not_run_says_why(
    world: World, name: str, reason: str, words: str
) -> None:
    claim(world, name)

    refresh(world)

    ((found, explanation),) = obstacles(world, model(name))
    assert found == reason
    assert words in explanation


@pytest.mark.parametrize(
    ("how", "reason", "words"),
    [
        ({"program": "no-such-program"}, MG.needsExtra, "no-such-program"),
        ({"adapter": "absent"}, MG.needsExtra, "modelgraph[inference]"),
        ({"adapter": "unknown"}, MG.noAdapter, "unknown"),
        ({"memory_bytes": 10**15}, MG.tooLarge, "1000000.0 GB"),
    ],
)
def test_weights_that_can_not_be_loaded_say_why(
    world: World, how: dict[str, object], reason: str, words: str
) -> None:
    world.install("one", **how)  # type: ignore[arg-type]

    refresh(world)

    for subject in (variant("one"), model("one")):
        ((found, explanation),) = obstacles(world, subject)
        assert found == reason
        assert words in explanation
    assert states(world, variant("one")) == set()


def test_one_damaged_manifest_hides_no_other_checkpoint(world: World) -> None:
    world.install("one")
    broken = world.install("two")
    (broken / "checkpoint.json").write_text("{", encoding="utf-8")

    with world.runs() as runs:
        names = [each.folder.name for each in runs.installed()]
        facts = [fact for fact in runs.doctor() if fact.name == "manifest"]

    assert names == ["one"]
    assert facts[0].condition is Condition.BAD


def test_the_doctor_names_what_is_missing_and_what_installs_it(world: World) -> None:
    world.install("one")
    cut = world.install("cut")
    (cut / "model.bin").write_bytes(b"short")
    world.install("tool", program="no-such-program")

    with world.runs() as runs:
        facts = {(fact.group, fact.name): fact for fact in runs.doctor()}

    assert facts["weights", "one"].condition is Condition.GOOD
    assert facts["weights", "cut"].condition is Condition.BAD
    assert facts["programs", "no-such-program"].condition is Condition.MISSING
    assert facts["adapters", "measuring"].condition is Condition.GOOD
    assert facts["adapters", "absent"].hint == "pip install 'modelgraph[inference]'"
    assert facts["weights", "elsewhere"].hint == "modelgraph weights fetch elsewhere"
    assert facts["store", "graphs"].condition is Condition.BAD
    assert {fact.group for fact in facts.values()} == {
        "machine", "adapters", "programs", "weights", "disk", "store"
    }  # fmt: skip


def test_without_an_inference_package_nothing_is_runnable_and_the_doctor_says_so(
    world: World,
) -> None:
    world.install("one")

    with world.runs(package="no_such_package") as runs:
        runs.refresh()
        facts = [fact for fact in runs.doctor() if fact.group == "adapters"]

    assert obstacles(world, model("one"))[0][0] == MG.noAdapter
    assert facts[0].hint == "pip install 'modelgraph[onnx]'"
