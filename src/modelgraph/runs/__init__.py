"""Trying models: the checkpoints of this machine, jobs, runs, predictions, agreement."""
