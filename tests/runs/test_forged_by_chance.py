"""Hundreds of forgeries drawn by chance, every checksum made to fit: refused in a sentence, or harmless."""

import json
import random
import struct
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from glassnet.errors import FileError, GlassnetError
from glassnet.runs.model_file import CARD, NETWORK, WEIGHTS
from glassnet.runs.run import Run
from glassnet.runs.saving import from_bytes, to_bytes

JUNK: list[Any] = [
    *(None, True, False, 0, -1, 1, 2, 2**31, 2**53, 2**63, 1.5, 1e300),
    *("", "relu", "conv_1", "\x1b[2J", "\ud800", "a" * 1000),
    *([], {}, [[]], {"a": 1}, [1, 2], [0], ["x"], [10**6] * 8),
    *({"name": "relu"}, {"name": "relu", "settings": {}}),
]
DRAWS = 100


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to all values inside a JSON value."""
    if here:
        yield here
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from places(item, (*here, key))


def forged(value: Any, chance: random.Random) -> Any:
    """`value` with something inside replaced by junk, left out, or put in twice."""
    value = deepcopy(value)
    *way, last = chance.choice(list(places(value)))
    around = value
    for key in way:
        around = around[key]
    match chance.choice(["junk", "junk", "junk", "less", "more"]):
        case "junk":
            around[last] = deepcopy(chance.choice(JUNK))
        case "less":
            del around[last]
        case "more":
            item = deepcopy(around[last])
            around.insert(0, item) if isinstance(around, list) else around.update({"more": item})
    return value


def judged(data: bytes) -> None:
    """Refused in one line, or a run that answers or declines like any other."""
    try:
        run = from_bytes(data)
    except FileError as why:
        told = str(why)
    else:
        told = str(run).replace("\n", " ")
        try:
            run.predict(np.zeros((1, 8, 8, 1), np.uint8))
            if run.calibration is not None:
                told += str(run.calibration).replace("\n", " ")
                assert not np.isnan(run.unfamiliarity(np.zeros((1, 8, 8, 1), np.uint8))).any()
        except GlassnetError as why:
            told += str(why).replace("\n", " ")
    assert told.isprintable()


@pytest.mark.parametrize("seed", range(3))
def test_forged_networks_are_refused_or_harmless(
    seed: int, good: bytes, rebuilt: Callable[..., bytes], parts_of: Any
) -> None:
    chance, network = random.Random(seed), json.loads(parts_of(good)[NETWORK])
    for _ in range(DRAWS):
        judged(rebuilt(network=json.dumps(forged(network, chance)).encode()))


@pytest.mark.parametrize("seed", range(3))
def test_forged_heads_are_refused_or_harmless(
    seed: int, good: bytes, rebuilt: Callable[..., bytes], parts_of: Any
) -> None:
    chance, weights = random.Random(seed), parts_of(good)[WEIGHTS]
    length = struct.unpack("<Q", weights[:8])[0]
    head = json.loads(weights[8 : 8 + length])
    for _ in range(DRAWS):
        other = json.dumps(forged(head, chance)).encode()
        judged(rebuilt(weights=struct.pack("<Q", len(other)) + other + weights[8 + length :]))


@pytest.mark.parametrize("seed", range(3))
def test_forged_cards_are_refused_or_harmless(
    seed: int, good: bytes, rebuilt: Callable[..., bytes], parts_of: Any
) -> None:
    chance, card = random.Random(seed), json.loads(parts_of(good)[CARD])
    del card["checksums"]
    for _ in range(DRAWS):
        judged(rebuilt(**forged(card, chance)))


@pytest.mark.parametrize("seed", range(3))
def test_forged_calibrations_are_refused_or_harmless(
    seed: int, calibrated: Run, rebuilt: Callable[..., bytes], parts_of: Any
) -> None:
    good = to_bytes(calibrated)
    chance, card = random.Random(seed), json.loads(parts_of(good)[CARD])
    for _ in range(DRAWS):
        judged(rebuilt(of=good, calibration=forged(card["calibration"], chance)))
