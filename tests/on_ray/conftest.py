"""Ray, and a cluster of it on this machine."""

import importlib

import pytest


@pytest.fixture(scope="session")
def ray():
    """Ray, with a token; it reads its settings when it is imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", "a-token-for-these-tests-alone-0123456789")
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.delenv("RAY_ADDRESS", raising=False)
        yield importlib.import_module("ray")


@pytest.fixture
def cluster(ray):
    """A node of one processor; a test adds the second."""
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    yield made
    ray.shutdown()
    made.shutdown()
