"""Examples laid out for people say what they said."""

from __future__ import annotations

import re

from rdflib import Graph
from rdflib.compare import isomorphic

from modelgraph.validation import rules
from modelgraph.web.turtle import laid_out

EXAMPLE = (
    """<a> a <b> ; <c> 0.5 , [ <d> "x ; y." ; <e> ( 1 2 ) ] ; <f> "a  b"@en . <f> <c> "7"^^<g> ."""
)


def test_a_property_has_a_line_and_brackets_stay_on_theirs() -> None:
    assert laid_out(EXAMPLE).splitlines() == [
        "<a> a <b> ;",
        '    <c> 0.5 , [ <d> "x ; y." ; <e> ( 1 2 ) ] ;',
        '    <f> "a  b"@en .',
        '<f> <c> "7"^^<g> .',
    ]


def test_what_is_laid_out_says_the_same() -> None:
    graphs = (
        Graph().parse(data=f"@base <https://x/> . {each}", format="turtle")
        for each in (EXAMPLE, laid_out(EXAMPLE))
    )

    assert isomorphic(*graphs)


def test_no_letter_of_a_rule_s_example_is_lost() -> None:
    for rule in rules():
        for example in (rule.passing, rule.failing):
            assert re.sub(r"\s+", "", laid_out(example)) == re.sub(r"\s+", "", example)
