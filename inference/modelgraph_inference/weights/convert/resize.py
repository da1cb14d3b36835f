"""A convolutional ONNX model with a fixed input size, freed to take any."""

from __future__ import annotations

import onnx

from modelgraph.errors import InvalidWeightsError


def with_free_size(data: bytes) -> bytes:
    """Return the model with batch, height and width of its inputs and outputs left open.

    Raises:
        InvalidWeightsError: it is not an ONNX model, or not one of images.
    """
    try:
        model = onnx.load_from_string(data)
    except Exception as error:  # protobuf's errors have no common class
        raise InvalidWeightsError("The file is not an ONNX model.") from error
    constants = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in constants]
    if not inputs:
        raise InvalidWeightsError("The model has no input.")
    for prefix, values in (("", inputs), ("out_", model.graph.output)):
        for number, value in enumerate(values):
            dimensions = value.type.tensor_type.shape.dim
            if len(dimensions) != 4:
                raise InvalidWeightsError("The model does not take images.")
            # Each output has names of its own: their sizes need not be the same.
            for at, name in ((0, "batch"), (2, f"{prefix}h{number}"), (3, f"{prefix}w{number}")):
                dimensions[at].dim_param = name
    del model.graph.value_info[:]
    # Initializers listed as inputs, the habit of old exporters, keep engines from folding them.
    del model.graph.input[:]
    model.graph.input.extend(inputs)
    freed: bytes = model.SerializeToString()
    return freed
