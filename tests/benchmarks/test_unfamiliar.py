"""The benchmark of the unfamiliar counts what it says it counts."""

import numpy as np
from benchmarks.unfamiliar import Table, area, blanks, scrambled


def test_the_area_is_the_share_of_pairs_in_order():
    """Of the pairs 1-2, 1-0, 3-2, 3-0 (familiar-odd) one has the odd one above."""
    assert area(np.array([1.0, 3.0]), np.array([2.0, 0.0])) == 0.25


def test_scrambled_pictures_keep_every_level_and_no_place():
    pictures = np.random.default_rng(0).integers(0, 256, (3, 28, 28, 1), dtype=np.uint8)
    mixed = scrambled(pictures, 7, np.random.default_rng(0))
    assert mixed.shape == pictures.shape
    for before, after in zip(pictures, mixed, strict=True):
        assert sorted(before.ravel()) == sorted(after.ravel())
        assert (before != after).any()


def test_blanks_run_from_black_to_white():
    frames = blanks((2, 2, 1))
    assert (frames[0].max(), frames[-1].min(), len(frames)) == (0, 255, 256)


def test_a_line_tells_all_seeds_together_and_the_spread():
    table = Table()
    table.add("ours", "noise", np.array([True, True]), 1.0)
    table.add("ours", "noise", np.array([True, False]), 0.5)
    head, line = str(table).splitlines()
    assert head.split() == ["ours", "refused,", "all", "seeds", "one", "seed", "area", "lowest"]
    assert " ".join(line.split()) == "noise 75 % of 4 (95 %: 30-95) 50.0-100.0 0.7500 0.5000"
    assert max(len(head), len(line)) <= 80
