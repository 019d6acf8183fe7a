"""Which of two networks is better. Each answers with a pixel's side, and one is led astray by a third pixel."""

import numpy as np
import pytest

import glassnet as gn
from glassnet.data.images import Images
from glassnet.errors import DataError
from glassnet.evaluation.comparing import Comparison, compared
from glassnet.evaluation.doubt import Share
from glassnet.evaluation.evaluation import Evaluation, evaluate
from glassnet.graph.notation import from_text
from glassnet.runs.run import Run

NETWORK = from_text("1x3x1 > flatten > dense 2 softmax")


def run(astray=0.0):
    """Right unless the third pixel is lit, if it is led astray."""
    weights = np.array([[1, 0], [0, 1], [-astray, astray]], np.float32)
    return Run(NETWORK, {"FullyConnected/W": weights, "FullyConnected/b": np.zeros(2, np.float32)})


def pictures(lit, n=40, groups=None):
    """Pictures of "left", in the first few of which the third pixel is lit."""
    pixels = np.zeros((n, 1, 3, 1), np.float32)
    pixels[:, 0, 0] = 0.5
    pixels[:lit, 0, 2] = 1.0
    return Images(pixels, np.zeros(n, np.int64), ("left", "right"), groups=groups)


def test_a_lead_on_a_few_is_inside_the_noise_and_says_what_it_takes():
    known = gn.compare(run(), run(astray=1.0), pictures(lit=3))
    assert (known.both, known.only_a, known.only_b, known.neither) == (37, 3, 0, 0)
    assert known.luck == pytest.approx(0.25)
    assert known.verdict == (
        "A is ahead on 3 of 40: only A is right on 3, only B on 0. That is inside the noise (p = 0.25): it takes 6 "
        "differences, all to one side, to tell which is better."
    )


def test_six_to_nothing_is_enough_and_names_the_better():
    known = gn.compare(run(astray=1.0), run(), pictures(lit=6))
    assert known.is_settled
    assert known.lead == -6
    assert known.verdict.endswith("That is more than chance would do (p = 0.031): B is better than A.")


def test_six_frames_of_one_burst_are_not_six_pictures():
    known = gn.compare(run(), run(astray=1.0), pictures(lit=6, groups=np.arange(40) // 10))
    assert known.luck == 1.0
    assert known.verdict.endswith("That is inside the noise (p = 1): these pictures cannot tell which is better.")
    assert known.method == "exact test by turning the signs of 4 groups of pictures that belong together"


def test_a_network_equals_itself():
    known = gn.compare(run(), run(), pictures(lit=5))
    assert known.luck == 1.0
    assert known.verdict == "A and B are right on the very same pictures, 40 of 40: here they are equals."


def test_many_differences_both_ways_can_be_even():
    even = Comparison((Share(20, 40), Share(20, 40)), both=10, only_a=10, only_b=10, neither=10, luck=1.0)
    assert even.verdict.startswith("A and B are even on 40: only A is right on 10, only B on 10.")


def test_a_comparison_reads_in_80_columns_and_is_plain_for_json():
    known = gn.compare(run(), run(astray=1.0), pictures(lit=3))
    assert max(map(len, str(known).splitlines())) <= 80
    plain = known.to_plain()
    assert (plain["n"], plain["only_a"], plain["p"], plain["settled"]) == (40, 3, pytest.approx(0.25), False)
    assert plain["b"]["hits"] == 37


def test_only_judgements_of_the_same_pictures_with_classes_are_compared():
    forty, thirty = evaluate(run(), pictures(0)), evaluate(run(), pictures(0)[:30])
    with pytest.raises(DataError, match="A was judged on 40 pictures and B on 30"):
        compared(forty, thirty)
    with pytest.raises(DataError, match="B answers with quantities"):
        compared(forty, Evaluation(40, 0.5, r2=0.1))
