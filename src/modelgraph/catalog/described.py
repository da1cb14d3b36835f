"""The catalog and its dumps described for other catalogs: DCAT 3, with VoID and SPDX check sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.dumps import Form, Written
from modelgraph.store import IRI, Literal, Quad, Value
from modelgraph.validation import license_term
from modelgraph.vocabulary.prefixes import PREFIXES, expand
from modelgraph.vocabulary.terms import DCTERMS, RDF

_SPDX: Final = "http://spdx.org/rdf/terms#"
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_OURS: Final = "CC0-1.0"
_RIGHTS: Final = (
    "Each source's claims keep the licence of that source, whose name is that of their graph;"
    f" our own facts, the selection and the vocabulary are {_OURS}."
)
_LANGUAGE: Final = PREFIXES["rdf"] + "langString"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_PRECISION: Final = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}


def described(catalog: Catalog, written: Iterable[Written], at: str) -> tuple[Quad, ...]:
    """Return the description of the catalog with its dumps, at this address of a server.

    Size and sum are those of the files that are written; the others are only named.
    """
    here, dataset = IRI(f"{at}/dumps"), IRI(f"{at}/dumps#dataset")
    licenses = _licenses(catalog)
    found = [*_of_catalog(here, dataset), *_of_dataset(catalog, dataset, at)]
    found += _rights(dataset, here, licenses)
    there = {each.form: each for each in written}
    for form in Form:
        found += _of_file(form, dataset, at)
        found += _rights(IRI(f"{at}/dumps#{form.ending}"), here, licenses)
        if form in there:
            found += _of_content(there[form], at)
    return tuple(Quad(subject, IRI(predicate), value) for subject, predicate, value in found)


_Triple = tuple[IRI, str, Value]


def _of_catalog(here: IRI, dataset: IRI) -> Iterator[_Triple]:
    yield here, RDF.type, _term("dcat:Catalog")
    yield here, _term("dcterms:title"), _english("modelgraph")
    yield here, _term("dcat:dataset"), dataset


def _of_dataset(catalog: Catalog, dataset: IRI, at: str) -> Iterator[_Triple]:
    numbers = catalog.statistics()
    text = (
        f"{numbers.models:,} vision models and {numbers.variants:,} variants in"
        f" {numbers.claims:,} claims of {numbers.sources:,} sources, each with its own licence."
    )
    yield dataset, RDF.type, _term("dcat:Dataset")
    yield dataset, RDF.type, _term("void:Dataset")
    yield dataset, _term("dcterms:title"), _english("Facts about vision models")
    yield dataset, _term("dcterms:description"), _english(text)
    yield dataset, _term("void:sparqlEndpoint"), IRI(f"{at}/sparql")
    if type_ := _PRECISION.get(len(numbers.updated)):
        yield dataset, _term("dcterms:modified"), Literal(numbers.updated, expand(type_))
    for source in catalog.sources():
        yield dataset, _term("dcterms:source"), source.iri
        yield source.iri, _term("schema:name"), Literal(source.name)
        if (stated := _license(source.license)) is not None:
            yield source.iri, DCTERMS.license, stated


def _licenses(catalog: Catalog) -> tuple[IRI, ...]:
    """Return the licences of what the dataset holds: our own facts' and those of the sources."""
    stated = {_license(each.license) for each in catalog.sources()}
    return tuple(sorted({each for each in stated if each} | {license_term(_OURS).iri}))


def _license(text: str) -> IRI | None:
    """Return the address of a licence, nothing for a text of which none can be made."""
    try:
        return license_term(text).iri
    except ValueError:
        return None


def _rights(thing: IRI, here: IRI, licenses: Iterable[IRI]) -> Iterator[_Triple]:
    """Yield who gives a dataset or a file away, and under which licences; no one covers it all."""
    publisher = IRI(f"{here}#publisher")
    yield thing, _term("dcterms:publisher"), publisher
    yield publisher, RDF.type, IRI(f"{_FOAF}Agent")
    yield publisher, IRI(f"{_FOAF}name"), Literal("modelgraph maintainers")
    yield thing, _term("dcterms:rights"), _english(_RIGHTS)
    yield from ((thing, DCTERMS.license, each) for each in licenses)


def _of_file(form: Form, dataset: IRI, at: str) -> Iterator[_Triple]:
    file = IRI(f"{at}/dumps/{form.file}")
    node = IRI(f"{at}/dumps#{form.ending}")
    yield dataset, _term("dcat:distribution"), node
    if form is not Form.CSV:
        yield dataset, _term("void:dataDump"), file
    yield node, RDF.type, _term("dcat:Distribution")
    yield node, _term("dcterms:title"), _english(form.title)
    yield node, _term("dcat:downloadURL"), file
    yield node, _term("dcat:mediaType"), IRI(_MEDIA + form.media_type)


def _of_content(each: Written, at: str) -> Iterator[_Triple]:
    node = IRI(f"{at}/dumps#{each.form.ending}")
    total = IRI(f"{node}-sha256")
    size = Literal(str(each.size), PREFIXES["xsd"] + "nonNegativeInteger")
    yield node, _term("dcat:byteSize"), size
    yield node, f"{_SPDX}checksum", total
    yield total, RDF.type, IRI(f"{_SPDX}Checksum")
    yield total, f"{_SPDX}algorithm", IRI(f"{_SPDX}checksumAlgorithm_sha256")
    hexadecimal = Literal(each.sha256, PREFIXES["xsd"] + "hexBinary")
    yield total, f"{_SPDX}checksumValue", hexadecimal


def _term(name: str) -> IRI:
    return IRI(expand(name))


def _english(text: str) -> Literal:
    return Literal(text, _LANGUAGE, "en")
