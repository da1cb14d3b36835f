"""Image embeddings: the pooled vector of an encoder, or that of the image tower of a pair."""

from __future__ import annotations

from typing import Any

import torch

from modelgraph.errors import InvalidWeightsError
from modelgraph.runs.prediction import Prediction
from modelgraph_inference.adapter import Question, Stopwatch
from modelgraph_inference.hf.contract import Asked
from modelgraph_inference.normal_form import vector


class Embedding:
    """One vector for the image."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def predict(self, question: Question, clock: Stopwatch) -> Prediction:
        """Return the vector as the model gives it, not scaled to length 1."""
        with clock("pre"):
            inputs = self._asked.inputs(images=question.picture.image)
        with clock("forward"):
            values = self._vector(inputs).float().cpu().numpy()
        with clock("post"):
            return question.answer(vector=vector(values))

    def _vector(self, inputs: dict[str, Any]) -> Any:
        model = self._asked.loaded.model
        with torch.inference_mode():
            if hasattr(model, "get_image_features"):
                outputs = model.get_image_features(**inputs)
            else:
                outputs = model.base_model(**inputs)
        self._asked.wait()
        if isinstance(outputs, torch.Tensor):
            return outputs[0]
        pooled = getattr(outputs, "pooler_output", None)
        if pooled is not None:
            return pooled[0].flatten()
        hidden = outputs.last_hidden_state
        if hidden.ndim == 3:  # tokens: the first one stands for the image
            return hidden[0, 0]
        if hidden.ndim == 4:  # maps: their mean
            return hidden[0].mean(dim=(1, 2))
        raise InvalidWeightsError("The model gives no vector for an image.")
