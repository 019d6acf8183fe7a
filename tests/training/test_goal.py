"""Goals: the margin that makes a test keep what the validation promised, when training stops, and the verdict."""

from math import sqrt

import pytest
from tests.training.test_loop import X, Y, small_net

import glassnet as gn
from glassnet.errors import DataError
from glassnet.runs.history import Epoch
from glassnet.training.events import EpochEnd
from glassnet.training.fit import fit
from glassnet.training.goal import Answer, Goal, UntilGoal


def end(accuracy: float | None) -> EpochEnd:
    metrics = {} if accuracy is None else {"acc": accuracy}
    return EpochEnd(Epoch(1, 1, 0.0, val_loss=0.0, val_metrics=metrics), lambda: None)


def test_the_margin_is_a_standard_error_of_the_difference_of_two_shares() -> None:
    goal = Goal(0.9, validation=100, test=400)
    # 0.9 * 0.1 = 0.09 over 100, and over 400
    assert goal.margin == pytest.approx(sqrt(0.0009 + 0.000225))
    assert goal.needed == 94  # 93.35 rounded up
    assert Goal(0.9, validation=100, test=0).margin == pytest.approx(0.03)


def test_of_few_pictures_all_may_be_needed_but_never_more() -> None:
    assert Goal(0.99, validation=20, test=20).needed == 20
    assert Goal(1.0, validation=20, test=20).needed == 20
    assert "all of them" in str(Goal(0.99, validation=20, test=20))


def test_training_stops_at_the_first_epoch_that_meets_the_goal_with_its_margin() -> None:
    watcher = UntilGoal(Goal(0.9, validation=100, test=400))
    assert [watcher.see(end(value)) for value in (0.9, None, 0.93, 0.94)] == [False, False, False, True]
    assert watcher.met


def test_a_goal_stops_fit_and_one_out_of_reach_does_not() -> None:
    low, high = UntilGoal(Goal(0.01, 30, 0)), UntilGoal(Goal(1.0, 30, 0))
    assert len(fit(small_net(), (X, Y), n_epoch=5, validation=(X, Y), watchers=[low], show=False).history) == 1
    assert len(fit(small_net(0.001), (X, Y), n_epoch=2, validation=(X, Y), watchers=[high], show=False).history) == 2
    assert (low.met, high.met) == (True, False)


def test_a_network_that_measures_no_accuracy_cannot_have_such_a_goal() -> None:
    net = gn.regression(gn.fully_connected(gn.input_data([None, 4]), 2), loss="mean_square", metric="R2")
    with pytest.raises(DataError, match="trained to one accuracy"):
        fit(net, (X, Y), n_epoch=1, watchers=[UntilGoal(Goal(0.9, 30, 0))], show=False)


def test_the_verdict_counts_pictures_and_never_rounds_up_to_the_goal() -> None:
    goal = Goal(0.99, validation=5000, test=10_000)
    assert Answer(goal, 0.99).reached
    missed = Answer(goal, 9899 / 10_000)
    assert not missed.reached
    assert str(missed) == "Goal 99 %: not reached, 98.99 % of the 10,000 test pictures are right."
    assert "99.99 %" in str(Answer(Goal(1.0, 0, 100_000), 0.99999))
