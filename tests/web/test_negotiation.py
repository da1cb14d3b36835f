"""Which form a client gets: by ending first, by Accept next, a page when in doubt."""

from __future__ import annotations

import pytest

from modelgraph.web.negotiation import Form, choose, split_ending

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
