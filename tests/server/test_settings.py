"""Settings come from the environment and from the command, and their faults never show a value."""

from __future__ import annotations

from pathlib import Path

import pytest

from modelgraph.errors import InvalidDataError
from modelgraph.server.settings import default_home, read


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME_", "HOME", "STORE", "WEIGHTS", "WRITE_KEY", "RUN_KEY", "RUNNER", "PORT"):
        monkeypatch.delenv(f"MODELGRAPH_{name}", raising=False)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MODELGRAPH_HOME", str(tmp_path))
    monkeypatch.setenv("MODELGRAPH_PORT", "9000")
    monkeypatch.setenv("MODELGRAPH_ALLOWED_HOSTS", "a.example, b.example")

    settings = read()

    assert settings.store_folder == tmp_path / "store"
    assert settings.weights_folder == tmp_path / "weights"
    assert settings.port == 9000
    assert settings.hosts == ("a.example", "b.example")


def test_what_the_command_says_goes_before_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MODELGRAPH_PORT", "9000")

    assert read(port=9001, host=None).port == 9001


def test_memory_means_no_folder() -> None:
    assert read(store="memory").store_folder is None


def test_the_home_folder_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert default_home() == tmp_path / "modelgraph"


def test_a_relative_xdg_folder_is_ignored_as_the_standard_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert default_home() == tmp_path / ".local" / "share" / "modelgraph"


def test_a_wrong_setting_is_named_and_its_value_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELGRAPH_PORT", "secret-by-mistake")

    with pytest.raises(InvalidDataError) as raised:
        read()

    assert raised.value.details["setting"] == "port"
    assert "secret-by-mistake" not in f"{raised.value.message} {raised.value.hint}"


def test_keys_do_not_show_in_texts_of_the_settings() -> None:
    settings = read(write_key="hunter2", run_key="hunter3")

    assert "hunter" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_an_empty_key_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODELGRAPH_WRITE_KEY", "")

    assert read().write_key is None


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("example.org", False),
        ("::", False),
    ],
)
def test_only_a_loopback_address_counts_as_ones_own(host: str, loopback: bool) -> None:
    assert read(host=host).loopback is loopback
