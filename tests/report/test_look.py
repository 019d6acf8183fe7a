import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from tests.report.conftest import drawn_run

import glassnet as gn
from glassnet.errors import DataError, EnvironmentProblem, UnknownName
from glassnet.report import look as looking
from glassnet.report.look import Missing, View, check_folder, keep, views
from glassnet.report.looked import LookBar, of_look


@pytest.fixture
def photo(tmp_path):
    levels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)
    Image.fromarray(levels).save(tmp_path / "<b>odd\n.png")
    return str(tmp_path / "<b>odd\n.png")


@pytest.fixture(scope="module")
def prepared(run, digits):
    """The same run, knowing how a photo becomes what it takes."""
    preparation = gn.data.Preparation(8, 8, 1).to_plain()
    return replace(run, card=replace(run.card, preparation=preparation))


def names(found):
    return [view.name for view in found if isinstance(view, View)]


def test_without_a_photo_there_are_history_and_filters_and_how_to_see_more(run):
    found = list(views(run))
    assert names(found) == [
        "history.png",
        "filters-conv_1.png",
        "filters-conv_1-over-epochs.png",
        "filters-conv_2.png",
        "filters-conv_2-over-epochs.png",
    ]
    assert [each.what for each in found if isinstance(each, Missing)] == ["photos"]
    assert "--photo FILE" in of_look(found, looking.Path("x"))


def test_a_photo_of_another_size_and_mode_is_prepared_as_for_predict(prepared, photo):
    found = names(views(prepared, [photo, photo]))
    mine = [name for name in found if name.startswith("photo-2-")]
    assert [name for name in mine if "maps" in name] == [
        f"photo-2-maps-{layer}.png" for layer in ("InputData", "conv_1", "pool_1", "conv_2", "answer")
    ]
    assert sum("-sum-conv_" in name for name in mine) == 2
    assert mine[-2:] == ["photo-2-reasons.png", "photo-2-edits.png"]


def test_of_one_layer_only_its_own_pictures_are_drawn(prepared, photo):
    found = names(views(prepared, [photo], "conv_2"))
    assert all("conv_2" in name for name in found)
    assert len(found) == 4


def test_every_picture_has_one_sentence_within_a_few_lines(prepared, photo):
    told = of_look(list(views(prepared, [photo])), looking.Path("out"))
    assert max(map(len, told.splitlines())) <= 80
    assert "The answer: “" in told
    assert "of 9 edits flip the answer" in told


def test_a_layer_there_is_not_and_a_photo_that_is_none_are_told_before_anything_is_drawn(prepared, tmp_path):
    with pytest.raises(UnknownName, match="Did you mean 'conv_1'"):
        next(views(prepared, layer="conv1"))
    (tmp_path / "no.png").write_text("no picture")
    with pytest.raises(DataError, match=r"no\.png"):
        next(views(prepared, [str(tmp_path / "no.png")]))


def test_a_run_without_snapshots_says_which_view_is_missing_and_how_to_get_it(run):
    (missing,) = [each for each in views(replace(run, snapshots=None), layer="conv_1") if isinstance(each, Missing)][:1]
    assert (missing.what, "keep_filters=True" in missing.why) == ("filters over epochs", True)


def test_a_network_without_convolutions_says_that_there_are_no_filters(photo):
    bare = drawn_run("8x8x1 > dense 4 relu > dense 2 softmax")
    card = replace(bare.card, preparation=gn.data.Preparation(8, 8, 1).to_plain())
    found = list(views(replace(bare, card=card), [photo]))
    why = {each.what: each.why for each in found if isinstance(each, Missing)}
    assert why["filters"] == "This network has no convolution, so there are no filters and no sums to see."
    assert "never trained" in why["history"]
    assert "photo-1-reasons.png" in names(found)


def test_weights_that_are_no_numbers_are_striped_and_what_cannot_be_reasoned_about_is_said(photo):
    weights = {"Conv2D/W": np.full((3, 3, 1, 2), np.nan, np.float32)}
    bare = drawn_run("8x8x1 > conv 2@3 > dense 2 softmax", **weights)
    card = replace(bare.card, preparation=gn.data.Preparation(8, 8, 1).to_plain())
    found = list(views(replace(bare, card=card), [photo]))
    told = of_look(found, looking.Path("x"))
    assert "18 weights not a number, striped" in told
    assert "Some weights of this network are no numbers" in told
    assert "photo-1-sum-Conv2D-out-0.png" in names(found)


def test_a_layer_of_any_name_gets_a_file_of_a_plain_one():
    net = gn.fully_connected(gn.conv_2d(gn.input_data([None, 6, 6, 1]), 2, 3, name="../../b c"), 2, name="<i>")
    network = gn.Network(net)
    arrays = {name: np.ones(weight.shape, np.float32) for name, weight in network.weights.items()}
    assert names(views(gn.Run(network, arrays))) == ["filters-------b-c-1.png"]


def test_pictures_are_written_all_or_none(run, tmp_path, monkeypatch):
    found = list(views(run))
    paths = keep(found, tmp_path / "look")
    assert sorted(path.name for path in (tmp_path / "look").iterdir()) == sorted(path.name for path in paths)
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)
    written = []

    def full(path, content):
        if len(written) == 2:
            raise EnvironmentProblem("the disk is full")
        written.append(path)
        path.write_bytes(content)

    monkeypatch.setattr(looking, "write_whole", full)
    with pytest.raises(EnvironmentProblem, match="full"):
        keep(found, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_a_folder_that_holds_something_is_not_written_into(tmp_path):
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(DataError, match="already holds files"):
        check_folder(tmp_path)
    with pytest.raises(DataError, match="is a file"):
        check_folder(tmp_path / "mine.txt")
    with pytest.raises(EnvironmentProblem, match="not a folder"):
        check_folder(tmp_path / "mine.txt" / "below")
    check_folder(tmp_path / "new" / "deep")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt"]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_the_drawing_is_counted_and_leaves_a_clean_line(run):
    for stream, told in ((Terminal(), "Drawing: 2 so far"), (io.StringIO(), "")):
        with LookBar(stream) as bar:
            seen = [bar(Missing("a", "b")), bar(Missing("c", "d"))]
        assert [each.what for each in seen] == ["a", "c"]
        assert told in stream.getvalue()
        assert stream.getvalue().endswith("\r\x1b[2K" if told else "")
