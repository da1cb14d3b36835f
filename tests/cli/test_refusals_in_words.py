"""What is refused is refused with a stable code, a sentence, and nothing half done."""

from __future__ import annotations

import socket
import struct
import zlib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from modelgraph.cli.app import app


def refused(*command: str) -> Result:
    """Run a command that must be refused."""
    answer = CliRunner().invoke(app, list(command))
    assert answer.exit_code == 1, answer.output
    assert answer.stdout == ""
    return answer


def run(task: str, image: Path, models: str, store: Path) -> str:
    return refused("run", task, str(image), "--models", models, "--store", str(store)).stderr


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELGRAPH_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MODELGRAPH_STORE", raising=False)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A white square, as small as a PNG gets."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    rows = b"".join(b"\0" + b"\xff" * 8 for _ in range(8))
    path = tmp_path / "white.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return path


def test_a_task_that_is_not_shared_names_each_reason(picture: Path, own_shipped: Path) -> None:
    said = run("object-detection", picture, "florence-2,yolov9", own_shipped)

    assert said.startswith("error TASK_NOT_SHARED: ")
    assert "microsoft/florence-2: " in said
    assert "wongkinyiu/yolov9: " in said


def test_text_is_no_image(tmp_path: Path, own_shipped: Path) -> None:
    (tmp_path / "text.png").write_text("just words")

    said = run("ocr", tmp_path / "text.png", "tesseract", own_shipped)

    assert said.startswith("error INVALID_IMAGE: ")


def test_an_unknown_model_is_named(picture: Path, own_shipped: Path) -> None:
    assert run("ocr", picture, "tesserakt", own_shipped).startswith("error NOT_FOUND: ")


def test_a_broken_row_is_named_and_nothing_is_imported(tmp_path: Path) -> None:
    table = tmp_path / "claims.csv"
    table.write_text(
        "model,property,value\nflorence-2,license,MIT\nflorence-2,parameters,many\nsam,colour,red\n"
    )
    store = tmp_path / "store"

    said = refused(
        "import", "claims", str(table), "--source-name", "me", "--kind", "curated",
        "--license", "CC0-1.0", "--store", str(store),
    ).stderr  # fmt: skip

    assert said.startswith("error INVALID_DATA: claims.csv has 2 broken rows\n  row 3: ")
    assert "\n  row 4: " in said
    assert not store.exists()


def test_a_port_that_is_taken_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        said = refused("serve", "--port", port, "--store", str(tmp_path / "store")).stderr

    assert said.startswith("error UNAVAILABLE: Nothing can be served on 127.0.0.1:")
    assert not (tmp_path / "store").exists()


def test_a_job_that_is_not_there_is_named() -> None:
    assert refused("jobs", "no-such-job").stderr.startswith("error NOT_FOUND: ")


def test_weights_without_a_pinned_archive_are_not_fetched() -> None:
    said = refused("weights", "fetch", "microsoft/florence-2").stderr

    assert said.startswith("error REFUSED: ")
    assert "pp-ocrv4-mobile" in said


def test_a_wrong_setting_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELGRAPH_PORT", "secret-value")

    said = refused("settings").stderr

    assert said.startswith("error INVALID_DATA: ")
    assert "port" in said
    assert "secret-value" not in said


def test_keys_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELGRAPH_RUN_KEY", "secret-value")

    shown = CliRunner().invoke(app, ["settings", "--format", "json"])

    assert shown.exit_code == 0
    assert "MODELGRAPH_RUN_KEY" in shown.stdout
    assert "secret-value" not in shown.stdout
