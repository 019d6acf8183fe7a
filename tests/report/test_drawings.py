import io

import numpy as np
import pytest
from PIL import Image
from tests.report.conftest import drawn_run, page, texts

import glassnet as gn
from glassnet.errors import DataError, ShapeError, UnknownName
from glassnet.evaluation.confusion import Confusion
from glassnet.evaluation.evaluation import Evaluation
from glassnet.graph.network import as_network
from glassnet.report.colours import RED_TO_BLUE
from glassnet.report.drawing.sheet import new_figure
from glassnet.runs.card import DataCard
from glassnet.runs.history import Epoch, History
from glassnet.runs.run import Run
from glassnet.runs.snapshots import Snapshots


def as_png(figure):
    written = io.BytesIO()
    figure.savefig(written, format="png")
    return Image.open(written)


@pytest.fixture
def seven(digits):
    return digits[[17]]


def asked(run, digits, seven):
    """Every picture a run draws, by the name of its method."""
    return {
        "plot_history": run.plot_history,
        "plot_filters": lambda **to: run.plot_filters("conv_1", **to),
        "plot_filters_over_epochs": lambda **to: run.plot_filters_over_epochs("conv_2", **to),
        "plot_maps": lambda **to: run.plot_maps("conv_2", seven, **to),
        "plot_sum": lambda **to: run.plot_sum("conv_2", 3, seven, **to),
        "plot_excites": lambda **to: run.plot_excites("conv_2", 3, digits, **to),
        "plot_reasons": lambda **to: run.plot_reasons(seven, marks=False, **to),
        "plot_edits": lambda **to: run.plot_edits(seven, **to),
    }


def test_every_picture_of_a_run_is_listed_here(run, digits, seven):
    assert set(asked(run, digits, seven)) == {name for name in dir(run) if name.startswith("plot_")}


@pytest.mark.parametrize("method", [name for name in dir(Run) if name.startswith("plot_")])
def test_every_picture_becomes_png_and_svg_on_axes_of_its_own_and_on_yours(method, run, digits, seven, tmp_path):
    draw = asked(run, digits, seven)[method]
    figure = draw()
    width, height = as_png(figure).size
    assert 500 <= width <= 1100
    assert 300 <= height <= 2000
    figure.savefig(tmp_path / "x.svg")
    assert (tmp_path / "x.svg").stat().st_size > 1000
    yours = new_figure(500, 400)
    assert draw(ax=yours.add_subplot()) is yours
    assert as_png(yours).size == (500, 400)


def test_start_and_now_share_a_scale_and_the_learned_part_has_its_own(run):
    told = texts(run.plot_filters("conv_1"))
    ends = [text for text in told if text.startswith("+")]
    found = gn.inside.filters(run, "conv_1")
    both = max(np.abs(found.start).max(), np.abs(found.now).max())
    assert ends == [f"+{both:.3g}", f"+{both:.3g}", f"+{np.abs(found.learned).max():.3g}"]
    assert any(text.startswith("start: as training began") for text in told)
    assert any(text.startswith("Reads: ") for text in told)


def test_one_side_alone_and_a_side_there_is_not(run):
    told = texts(run.plot_filters("conv_1", "learned"))
    assert sum(text.startswith("+") for text in told) == 1
    with pytest.raises(UnknownName, match="Did you mean 'learned'"):
        run.plot_filters("conv_1", "learnt")


def test_a_run_without_snapshots_says_how_to_get_them():
    with pytest.raises(DataError, match=r"Train with fit\(\.\.\., keep_filters=True\)"):
        drawn_run("8x8x1 > conv 2@5 as conv_1").plot_filters_over_epochs("conv_1")


