"""Models that can stand for another, and models made of another."""

from __future__ import annotations

from modelgraph.catalog.entities import License, ModelSummary
from modelgraph.catalog.lists import ancestors
from modelgraph.catalog.similar import Wish, freedom, similar
from modelgraph.store import IRI

BY = {"yes": ("yes", "yes", "yes"), "some": ("conditional",) * 3, "no": ("no", "no", "no")}


def license(name: str) -> License:
    acts = ("commercial-use", "redistribution", "changes")
    permits = tuple(zip(acts, BY.get(name, ()), strict=False))
    return License(IRI(f"https://example.org/{name}"), name, name, permits=permits)


def model(
    name: str, tasks: str, *licenses: str, size: int | None = None, runnable: str = ""
) -> ModelSummary:
    return ModelSummary(
        IRI(f"https://example.org/{name}"), name, name, name, None, "",
        tuple(license(each) for each in licenses), size, size, "", "open", tuple(tasks.split()),
        tuple(runnable.split()), (),
    )  # fmt: skip


X = model("x", "detect caption", "some", size=100)


def test_those_that_share_most_come_first_and_others_not_at_all() -> None:
    others = [X, model("one", "detect"), model("none", "depth"), model("two", "caption detect")]

    found = similar(X, others, Wish())

    assert [(each.model.id, each.shared_tasks) for each in found] == [
        ("two", ("caption", "detect")),
        ("one", ("detect",)),
    ]


def test_what_speaks_for_a_model_is_said_in_words() -> None:
    other = model("y", "detect", "no", "yes", size=90, runnable="detect")

    (found,) = similar(X, [other], Wish())

    assert found.reasons == (
        "does 1 of 2 tasks",
        "freer licence: no · yes instead of some",
        "not larger: 90 instead of 100",
        "can be run here",
    )


def test_what_is_not_known_fulfils_no_wish() -> None:
    unknown = model("u", "detect caption", "unknown")

    (found,) = similar(X, [unknown], Wish(all_tasks=True))

    assert (found.freer_license, found.not_larger) == (None, None)
    assert similar(X, [unknown], Wish(freer_license=True)) == ()
    assert similar(X, [unknown], Wish(not_larger=True)) == ()


def test_a_model_without_tasks_is_like_no_other() -> None:
    assert similar(model("bare", ""), [X], Wish(all_tasks=True)) == ()


def test_the_freest_licence_counts() -> None:
    assert freedom([license("no"), license("some")]) == 3
    assert freedom([license("unknown")]) is None


def test_a_model_descends_from_what_its_bases_descend_from() -> None:
    found = ancestors({"c": ["b", "elsewhere"], "b": ["a"], "a": []})

    assert found["c"] == {"a", "b", "elsewhere"}
    assert found["a"] == frozenset()


def test_sources_that_go_in_a_circle_do_no_harm() -> None:
    assert ancestors({"a": ["b"], "b": ["a"]}) == {"a": {"a", "b"}, "b": {"a", "b"}}
