"""What had to be done to make levels of the files: how many were deep, transparent, animated and the like."""

import re
from collections import Counter

from glassnet.data.images import Images

_OWN_RANGE = re.compile(r"its own range \S+ stretched")


def remarks(images: Images) -> dict[str, int]:
    """How many pictures each rule of `kinds.to_levels` was needed for, the most frequent first; plain ones not told.

    >>> import numpy as np
    >>> from glassnet.data.origin import Origin
    >>> origins = (Origin(remark="16-bit levels"), Origin(remark="palette, first of several frames"), Origin())
    >>> three = Images(np.zeros((3, 4, 4, 1), np.uint8), np.array([0, 0, 1]), ("cat", "dog"), origins=origins)
    >>> remarks(three)
    {'16-bit levels': 1, 'palette': 1, 'first of several frames': 1}
    """
    told = Counter[str]()
    for origin in images.origins:
        said = _OWN_RANGE.sub("own range stretched", origin.remark)
        told.update(said.split(", ") if said else [])
    return dict(told.most_common())
