"""What calibration promises, held against pictures whose truth is known."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import glassnet as gn
from glassnet.data.images import Images
from glassnet.data.preparation import Preparation
from glassnet.data.splits import Splits
from glassnet.errors import DataError, SettingError
from glassnet.evaluation.calibrating import calibrate, seen
from glassnet.runs.run import Run
from glassnet.runs.saving import from_bytes, to_bytes


@pytest.fixture(scope="module")
def splits() -> Splits:
    return gn.data.split(gn.datasets.digits.images(), seed=0, method="random")


@pytest.fixture(scope="module")
def trained(splits: Splits) -> Run:
    net = gn.from_text("8x8x1 > conv 8@3 relu > pool 2 > dense 32 relu > dense 10 softmax > regression adam")
    return gn.fit(net, splits, n_epoch=15, seed=0, show=False)


@pytest.fixture(scope="module")
def run(trained: Run, splits: Splits) -> Run:
    return calibrate(trained, splits)


def noise(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (100, 8, 8, 1), dtype=np.uint8)


def test_familiar_digits_are_refused_about_as_often_as_promised(run: Run, splits: Splits) -> None:
    refused = int((~run.is_familiar(splits.test.pixels)).sum())
    assert run.calibration is not None
    low, high = run.calibration.refusals_interval
    assert low * 0.5 < refused / len(splits.test) < high * 1.5
    held = int((~run.is_familiar(splits.validation.pixels)).sum())
    assert held == 269 - 257  # the 257th of 269 is the edge: 270 * 0.95 = 256.5


@pytest.mark.parametrize("level", [0, 128, 255])
def test_blank_frames_are_refused_for_being_flat(level: int, run: Run) -> None:
    (look,) = gn_looks(run, np.full((1, 8, 8, 1), level, np.uint8))
    assert not look.familiar
    assert look.unfamiliarity > 1
    assert look.reason


def gn_looks(run: Run, pixels: np.ndarray):
    from glassnet.runs.looking import looks_at

    return looks_at(run, pixels)


def test_noise_is_refused(run: Run) -> None:
    assert (~run.is_familiar(noise())).mean() >= 0.95


def test_a_picture_of_another_world_is_refused_though_the_network_is_sure(run: Run) -> None:
    """A chessboard: as bright and as harsh as a digit, and no digit at all."""
    board = np.kron(np.indices((4, 4)).sum(0) % 2, np.ones((2, 2))).astype(np.uint8)[None, ..., None] * 200
    assert run.is_familiar(board).tolist() == [False]


def test_the_temperature_lessens_the_loss_on_validation(run: Run, splits: Splits) -> None:
    assert run.calibration is not None
    held = splits.validation
    before, after = run.predict(held.pixels), run.probabilities(held.pixels)
    rows = np.arange(len(held))
    if run.calibration.wrong:
        assert np.log(after[rows, held.labels]).mean() >= np.log(before[rows, held.labels]).mean()
    assert (before.argmax(1) == after.argmax(1)).all()
    assert run.calibration.samples == len(held)
    assert run.calibration.wrong == int((before.argmax(1) != held.labels).sum())


def test_what_was_trained_on_is_known_again_however_it_is_given(run: Run, splits: Splits) -> None:
    assert seen(run, splits.train).all()
    fresh = {picture.tobytes() for picture in splits.train.pixels}
    expected = [picture.tobytes() in fresh for picture in splits.test.pixels]
    assert seen(run, splits.test).tolist() == expected
    levels = replace(splits.train[:50], pixels=np.rint(splits.train.pixels[:50] * 255).astype(np.uint8))
    assert seen(run, levels).all()


def test_a_calibrated_run_is_kept_with_all_it_knows(run: Run, splits: Splits) -> None:
    back = from_bytes(to_bytes(run))
    assert to_bytes(back) == to_bytes(run)
    assert back.unfamiliarity(splits.test.pixels).tolist() == run.unfamiliarity(splits.test.pixels).tolist()


def test_the_same_run_and_splits_give_the_same_bits(trained: Run, splits: Splits, run: Run) -> None:
    assert to_bytes(calibrate(trained, splits)) == to_bytes(run)


def test_few_validation_pictures_are_extrapolated_from_and_that_is_said(trained: Run, splits: Splits) -> None:
    few = replace(splits, validation=splits.validation[:9])
    known = calibrate(trained, few).calibration
    assert known is not None
    assert known.false_refusals == 0.05
    assert known.is_extrapolated
    assert "9 validation pictures are too few to count" in " ".join(str(known).split())
    assert calibrate(trained, few).is_familiar(few.validation.pixels).all()


def test_without_validation_or_training_pictures_it_is_refused(trained: Run, splits: Splits) -> None:
    with pytest.raises(DataError, match="1,257 training and 0 validation pictures"):
        calibrate(trained, replace(splits, train=splits.train[:1257], validation=splits.validation[:0]))
    with pytest.raises(DataError, match=r"0 training and \d+ validation"):
        calibrate(trained, replace(splits, train=splits.train[:0]))
    with pytest.raises(SettingError, match=r"false_refusals=5 must be a share"):
        calibrate(trained, splits, false_refusals=5)


def test_a_network_of_two_inputs_is_refused(splits: Splits) -> None:
    one, other = gn.input_data([None, 4]), gn.input_data([None, 4])
    network = gn.Network(gn.fully_connected(gn.merge([one, other], "concat"), 2, activation="softmax"))
    weights = {name: np.zeros(weight.shape, np.float32) for name, weight in network.weights.items()}
    with pytest.raises(DataError, match="takes 2 inputs"):
        calibrate(Run(network, weights), splits)


def test_looks_and_marks_are_of_pictures_before_the_networks_own_preprocessing(splits: Splits) -> None:
    """Taking each picture's own mean and spread away would leave nothing of how it looked."""
    steps = gn.ImagePreprocessing()
    steps.add_samplewise_zero_center()
    steps.add_samplewise_stdnorm()
    net = gn.input_data([None, 8, 8, 1], data_preprocessing=steps)
    net = gn.regression(gn.fully_connected(net, 10, activation="softmax"))
    run = calibrate(gn.fit(net, splits, n_epoch=2, show=False), splits)
    assert seen(run, splits.train).all()
    (look,) = gn_looks(run, np.full((1, 8, 8, 1), 255, np.uint8))
    assert look.reason.startswith("it is ")
    assert look.unfamiliarity > 3
    assert (
        from_bytes(to_bytes(run)).unfamiliarity(splits.test.pixels).tolist()
        == run.unfamiliarity(splits.test.pixels).tolist()
    )


