"""Which form a client gets: by ending first, by Accept next, a page when in doubt."""

from __future__ import annotations

import pytest

from modelgraph.web.negotiation import Form, NotAcceptableError, choose, demand, split_ending

ALL = tuple(Form)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", Form.PAGE),
        ("*/*", Form.PAGE),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Form.PAGE),
        ("application/json", Form.JSON),
        ("application/json;q=0.5, text/turtle", Form.TURTLE),
        ("text/turtle;q=0.4, application/ld+json;q=0.8", Form.JSON_LD),
        ("text/html;q=0, application/json", Form.JSON),
        ("image/png", Form.PAGE),
        ("application/n-triples", Form.N_TRIPLES),
        ("text/*;q=0.1, text/csv", Form.CSV),
        ("\x00;;q=x,,,/", Form.PAGE),
        ("text/turtle," * 500, Form.PAGE),
    ],
)
def test_accept_names_the_form(accept: str, form: Form) -> None:
    assert choose(accept, ALL) is form


def test_only_what_is_offered_is_chosen() -> None:
    assert choose("text/csv, application/json;q=0.1", (Form.PAGE, Form.JSON)) is Form.JSON


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", Form.PAGE),
        ("image/png", Form.PAGE),
        ("text/turtle, */*;q=0.1", Form.PAGE),
        ("text/turtle, text/html;q=0.5", Form.PAGE),
        ("text/turtle, application/json;q=0.5", Form.JSON),
    ],
)
def test_a_page_is_for_whoever_takes_one(accept: str, form: Form) -> None:
    assert demand(accept, (Form.PAGE, Form.JSON)) is form


@pytest.mark.parametrize("accept", ["text/turtle", "text/csv;q=0.2", "text/html;q=0, text/turtle"])
def test_who_takes_only_forms_that_are_not_there_is_told_which_are(accept: str) -> None:
    with pytest.raises(NotAcceptableError) as caught:
        demand(accept, (Form.PAGE, Form.JSON))

    assert caught.value.hint == "Accept text/html, application/json."


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("alibaba/qwen2.5-vl", ("alibaba/qwen2.5-vl", None)),
        ("alibaba/qwen2.5-vl.jsonld", ("alibaba/qwen2.5-vl", Form.JSON_LD)),
        ("/compare.md", ("/compare", Form.MARKDOWN)),
        (".json", (".json", None)),
        ("model.exe", ("model.exe", None)),
    ],
)
def test_only_known_endings_are_taken_off(path: str, expected: tuple[str, Form | None]) -> None:
    assert split_ending(path) == expected
