"""What formulas are given must fit together."""

import pytest
import torch

from glassnet.errors import DataError
from glassnet.terms.agreement import require_one_number, require_same_shape


def test_equal_shapes_pass():
    require_same_shape("mean_square", torch.zeros(4, 2), torch.zeros(4, 2))


def test_labels_that_are_class_numbers_are_told_the_shape_they_need():
    with pytest.raises(DataError, match=r"predictions are \[64, 10\], targets are \[64\].*they must be \[-1, 10\]"):
        require_same_shape("categorical_crossentropy", torch.zeros(64, 10), torch.zeros(64))


def test_one_number_passes():
    require_one_number("loss", torch.tensor(1.0))


def test_a_loss_that_is_no_tensor_is_named():
    with pytest.raises(DataError, match="'loss' returned float; it must return a torch tensor"):
        require_one_number("loss", 1.0)
