"""The files of a rebuild say what the store says; the slow tests of tests/data ask it of all."""

from __future__ import annotations

from pathlib import Path

from contents import everything
from modelgraph.importers import rebuild
from modelgraph.importers.content import Content, is_source_graph, whole_graph
from modelgraph.store import OxigraphStore, Scope


def test_a_store_reads_back_as_it_is_written(memory_world: OxigraphStore, tmp_path: Path) -> None:
    default = memory_world.quads(graph=Scope.DEFAULT)
    texts = {"preferred": rebuild.preferred_text(default)}
    texts |= {
        graph[-40:]: rebuild.graph_text(memory_world, graph) for graph in memory_world.graphs()
    }
    files = [tmp_path / f"{name.replace('/', '-')}.trig" for name in texts]
    for file, text in zip(files, texts.values(), strict=True):
        file.write_text(text, encoding="utf-8")
    read = OxigraphStore()

    read.load(*files)

    assert everything(read) == everything(memory_world)


def test_the_preferred_facts_follow_from_the_claims(memory_world: OxigraphStore) -> None:
    said = Content()
    for graph in filter(is_source_graph, memory_world.graphs()):
        claims, links = whole_graph(memory_world, graph)
        said.claims += claims
        said.links += links

    derived = rebuild.preferred_of(memory_world, said)

    assert derived == set(memory_world.quads(graph=Scope.DEFAULT))
