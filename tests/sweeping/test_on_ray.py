"""What is settled about Ray without it; on a cluster of two nodes: tests/on_ray."""

import sys

import pytest
from tests.sweeping.conftest import SPACE

import glassnet as gn
from glassnet.errors import DataError, EnvironmentProblem
from glassnet.extras import MissingPackage
from glassnet.sweeping.running import on_ray


def test_a_cluster_that_anyone_may_use_is_refused(digits, tmp_path, monkeypatch):
    monkeypatch.delenv("RAY_AUTH_MODE", raising=False)
    with pytest.raises(EnvironmentProblem, match="is to be used without a token"):
        gn.sweep(digits, SPACE, seeds=2, out=tmp_path / "s", on="ray:192.0.2.1:6379")
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("place", ["rai", "ray:", "", "raymond"])
def test_a_place_we_do_not_know_is_refused_before_anything_is_made(digits, tmp_path, place):
    with pytest.raises(DataError, match="runs are done here, or on 'ray'"):
        gn.sweep(digits, SPACE, seeds=2, out=tmp_path / "s", on=place)
    assert not (tmp_path / "s").exists()


def test_a_node_of_other_versions_does_no_run(monkeypatch):
    monkeypatch.setattr(on_ray, "versions_here", lambda: (("torch", "1.0"),))
    with pytest.raises(DataError, match=r"a node has other versions than the study: \{'torch': '1\.0'\}"):
        on_ray.train_there({}, '{"versions": {"torch": "2.0"}}')


def test_without_ray_a_sweep_on_it_is_refused_before_anything_is_made(digits, tmp_path, monkeypatch):
    monkeypatch.setenv("RAY_AUTH_MODE", "token")
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingPackage, match=r"pip install 'glassnet\[ray\]'"):
        gn.sweep(digits, SPACE, seeds=2, out=tmp_path / "s", on="ray")
    assert not (tmp_path / "s").exists()
