"""Options that several commands share, and how a catalog is opened by them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from modelgraph.cli.output import Form
from modelgraph.errors import UnavailableError

if TYPE_CHECKING:
    from modelgraph.catalog.catalog import Catalog
    from modelgraph.store import Store

MEMORY: Final = "memory"


def complete_model(incomplete: str) -> list[str]:
    """Return what a half-written name may become: slugs of models, or ids once it has a ``/``."""
    names = (each.id if "/" in incomplete else each.slug for each in open_catalog(None).models())
    return sorted(name for name in names if name.startswith(incomplete.lower()))


def complete_task(incomplete: str) -> list[str]:
    """Return the tasks that a half-written name may become."""
    slugs = (each.slug for each in open_catalog(None).tasks())
    return sorted(slug for slug in slugs if slug.startswith(incomplete.lower()))


ModelsArgument = Annotated[
    list[str],
    typer.Argument(metavar="MODEL", help="Ids or names.", autocompletion=complete_model),
]
FormOption = Annotated[
    Form | None,
    typer.Option(
        "--format",
        help="How to print: a table in a terminal and plain text in a pipe, unless said here.",
        show_default=False,
    ),
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="DIR|URL|memory",
        envvar="MODELGRAPH_STORE",
        help="The store to ask; by default that of MODELGRAPH_HOME, else the shipped data.",
        show_default=False,
    ),
]


def open_catalog(store: str | None) -> Catalog:
    """Open the store that is asked for; the one in the home folder, or the shipped data.

    Raises:
        UnavailableError: the store is not there, or can't be reached.
    """
    from modelgraph.catalog.catalog import Catalog
    from modelgraph.cli.shipped import open_shipped

    if store == MEMORY:
        return Catalog.open()
    if store and "://" in store:
        return Catalog(_connected(store))
    folder = store_folder(store)
    return Catalog(open_shipped()) if folder is None else Catalog.open(folder)


def _connected(address: str) -> Store:
    """Open the store at an address, with the other settings of the environment."""
    from modelgraph.server.elsewhere import connect
    from modelgraph.server.settings import read

    store = connect(read(store=address))
    if not store.ask("ASK { ?s ?p ?o }"):
        raise UnavailableError(
            "There is no catalog in the store at this address.",
            hint="modelgraph serve --store URL brings the shipped one in.",
        )
    return store


def store_folder(store: str | None) -> Path | None:
    """Return the folder that ``--store`` means, ``None`` for the shipped data."""
    if not store:
        own = home() / "store"
        return own if own.is_dir() else None
    folder = Path(store).expanduser()
    if not folder.is_dir():
        raise UnavailableError(
            f"There is no store in {folder}.", hint="modelgraph import or serve make one."
        )
    return folder


def home() -> Path:
    """Return the folder of this user's store, weights and jobs."""
    import os

    given = os.environ.get("MODELGRAPH_HOME")
    return Path(given).expanduser() if given else Path.home() / ".local/share/modelgraph"


def weights_folder() -> Path:
    """Return the folder of the weights: MODELGRAPH_WEIGHTS, else in the home folder."""
    import os

    given = os.environ.get("MODELGRAPH_WEIGHTS")
    return Path(given).expanduser() if given else home() / "weights"


def runs_folder() -> Path:
    """Return the folder of jobs and uploaded images, in the home folder."""
    return home() / "runs"
