"""Loading of transformers checkpoints under the rules of safe loading.

Safetensors only, from an absolute folder whose every file the manifest pins; no code out of the
folder, no network; a model with missing or mismatched weights is refused, since it would answer at
random.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import AutoConfig, PreTrainedModel
from transformers.models.auto.configuration_auto import CONFIG_MAPPING

from modelgraph.errors import InvalidWeightsError
from modelgraph.runs.checkpoint import MANIFEST, Checkpoint
from modelgraph_inference import limits
from modelgraph_inference.devices import torch_device

UNSAFE_SUFFIXES = frozenset(
    {".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".h5", ".msgpack", ".py", ".so", ".pyc"}
)
_DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
_CONFIGS = (
    "config.json",
    "preprocessor_config.json",
    "processor_config.json",
    "tokenizer_config.json",
)
# A worker's standard error belongs to the supervisor; bars and hints would fill it.
_logging: Any = transformers.utils.logging
_logging.set_verbosity_error()
_logging.disable_progress_bar()

SAFE: Mapping[str, Any] = {"local_files_only": True, "trust_remote_code": False}
"""What every ``from_pretrained`` is called with."""


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model in its place, in evaluation mode."""

    model: Any
    config: Any
    folder: Path
    device: torch.device
    dtype: torch.dtype


def load_model(checkpoint: Checkpoint, device: str, architecture: str | None = None) -> LoadedModel:
    """Load the model of a checkpoint; ``architecture`` names its class, else its config does.

    Raises:
        InvalidWeightsError: a rule of safe loading is broken.
        UnavailableError: the device is not there.
    """
    target = torch_device(device)
    folder = examined(checkpoint)
    torch.set_num_threads(limits.threads())
    config = _config(folder)
    kind = _class(architecture, config)
    dtype = _DTYPES[str(checkpoint.settings.get("dtype", "float32"))]
    try:
        loaded: Any = kind.from_pretrained(
            folder,
            config=config,
            dtype=dtype,
            use_safetensors=True,
            output_loading_info=True,
            **SAFE,
        )
    except Exception as error:  # safetensors, OSError, RuntimeError: all mean the same here
        raise InvalidWeightsError(
            f"The weights of {folder.name} can't be loaded: {str(error)[:200]}",
            hint="They must be whole, in safetensors, and fit the config.",
        ) from error
    model, info = loaded
    _check_keys(folder.name, info)
    model.eval().to(target)
    return LoadedModel(model, config, folder, target, dtype)


def load_processor(kind: Any, folder: Path) -> Any:
    """Load what prepares a model's input, as a class of transformers (``AutoProcessor``).

    Raises:
        InvalidWeightsError: it is missing, or not one that the library has a class for.
    """
    try:
        return kind.from_pretrained(folder, **SAFE)
    except Exception as error:  # OSError, ValueError, KeyError, ImportError: all say the same
        raise InvalidWeightsError(
            f"The processor of {folder.name} can't be loaded: {str(error)[:200]}"
        ) from error


def examined(checkpoint: Checkpoint) -> Path:
    """Return the folder of a checkpoint after looking at everything in it.

    Raises:
        InvalidWeightsError: a file is not pinned, could hold code, or asks for code from the hub.
    """
    folder = checkpoint.folder
    if not folder.is_absolute() or not folder.is_dir():
        raise InvalidWeightsError("A checkpoint must be an absolute folder of this machine.")
    pinned = {file.name for file in checkpoint.files} | {MANIFEST}
    for path in sorted(folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() in UNSAFE_SUFFIXES:
            raise InvalidWeightsError(
                f"{name} could hold code; only safetensors are loaded.",
                hint="Convert the weights to safetensors and remove the file.",
                file=name,
            )
        if name not in pinned or path.is_symlink():
            raise InvalidWeightsError(f"{name} is not a file of the manifest.", file=name)
    _refuse_foreign_code(folder)
    return folder


def _refuse_foreign_code(folder: Path) -> None:
    """Refuse a checkpoint that brings classes of its own, unless the library has the model."""
    for name in _CONFIGS:
        path = folder / name
        if not path.is_file():
            continue
        try:
            data = json.loads(path.read_bytes())
        except ValueError as error:
            raise InvalidWeightsError(f"{name} is not JSON.", file=name) from error
        if not isinstance(data, dict):
            raise InvalidWeightsError(f"{name} is not an object.", file=name)
        if name == "config.json" and data.get("model_type") not in CONFIG_MAPPING:
            reason = "brings its own code" if "auto_map" in data else "is of no known kind"
            raise InvalidWeightsError(
                f"The model {reason} ({data.get('model_type')!r}); transformers has no class for "
                "it, and foreign code is never run.",
                hint="Use a checkpoint converted to a class of transformers.",
            )


def _config(folder: Path) -> Any:
    try:
        return AutoConfig.from_pretrained(folder, **SAFE)
    except Exception as error:  # ValueError, KeyError, TypeError: all mean the same here
        raise InvalidWeightsError(
            f"The config of {folder.name} is not one of transformers: {str(error)[:200]}",
            hint="Use a checkpoint converted to the library's own classes.",
        ) from error


def _class(architecture: str | None, config: Any) -> type[PreTrainedModel]:
    names = [architecture] if architecture else list(config.architectures or [])
    kind = getattr(transformers, names[0], None) if len(names) == 1 and names[0] else None
    if not isinstance(kind, type) or not issubclass(kind, PreTrainedModel):
        raise InvalidWeightsError(
            f"The config names no class of transformers: {names}.",
            hint="config.json needs one entry in 'architectures'.",
        )
    return kind


def _check_keys(name: str, info: Mapping[str, Any]) -> None:
    wrong: dict[str, Any] = {
        kind: sorted(map(str, info.get(kind) or ()))[:5]
        for kind in ("missing_keys", "mismatched_keys", "error_msgs")
        if info.get(kind)
    }
    if wrong:
        raise InvalidWeightsError(
            f"The weights of {name} are incomplete; the rest would be random numbers.", **wrong
        )
