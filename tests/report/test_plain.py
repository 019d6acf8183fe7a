import json
from dataclasses import dataclass

import numpy as np

from glassnet.report import plain


@dataclass(frozen=True)
class Value:
    name: str
    sizes: tuple[int, ...]
    loss: float


def test_a_frozen_value_becomes_json_with_its_own_names():
    told = json.loads(plain.to_text(Value("conv", (1, 2), float("inf"))))
    assert told == {"name": "conv", "sizes": [1, 2], "loss": None}


def test_arrays_become_lists_and_numpy_numbers_numbers():
    assert plain.to_plain({"a": np.array([[1, 2]]), "b": np.float32(0.5)}) == {"a": [[1, 2]], "b": 0.5}


def test_a_name_that_is_no_text_survives_as_ascii():
    told = plain.to_text({"photo": "caf\udce9.jpg"})
    assert told.isascii()
    assert json.loads(told) == {"photo": "caf\udce9.jpg"}