def test_a_layer_there_is_not_is_told_the_nearest(run, seven):
    for draw in (run.plot_filters, lambda layer: run.plot_maps(layer, seven)):
        with pytest.raises(UnknownName, match="Did you mean 'conv_1'"):
            draw("conv1")
    with pytest.raises(DataError, match="has no filters"):
        run.plot_filters("pool_1")
    with pytest.raises(DataError, match="is max_pool_2d and has no filters"):
        run.plot_sum("pool_1", 0, seven)
    with pytest.raises(ShapeError, match="has filters 0 to 3, not 4"):
        run.plot_sum("conv_2", 4, seven)


def test_as_many_tiles_as_there_are_maps(run, seven):
    told = texts(run.plot_maps("conv_2", seven))
    assert "conv_2: 4 maps of 4x4" in told
    assert [text for text in told if text.startswith("out ")] == ["out 0", "out 1", "out 2", "out 3"]


def test_a_photo_is_called_by_its_name(run, seven):
    assert "What conv_2 makes of digits[17]" in texts(run.plot_maps("conv_2", seven))
    assert "What conv_2 makes of this photo" in texts(run.plot_maps("conv_2", seven.inputs()[0]))


def test_the_answer_is_shown_number_by_number_with_its_classes(run, seven):
    told = texts(run.plot_maps("answer", seven))
    assert "answer: 10 numbers" in told
    under = [told[told.index(f"out {number}") + 1] for number in range(10)]
    assert under == list(run.classes)


def test_a_silent_map_is_white_and_called_silent():
    W = np.zeros((3, 3, 1, 2), np.float32)
    W[1, 1, 0, 1] = 1
    run = drawn_run("8x8x1 > conv 2@3 as c", **{"c/W": W, "c/b": np.zeros(2, np.float32)})
    told = texts(run.plot_maps("c", np.eye(8, dtype=np.float32)[..., None]))
    assert "silent" in told
    assert "silent on this photo, so flat: out 0" in told
    all_dark = run.plot_maps("c", np.zeros((8, 8, 1), np.float32))
    assert "silent: nothing reaches a millionth" in texts(all_dark)


def test_weights_that_are_no_numbers_are_striped_and_counted_not_painted():
    run = drawn_run("8x8x1 > conv 2@3 as c > dense 2 softmax", **{"c/W": np.full((3, 3, 1, 2), np.nan, np.float32)})
    photo = np.eye(8, dtype=np.float32)[..., None]
    for figure, count in (
        (run.plot_filters("c", "now"), "striped: 18 not finite"),
        (run.plot_maps("c", photo), "striped: 128 not finite"),
        (run.plot_sum("c", 0, photo), "striped: 64 not finite"),
    ):
        assert any(count in text for text in texts(figure)), texts(figure)
        seen = {tuple(colour) for colour in page(figure).reshape(-1, 3).tolist()}
        assert (0x99, 0x99, 0x99) in seen
    with pytest.raises(DataError, match="no numbers"):
        run.plot_reasons(photo)


def test_three_channels_are_shown_in_colour_and_summed():
    run = drawn_run("12x10x3 > conv 5@4 relu as c > pool 2 > dense 3 softmax")
    photo = np.zeros((12, 10, 3), np.float32)
    photo[..., 0] = 1
    assert [255, 0, 0] in page(run.plot_maps("c", photo)).reshape(-1, 3).tolist()
    told = texts(run.plot_sum("c", 4, photo))
    assert "3 inputs, 3 slices, 3 partial maps; added up, 1 map" in told
    assert {"out 4 ← in 0", "out 4 ← in 1", "out 4 ← in 2"} <= set(told)
    run.plot_reasons(photo, marks=False)
    run.plot_edits(photo)


def test_of_many_inputs_those_that_add_most_are_shown_and_the_rest_as_one():
    run = drawn_run("6x6x40 > conv 2@3 as c")
    photo = np.random.default_rng(0).random((6, 6, 40)).astype(np.float32)
    told = texts(run.plot_sum("c", 0, photo))
    assert sum(text.startswith("out 0 ← in ") for text in told) == 16
    assert "24 weaker ones" in told


