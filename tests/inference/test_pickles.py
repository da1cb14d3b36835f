"""State dicts are read without torch; whatever else a pickle asks for ends the reading."""

from __future__ import annotations

import io
import os
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from later import later

from modelgraph.errors import InvalidWeightsError
from modelgraph_inference.weights.pickles import MAGIC, PROTOCOL, state_dict

torch = later("torch")


def saved(state: Any, *, legacy: bool = False) -> bytes:
    stream = io.BytesIO()
    torch.save(state, stream, _use_new_zipfile_serialization=not legacy)
    return stream.getvalue()


def world() -> dict[str, Any]:
    base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
    return OrderedDict(
        whole=base,
        turned=base.permute(2, 0, 1),
        part=base[1, 1:],
        half=base.half(),
        count=torch.tensor(7),
        none=torch.zeros(0, 3),
        parameter=torch.nn.Parameter(base + 1),
    )


@pytest.mark.parametrize("legacy", [False, True], ids=["zip", "row of pickles"])
def test_both_forms_give_the_same_arrays_as_torch(legacy: bool) -> None:
    state = world()

    arrays = state_dict(saved(state, legacy=legacy))

    assert list(arrays) == list(state)
    for name, tensor in state.items():
        np.testing.assert_array_equal(arrays[name], tensor.detach().numpy())


class Harmful:
    """Makes a folder when it is unpickled in the ordinary way."""

    def __init__(self, call: Any, *arguments: Any) -> None:
        self.call, self.arguments = call, arguments

    def __reduce__(self) -> Any:
        return self.call, self.arguments


def wrapped(described: Any) -> bytes:
    """Return a zip as torch makes it round any pickle."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(described))
    return stream.getvalue()


@pytest.mark.parametrize("form", ["zip", "row of pickles"])
@pytest.mark.parametrize(
    "call", [os.mkdir, eval, getattr, __import__], ids=["mkdir", "eval", "getattr", "import"]
)
def test_a_pickle_that_calls_something_is_refused_and_calls_nothing(
    call: Any, form: str, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    argument = f"__import__('os').mkdir({str(trace)!r})" if call is eval else str(trace)
    harmful = {"weight": Harmful(call, argument)}
    rows = (MAGIC, PROTOCOL, {}, harmful, [])
    row = b"".join(pickle.dumps(each, protocol=2) for each in rows)

    with pytest.raises(InvalidWeightsError, match="not allowed"):
        state_dict(wrapped(harmful) if form == "zip" else row)

    assert not trace.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no pickle at all",
        pickle.dumps(1),
        wrapped([1, 2]),
    ],
    ids=["empty", "text", "a number", "a list"],
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidWeightsError):
        state_dict(data)


@pytest.mark.parametrize(
    ("legacy", "end"),
    [(False, -200), (True, -20), (True, 400)],
    ids=["cut zip", "cut storage", "cut description"],
)
def test_damaged_files_are_refused(legacy: bool, end: int) -> None:
    with pytest.raises(InvalidWeightsError):
        state_dict(saved(world(), legacy=legacy)[:end])


def test_a_tensor_that_reaches_beyond_its_storage_is_refused() -> None:
    data = saved({"weight": torch.zeros(4)}, legacy=True)
    described = pickle.dumps(4, protocol=2)[2:-1]
    assert data.count(described + b"\x85") == 1
    larger = data.replace(described + b"\x85", pickle.dumps(99, protocol=2)[2:-1] + b"\x85")

    with pytest.raises(InvalidWeightsError, match="larger than its storage"):
        state_dict(larger)
