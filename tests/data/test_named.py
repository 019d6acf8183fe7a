import numpy as np
import pytest

from glassnet.data.named import named_part, named_pictures, named_splits
from glassnet.data.preparation import Preparation
from glassnet.errors import DataError


@pytest.fixture
def stacks(tmp_path):
    """A folder of 20 + 20 gray pictures of 12x12."""
    pixels = np.random.default_rng(0).integers(0, 256, (20, 12, 12), np.uint8)
    for name in ("chi", "lars"):
        np.save(tmp_path / f"{name}.npy", pixels)
    return str(tmp_path)


def test_digits_are_those_of_scikit_learn():
    assert len(named_pictures("digits")) == 1797


def test_a_folder_is_read_in_the_size_asked_for(stacks):
    assert named_pictures(stacks, size=(6, 8)).shape == (6, 8, 1)


def test_mnist_has_no_names_to_group_by():
    with pytest.raises(DataError, match="of which mnist has none"):
        named_splits("mnist", group_by="1")


def test_a_part_of_a_folder_is_the_part_of_the_same_split_read_as_the_network_was_trained(stacks):
    splits = named_splits(stacks, seed=3, size=(6, 6))
    part = named_part(stacks, "test", preparation=Preparation(6, 6, 1).to_plain(), seed=3)
    assert (part.pixels == splits.test.pixels).all()
    assert part.names == splits.test.names


def test_mnist_keeps_its_own_test_part(glassnet_data):
    splits = named_splits("mnist", validation=0.2, test=0.5)
    assert [len(part) for part in (splits.train, splits.validation, splits.test)] == [44_000, 11_000, 10_000]
    assert len(named_part("mnist", "all")) == 65_000


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("digts", "'digts' is no folder that is there. Did you mean 'digits'?"),
        (
            "photos",
            "'photos' is no folder that is there. Give a folder of pictures, a CSV file, or one of: digits, mnist, p",
        ),
        (__file__, "is a file, but neither a folder nor a CSV"),
    ],
)
def test_what_is_not_there_is_told_with_what_there_is(name, sentence):
    with pytest.raises(DataError) as told:
        named_pictures(name)
    assert sentence in str(told.value)


def test_a_size_for_digits_is_refused():
    with pytest.raises(DataError, match="digits has one size and is gray"):
        named_splits("digits", size=(20, 20))


def test_the_portraits_are_split_by_their_bursts():
    splits = named_splits("portraits")
    bursts = [{name[:-3] for name in part.names} for part in (splits.train, splits.validation, splits.test)]
    assert sum(map(len, bursts)) == len(set.union(*bursts))
    assert len(named_part("portraits", "all")) == 400
