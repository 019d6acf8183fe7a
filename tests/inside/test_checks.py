import numpy as np
import pytest
from tests.inside.nets import drawn, photo

from glassnet.errors import SettingError
from glassnet.inside.attribution import INTEGRATED, METHODS, OCCLUSION, Reasons, reasons
from glassnet.inside.checks import Mark, Marks, Order, blocks_of, marks, order_of, rank_correlation, shuffled
from glassnet.runs.run import Run


def reader_of_a_block() -> Run:
    """A network that reads the pixels of one 7x7 block, rows 7 to 13, columns 14 to 20, for class 1."""
    run = drawn("28x28x1 > dense 2 softmax")
    W = np.zeros((28, 28, 2), np.float32)
    W[7:14, 14:21, 1] = 1.0
    return Run(run.network, {"FullyConnected/W": W.reshape(-1, 2), "FullyConnected/b": np.zeros(2, np.float32)})


def bright_block() -> np.ndarray:
    given = 0.2 + 0.1 * photo((28, 28, 1))
    given[7:14, 14:21] += 0.6
    return given


def test_a_map_that_names_the_block_a_network_reads_passes_with_every_fill():
    run = reader_of_a_block()
    found = marks(run, reasons(run, bright_block(), 1, methods=(INTEGRATED, OCCLUSION)))
    for mark in found.of:
        assert mark.names_what_counts == "passed"
        assert mark.collapses
        assert mark.verdict == "passed"
        assert [order.fill for order in mark.orders] == ["mean", "wall", "blur"]
        assert all(len(order.chance) == 20 and order.beats >= 0.95 for order in mark.orders)
    assert found.residual < 1e-4
    assert not found.is_adrift


def with_map(found: Reasons, values: np.ndarray) -> Reasons:
    return Reasons(
        found.label, found.rival, found.photo, found.baseline, found.preferred, found.preferred_baseline,
        {OCCLUSION: values.astype(np.float32)}, 0, found.squares,
    )  # fmt: skip


def test_a_map_that_names_anything_else_fails():
    run = reader_of_a_block()
    found = reasons(run, bright_block(), 1, methods=(OCCLUSION,))
    elsewhere = np.zeros((28, 28))
    elsewhere[21:, :7] = 1.0
    mark = marks(run, with_map(found, elsewhere)).by_method[OCCLUSION]
    assert mark.names_what_counts == "failed"
    assert mark.verdict == "failed"


def test_deletion_is_the_mean_evidence_by_hand():
    # Evidence is the sum over the block: 49 before it goes, 49 g after, with g the gray it is painted with.
    run = reader_of_a_block()
    ones = np.zeros((28, 28, 1), np.float32)
    ones[7:14, 14:21] = 1.0
    found = marks(run, reasons(run, ones, 1, methods=(OCCLUSION,)), fills=("mean",), draws=1)
    (order,) = found.of[0].orders
    gray = 49 / 784
    heights = [49] + [49 * gray] * 16  # 16 blocks, one a step, the block that is read first
    assert order.deletion == pytest.approx(np.trapezoid(heights) / 16, rel=1e-5)
    assert order.insertion == pytest.approx(np.trapezoid([49 * gray] + [49] * 16) / 16, rel=1e-5)


def test_shuffling_keeps_every_number_and_leaves_the_run_alone():
    run = drawn("6x6x1 > conv 2@3 relu > dense 2 softmax")
    before = {name: array.copy() for name, array in run.weights.items()}
    one, again, other = shuffled(run.weights, 0, 0), shuffled(run.weights, 0, 0), shuffled(run.weights, 0, 1)
    for name, array in before.items():
        assert np.array_equal(np.sort(one[name], None), np.sort(array, None))
        assert np.array_equal(one[name], again[name])
        assert np.array_equal(run.weights[name], array)
    assert not np.array_equal(one["Conv2D/W"], other["Conv2D/W"])


def test_a_map_of_the_photo_alone_is_seen_to_stay_when_weights_are_shuffled():
    # A network whose weights are all alike cannot be shuffled: what its maps show never depended on what was learned.
    run = Run(
        drawn("14x14x1 > dense 1").network, {"FullyConnected/W": np.ones((196, 1)), "FullyConnected/b": np.zeros(1)}
    )
    found = marks(run, reasons(run, photo((14, 14, 1)), 1, methods=(INTEGRATED,)))
    assert found.of[0].alike == pytest.approx((1.0,) * 4)
    assert not found.of[0].collapses
    assert found.of[0].verdict == "failed"


def test_rank_correlation_is_spearmans_and_0_for_a_flat_map():
    from scipy.stats import spearmanr

    one, other = photo((5, 5, 1)), np.round(photo((5, 5, 1), 1), 1)
    assert rank_correlation(one, other) == pytest.approx(spearmanr(one.reshape(-1), other.reshape(-1)).statistic)
    assert rank_correlation(np.zeros((5, 5, 1)), other) == 0
    assert rank_correlation(one, -one) == pytest.approx(-1)


def test_blocks_cover_every_pixel_once():
    covered = np.zeros((20, 17), int)
    for block in blocks_of(20, 17):
        covered[block] += 1
    assert (covered == 1).all()


def test_blocks_are_named_by_what_speaks_for_the_class_not_by_size_of_either_sign():
    values = np.zeros((7, 21), np.float32)
    values[:, 7:14], values[:, 14:] = -5, 2
    assert order_of(values, blocks_of(7, 21)).tolist() == [2, 0, 1]


def mark(method: str, *passed: bool, gain: tuple[float, ...] = (1.0, 1.0, 1.0)) -> Mark:
    fills = ("mean", "wall", "blur")
    orders = tuple(
        Order(fill, -each if ok else each, each if ok else -each, (-0.1, 0.0, 0.1))
        for fill, ok, each in zip(fills, passed, gain, strict=True)
    )
    return Mark(method, (0.2,), orders)


def test_what_turns_with_the_fill_is_a_tie():
    assert mark("a", True, True, True).verdict == "passed"
    assert mark("a", True, False, True).verdict == "tie"
    assert mark("a", False, False, False).verdict == "failed"
    assert Marks((mark("a", True, True, True), mark("b", True, True, True, gain=(2.0, 2.0, 2.0)))).ranking == ("b", "a")
    turning = Marks((mark("a", True, True, True), mark("b", True, True, True, gain=(2.0, 0.5, 2.0))))
    assert turning.ranking is None
    assert "a tie, it turns with the fill" in str(turning)


def test_the_marks_fit_eighty_columns_and_are_the_same_each_time():
    run = drawn("21x21x3 > conv 3@3 relu > pool 2 > dense 3 softmax")
    found = reasons(run, photo((21, 21, 3)))
    one, again = marks(run, found), marks(run, found)
    assert one.to_plain() == again.to_plain()
    assert set(one.by_method) == set(METHODS)
    assert max(map(len, str(one).splitlines())) <= 80
    with pytest.raises(SettingError, match="chance draws at least once"):
        marks(run, found, draws=0)


def test_much_missed_by_integrated_gradients_is_a_red_mark():
    assert Marks((), residual=0.06).is_adrift
    assert "miss 6 % of what they share out: not to be believed" in str(Marks((), residual=0.06))
    assert not Marks((), residual=0.04).is_adrift
