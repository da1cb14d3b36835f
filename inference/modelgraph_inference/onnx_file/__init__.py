"""Checkpoints that are ONNX files: one small module for each output contract."""

from modelgraph_inference.onnx_file.adapter import OnnxFile

__all__ = ["OnnxFile"]
