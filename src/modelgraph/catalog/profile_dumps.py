"""The catalog in the terms of a profile as files: N-Quads in canonical order, TriG and JSON-LD."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Final

from modelgraph.catalog.catalog import Catalog
from modelgraph.catalog.dumps import Form, Graph, Written
from modelgraph.catalog.dumps import write as write_graphs
from modelgraph.catalog.dumps import write_file as write_graphs_file
from modelgraph.catalog.profiles import Profile, exported
from modelgraph.errors import InvalidDataError
from modelgraph.store.oxigraph import n_quad

FORMS: Final = (Form.N_QUADS, Form.TRIG, Form.JSON_LD)
"""Forms of a profile; a table of claims is none of its."""


def file_name(profile: Profile, form: Form) -> str:
    """Return what a file is called: ``modelgraph-fair4ml.nq``."""
    return f"modelgraph-{profile.value}.{form.ending}"


def write(catalog: Catalog, profile: Profile, form: Form, out: BinaryIO) -> None:
    """Write one form of a profile; the same content gives the same bytes.

    Raises:
        InvalidDataError: a profile has no such form.
    """
    write_graphs(catalog, _allowed(profile, form), out, _graphs(catalog, profile))


def write_file(catalog: Catalog, profile: Profile, form: Form, path: Path) -> Written:
    """Write one form of a profile into a file, whole or not at all.

    Raises:
        InvalidDataError: a profile has no such form.
    """
    graphs, name = _graphs(catalog, profile), file_name(profile, form)
    return write_graphs_file(catalog, _allowed(profile, form), path, graphs, name=name)


def write_all(catalog: Catalog, profile: Profile, folder: Path) -> tuple[Written, ...]:
    """Write every form of a profile into a folder, from one reading of the store."""
    graphs = _graphs(catalog, profile)
    names = [(form, file_name(profile, form)) for form in FORMS]
    return tuple(
        write_graphs_file(catalog, form, folder / name, graphs, name=name) for form, name in names
    )


def _allowed(profile: Profile, form: Form) -> Form:
    if form not in FORMS:
        raise InvalidDataError(
            f"{profile.label} is RDF; {form.title} has no room for it.",
            hint=f"One of {', '.join(each.ending for each in FORMS)}.",
        )
    return form


def _graphs(catalog: Catalog, profile: Profile) -> list[Graph]:
    lines = {n_quad(quad).encode() for quad in exported(catalog.store, profile)}
    return [(None, sorted(lines))]
