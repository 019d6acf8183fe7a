"""What tests of several rooms share."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

# What drives a browser is installed by `make test-browser` alone, and its tests cannot even be read without it.
collect_ignore = [] if find_spec("selenium") else ["browser"]

settings.register_profile("house", deadline=None)  # a test asserts behaviour, not time: the machine may be busy
settings.load_profile("house")


@pytest.fixture(scope="session")
def glassnet_data() -> Path:
    """The folder of real data sets, for tests that want real pictures."""
    folder = os.environ.get("GLASSNET_DATA")
    if not folder or not (Path(folder) / "mnist").is_dir() or not (Path(folder) / "chi_lars").is_dir():
        pytest.skip("set GLASSNET_DATA to the folder that holds mnist/ and chi_lars/")
    return Path(folder)


@pytest.fixture(scope="session", autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Tests and the commands they start keep what they keep in a folder that goes with them."""
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(root))
        yield root