def test_a_network_without_convolutions_still_shows_maps_reasons_and_edits():
    run = drawn_run("6x6x1 > dense 60 relu as hidden > dense 2 softmax")
    photo = np.eye(6, dtype=np.float32)[..., None]
    assert "hidden: 60 numbers" in texts(run.plot_maps("hidden", photo))
    assert any("No Grad-CAM: the network has no convolution." in text for text in texts(run.plot_reasons(photo)))
    assert run.plot_edits(photo).axes
    with pytest.raises(DataError, match="no convolution at all"):
        run.plot_filters("hidden")


def test_a_network_that_takes_no_photo_shows_its_numbers():
    run = drawn_run("4 > dense 3 relu as hidden > dense 2 softmax")
    assert "hidden: 3 numbers" in texts(run.plot_maps("hidden", np.ones(4, np.float32)))
    assert run.plot_excites("hidden", 0, np.ones((2, 4), np.float32)).axes
    with pytest.raises(DataError, match="in a row"):
        run.plot_edits(np.ones(4, np.float32))


def test_hostile_names_of_classes_and_layers_are_only_letters():
    names = ("<script>alert(1)</script>", "$\\frac{a}{b}$" * 20)
    net = gn.conv_2d(gn.input_data([None, 6, 6, 1]), 2, 3, name="a$b^c")
    network = as_network(gn.fully_connected(net, 2, activation="softmax"))
    arrays = {name: np.ones(weight.shape, np.float32) for name, weight in network.weights.items()}
    hostile = Run(network, arrays, card=DataCard(classes=names))
    photo = np.eye(6, dtype=np.float32)[..., None]
    for figure in (hostile.plot_filters("a$b^c"), hostile.plot_maps("a$b^c", photo), hostile.plot_reasons(photo)):
        assert as_png(figure).size[0] < 1100
    X, Y = np.stack([photo, photo[::-1]]), [0, 1]
    known = gn.evaluate(hostile, X, Y)
    for figure in (known.plot_confusion(), known.plot_reliability(), known.plot_mistakes(X)):
        assert as_png(figure).size[0] < 1100


def test_the_history_of_several_targets_and_of_values_that_are_none():
    epochs = (
        Epoch(1, 8, 2.0, {"age/loss": 1.5, "sex/loss": 0.5, "sex/acc": 0.5}, 1.9, {"sex/acc": 0.4}),
        Epoch(2, 16, float("nan"), {"age/loss": 1.0, "sex/loss": float("inf"), "sex/acc": 0.75}),
    )
    losses, metrics = _history(epochs).axes
    assert [line.get_label() for line in losses.get_lines() if not line.get_label().startswith("_")] == [
        "loss",
        "age/loss",
        "sex/loss",
        "val_loss",
    ]
    assert "2 values not a number" in losses.get_title("left")
    assert [line.get_label() for line in metrics.get_lines()] == ["sex/acc", "sex/val_acc"]


def _history(epochs):
    run = drawn_run("4 > dense 2")
    return Run(run.network, run.weights, History(tuple(epochs))).plot_history()


def test_a_run_that_was_never_trained_has_no_history_to_draw():
    with pytest.raises(DataError, match="never trained"):
        drawn_run("4 > dense 2").plot_history()


def test_the_best_epoch_is_ringed():
    figure = _history([Epoch(n, n, 1 / n, val_loss=abs(n - 3) + 0.5) for n in range(1, 6)])
    assert "least validation loss after epoch 3" in figure.axes[0].get_title("left")


def test_a_confusion_is_the_counts_and_its_blue_the_share_of_the_row(run, digits):
    known = gn.evaluate(run, digits)
    figure = known.plot_confusion()
    counts = np.array(known.confusion.counts)
    assert [text.get_text() for text in figure.axes[0].texts] == [f"{count}" for count in counts.ravel()]
    colours = np.asarray(figure.axes[0].images[0].get_array())
    full = np.argwhere(counts == counts.sum(axis=1, keepdims=True))
    assert all(colours[row, column].tolist() == RED_TO_BLUE[-1].tolist() for row, column in full)


