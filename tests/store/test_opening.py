"""A folder is read while another writes it."""

from __future__ import annotations

import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

from modelgraph.store.opening import open_read_only


def test_a_folder_that_is_being_written_can_be_opened_each_time(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    written = ox.Store(folder)
    written.add(quad(0))
    written.flush()
    stopped = threading.Event()

    def write() -> None:
        number = 0
        while not stopped.wait(0.005):
            number += 1
            written.add(quad(number))
            written.flush()
            written.optimize()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = [len(open_read_only(folder)) for _ in range(30)]
    finally:
        stopped.set()
        writer.join()

    assert min(found) >= 1


@pytest.mark.parametrize("made", [True, False], ids=["empty folder", "no folder"])
def test_where_no_store_is_nothing_is_waited_for(
    tmp_path: Path, made: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("it waited"))
    if made:
        (tmp_path / "store").mkdir()

    with pytest.raises(OSError, match="No such file"):
        open_read_only(str(tmp_path / "store"))


def quad(number: int) -> ox.Quad:
    return ox.Quad(ox.NamedNode(f"http://e/{number}"), ox.NamedNode("http://e/p"), ox.Literal("x"))
