"""A sweep on Ray: a cluster of two nodes on this machine. The same table, also when one of them is killed."""

import time
from pathlib import Path

import pytest
from tests.sweeping.conftest import SPACE
from tests.sweeping.test_sweeps import files

import glassnet as gn
from glassnet.data.splits import Splits, split
from glassnet.sweeping.keeping import needed
from glassnet.sweeping.planning import planned
from glassnet.sweeping.running.events import RunBegin, RunEnd, RunLost
from glassnet.sweeping.sweeps import finished, study_in

# Ray itself leaves files and sockets for Python to close, and warns of its own older ways.
pytestmark = [
    pytest.mark.ray,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
# Each run takes some seconds: Ray may need one until the second of two has begun.
LONG = {**SPACE, "epochs": 600}


@pytest.fixture(scope="module")
def digits() -> Splits:
    return split(gn.datasets.digits.images()[:240], method="random")


@pytest.fixture(scope="module")
def unbroken(digits, tmp_path_factory):
    """The study as this machine alone makes it, one run after the other."""
    return gn.sweep(digits, LONG, seeds=2, out=tmp_path_factory.mktemp("unbroken"), workers=1)


def wait_until_both_are_at_work():
    """A process of Ray's is called by what it does. One that still starts would have nothing to lose."""
    deadline, at_work = time.monotonic() + 20, []
    while len(at_work) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
        names = (entry.read_bytes() for entry in Path("/proc").glob("[0-9]*/comm"))
        at_work = [name for name in names if name.startswith(b"ray::train_ther")]


def test_a_node_killed_in_the_middle_costs_nothing_but_time(ray, cluster, unbroken, digits, tmp_path):
    other = cluster.add_node(num_cpus=1)
    seen = []

    def watch(event):
        seen.append(event)
        begun, ended = (sum(isinstance(each, kind) for each in seen) for kind in (RunBegin, RunEnd))
        # No run begins while we wait here: both must have begun, or there is nothing to wait for.
        if ended >= 2 and begun == ended + 2 and len(cluster.list_all_nodes()) == 2:
            wait_until_both_are_at_work()
            cluster.remove_node(other, allow_graceful=False)

    study = gn.sweep(digits, LONG, seeds=2, out=tmp_path / "ray", on=f"ray:{cluster.address}", watch=watch)
    ended = [event.job.name for event in seen if isinstance(event, RunEnd)]
    assert {event.worker for event in seen} == {1, 2}, "both nodes worked"
    assert any(isinstance(event, RunLost) and event.again for event in seen)
    assert sorted(ended) == sorted(study.records), "each ended exactly once"
    assert files(study.folder.path) == files(unbroken.folder.path)
    assert study.test.accuracy == unbroken.test.accuracy
    assert not ray.is_initialized(), "we leave the cluster that we were told of"


def test_a_run_takes_one_processor_and_no_gpu_of_a_node_that_has_both(ray, cluster, digits, tmp_path):
    cluster.add_node(num_cpus=1, num_gpus=1)
    free = []

    def watch(event):
        if isinstance(event, RunBegin) and event.worker == 2:
            free.append(what_is_free_when_both_are_at_work(ray))

    space = {"conv_layers": 0, "dense": "none", "epochs": 150}
    gn.sweep(digits, space, seeds=2, out=tmp_path / "ray", on=f"ray:{cluster.address}", watch=watch)
    assert [(each.get("CPU", 0), each["GPU"]) for each in free] == [(0, 1)]


def what_is_free_when_both_are_at_work(ray) -> dict[str, float]:
    """A moment after they have begun: nodes tell the cluster now and then."""
    deadline = time.monotonic() + 60
    while (free := ray.available_resources()).get("CPU", 0) and time.monotonic() < deadline:
        time.sleep(0.05)
    return free


def test_what_a_ray_started_here_began_makes_the_same_table_and_what_it_began_goes_on_without_it(
    ray, unbroken, digits, tmp_path
):
    plan, count = planned(digits, LONG, seeds=2, out=tmp_path / "ray"), 0

    def stop(_):
        nonlocal count
        count += 1
        if count == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finished(plan.folder, workers=2, on="ray", watch=stop)
    half = study_in(plan.folder)
    assert 0 < len(half.records) < 8
    assert not ray.is_initialized()
    assert files(finished(plan.folder, workers=1).folder.path) == files(unbroken.folder.path), "begun there, ended here"


def test_of_few_models_that_are_kept_no_other_is_sent_and_each_is_made_again_there(ray, unbroken, digits, tmp_path):
    seen = []
    study = gn.sweep(digits, LONG, seeds=2, out=tmp_path / "ray", on="ray", workers=2, keep_models="chosen",
                     watch=seen.append)  # fmt: skip
    again = [event.job for event in seen if isinstance(event, RunEnd) and event.job.again]
    assert sorted(job.name for job in again) == sorted(job.name for job in needed(study))
    assert {path.parent.name for path in tmp_path.rglob("model.glassnet")} == {f"{key}-{seed}" for key, seed in
                                                                              (job.name for job in again)}  # fmt: skip
    assert files(study.folder.path) == files(unbroken.folder.path)
    assert (study.test.right == unbroken.test.right).all()
