"""Filters as they began, as they are, and what was learned: exact starts, shares by hand, honest oddities."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import glassnet as gn
from glassnet.data.images import Images
from glassnet.engine.to_torch import build
from glassnet.errors import DataError, UnknownName
from glassnet.inside.beginnings import learned_part, share_left
from glassnet.inside.grain import grain_of
from glassnet.inside.slices import filters
from glassnet.runs.run import Run
from glassnet.runs.saving import from_bytes, to_bytes


def small(steps: int, keep: bool = True, decay: float = 0.0) -> Run:
    regularizer = {"regularizer": "L2", "weight_decay": decay} if decay else {}
    net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 3, 5, activation="relu", name="conv_1", **regularizer)
    net = gn.regression(gn.fully_connected(net, 10, activation="softmax"), optimizer="sgd", learning_rate=0.1)
    return gn.fit(net, gn.datasets.digits.images()[:64], n_epoch=steps, seed=9, show=False, keep_filters=keep)


def with_filters(run: Run, weights: object) -> Run:
    return replace(run, weights={**run.weights, "conv_1/W": np.asarray(weights, np.float32)})


def test_epoch_0_is_the_start_bit_for_bit_and_the_last_are_the_final_weights(run: Run) -> None:
    for layer in ("conv_1", "conv_2"):
        found = filters(run, layer)
        start = build(run.network, run.recipe.seed).weights()[f"{layer}/W"]
        assert found.start.dtype == np.float32
        assert found.start.tobytes() == start.tobytes() == found.at(0).tobytes()
        assert found.at(6).tobytes() == np.asarray(run.weights[f"{layer}/W"]).tobytes() == found.now.tobytes()
        assert found.epochs == (0, 1, 2, 3, 5, 6)


def test_without_snapshots_the_start_is_drawn_again_to_the_same_bits(run: Run) -> None:
    again = filters(replace(run, snapshots=None), "conv_2")
    assert again.start.tobytes() == filters(run, "conv_2").start.tobytes()
    assert (again.came_from, filters(run, "conv_2").came_from) == ("drawn again from seed 4", "kept at epoch 0")


def test_keeping_filters_changes_no_bit_of_the_training() -> None:
    one, other = small(2, keep=True), small(2, keep=False)
    assert other.snapshots is None
    assert all(one.weights[name].tobytes() == other.weights[name].tobytes() for name in one.weights)


def test_an_epoch_between_is_that_of_a_shorter_training_to_half_precision(run: Run) -> None:
    np.testing.assert_allclose(filters(small(3), "conv_1").at(2), filters(small(2), "conv_1").now, rtol=1e-3, atol=1e-6)


def test_views_over_epochs_come_back_from_a_model_file(run: Run) -> None:
    again = from_bytes(to_bytes(run))
    one, other = filters(run, "conv_2"), filters(again, "conv_2")
    assert one.epochs == other.epochs
    assert all(one.at(epoch).tobytes() == other.at(epoch).tobytes() for epoch in one.epochs)


def test_what_was_learned_is_the_difference_where_nothing_decays(run: Run) -> None:
    found = filters(run, "conv_1")
    assert not found.decays
    np.testing.assert_allclose(found.now, found.start + found.learned, atol=1e-6)


def test_where_weights_decay_what_was_learned_is_now_without_what_is_left_of_the_start() -> None:
    found = filters(small(5, decay=0.02), "conv_1")
    assert found.decays
    np.testing.assert_allclose(found.now, found.left * found.start + found.learned, atol=1e-6)
    assert found.left == pytest.approx((1 - 0.1 * 0.02) ** 5, abs=2e-3)  # 5 steps of sgd at 0.1


def test_the_share_of_the_start_is_the_one_worked_by_hand() -> None:
    assert share_left(np.array([1.0, 4.0]), np.array([2.0, 0.0])) == 0.5
    assert share_left(np.array([1.0, 4.0]), np.zeros(2)) == 0  # nothing to take off
    learned, left = learned_part(np.array([1.0, 4.0]), np.array([2.0, 0.0]), decays=True)
    assert (learned.tolist(), left) == ([0.0, 4.0], 0.5)


def test_a_smooth_change_that_lies_along_the_start_by_chance_is_no_part_of_it() -> None:
    chance = np.random.default_rng(0)
    start = chance.standard_normal((10, 10, 1, 3))
    hill = np.hanning(12)[1:-1, None] * np.hanning(12)[1:-1]
    for sign in (1, -1):
        change = sign * hill[:, :, None, None] * np.array([1.0, -0.5, 0.7])
        now = 0.4 * start + change
        plain = (now * start).sum() / (start**2).sum()
        assert abs(plain - 0.4) > 5 * abs(share_left(now, start) - 0.4)
        assert grain_of(learned_part(now, start, decays=True)[0].transpose(2, 3, 0, 1)).rho.min() > 0.85


def test_filters_of_one_row_and_weights_that_are_no_numbers_are_asked_all_the_same() -> None:
    start = np.random.default_rng(0).standard_normal((1, 7, 2, 3))
    assert share_left(0.25 * start, start) == pytest.approx(0.25)
    broken = np.random.default_rng(1).standard_normal((5, 5, 1, 2))
    assert share_left(np.where(np.arange(2) == 1, np.inf, 0.5 * broken), broken) == pytest.approx(0.5)


def test_the_start_reads_grain(run: Run) -> None:
    found = filters(run, "conv_1")
    assert set(found.grain("start").reading().ravel()) == {"grain"}
    assert found.over_epochs()[0].now.reading().tolist() == found.grain("start").reading().tolist()
    assert found.over_epochs()[0].cosine == pytest.approx(1)


def test_slices_are_addressed_by_where_they_lead_and_where_they_come_from(run: Run) -> None:
    found = filters(run, "conv_2")
    one = found["conv_2/out 3 <- in 1"]
    assert one.now.tolist() == found.now[:, :, 1, 3].tolist()
    assert (one.address, str(found["conv_2 / out 3 ← in 1"].address)) == ("conv_2/out 3 <- in 1",) * 2
    assert len(list(found)) == len(found) == 12
    assert found.counts == "4 filters of 2x3x3: 12 slices, 4 maps"
    with pytest.raises(UnknownName, match="'conv_2' has filters 0 to 3, each with slices for inputs 0 to 2"):
        found.slice(4, 0)
    with pytest.raises(UnknownName, match="Its first is 'conv_2/out 0 <- in 0'"):
        _ = found["conv_1/out 0 <- in 0"]


def test_dead_unmoved_and_twin_filters_are_found() -> None:
    run = small(1)
    start = filters(run, "conv_1").start.copy()
    made = start.copy()
    made[..., 0] = 0
    made[..., 1] = 0.5 * start[..., 1]  # decayed, and nothing learned
    made[..., 2] = 3 * made[..., 1] + 1e-6
    found = filters(with_filters(run, made), "conv_1")
    assert (found.dead, found.unmoved) == ((0,), (0, 1))
    assert [(twin.one, twin.other) for twin in found.twins] == [(1, 2)]


def test_weights_that_are_no_numbers_are_counted_and_spoil_only_their_slice() -> None:
    run = small(1)
    made = np.array(run.weights["conv_1/W"])
    made[0, 0, 0, 1], made[4, 4, 0, 1] = np.nan, np.inf
    found = filters(with_filters(run, made), "conv_1")
    assert found.broken == 2
    assert found.grain("now").reading().tolist()[0][1] == "not all numbers"
    assert "2 weights are no numbers." in str(found)
    assert np.isfinite(found.cosine)


def test_a_start_that_has_nothing_to_do_with_the_weights_is_remarked() -> None:
    net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 16, 5, name="conv_1")
    net = gn.regression(gn.fully_connected(net, 10, activation="softmax"), optimizer="sgd")
    run = gn.fit(net, gn.datasets.digits.images()[:20], n_epoch=1, seed=1, show=False)
    assert filters(run, "conv_1").remarks == ()
    other = replace(run, recipe=replace(run.recipe, seed=2))
    assert "nothing in common with this start" in filters(other, "conv_1").remarks[0]


def test_under_decay_the_projection_finds_what_the_difference_hides() -> None:
    run = small(1, decay=0.02)
    start = filters(run, "conv_1").start
    rows = np.arange(5) - 2.0
    bump = np.exp(-np.add.outer(rows**2, rows**2) / 6)[:, :, None, None] * 0.15
    found = filters(with_filters(run, 0.3 * start + bump), "conv_1")  # the start shrunk, a picture learned
    difference = (found.now - found.start).transpose(2, 3, 0, 1)
    hidden, shown = grain_of(difference).reading().ravel(), found.grain("learned").reading().ravel()
    assert set(hidden) == {"grain"}
    assert set(shown) == {"smooth"}


def test_a_run_says_which_views_it_lacks_and_how_to_get_them() -> None:
    found = filters(small(1, keep=False), "conv_1")
    assert found.epochs == ()
    with pytest.raises(
        DataError, match=r"changed over epochs is not known\. Train with fit\(\.\.\., keep_filters=True"
    ):
        found.over_epochs()
    with pytest.raises(DataError, match=r"at epoch 3 were not kept\. Train with fit"):
        found.at(3)
    with pytest.raises(DataError, match=r"at epoch 4 were not kept\. Kept are 0, 1\."):
        filters(small(1), "conv_1").at(4)


def test_layers_without_filters_are_told_by_letter(run: Run, no_photo: Run) -> None:
    with pytest.raises(UnknownName, match=r"Invalid layer: 'conv1'\. Did you mean 'conv_1'"):
        filters(run, "conv1")
    with pytest.raises(
        DataError, match=r"'answer' is fully_connected and has no filters\. Those that have: 'conv_1', 'co"
    ):
        filters(run, "answer")
    with pytest.raises(DataError, match=r"This network has no convolution at all\."):
        filters(no_photo, "answer")
    with pytest.raises(UnknownName, match=r"Invalid view: 'then'\. Known: start, now, learned"):
        filters(run, "conv_1").grain("then")  # type: ignore[arg-type]


def test_stopping_early_leaves_no_snapshot_behind_the_weights_it_goes_back_to(digits: Images) -> None:
    net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 2, 5, name="conv_1")
    net = gn.regression(gn.fully_connected(net, 10, activation="softmax"), optimizer="sgd", learning_rate=20.0)
    splits = gn.data.split(digits, method="random")
    stop = gn.EarlyStopping("loss", patience=2)
    run = gn.fit(net, splits, n_epoch=9, show=False, watchers=[stop], keep_filters=True)
    assert run.snapshots is not None
    best = 1 + int(np.argmin([row.loss for row in run.history]))
    assert run.snapshots.last == best
    assert max(run.snapshots.by_epoch) <= best


def test_what_is_printed_fits_a_terminal(run: Run) -> None:
    for layer in ("conv_1", "conv_2"):
        assert max(map(len, str(filters(run, layer)).splitlines())) <= 80
    assert "too few to tell grain from a picture" in str(filters(run, "conv_2"))
    assert filters(run, "conv_1").to_plain()["grain"]["start"]["reading"] == {"grain": 3}


def test_on_the_photos_of_the_post_filters_are_grain_and_what_was_learned_is_smooth(glassnet_data: Path) -> None:
    photos = gn.data.folder(glassnet_data / "chi_lars")
    net = gn.input_data([None, 91, 91, 1])
    for name in ("conv_1", "conv_2"):
        net = gn.max_pool_2d(gn.conv_2d(net, 3, 10, activation="relu", name=name), 2)
    net = gn.fully_connected(gn.fully_connected(net, 256, activation="relu"), 2, activation="softmax")
    net = gn.regression(net, optimizer="sgd", learning_rate=0.01)
    run = gn.fit(net, gn.data.split(photos, seed=0), n_epoch=8, show=False)
    for name in ("conv_1", "conv_2"):
        found = filters(run, name)
        assert found.cosine > 0.9
        assert abs(found.grain("now").spread("rho").median) < 0.1
        assert found.grain("learned").spread("rho").median > 0.7
        assert set(found.grain("learned").reading().ravel()) == {"smooth"}
