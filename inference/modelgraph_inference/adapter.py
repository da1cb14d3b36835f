"""What an adapter is: it loads one checkpoint and answers questions about images.

One adapter for each output contract. It converts a model's own form into the normal form of
``modelgraph.runs.prediction`` and tells how long each part took. It runs in a worker process,
answers one question at a time, and raises ``ModelgraphError`` for whatever it can't do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, ClassVar, Protocol

from modelgraph.runs.checkpoint import Checkpoint
from modelgraph.runs.prediction import Prediction
from modelgraph_inference.images import Picture


class Stopwatch:
    """Seconds spent in each part of an answer; a part may come more than once."""

    def __init__(self) -> None:
        self.pre = self.forward = self.post = 0.0

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        """Add the time of the block to ``pre``, ``forward`` or ``post``."""
        begun = perf_counter()
        try:
            yield
        finally:
            setattr(self, part, getattr(self, part) + perf_counter() - begun)


@dataclass(frozen=True, slots=True)
class Question:
    """One task on one decoded image; ``prompt`` and ``options`` come from outside, unchecked."""

    task: str
    picture: Picture
    prompt: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0

    def answer(self, **parts: Any) -> Prediction:
        """Return the prediction for this question with these parts of the normal form."""
        return Prediction(self.task, self.picture.width, self.picture.height, **parts)


class Adapter(Protocol):
    """How one kind of checkpoint is loaded and asked.

    ``libraries`` are the distributions whose versions a run records; ``device`` and ``dtype`` say,
    after ``load``, where and in which numbers the model computes.
    """

    libraries: ClassVar[tuple[str, ...]]
    device: str
    dtype: str

    def load(self, checkpoint: Checkpoint, device: str) -> None:
        """Load the weights; their hashes have been checked.

        Raises:
            InvalidWeightsError: the files don't make up the model they should.
            UnavailableError: the device is not there.
        """
        ...

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Answer one question, timing each part with ``clock``.

        Raises:
            RefusedError: the prompt or an option is missing or not allowed.
        """
        ...
