"""When two label sets mean the same class: COCO with 80 or 90 numbers, ImageNet, free words.

Numbers are compared only within one label set (COCO's 80 and 90 count differently); across sets the
words are, with the few spellings under which the sets are published.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_SPELLINGS: Mapping[str, str] = {
    "aeroplane": "airplane",
    "cellphone": "cell phone",
    "cellular telephone": "cell phone",
    "couch": "sofa",
    "diningtable": "dining table",
    "mobile phone": "cell phone",
    "motorbike": "motorcycle",
    "tvmonitor": "tv",
    "television": "tv",
    "pottedplant": "potted plant",
    "human face": "face",
    "man": "person",
    "woman": "person",
    "human": "person",
    "pedestrian": "person",
}
"""Another spelling → the one compared. VOC and Open Images write some of COCO's classes so."""

_IMAGENET_TO_COCO: Mapping[str, str] = {
    "egyptian cat": "cat",
    "tabby": "cat",
    "tabby cat": "cat",
    "tiger cat": "cat",
    "persian cat": "cat",
    "siamese cat": "cat",
    "moped": "motorcycle",
    "motor scooter": "motorcycle",
    "sports car": "car",
    "convertible": "car",
    "cab": "car",
    "minivan": "car",
    "beach wagon": "car",
    "school bus": "bus",
    "minibus": "bus",
    "trolleybus": "bus",
    "airliner": "airplane",
    "mountain bike": "bicycle",
    "bicycle-built-for-two": "bicycle",
    "tow truck": "truck",
    "trailer truck": "truck",
    "fire engine": "truck",
    "african elephant": "elephant",
    "indian elephant": "elephant",
    "brown bear": "bear",
    "american black bear": "bear",
    "park bench": "bench",
    "wine bottle": "bottle",
    "water bottle": "bottle",
    "coffee mug": "cup",
    "granny smith": "apple",
    "laptop": "laptop",
    "notebook": "laptop",
    "studio couch": "sofa",
    "computer keyboard": "keyboard",
}
"""ImageNet classes that are kinds of a COCO class, by the first of their names."""


def canonical(name: str, label_set: str | None = None) -> str:
    """Return the word under which a label is compared.

    >>> canonical("Potted_Plant"), canonical("tabby, tabby cat", "imagenet-1k")
    ('potted plant', 'tabby')
    """
    word = re.sub(r"[\s_]+", " ", name).strip().casefold()
    if label_set is not None and label_set.startswith("imagenet"):
        word = word.split(",")[0].strip()
    return _SPELLINGS.get(word, word)


def same(
    first: str | None, second: str | None, sets: tuple[str | None, str | None] = (None, None)
) -> bool:
    """Tell whether two labels name the same class; one that is missing contradicts nothing.

    >>> same("tabby, tabby cat", "cat", ("imagenet-1k", "coco-80"))
    True
    """
    if first is None or second is None:
        return True
    one, other = canonical(first, sets[0]), canonical(second, sets[1])
    if one == other:
        return True
    if sets[0] == sets[1]:
        return False
    return _IMAGENET_TO_COCO.get(one, one) == _IMAGENET_TO_COCO.get(other, other)
