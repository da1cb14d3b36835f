"""Files of strangers: merged where they are whole, refused row by row where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.importers import claims_file, pipeline
from modelgraph.importers.reading import Reading
from modelgraph.store import IRI, OxigraphStore, Scope
from modelgraph.vocabulary.prefixes import expand
from modelgraph.vocabulary.terms import IT6, MG, SCHEMA

HEADER = "model,level,subject,parent,property,qualifier,value,evidence\r\n"
MODELS = (
    "Florence-2", "SAM 2", "CLIP", "YOLOv9", "Depth Anything V2", "Foo Net", "Bar Net", "Baz Net",
)  # fmt: skip
FORTY = HEADER + "".join(
    f"{model},model,{model},,{prop},{qualifier},{value},as stated\r\n"
    for model in MODELS
    for prop, qualifier, value in (
        ("task", "claimed", "Object Detection"),
        ("context_window", "", "8K"),
        ("release", "weights", "2024-06"),
        ("license", "code", "MIT"),
        ("backbone", "", "ViT"),
    )
)

TURTLE = """\
@prefix mg: <https://w3id.org/modelgraph/ontology#> .
@prefix it6: <http://data.europa.eu/it6/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <https://schema.org/> .
@base <https://w3id.org/modelgraph/> .
<variant/acme/foo-s> schema:isVariantOf <model/acme/foo> ; it6:totalNumberOfParameters 12000000 ;
  schema:license <https://spdx.org/licenses/MIT> .
[] a mg:Claim ; rdf:subject <variant/acme/foo-s> ; rdf:predicate it6:totalNumberOfParameters ;
  rdf:object 12000000 ; mg:statedAs "12M" ; mg:quote "12 million" .
"""

JSON_LD = """{"@context": "https://w3id.org/modelgraph/ontology/context.jsonld",
 "id": "variant:acme/foo-s", "isVariantOf": {"id": "model:acme/foo"},
 "totalNumberOfParameters": 12000000, "schema:license": {"id": "spdx:MIT"}}"""


def read(folder: Path, content: str | bytes, name: str = "claims.csv") -> Reading:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return claims_file.read(path, "My Lab", "measured", "CC0-1.0")


def iri(name: str) -> IRI:
    return IRI(expand(name))


def test_forty_facts_about_eight_models_are_merged(
    tmp_path: Path, own_world: OxigraphStore
) -> None:
    report = pipeline.run(own_world, read(tmp_path, FORTY))

    known, new = iri("model:microsoft/florence-2"), iri("model:unattributed/foo-net")
    assert report.added == 40
    for model in (known, new):
        found = own_world.quads(model, MG.contextWindowTokens, graph=Scope.DEFAULT)
        assert [getattr(quad.object, "lexical", "") for quad in found] == ["8000"]
    assert any(own_world.quads(known, IT6.hasVariation, graph=Scope.DEFAULT))


DAMAGE = {
    "unknown level": (b"Foo,galaxy,Foo,,backbone,,ViT,\r\n", "unknown level: 'galaxy'"),
    "unknown property": (b"Foo,model,Foo,,colour,,red,\r\n", "unknown property: 'colour'"),
    "bad date": (b"Foo,model,Foo,,release,weights,2024-13-45,\r\n", "not a date|month must be"),
    "bad licence": (b"Foo,model,Foo,,license,weights,MIT OR,\r\n", "not a licence: 'MIT OR'"),
    "missing subject": (b",model,,,backbone,,ViT,\r\n", "the model is empty"),
    "duplicate row": (b"CLIP,model,CLIP,,backbone,,ViT,\r\n", "says the same as row 16"),
    "wrong encoding": (b"Foo,model,Foo,,backbone,,R\xe9seau,\r\n", "not UTF-8"),
    "1 MB cell": (b"Foo,model,Foo,,backbone,," + b"x" * 2**20 + b",\r\n", "1,048,576 letters"),
    "formula": (b'Foo,model,Foo,,backbone,,"=HYPERLINK(""x"")",\r\n', "like a formula"),
    "mixed line ends": (b"Foo,model,Foo,,backbone,,Swin,\n", "ends with LF"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_row_is_named_with_the_reason(tmp_path: Path, damage: str) -> None:
    row, reason = DAMAGE[damage]

    with pytest.raises(InvalidDataError, match=rf"(?s)row 42: .*({reason})") as refused:
        read(tmp_path, FORTY.encode() + row)

    assert [each["row"] for each in refused.value.details["rows"]] == [42]


def test_ten_damages_are_told_at_once_and_nothing_is_imported(
    tmp_path: Path, own_world: OxigraphStore
) -> None:
    before = set(own_world.quads())
    content = FORTY.encode() + b"".join(row for row, _ in DAMAGE.values())

    with pytest.raises(InvalidDataError) as refused:
        pipeline.run(own_world, read(tmp_path, content))

    assert [each["row"] for each in refused.value.details["rows"]] == list(range(42, 52))
    assert set(own_world.quads()) == before


def test_a_number_and_a_dash_are_no_formulas(tmp_path: Path) -> None:
    rows = "Foo,model,Foo,,benchmark,AP | COCO | gain,+5.9,- 5.9 more\r\n"

    assert len(read(tmp_path, HEADER + rows).claims) == 1


@pytest.mark.parametrize(("name", "content"), [("x.ttl", TURTLE), ("x.jsonld", JSON_LD)])
def test_rdf_of_the_vocabulary_is_taken(
    tmp_path: Path, name: str, content: str, own_world: OxigraphStore
) -> None:
    report = pipeline.run(own_world, read(tmp_path, content, name))

    small = iri("variant:acme/foo-s")
    triples = {(q.predicate, q.object) for q in own_world.quads(small, graph=Scope.DEFAULT)}
    assert report.added == 2
    assert (SCHEMA.license, iri("spdx:MIT")) in triples
    assert any(own_world.quads(iri("model:acme/foo"), IT6.hasVariation, small, Scope.DEFAULT))


def test_evidence_in_rdf_is_kept(tmp_path: Path) -> None:
    claims = {claim.predicate: claim for claim in read(tmp_path, TURTLE, "x.ttl").claims}

    size = claims[IT6.totalNumberOfParameters]
    assert (size.stated_as, size.quote) == ("12M", "12 million")


@pytest.mark.parametrize(
    ("triple", "reason"),
    [
        ("<model/acme/foo> <https://example.org/p> 1 .", "unknown property"),
        ("<model/acme/foo> mg:contextWindowTokens -1 .", "above zero"),
        ("<org/../x> schema:license <model/a/b> .", "not about|not the address"),
        ("[] mg:backbone 'ViT' .", "without an address"),
        ("<variant/acme/foo> mg:backbone 'ViT' .", "without its model"),
        ("<model/acme/foo> schema:license <https://example.org/terms> .", "schema:license takes"),
    ],
)
def test_a_triple_that_is_none_of_ours_is_refused(tmp_path: Path, triple: str, reason: str) -> None:
    head = "\n".join(TURTLE.splitlines()[:5])

    with pytest.raises(InvalidDataError, match=reason):
        read(tmp_path, f"{head}\n{triple}\n", "x.ttl")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.ttl", "@prefix"),
        ("x.ttl", "<a> <b> " + "(" * 100_000),
        ("x.jsonld", "[" * 100_000),
        ("x.jsonld", '{"@context": "https://example.org/context", "id": "x"}'),
        ("x.ttl", b"\xff\xfe"),
        ("x.xml", "<rdf/>"),
    ],
)
def test_a_file_that_can_not_be_read_is_refused(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    with pytest.raises(InvalidDataError):
        read(tmp_path, content, name)
