"""A few digits, split, that the tests of this folder sweep over."""

import pytest
from tests.sweeping.postgres_server import server_running

import glassnet as gn
from glassnet.data.splits import Splits, split

SPACE = {"conv_layers": "0,1", "filter_size": "3,9", "filters": 2, "padding": "valid", "dense": "none,8", "epochs": 2}


@pytest.fixture(scope="session")
def digits() -> Splits:
    return split(gn.datasets.digits.images()[:240], method="random")


@pytest.fixture(scope="session")
def study(digits, tmp_path_factory):
    """Four networks that can be and two that cannot, two seeds each."""
    return gn.sweep(digits, SPACE, seeds=2, out=tmp_path_factory.mktemp("study"), workers=1)


@pytest.fixture(scope="session")
def running():
    with server_running() as made:
        yield made


@pytest.fixture
def server(running):
    """A PostgreSQL server that runs, with nothing in it."""
    running.ask("drop table if exists glassnet_runs, glassnet_studies")
    return running
