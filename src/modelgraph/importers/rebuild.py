"""The shipped data, written anew: ``python -m modelgraph.importers.rebuild --sources FOLDER``.

One TriG file a source, ``preferred.trig`` for the default graph, and a table of licences; the same
sources give the same bytes. The sources themselves are not shipped.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from modelgraph.errors import InvalidDataError
from modelgraph.importers import (
    curated,
    curation,
    excerpts,
    hf_tasks,
    joins,
    model_leaderboard,
    model_openness_tool,
    models_dev,
    pipeline,
    playground,
    preferred,
    roboflow_inference,
    spdx,
    timm,
    transformers_docs,
    trig,
    vocabulary,
)
from modelgraph.importers.collector import uncollected
from modelgraph.importers.content import Content
from modelgraph.importers.content import content_of as content_of  # noqa: PLC0414 - kept here too
from modelgraph.importers.identity import Identity, shipped
from modelgraph.importers.reading import Importer, Reading
from modelgraph.importers.report import Report
from modelgraph.resources import data
from modelgraph.store import IRI, Literal, OxigraphStore, Quad, Scope, Store
from modelgraph.vocabulary.prefixes import PREFIXES
from modelgraph.vocabulary.terms import DCTERMS, MG, RDF, SCHEMA

PREFERRED: Final = "preferred.trig"
README: Final = "README.md"

IMPORTERS: Final[Mapping[str, Importer]] = {
    "curated": curated.read,
    "playground": playground.read,
    "hf-tasks": hf_tasks.read,
    "model-openness-tool": model_openness_tool.read,
    "models-dev": models_dev.read,
    "model-leaderboard": model_leaderboard.read,
    "timm": timm.read,
    "transformers": transformers_docs.read,
    "roboflow-inference": roboflow_inference.read,
    "spdx": spdx.read,
}
"""Folder under the sources → who reads it."""


def readings(sources: Path, identity: Identity) -> tuple[Reading, ...]:
    """Read every collection that is shipped: our own, and those under the folder of sources.

    Raises:
        InvalidDataError: a folder or file is missing, or rows are broken.
    """
    with uncollected():
        found = [curation.read(identity), demo(identity)]
        for name, read in IMPORTERS.items():
            found.append(read(_files(sources / name), identity))
        return excerpts.give_way(found)


def demo(identity: Identity) -> Reading:
    """Read the facts about the models whose weights can be fetched."""
    name = "demo-facts.csv"
    content = (data() / "demo" / name).read_bytes()
    return curated.table(name, content, identity, collection="demo-facts", license=curated.LICENSE)


def _files(folder: Path) -> dict[str, bytes]:
    """Return every file under the folder by its path in it, parts joined by ``/``."""
    if not folder.is_dir():
        raise InvalidDataError(f"The folder {folder} is missing.")
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@dataclass(frozen=True, slots=True)
class Built:
    """The files of ``data/`` by name, and what the import reported."""

    files: Mapping[str, str]
    report: Report


def build(several: tuple[Reading, ...]) -> Built:
    """Return what ``data/`` holds after these readings."""
    store = OxigraphStore()
    vocabulary.load(store)
    report = pipeline.run(store, several)
    files = dict(_graphs(store))
    files[PREFERRED] = preferred_text(store.quads(graph=Scope.DEFAULT))
    files[README] = readme(store)
    files[joins.NAMES] = joins.names_text(several)
    files[joins.UNMATCHED] = joins.unmatched_text(several, store)
    return Built(files, report)


def preferred_of(store: Store, content: Content) -> frozenset[Quad]:
    """Return the default graph that follows from what the sources say, with the vocabulary."""
    facts, _ = preferred.with_rules(content.claims, content.links)
    words = store.quads(graph=vocabulary.GRAPH)
    plain = (Quad(quad.subject, quad.predicate, quad.object) for quad in words)
    return frozenset({*preferred.quads(facts), *plain})


def preferred_text(quads: Iterable[Quad]) -> str:
    """Return the text of ``preferred.trig``."""
    return trig.document(
        quads, None, "The preferred facts, derived from the claims beside this file."
    )


def graph_text(store: Store, graph: IRI) -> str:
    """Return the text of one source's file."""
    quads = list(store.quads(graph=graph))
    facts = {q.predicate: q.object for q in quads if q.subject == graph}
    parts = [_text(facts.get(term)) for term in (SCHEMA.name, MG.revision)]
    title = f"{' '.join(filter(None, parts))}. Data licence: {_text(facts.get(DCTERMS.license))}"
    return trig.document(quads, graph, title)


def _graphs(store: Store) -> Iterator[tuple[str, str]]:
    for graph in store.graphs():
        yield f"{graph.removeprefix(PREFIXES['source'])}.trig", graph_text(store, graph)


_HEAD: Final = """\
# The shipped data

Claims about vision models, one TriG file a source revision; `preferred.trig` holds the facts that
follow from them for the default graph. Written by `python -m modelgraph.importers.rebuild` from
collections of facts and from the tables in `identity/` and `licenses.csv`; don't edit the TriG by
hand. `demo/` states the facts of the models whose weights `modelgraph weights fetch demo` fetches.

Facts with short quotations as evidence; no source is copied. The licence of a row is that of the
table through which the source was read. `NOASSERTION`: the pages name none, and only facts were
taken from them.

| file | source | revision | read through | kind | claims | data licence |
|---|---|---|---|---|---|---|
"""


def readme(store: Store) -> str:
    """Return the licence table of every source."""
    rows = []
    for graph in store.graphs():
        facts = {q.predicate: q.object for q in store.quads(subject=graph, graph=graph)}
        claims = sum(1 for _ in store.quads(predicate=RDF.type, value=MG.Claim, graph=graph))
        name, revision, through, licence = (
            _text(facts.get(term))
            for term in (SCHEMA.name, MG.revision, MG.collection, DCTERMS.license)
        )
        kind = _text(facts.get(MG.kind)).rpartition("#")[2]
        file = graph.removeprefix(PREFIXES["source"])
        cells = (file, name, revision[:7], through, kind, str(claims), licence)
        rows.append(f"| {' | '.join(cells)} |\n")
    return _HEAD + "".join(sorted(rows)) + _COUNTS + "".join(_counts())


_COUNTS: Final = """
## What came in of sources that are read whole

As `counts.csv` states it: how many there are in the source, how many are here, and why not all.

| collection | what | in the source | here | why |
|---|---|---|---|---|
"""


def _counts() -> Iterator[str]:
    text = (data() / "counts.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(io.StringIO(text)):
        yield f"| {' | '.join(row.values())} |\n"


def _text(value: object) -> str:
    return value.lexical if isinstance(value, Literal) else str(value or "")


def write(built: Built, folder: Path) -> None:
    """Write the files, and remove the TriG files of sources that are gone."""
    for path in folder.glob("*.trig"):
        if path.name not in built.files:
            path.unlink()
    for name, text in built.files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Rebuild ``data/`` from a folder of sources."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sources", type=Path, required=True, help="folder of the collections")
    arguments = parser.parse_args()
    built = build(readings(arguments.sources, shipped()))
    write(built, data())
    report = built.report
    print(f"{report.claims} claims of {report.sources} sources; {len(report.unmatched)} unmatched:")
    for each in report.unmatched:
        print(f"  {each.row}: {each.what!r}: {each.reason}")


if __name__ == "__main__":
    main()
