"""What tests of several rooms share."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def glassnet_data() -> Path:
    """The folder of real data sets, for tests that want real pictures."""
    folder = os.environ.get("GLASSNET_DATA")
    if not folder or not (Path(folder) / "mnist").is_dir() or not (Path(folder) / "chi_lars").is_dir():
        pytest.skip("set GLASSNET_DATA to the folder that holds mnist/ and chi_lars/")
    return Path(folder)
