"""An index as bytes and back, so that a start need not read the whole store.

A row of parts, each with its length, under a head that names the code by which it was made: after
an upgrade a new one is made. The check sum at the end tells a damaged file.
"""

from __future__ import annotations

import json
import struct
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from modelgraph.index.facet import KEYS, Facet, Key
from modelgraph.index.order import By, ordered
from modelgraph.index.pairs import Pairs
from modelgraph.index.scheme import Scheme, closure
from modelgraph.index.sizes import Sizes
from modelgraph.index.text import Documents, Text
from modelgraph.index.value import Index
from modelgraph.index.variants import Variants
from modelgraph.index.words import Models, Values, Words

_SUM: Final = 16


def save(index: Index) -> bytes:
    """Return an index as bytes."""
    parts = [_head(), *_parts(index)]
    content = b"".join(struct.pack("<Q", len(part)) + part for part in parts)
    return content + _sum(content)


def load(content: bytes, revision: int) -> Index | None:
    """Return the index, as that of a revision; ``None`` where it is damaged or of another form."""
    body = memoryview(content)[:-_SUM]
    if len(content) < _SUM or _sum(body) != content[-_SUM:]:
        return None
    parts = _split(body)
    return _index(parts, revision) if bytes(next(parts)) == _head() else None


@cache
def _head() -> bytes:
    """Return what changes with whatever makes an index: the code and queries of this package."""
    folder = Path(__file__).parent
    made_by = sorted((*folder.glob("*.py"), *folder.glob("queries/*.rq")))
    digest = _sum(b"".join(path.read_bytes() for path in made_by)).hex()
    return f"modelgraph index {digest} {sys.byteorder}".encode()


def _sum(content: bytes | memoryview) -> bytes:
    return blake2b(content, digest_size=_SUM).digest()


def _split(body: memoryview) -> Iterator[memoryview]:
    at = 0
    while at < len(body):
        (length,) = struct.unpack_from("<Q", body, at)
        yield body[at + 8 : at + 8 + length]
        at += 8 + length


def _parts(index: Index) -> Iterator[bytes]:
    yield json.dumps({
        "below": {task: sorted(each) for task, each in index.scheme.below.items()},
        "above": {task: sorted(each) for task, each in index.scheme.above.items()},
        "names": dict(index.scheme.names),
        "events": list(index.events),
    }).encode()  # fmt: skip
    for words in (index.models, index.dates):
        yield from _texts(words)
    yield index.live.serialize()
    yield from _bytes(index.records)
    yield index.variants.marks.tobytes()
    yield index.variants.models.tobytes()
    for key in KEYS:
        facet = index.facets[key]
        yield from _texts(facet.words)
        yield from _bytes([models.serialize() for models in facet.models])
    yield index.sizes.smallest.tobytes()
    yield index.sizes.largest.tobytes()
    yield index.sizes.known.serialize()
    for pairs in index.events.values():
        yield pairs.models.tobytes()
        yield pairs.values.tobytes()
    for by in By:
        yield index.orders[by].models.tobytes()
    yield index.text.documents.content()
    yield index.text.own.tobytes()


def _index(parts: Iterator[memoryview], revision: int) -> Index:
    said: dict[str, Any] = json.loads(bytes(next(parts)))
    models, dates = Models(_text(parts)), Words(_text(parts))
    live = BitMap.deserialize(bytes(next(parts)))
    records = _several(parts)
    length = len(records)
    variants = Variants(_array(next(parts), np.uint64), _array(next(parts), np.uint32))
    facets = {key: _facet(parts) for key in KEYS}
    scheme = Scheme(
        {task: frozenset(each) for task, each in said["below"].items()},
        {task: frozenset(each) for task, each in said["above"].items()},
        said["names"],
    )
    sizes = Sizes(
        _array(next(parts), np.uint64), _array(next(parts), np.uint64),
        BitMap.deserialize(bytes(next(parts))),
    )  # fmt: skip
    events = {
        event: Pairs(_array(next(parts), np.uint32), _array(next(parts), np.uint32))
        for event in said["events"]
    }
    orders = {by: ordered(_array(next(parts), np.uint32), length) for by in By}
    text = Text(Documents(bytes(next(parts))), _array(next(parts), np.uint32))
    return Index(
        revision, models, live, records, variants, facets, scheme,
        closure(facets[Key.TASK], scheme), sizes, dates, events, orders, text,
    )  # fmt: skip


def _texts(words: Iterable[str]) -> Iterator[bytes]:
    return _bytes([text.encode("utf-8", "surrogatepass") for text in words])


def _text(parts: Iterator[memoryview]) -> Iterator[str]:
    return (each.decode("utf-8", "surrogatepass") for each in _several(parts))


def _facet(parts: Iterator[memoryview]) -> Facet:
    words = Values(_text(parts))
    models = tuple(map(BitMap.deserialize, _several(parts)))
    return Facet(words, models, BitMap().union(*models))


def _bytes(several: Sequence[bytes]) -> Iterator[bytes]:
    yield array("I", map(len, several)).tobytes()
    yield b"".join(several)


def _several(parts: Iterator[memoryview]) -> list[bytes]:
    ends = np.cumsum(_array(next(parts), np.uint32), dtype=np.uint64).tolist()
    content = next(parts)
    starts = [0, *ends[:-1]]
    return [bytes(content[start:end]) for start, end in zip(starts, ends, strict=False)]


def _array(part: memoryview, type_: type[Any]) -> NDArray[Any]:
    # Behind a text a part begins anywhere; what lies askew has no memory view, and is slow.
    return np.require(np.frombuffer(part, type_), requirements="A")
