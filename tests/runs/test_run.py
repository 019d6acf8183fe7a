"""What a run answers, whatever it is asked with."""

import dataclasses
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.errors import DataError, FeedError
from glassnet.graph.network import Network
from glassnet.layers.core import fully_connected, input_data
from glassnet.layers.merge_ops import merge
from glassnet.runs import run as run_module
from glassnet.runs.card import DataCard, InputCard
from glassnet.runs.run import Run
from glassnet.runs.saving import save

PIXELS = np.random.default_rng(3).integers(0, 256, (10, 8, 8, 1), dtype=np.uint8)
VALUES = PIXELS.astype(np.float32) / 255


def doubling(units: int = 1, activation: str = "linear") -> Run:
    """One weight of 2 for each of two inputs, no bias to speak of."""
    network = Network(fully_connected(input_data([None, 2], name="x"), units, activation=activation, name="out"))
    weights = {"out/W": np.full((2, units), 2, np.float32), "out/b": np.zeros(units, np.float32)}
    return Run(network, weights, card=DataCard(4, (2,), minimum=-3, maximum=3))


def test_the_answer_is_what_the_weights_say() -> None:
    assert doubling().predict([[1.0, 2.0], [0.5, 0.0]]).tolist() == [[6.0], [1.0]]


def test_raw_levels_are_prepared_as_the_training_data_were(run: Run) -> None:
    assert run.predict(PIXELS).tobytes() == run.predict(VALUES).tobytes()
    assert run.predict(PIXELS[..., 0]).tobytes() == run.predict(VALUES).tobytes()


def test_a_single_sample_is_a_batch_of_one(run: Run) -> None:
    for one in (PIXELS[0], PIXELS[0, ..., 0], VALUES[0]):
        assert run.predict(one).shape == (1, 2)


def test_photos_are_read_and_prepared_one_or_many(run: Run, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.png" for number in range(3)]
    for path, pixels in zip(paths, PIXELS, strict=False):
        Image.fromarray(pixels[..., 0]).save(path)
    expected = run.predict(PIXELS[:3])
    assert np.array_equal(run.predict(paths), expected)
    assert np.array_equal(run.predict(tuple(map(str, paths))), expected)
    assert np.allclose(run.predict(str(paths[0])), expected[:1], atol=1e-6)
    assert np.array_equal(run.predict({"input": paths}), expected)
    assert set(run.predict_label(paths)) <= {"chi", "lärs"}


def test_levels_where_training_saw_0_to_1_are_named(run: Run) -> None:
    with pytest.raises(DataError, match=r"X runs from 0 to 255, but training saw 0 to 1\.\n.* X / 255"):
        run.predict(np.linspace(0, 255, 64, dtype=np.float32).reshape(1, 8, 8, 1))


def test_a_shape_that_does_not_fit_is_told_with_the_one_that_would(run: Run) -> None:
    with pytest.raises(DataError, match=r"X has shape \(5, 64\)\.\nX\.reshape\(-1, 8, 8, 1\) would fit"):
        run.predict(np.zeros((5, 64), np.float32))


def test_nothing_to_answer_and_numbers_that_are_none_are_refused(run: Run) -> None:
    with pytest.raises(DataError, match="X holds no samples"):
        run.predict(np.zeros((0, 8, 8, 1), np.float32))
    with pytest.raises(DataError, match=r"X\[0, 7, 7, 0\] is nan"):
        run.predict(np.where(np.arange(64) == 63, np.nan, 0).reshape(1, 8, 8, 1))


def test_a_photo_cannot_be_asked_about_when_nothing_says_how_to_prepare_it() -> None:
    with pytest.raises(DataError, match="'x' was trained on arrays, so nothing says how a photo becomes 2 numbers"):
        doubling().predict("photo.jpg")


def test_a_photo_that_is_none_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.jpg").write_text("no photo")
    with pytest.raises(DataError, match=r"notes\.jpg' is no picture we can read"):
        run.predict([tmp_path / "notes.jpg"])


def test_an_unknown_input_is_told_in_tflearns_words(run: Run) -> None:
    with pytest.raises(FeedError, match="Feed dict asks for variable named 'inputs' but no such variable is known"):
        run.predict({"inputs": VALUES})


def test_several_inputs_are_fed_by_name_or_in_order_each_with_its_own_range() -> None:
    left, right = input_data([None, 2], name="left"), input_data([None, 2], name="right")
    network = Network(merge([left, right], "elemwise_sum", name="sum"))
    card = DataCard(4, (2,), maximum=1.0, inputs=(InputCard("right", (2,), "float32", 0.0, 100.0),))
    run = Run(network, {}, card=card)
    a, b = np.array([[0.5, 1.0]], np.float32), np.array([[90.0, 80.0]], np.float32)
    assert run.predict({"left": a, "right": b}).tolist() == [[90.5, 81.0]]
    assert run.predict([a, b]).tolist() == [[90.5, 81.0]]
    with pytest.raises(DataError, match="training saw 0 to 1"):
        run.predict([b, a])
    with pytest.raises(DataError, match="left holds 1 samples, right holds 2"):
        run.predict([a, np.vstack([b, b])])


def test_many_samples_pass_in_batches_with_the_same_answers(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run.predict(VALUES)
    monkeypatch.setattr(run_module, "FORWARD_BYTES", 1)  # one sample at a time
    assert run_module.batch_size(run.network) == 1
    assert np.allclose(replace(run).predict(VALUES), whole, atol=1e-6)


def test_any_layer_can_be_asked(run: Run) -> None:
    values = run.outputs(VALUES, ["conv_1", "answer"])
    assert {name: value.shape for name, value in values.items()} == {"conv_1": (10, 8, 8, 3), "answer": (10, 2)}
    assert (values["conv_1"] >= 0).all()


def test_a_single_cell_says_no_or_yes() -> None:
    asked = [[-1.0, 0.0], [1.0, 0.0]]  # -2 and 2; behind a sigmoid 0.12 and 0.88
    assert doubling().predict_label(asked) == ["0", "1"]
    assert doubling(activation="sigmoid").predict_label(asked) == ["0", "1"]


def test_asking_does_not_change_the_asker_or_the_run(run: Run) -> None:
    values = VALUES.copy()
    weights = {name: array.copy() for name, array in run.weights.items()}
    run.predict(values)
    assert np.array_equal(values, VALUES)
    assert all(np.array_equal(weights[name], array) for name, array in run.weights.items())
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.ended = "never"  # type: ignore[misc]  # that is the point


def test_a_run_tells_its_story(run: Run) -> None:
    assert str(run) == (
        "A network of 5 layers and 128 numbers, trained on 12 samples of 8x8x1, 0 to 1, classes chi, lärs.\n"
        "Recipe: 2 epochs of batches of 64, momentum(learning_rate=0.01), seed 0.\n"
        "Last epoch 2: loss 0.4000, acc 0.8000, seconds 0.0000."
    )


def test_looking_into_a_file_leaves_torch_and_numpy_at_rest(run: Run, tmp_path: Path) -> None:
    save(run, tmp_path / "a.glassnet")
    script = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "from glassnet.runs.model_file import peek\n"
        "known = peek(sys.argv[1])\n"
        "print(known.network, known.card.classes[0], known.history[-1].loss)\n"
        "print(sorted({'torch', 'numpy', 'safetensors', 'scipy', 'PIL'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "a.glassnet")]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert told == "<Network of 5 layers, 2 out> chi 0.4\n[]\n"
