"""Sweeps on Ray whose networks are settled on the way, by halving and by TPE: the table of one machine."""

import pytest
from tests.sweeping.test_sweeps import files

import glassnet as gn
from glassnet.data.splits import Splits, split
from glassnet.sweeping.planning import planned
from glassnet.sweeping.running.places import place

pytestmark = [
    pytest.mark.ray,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
HALVED = {"conv_layers": 0, "dense": "none", "learning_rate": "1e-6,1e-5,1e-4,0.01,0.1,0.5,1e30", "epochs": 9}
WIDE = {"conv_layers": 0, "dense": "none,4,8,16", "learning_rate": "0.001..1.0", "epochs": 1}


@pytest.fixture(scope="module")
def many() -> Splits:
    return split(gn.datasets.digits.images()[:500], method="random", validation=0.44, test=0.1)


@pytest.mark.parametrize(
    ("space", "asked"),
    [(HALVED, {"halving": True}), (WIDE, {"search": "tpe", "networks": 12})],
    ids=["halving", "tpe"],
)
def test_what_is_settled_on_the_way_is_settled_as_by_one_machine(cluster, many, tmp_path, space, asked):
    cluster.add_node(num_cpus=1)
    alone = gn.sweep(many, space, seeds=2, **asked, out=tmp_path / "alone", workers=1)
    study = gn.sweep(many, space, seeds=2, **asked, out=tmp_path / "ray", on=f"ray:{cluster.address}")
    assert study.agenda.to_plain() == alone.agenda.to_plain()
    assert files(study.folder.path) == files(alone.folder.path)
    assert study.test.accuracy == alone.test.accuracy


def test_what_a_budget_has_time_for_is_reckoned_with_the_processors_of_the_cluster(cluster, many, tmp_path):
    cluster.add_node(num_cpus=6)
    plan, on = planned(many, HALVED, seeds=2, out=tmp_path / "ray"), f"ray:{cluster.address}"
    for workers, expected, most in ((None, 100, 7), (5, 100, 5), (None, 3, 3)):
        with place(plan.folder, plan.question, expected, workers, on) as (_, hands):
            assert hands == most