def test_a_single_sigmoid_is_calibrated_like_two_classes() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 400)
    pixels = (rng.normal(100 + 25 * labels[:, None, None, None], 60, (400, 4, 4, 1))).clip(0, 255).astype(np.uint8)
    splits = gn.data.split(Images(pixels, labels, ("dark", "bright")), seed=0)
    net = gn.from_text("4x4x1 > dense 1 sigmoid > regression adam binary_crossentropy")
    run = calibrate(gn.fit(net, (splits.train.inputs(), splits.train.labels[:, None]), n_epoch=5, show=False), splits)
    told = run.probabilities(splits.test.inputs())
    assert ((told > 0.5) == (run.predict(splits.test.inputs()) > 0.5)).all()
    assert not run.is_familiar(np.ones((1, 4, 4, 1), np.float32)).any()


def test_answers_that_are_no_probabilities_stay_as_they_are(splits: Splits) -> None:
    net = gn.from_text("8x8x1 > dense 10 > regression adam mean_square")
    run = calibrate(gn.fit(net, splits, n_epoch=1, show=False), splits)
    assert run.calibration is not None
    assert run.calibration.temperature_interval == (1.0, 1.0)
    assert run.probabilities(splits.test.pixels).tobytes() == run.predict(splits.test.pixels).tobytes()


def test_two_people_are_told_from_flowers_noise_and_covered_lenses(glassnet_data: Path) -> None:
    """CNN #1 of the post gives an onion in the dark 1.00; asked whether it knows such pictures at all, it says no."""
    splits = gn.data.split(gn.data.folder(glassnet_data / "chi_lars"), seed=0, method="random")  # drawn alike
    net = gn.from_text("91x91x1 > conv 3@10 relu > pool 2 > dense 1024 relu > dense 2 softmax > regression sgd")
    run = calibrate(gn.fit(net, splits, n_epoch=3, seed=0, show=False), splits)
    preparation = Preparation(91, 91, 1)
    flowers = [preparation.from_file(path) for path in sorted((glassnet_data / "flowers").glob("*/*.jpg"))[::10]]
    blank = [np.full((91, 91, 1), level, np.uint8) for level in (0, 128, 255)]
    noise = np.random.default_rng(0).integers(0, 256, (10, 91, 91, 1), dtype=np.uint8)
    for odd in (np.stack(flowers), np.stack(blank), noise):
        assert not run.is_familiar(odd).any()
    assert run.is_familiar(splits.test.inputs()).mean() >= 0.85
