"""Every rule keeps its promise: its passing example passes, its failing example fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib

from modelgraph.errors import InvalidDataError
from modelgraph.resources import ontology
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, Scope
from modelgraph.validation import Rule, Severity, Violation, judge, read_rules, rules
from modelgraph.validation.code import CHECKS
from modelgraph.validation.examples import turtle
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import MG

RULES = rules()


def named(rule: Rule) -> str:
    return rule.id


def found(example: str, *rules_: Rule) -> tuple[Violation, ...]:
    return judge(turtle(example), rules_ or RULES)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_passing_example_keeps_the_rule(rule: Rule) -> None:
    assert found(rule.passing, rule) == ()


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_failing_example_breaks_the_rule(rule: Rule) -> None:
    hits = found(rule.failing, rule)

    assert {(each.rule, each.severity) for each in hits} == {(rule.id, rule.severity)}


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_message_of_a_finding_has_no_gap(rule: Rule) -> None:
    assert [each.message for each in found(rule.failing, rule) if "{" in each.message] == []


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_a_rule_says_what_it_is_and_why(rule: Rule) -> None:
    assert rule.name
    assert rule.description.endswith(".")
    assert rule.shapes or rule.selects or rule.code in CHECKS
    assert rule.message or all(message for _, message in rule.selects)


def test_every_check_in_code_belongs_to_a_rule() -> None:
    assert {rule.code for rule in RULES if rule.code} == set(CHECKS)


def test_a_finding_names_the_claims_that_state_the_value_and_their_sources() -> None:
    example = """<model/a/x> mg:contextWindowTokens 0, 8192 .
<claim/1> a mg:Claim ; rdf:subject <model/a/x> ; rdf:predicate mg:contextWindowTokens ;
  rdf:object 0 ; dcterms:source <source/s> .
<claim/2> a mg:Claim ; rdf:subject <model/a/x> ; rdf:predicate mg:contextWindowTokens ;
  rdf:object 8192 ; dcterms:source <source/t> ."""

    (hit,) = (each for each in found(example) if each.rule == "count-is-whole")

    assert hit.claims == (IRI("https://w3id.org/modelgraph/claim/1"),)
    assert hit.sources == (IRI("https://w3id.org/modelgraph/source/s"),)
    assert hit.message == "This is no whole number above zero. Stated: 0."


def test_nothing_is_found_where_nothing_is_said() -> None:
    assert judge((), RULES) == ()


def test_what_is_not_read_here_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    text = (ontology() / "shapes.ttl").read_text(encoding="utf-8")
    path.write_text(text.replace("sh:maxLength 200", "sh:uniqueLang true"), encoding="utf-8")

    with pytest.raises(InvalidDataError, match=r"evidence-is-short says .*uniqueLang"):
        read_rules(path)


def test_the_same_triple_in_two_graphs_is_one_value() -> None:
    (rule,) = (rule for rule in RULES if rule.id == "variant-of-one-model")
    quads = [
        quad._replace(graph=IRI(PREFIXES["source"] + name))
        for quad in turtle(rule.passing)
        for name in "ab"
    ]

    assert judge(quads, [rule]) == ()


def test_severities_are_those_of_shacl() -> None:
    assert {each.iri for each in Severity} == {
        IRI(PREFIXES["sh"] + name) for name in ("Violation", "Warning", "Info")
    }


def keys(hits: Iterable[Violation]) -> set[tuple[str, str, str, str]]:
    def text(value: object) -> str:
        return value.lexical if isinstance(value, Literal) else str(value or "")

    return {(h.rule, h.focus, str(h.path or ""), text(h.value)) for h in hits}


def _of_rdflib(value: Literal) -> rdflib.Literal:
    plain = value.datatype.endswith("#string")
    return rdflib.Literal(
        value.lexical, datatype=None if plain else rdflib.URIRef(value.datatype), normalize=False
    )


def by_pyshacl(quads: Iterable[Quad]) -> set[tuple[str, str, str, str]]:
    """Return what pyshacl finds by the same file, in the form of ``keys``."""
    import pyshacl
    from rdflib import RDF, SH, BNode, Graph, URIRef

    data = Graph()
    for quad in quads:
        value = quad.object
        data.add(
            (
                URIRef(quad.subject), URIRef(quad.predicate),
                _of_rdflib(value) if isinstance(value, Literal) else URIRef(value),
            )
        )  # fmt: skip
    shapes = Graph().parse(ontology() / "shapes.ttl", format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, allow_infos=True)
    owners = {part: rule for rule, part in shapes.subject_objects(SH.property)}
    hits = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape, path, value = (
            report.value(result, each) for each in (SH.sourceShape, SH.resultPath, SH.value)
        )
        rule = str(owners.get(shape, shape)).removeprefix(PREFIXES["rule"])
        assert not isinstance(path, BNode)
        texts = ("" if each is None else str(each) for each in (path, value))
        hits.add((rule, str(report.value(result, SH.focusNode)), *texts))
    return hits


@pytest.mark.slow
@pytest.mark.parametrize("rule", [each for each in RULES if not each.code], ids=named)
def test_pyshacl_finds_the_same_in_the_examples(rule: Rule) -> None:
    for example in (rule.passing, rule.failing):
        quads = turtle(example)

        mine = {each for each in keys(judge(quads, [rule])) if each[0] == rule.id}

        theirs = {each for each in by_pyshacl(quads) if each[0] == rule.id}
        assert {each[:2] for each in mine} == {each[:2] for each in theirs}
        assert {each[2:] for each in mine if each[3] and rule.shapes} <= {
            each[2:] for each in theirs
        }


def test_turtle_of_an_example_stands_in_no_graph() -> None:
    engine = OxigraphStore()
    engine.replace({}, add=turtle("<model/a/x> a mg:Model ."))

    assert [quad.graph for quad in engine.quads(graph=Scope.DEFAULT)] == [None]


def test_a_query_for_any_class_sees_classes_that_no_query_names() -> None:
    rule = replace(
        next(each for each in RULES if each.selects),
        classes=(MG.Model,), properties=(), shapes=(), code="",
        selects=(("SELECT $this ?value WHERE { $this a ?value }", "of a class"),),
    )  # fmt: skip

    hits = found("<model/a/x> a mg:Model .", rule)

    assert [each.value for each in hits] == [MG.Model]
