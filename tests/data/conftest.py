"""Pictures on disk for the tests of this room, made on the spot."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

Write = Callable[..., Path]


@pytest.fixture
def write_picture(tmp_path: Path) -> Write:
    """Write a picture under tmp_path: `write_picture("cat/1.png", value=7, size=(8, 6))` is 8 high and 6 wide."""

    def write(name: str | bytes, value: object = 100, size: tuple[int, int] = (8, 8), mode: str = "L") -> Path:
        path = tmp_path / (name if isinstance(name, str) else name.decode("utf-8", "surrogateescape"))
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new(mode, size[::-1], value).save(path)
        return path

    return write


@pytest.fixture
def two_classes(tmp_path: Path, write_picture: Write) -> Path:
    """Twenty-five gray pictures of a cat and twenty-five of a dog, 8x8, each of one level of its own."""
    for number in range(25):
        write_picture(f"cat/{number:02}.png", number)
        write_picture(f"dog/{number:02}.png", 200 + number)
    return tmp_path


@pytest.fixture
def write_stack(tmp_path: Path) -> Write:
    """Write an array as `<name>.npy` under tmp_path."""

    def write(name: str, array: object) -> Path:
        np.save(tmp_path / f"{name}.npy", np.asarray(array))
        return tmp_path

    return write
