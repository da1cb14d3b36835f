"""Who may run models, and who may write."""

from __future__ import annotations

import pytest

from modelgraph.errors import UnauthorizedError
from modelgraph.server.keys import Keys
from modelgraph.server.settings import read


def keys(**given: str) -> Keys:
    return Keys.of(read(**given))


def test_running_is_open_on_a_loopback_address() -> None:
    keys().check_run("")


def test_running_is_closed_elsewhere_without_a_key() -> None:
    with pytest.raises(UnauthorizedError) as raised:
        keys(host="0.0.0.0").check_run("")

    assert "MODELGRAPH_RUN_KEY" in raised.value.hint


def test_a_key_for_running_closes_the_loopback_address_too() -> None:
    with pytest.raises(UnauthorizedError):
        keys(run_key="r").check_run("")


@pytest.mark.parametrize("given", ["Bearer r", "bearer r", "Bearer  r ", "Bearer w"])
def test_the_right_key_lets_run(given: str) -> None:
    keys(run_key="r", write_key="w").check_run(given)


@pytest.mark.parametrize(
    "given", ["", "r", "Bearer", "Bearer ", "Bearer R", "Basic r", "Bearer ré"]
)
def test_a_wrong_key_does_not(given: str) -> None:
    with pytest.raises(UnauthorizedError):
        keys(run_key="r").check_run(given)


def test_writing_is_closed_without_a_key_even_on_a_loopback_address() -> None:
    with pytest.raises(UnauthorizedError) as raised:
        keys().check_write("Bearer ")

    assert "MODELGRAPH_WRITE_KEY" in raised.value.hint


def test_the_key_for_running_does_not_let_write() -> None:
    with pytest.raises(UnauthorizedError):
        keys(run_key="r", write_key="w").check_write("Bearer r")


def test_the_key_for_writing_lets_write() -> None:
    keys(write_key="w").check_write("Bearer w")
