"""State dicts out of ``.pth`` files, read without torch and without running what the pickle says.

A pickle is a program. This reader allows it to name eleven things: the ordered dictionary, torch's
two functions that put a tensor together, and the storage types, all of them replaced by our own
stand-ins. Anything else ends the reading. Both forms of ``torch.save`` are read: the zip archive
of torch ≥ 1.6 and the row of pickles before it.
"""

from __future__ import annotations

import io
import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from modelgraph.errors import InvalidWeightsError

Array = NDArray[Any]

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
TOTAL_LIMIT = 4 << 30
"""Bytes that the storages of one file may take together."""

STORAGE_TYPES: Mapping[str, str] = {
    "FloatStorage": "<f4",
    "HalfStorage": "<f2",
    "DoubleStorage": "<f8",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "<i1",
    "ByteStorage": "<u1",
    "BoolStorage": "|b1",
}


@dataclass(frozen=True, slots=True)
class _Storage:
    """Numbers that are still to be read, by the key under which the file keeps them."""

    key: str
    dtype: str
    length: int


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A view of a storage, as torch describes it: in elements, not bytes."""

    storage: _Storage
    offset: int
    size: tuple[int, ...]
    stride: tuple[int, ...]


class _Rebuild:
    """Stand-in for ``torch._utils._rebuild_tensor_v2``: takes the description, builds nothing."""

    __slots__ = ()

    def __call__(self, storage: Any, offset: Any, size: Any, stride: Any, *_unused: Any) -> _Tensor:
        if not isinstance(storage, _Storage):
            raise pickle.UnpicklingError("a tensor without a storage")
        return _Tensor(storage, int(offset), tuple(map(int, size)), tuple(map(int, stride)))


class _Parameter:
    """Stand-in for ``torch._utils._rebuild_parameter``."""

    __slots__ = ()

    def __call__(self, tensor: Any, *_unused: Any) -> Any:
        return tensor


class _StorageType:
    """Stand-in for one of torch's storage classes; knows its NumPy type."""

    __slots__ = ("dtype",)

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype


ALLOWED: Mapping[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _Rebuild(),
    ("torch._utils", "_rebuild_parameter"): _Parameter(),
    **{("torch", name): _StorageType(dtype) for name, dtype in STORAGE_TYPES.items()},
}


class _Reader(pickle.Unpickler):
    """An unpickler that resolves the allowed names only."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed") from None

    def persistent_load(self, pid: Any) -> _Storage:
        if not isinstance(pid, tuple) or len(pid) < 5 or pid[0] != "storage":
            raise pickle.UnpicklingError("an unknown persistent id")
        kind, key, length = pid[1], pid[2], pid[4]
        if not isinstance(kind, _StorageType):
            raise pickle.UnpicklingError("a storage of an unknown type")
        return _Storage(str(key), kind.dtype, int(length))


def state_dict(data: bytes) -> dict[str, Array]:
    """Return the arrays of a ``.pth`` file by their names.

    Raises:
        InvalidWeightsError: the file is damaged, or its pickle names what is not allowed.
    """
    try:
        if zipfile.is_zipfile(io.BytesIO(data)):
            return _from_zip(data)
        return _from_stream(io.BytesIO(data))
    except (
        pickle.UnpicklingError,
        zipfile.BadZipFile,
        struct.error,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        EOFError,
        ImportError,
        OverflowError,
        RecursionError,
    ) as error:
        raise InvalidWeightsError(
            f"The .pth file is not a plain state dict: {error}",
            hint="Only tensors are read; a file that holds code or objects is refused.",
        ) from error


def _from_zip(data: bytes) -> dict[str, Array]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith("/data.pkl")]
        if len(names) != 1:
            raise ValueError("no data.pkl")
        folder = names[0].removesuffix("data.pkl")
        described = _Reader(io.BytesIO(archive.read(names[0]))).load()
        storages = {
            storage.key: np.frombuffer(archive.read(f"{folder}data/{storage.key}"), storage.dtype)
            for storage in _storages(described)
        }
    return _resolved(described, storages)


def _from_stream(stream: BinaryIO) -> dict[str, Array]:
    if _Reader(stream).load() != MAGIC or _Reader(stream).load() != PROTOCOL:
        raise ValueError("not a file of torch.save")
    _Reader(stream).load()  # byte order and sizes of the machine that wrote it
    described = _Reader(stream).load()
    keys = _Reader(stream).load()
    by_key = {storage.key: storage for storage in _storages(described)}
    storages = {}
    for key in map(str, keys):
        (length,) = struct.unpack("<q", stream.read(8))
        storage = by_key[key]
        if length != storage.length:
            raise ValueError(f"storage {key} has another length than stated")
        size = np.dtype(storage.dtype).itemsize * length
        storages[key] = np.frombuffer(stream.read(size), storage.dtype)
    return _resolved(described, storages)


def _storages(described: Any) -> list[_Storage]:
    """Return the distinct storages of a state dict, having checked its shape and its size."""
    if not isinstance(described, dict):
        raise ValueError("not a dictionary")
    tensors = [value for value in described.values() if isinstance(value, _Tensor)]
    storages = list({tensor.storage.key: tensor.storage for tensor in tensors}.values())
    total = sum(each.length * np.dtype(each.dtype).itemsize for each in storages)
    if total > TOTAL_LIMIT or any(each.length < 0 for each in storages):
        raise ValueError(f"storages of {total} bytes")
    return storages


def _resolved(described: dict[Any, Any], storages: Mapping[str, Array]) -> dict[str, Array]:
    return {
        str(name): _view(tensor, storages[tensor.storage.key])
        for name, tensor in described.items()
        if isinstance(tensor, _Tensor)
    }


def _view(tensor: _Tensor, storage: Array) -> Array:
    """Return the tensor as a contiguous array; its view must lie inside the storage."""
    pairs = list(zip(tensor.size, tensor.stride, strict=True))
    if tensor.offset < 0 or any(size < 0 or stride < 0 for size, stride in pairs):
        raise ValueError("a tensor with a negative size")
    count = int(np.prod(tensor.size, dtype=np.int64))
    last = tensor.offset + sum((size - 1) * stride for size, stride in pairs)
    if count and (last >= len(storage) or count > len(storage)):
        raise ValueError("a tensor larger than its storage")
    if not count:
        return np.zeros(tensor.size, storage.dtype)
    strides = tuple(stride * storage.itemsize for stride in tensor.stride)
    view = np.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.size, strides)
    return np.ascontiguousarray(view).reshape(tensor.size)
