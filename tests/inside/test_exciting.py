"""The photos that excite a channel most are those a search through everything finds."""

import numpy as np
import pytest

import glassnet as gn
from glassnet.data.images import Images
from glassnet.engine.to_torch import build
from glassnet.errors import SettingError, ShapeError, UnknownName
from glassnet.graph.network import Network
from glassnet.inside.exciting import excites, peaks, silent
from glassnet.runs import run as running
from glassnet.runs.run import Run


def by_hand(run: Run, layer: str, channel: int, images: Images, most: int) -> list[tuple[int, int, int]]:
    """Photo, row and column of the largest numbers: each photo once, of equal ones the first."""
    values = run.outputs(images.inputs(), [layer])[layer][..., channel]
    best = []
    for photo, one in enumerate(values):
        places = [(-float(one[row, column]), row, column) for row in range(len(one)) for column in range(len(one[0]))]
        value, row, column = min(places)
        best.append((value, photo, row, column))
    return [(photo, row, column) for _, photo, row, column in sorted(best)[:most]]


@pytest.mark.parametrize("layer", ["conv_1", "pool_1", "conv_2"])
@pytest.mark.parametrize("most", [1, 9, 1000])
def test_the_top_photos_are_those_of_brute_force(run: Run, digits: Images, layer: str, most: int) -> None:
    for channel in range(run.network[layer].shape.channels):
        found = excites(run, layer, channel, digits, most)
        assert [(top.photo, top.row, top.column) for top in found.tops] == by_hand(run, layer, channel, digits, most)
        assert len({top.photo for top in found.tops}) == len(found.tops) == min(most, len(digits))


def test_small_batches_find_the_same(run: Run, digits: Images, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = excites(run, "conv_2", 1, digits)
    monkeypatch.setattr(running, "LARGEST_BATCH", 7)
    parts = excites(run, "conv_2", 1, digits)
    assert [(top.photo, top.row, top.column) for top in whole.tops] == [
        (top.photo, top.row, top.column) for top in parts.tops
    ]
    assert whole.photos == parts.photos == len(digits)


def test_ties_go_to_the_first_photo_and_the_first_place(run: Run, digits: Images) -> None:
    same = digits[[5, 5, 5, 2, 2]]
    tops = excites(run, "conv_1", 0, same, 5).tops
    assert [top.photo for top in tops] in ([0, 1, 2, 3, 4], [3, 4, 0, 1, 2])
    net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 1, 3, weights_init="zeros", name="flat")
    flat = Run(Network(net), build(Network(net), 0).weights())
    found = excites(flat, "flat", 0, digits, 3)
    assert [(top.photo, top.row, top.column) for top in found.tops] == [(0, 0, 0), (1, 0, 0), (2, 0, 0)]
    assert found.silent
    assert "silent on all of them" in str(found)


def test_the_crop_alone_makes_the_number(run: Run, digits: Images) -> None:
    weights, bias = run.weights["conv_1/W"], run.weights["conv_1/b"]
    for channel in range(3):
        for top in excites(run, "conv_1", channel, digits, 9).tops:
            assert top.seen is not None
            assert top.crop is not None
            assert top.crop.tolist() == top.seen.crop(digits.inputs()[top.photo]).tolist()
            # An even window of 6 begins 2 before its place; what hangs over adds nothing.
            above, left = 2 - (top.row - top.seen.top), 2 - (top.column - top.seen.left)
            height, width = top.seen.sides
            kernel = weights[above : above + height, left : left + width, :, channel]
            assert float((top.crop * kernel).sum() + bias[channel]) == pytest.approx(top.value, abs=1e-4)


def test_photos_keep_their_names_and_the_report_fits_a_terminal(run: Run, digits: Images) -> None:
    found = excites(run, "conv_2", 2, digits)
    assert all(top.name == digits.names[top.photo] for top in found.tops)
    assert max(map(len, str(found).splitlines())) <= 80


def test_a_dense_layer_has_favourites_too(run: Run, digits: Images) -> None:
    found = excites(run, "answer", 7, digits, 5)
    order = np.argsort(-run.predict(digits.inputs())[:, 7], kind="stable")[:5]
    assert [top.photo for top in found.tops] == order.tolist()
    assert all(top.seen == (0, 0, 7, 7) for top in found.tops)


def test_a_network_without_photos_has_favourites_without_places(no_photo: Run) -> None:
    found = excites(no_photo, "answer", 1, np.eye(4, dtype=np.float32), 2)
    assert [top.crop for top in found.tops] == [None, None]


def test_photos_that_give_no_number_are_counted_and_left_out(run: Run, digits: Images) -> None:
    broken = Run(run.network, {**run.weights, "conv_1/b": np.array([np.nan, 0, 0], np.float32)})
    found = excites(broken, "conv_1", 0, digits)
    assert (found.tops, found.broken, found.silent) == ((), len(digits), True)
    assert excites(broken, "conv_1", 1, digits).broken == 0


def test_channels_that_never_speak_are_found_over_all_photos(run: Run, digits: Images) -> None:
    bias = np.array(run.weights["conv_1/b"])
    bias[1] = -100
    muted = Run(run.network, {**run.weights, "conv_1/b": bias})
    assert silent(muted, "conv_1", digits) == (1,)
    assert excites(muted, "conv_1", 1, digits).silent


def test_letters_for_what_is_not_there(run: Run, digits: Images) -> None:
    with pytest.raises(UnknownName, match="Did you mean 'conv_2'"):
        excites(run, "conv2", 0, digits)
    with pytest.raises(ShapeError, match="'conv_2' has channels 0 to 3, not 4"):
        excites(run, "conv_2", 4, digits)
    with pytest.raises(SettingError, match="most=0"):
        excites(run, "conv_2", 0, digits, 0)


def test_all_channels_at_once_are_what_each_alone_is(run: Run, digits: Images) -> None:
    found = peaks(run, run.network.names, digits)
    for layer in ("conv_1", "pool_1", "conv_2", "answer"):
        for channel in range(run.network[layer].shape.channels):
            alone = excites(run, layer, channel, digits).tops
            assert found[layer].tops(channel, 9) == [
                (top.photo, top.value, top.row, top.column) for top in alone if top.value >= 1e-6
            ]
    with pytest.raises(ShapeError, match="'conv_2' has channels 0 to 3, not 4"):
        found["conv_2"].tops(4, 9)
