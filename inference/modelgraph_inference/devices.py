"""Devices of torch by their names: ``cpu``, ``cuda``, ``cuda:1``, ``mps``."""

from __future__ import annotations

import torch

from modelgraph.errors import UnavailableError


def torch_device(device: str) -> torch.device:
    """Return a device that is there.

    Raises:
        UnavailableError: it is not.
    """
    try:
        target = torch.device(device)
    except RuntimeError as error:
        raise UnavailableError(f"{device!r} is not a device.") from error
    there = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if not there.get(target.type, False):
        raise UnavailableError(f"The device {device} is not here.", hint="Use the device cpu.")
    return target
