"""``modelgraph serve``: pages, GraphQL and SPARQL of one catalog."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Annotated, Final

import typer

from modelgraph.cli.output import say
from modelgraph.errors import UnavailableError

if TYPE_CHECKING:
    from modelgraph.server.settings import Settings

ADDRESSES: Final = (
    ("/", "pages"),
    ("/compare?models=florence-2,sam-clip", "a comparison"),
    ("/run", "run models on your image"),
    ("/graphql", "GraphQL"),
    ("/sparql", "SPARQL 1.1"),
)
WRITING: Final = (
    ("/sparql/update", "SPARQL 1.1 Update, with the key for writing"),
    ("/graphs", "whole graphs; writing with the key"),
)


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port; 0: a free one.", show_default="8000"),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(
            metavar="DIR|URL|memory", help="The store; by default the one in MODELGRAPH_HOME."
        ),
    ] = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="A plain SPARQL store, without the shipped data.")
    ] = False,
) -> None:
    """Serve pages, GraphQL and SPARQL until interrupted."""
    from modelgraph.server.settings import read

    run_server(read(host=host, port=port, store=store, empty=empty or None))


def run_server(settings: Settings, *, any_port: bool = False) -> None:
    """Serve until interrupted; ``any_port`` takes a free one where the wanted one is taken.

    Raises:
        UnavailableError: the port is taken, or the store can't be opened.
    """
    import uvicorn

    from modelgraph.server.serve import config

    port = _port(settings, any_port)
    settings = settings.model_copy(update={"port": port})
    server = uvicorn.Server(config(settings))
    base = f"http://{settings.host}:{port}"
    shown = ADDRESSES[3:] if settings.empty else ADDRESSES
    for path, what in (*shown, *WRITING) if settings.write_key else shown:
        say(f"{base}{path}".ljust(60) + what)
    say("Ctrl-C stops.")
    server.run()


def _port(settings: Settings, any_port: bool) -> int:
    """Return the port to serve on, found to be free a moment ago."""
    host, port = settings.host.strip("[]"), settings.port
    try:
        return _bind(host, port)
    except OSError as error:
        if any_port:
            say(f"Port {port} is taken; taking another one.", "yellow")
            return _bind(host, 0)
        raise UnavailableError(
            f"Nothing can be served on {settings.host}:{port}: {error.strerror}.",
            hint="Take another one: --port 8001, or --port 0 for a free one.",
        ) from error


def _bind(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])
