"""Checkpoints of the transformers library: loaded safely, asked without its pipelines."""