def test_two_hundred_classes_are_cut_to_the_largest():
    counts = np.diag(np.arange(200))
    known = Evaluation(200, None, Confusion(tuple(map(str, range(200))), tuple(map(tuple, counts.tolist()))))
    labels = [label.get_text() for label in known.plot_confusion().axes[0].get_yticklabels()]
    assert (len(labels), labels[0], labels[-1]) == (40, "161", "161 others")


def test_mistakes_need_the_pictures_that_were_judged(run, digits):
    known = gn.evaluate(run, digits)
    wrong = known.mistakes()
    told = texts(known.plot_mistakes(digits))
    assert f"{wrong[0].truth}, taken for {wrong[0].answer}" in told
    few = " ".join(texts(known.plot_mistakes(digits, most=2)))
    assert f"{len(wrong)} of 120 pictures answered wrongly" in few
    assert f"showing 2 of {len(wrong)}" in few
    with pytest.raises(DataError, match="other pictures than were judged"):
        known.plot_mistakes(digits[::-1])
    with pytest.raises(DataError, match="120 pictures were judged"):
        known.plot_mistakes(digits.pixels[:3])


def test_quantities_have_no_confusion_no_reliability_and_no_mistakes():
    known = Evaluation(n=4, loss=0.5, r2=0.25)
    for draw in (known.plot_confusion, known.plot_reliability, lambda: known.plot_mistakes(np.zeros((4, 2, 2, 1)))):
        with pytest.raises(DataError, match=r"quantities|no probabilities"):
            draw()


def test_of_many_slices_those_that_learned_most_are_shown():
    chance = np.random.default_rng(0)
    run = drawn_run("6x6x12 > conv 10@5 as c")
    kept = Snapshots().and_of({"c/W": chance.normal(size=(5, 5, 12, 10)).astype(np.float32)}, epoch=0)
    moved = kept.by_epoch[0]["c/W"].copy()
    moved[:, :, 11, 9] += 0.5
    told = texts(Run(run.network, {**run.weights, "c/W": moved}, snapshots=kept).plot_filters("c"))
    assert "showing the 32 of 120 slices that learned most" in " ".join(told)
    assert told.count("out 9 ← in 11") == 3


def test_of_very_many_numbers_only_the_first_are_shown():
    run = drawn_run("90x90x1 > flatten as flat > dense 2 softmax")
    figure = run.plot_maps("flat", np.random.default_rng(0).random((90, 90, 1)).astype(np.float32))
    assert "out 0 to 4,999, 100 a row, from the upper left; 3,100 more are not shown" in texts(figure)
    assert page(figure).shape[0] < 1000


def test_a_network_of_two_inputs_shows_the_one_that_takes_a_photo():
    photo, age = gn.input_data([None, 6, 6, 1], name="photo"), gn.input_data([None, 2], name="age")
    seen = gn.flatten(gn.conv_2d(photo, 2, 3, activation="relu", name="c"))
    network = as_network(gn.fully_connected(gn.merge([seen, age], "concat"), 2, activation="softmax"))
    chance = np.random.default_rng(0)
    arrays = {name: chance.normal(size=weight.shape).astype(np.float32) for name, weight in network.weights.items()}
    run = Run(network, arrays)
    given = {"photo": chance.random((1, 6, 6, 1)).astype(np.float32), "age": np.ones((1, 2), np.float32)}
    for figure in (
        run.plot_maps("c", given),
        run.plot_sum("c", 1, given),
        run.plot_excites("c", 0, given),
        run.plot_reasons(given),
        run.plot_edits(given),
    ):
        assert page(figure).shape[2] == 3
