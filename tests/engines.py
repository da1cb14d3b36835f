"""Engines of others, each started afresh for a test: they keep nothing and end with it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from modelgraph.errors import UnavailableError
from modelgraph.store.endpoint import Address, Endpoint
from modelgraph.store.record import RECORD
from modelgraph.store.remote import RemoteStore

_PATIENCE_SECONDS = 60.0
_VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 5
[SPARQL]
{sparql}
"""


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _process(command: list[str], folder: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def _connected(address: Address, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            RemoteStore(Endpoint(address)).close()
            return
        except UnavailableError:
            if running.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)


@contextmanager
def oxigraph(*options: str, graph_store: bool = True) -> Iterator[Address]:
    """Run Oxigraph's own server, in memory."""
    binary = Path(sys.executable).with_name("oxigraph")
    assert binary.exists(), "the package oxigraph is not installed: pip install modelgraph[dev]"
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    address = Address(f"{base}/query", graphs=f"{base}/store" if graph_store else "")
    command = [str(binary), "serve", "--bind", f"127.0.0.1:{port}", *options]
    with _process(command) as running:
        _connected(address, running)
        yield address


@contextmanager
def virtuoso(folder: Path, sparql: str = "") -> Iterator[Address]:
    """Run Virtuoso with a database of its own; ``sparql`` are settings of its SPARQL."""
    if shutil.which("virtuoso-t") is None:
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource-7-bin")
    sql, http = _free_port(), _free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_VIRTUOSO.format(folder=folder, sql=sql, http=http, sparql=sparql))
    address = Address(f"http://127.0.0.1:{http}/sparql")
    command = ["virtuoso-t", "-c", str(settings), "+foreground"]
    with _process(command, folder) as running:
        _connected(address, running)
        subprocess.run(
            ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba"],
            input=b'GRANT SPARQL_UPDATE TO "SPARQL";\n',
            stdout=subprocess.DEVNULL,
            check=True,
        )
        yield address


@contextmanager
def connected(address: Address) -> Iterator[RemoteStore]:
    """Open what is at an address; it notices writes of others at once."""
    store = RemoteStore(Endpoint(address), notice_seconds=0.0)
    try:
        yield store
    finally:
        store.close()


def empty(address: Address) -> None:
    """Take away every graph that modelgraph has written, one by one.

    Virtuoso answers ``DROP ALL`` with success and deletes nothing.
    """
    with connected(address) as store:
        preferred = store.capabilities.preferred
        for graph in (*store.graphs(), RECORD, *filter(None, [preferred])):
            store.endpoint.update(f"CLEAR SILENT GRAPH <{graph}>")
