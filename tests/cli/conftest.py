"""A run trained once for all tests of the commands, and photos to show it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.cli.main import main


@pytest.fixture(scope="session")
def trained(tmp_path_factory):
    """The folder of a small network trained on the digits by the command itself."""
    folder = tmp_path_factory.mktemp("runs") / "digits"
    assert main(["train", "digits", "--net", "conv 4@3 relu > pool 2", "--epochs", "2", "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def photos(tmp_path):
    """A folder of two classes: 12 dark and 12 bright gray pictures of 10x10, as PNG files."""
    draw = np.random.default_rng(0)
    for name, low in (("dark", 0), ("bright", 150)):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(12):
            levels = draw.integers(low, low + 100, (10, 10), np.uint8)
            Image.fromarray(levels).save(tmp_path / "photos" / name / f"{number}.png")
    return Path(tmp_path / "photos")
