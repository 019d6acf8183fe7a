"""What optimizers share: the decay of the learning rate, and what counts as an optimizer."""

import pytest
import torch

from glassnet.terms.optimizers import SGD, Adam
from glassnet.terms.rule import Optimizer, Rule, decayed


def test_decay_multiplies_once_in_every_decay_step():
    assert decayed(0.1, 0.96, 100, False, 250) == pytest.approx(0.1 * 0.96**2.5)


def test_a_staircase_stands_still_in_between():
    assert [decayed(1.0, 0.5, 4, True, step) for step in (0, 3, 4, 7, 8)] == [1.0, 1.0, 0.5, 0.5, 0.25]


def test_no_decay_is_no_decay_however_many_steps():
    assert decayed(0.1, 0.0, 100, False, 10**6) == 0.1


def test_the_first_update_moves_at_the_full_rate():
    w = torch.tensor([1.0])
    optimizer = SGD(learning_rate=1.0, lr_decay=0.5, decay_step=1)
    optimizer.update(w, torch.tensor([0.5]), {}, step=1)
    assert w.tolist() == [0.5]
    optimizer.update(w, torch.tensor([0.5]), {}, step=2)
    assert w.tolist() == [0.25]


def test_ours_and_any_object_with_the_three_methods_are_rules():
    class Mine:
        def slots(self, w):
            return {}

        def rate(self, step):
            return 1.0

        def update(self, w, gradient, slots, step):
            w.sub_(gradient)

    assert isinstance(Adam(), Rule)
    assert isinstance(Mine(), Rule)
    assert not isinstance(object(), Rule)


def test_an_optimizer_that_says_no_move_cannot_update():
    with pytest.raises(NotImplementedError):
        Optimizer().update(torch.zeros(1), torch.zeros(1), {}, 1)
