"""Slugs: the last part of an address, made of a name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_WORDS: Final = (("+", "-plus-"), ("*", "-star-"), ("&", "-and-"), ("@", "-"))


@lru_cache(maxsize=65_536)
def slug(name: str) -> str:
    """Return the name in ``[a-z0-9.-]``.

    >>> slug("CLIP ViT-L/14@336px")
    'clip-vit-l-14-336px'
    >>> slug("sam2.1_hiera_base_plus")
    'sam2.1-hiera-base-plus'

    Raises:
        ValueError: nothing of the name can stand in an address.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    for sign, word in _WORDS:
        plain = plain.replace(sign, word)
    plain = re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")
    if not plain:
        raise ValueError(f"no address can be made of the name {name!r}")
    return plain
