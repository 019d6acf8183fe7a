"""What training says of its engine: the expectation first, the truth last, and nothing without need."""

from glassnet.engine.plan import Candidate, LayerPlan, Plan
from glassnet.training.events import TrainBegin, TrainEnd
from glassnet.training.telling import told_first, told_last

PLAN = Plan(
    engine="auto",
    threads=2,
    layers=(LayerPlan("conv_1", "fourier", (Candidate("direct", 1.9), Candidate("fourier", 0.009)), "measured"),),
    folded=("fc_1/W",),
)


def begin(**settings: object) -> TrainBegin:
    return TrainBegin(362, 41, (), 1, 10, PLAN, difference=2.1e-6, expected_seconds=0.3, **settings)


def test_the_choice_is_told_with_what_it_was_chosen_over_and_what_to_expect() -> None:
    assert told_first(begin()).splitlines() == [
        "engine auto: 2 threads, float32; conv_1 fourier 9.0 ms (not direct 1.9 s); SGD folded into fc_1/W",
        "first batch held against the plain path: largest difference 2.1e-06",
        "expected: 300 ms an epoch, 3.0 s in all",
    ]


def test_a_note_stands_in_place_of_the_check() -> None:
    assert "so the plain one is used" in told_first(begin(note="it differs by 0.1, so the plain one is used"))
    assert "held against" not in told_first(begin(note="it differs by 0.1, so the plain one is used"))


def test_what_is_soon_over_is_not_talked_about() -> None:
    short = TrainBegin(10, 0, (), 1, 1, PLAN, difference=0.0, expected_seconds=0.1)
    assert told_first(short) == ""
    assert told_last(TrainEnd(None, operations=1e9, seconds=0.1)) == ""


def test_the_truth_is_seconds_operations_and_the_share_of_this_machines_rate() -> None:
    told = told_last(TrainEnd(None, operations=60e9, seconds=3.0))
    assert told.startswith("done: 3.0 s, 20 GF/s executed, ")
    assert told.endswith("% of this machine's matrix rate\n")
    judged_too = told_last(TrainEnd(None, operations=60e9, seconds=3.0, step_seconds=2.0))
    assert judged_too.startswith("done: 3.0 s, 30 GF/s executed, ")
