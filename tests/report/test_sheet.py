import base64
import io
import pickle
import warnings

import numpy as np
import pytest
from PIL import Image

from glassnet.report.drawing.legend import legend, painted, zoom_for
from glassnet.report.drawing.letters import Letters, cut_to, readable, width_of, wrapped
from glassnet.report.drawing.sheet import (
    EDGE,
    STRONG,
    Picture,
    Sheet,
    blank,
    drawn,
    flowing,
    laid,
    new_figure,
    paged,
    png,
)


def pixels(figure, **settings):
    written = io.BytesIO()
    figure.savefig(written, format="png", **settings)
    return np.asarray(Image.open(written).convert("RGB"))


@pytest.fixture
def noise():
    return np.random.default_rng(0).integers(0, 256, (37, 53, 3), np.uint8)


@pytest.mark.parametrize("sides", [(37, 53), (380, 1048), (1, 1), (203, 91)])
def test_a_sheet_becomes_a_png_of_the_very_same_pixels(sides):
    page = np.random.default_rng(1).integers(0, 256, (*sides, 3), np.uint8)
    assert (pixels(drawn(Sheet(page))) == page).all()


def test_twice_the_resolution_is_each_pixel_four_times(noise):
    assert (pixels(drawn(Sheet(noise)), dpi=200) == noise.repeat(2, axis=0).repeat(2, axis=1)).all()


def test_a_notebook_that_cuts_margins_off_cuts_nothing_of_a_sheet(noise):
    found = pixels(drawn(Sheet(noise)), bbox_inches="tight", pad_inches=0)
    assert (found == noise).all()


def test_an_svg_holds_the_pixels_as_they_are(noise, tmp_path):
    drawn(Sheet(noise, (Letters("conv_1", 3, 20),))).savefig(tmp_path / "x.svg")
    text = (tmp_path / "x.svg").read_text()
    inside = text.partition("data:image/png;base64,")[2].partition('"')[0].replace("\n", "")
    kept = np.asarray(Image.open(io.BytesIO(base64.b64decode(inside))).convert("RGB"))
    assert any((each == noise).all() for each in (kept, kept[::-1]) if each.shape == noise.shape)
    assert "pixelated" in text


def test_a_figure_shows_itself_without_pyplot_and_survives_a_pickle(noise):
    figure = drawn(Sheet(noise))
    shown = np.asarray(Image.open(io.BytesIO(figure._repr_png_())).convert("RGB"))
    assert (shown == noise).all()
    assert pickle.loads(pickle.dumps(figure))._repr_png_()


def test_axes_of_your_own_hold_the_sheet_and_their_figure_comes_back(noise):
    own = new_figure(400, 300)
    left, right = own.subplots(1, 2)
    assert drawn(Sheet(noise, (Letters("a", 1, 1),)), right) is own
    assert (len(left.images), len(right.images), len(right.texts)) == (0, 1, 1)


def test_pyplot_keeps_nothing_in_mind(noise):
    import matplotlib.pyplot as plt

    drawn(Sheet(noise))
    assert plt.get_fignums() == []


def test_pictures_stand_in_rows_and_never_lie_on_each_other():
    placed = flowing([Picture(blank(40 + 7 * number, 90), ("a", "b")) for number in range(9)], width=500)
    boxes = [(p.place[0], p.place[1], p.place[0] + p.sides[0], p.place[1] + p.sides[1]) for p in placed]
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
    assert max(box[3] for box in boxes) <= 500


def test_a_marked_picture_has_a_strong_frame_and_keeps_its_pixels(noise):
    page = laid([Picture(noise, is_marked=True)]).pixels
    assert page[0, 0].tolist() == list(STRONG)
    assert (page[EDGE : EDGE + 37, EDGE : EDGE + 53] == noise).all()


def test_nothing_is_written_beyond_the_page():
    long = "a name that goes on and on " * 30
    page = paged(laid([Picture(blank(20, 20), (long, long))]), long, [long, long])
    width = page.sides[1]
    assert all(line.x + width_of(line.text, line.size, line.weight) <= width for line in page.letters)
    assert all(0 <= line.y <= page.sides[0] for line in page.letters)


@pytest.mark.parametrize(
    "name", ["<script>", "$x_1$", "写真.jpg", "a\nb\x1b[31m", "\udce9.png", "\u202ertl", '"quoted" & more']
)
def test_a_name_may_hold_what_it_likes_and_matplotlib_never_complains(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert png(drawn(paged(laid([Picture(blank(9, 9), (readable(name),))]), readable(name))))


def test_text_is_cut_in_its_middle_and_wrapped_at_blanks():
    assert cut_to("conv_1", 100) == "conv_1"
    told = cut_to("photos/summer/lars_0031.jpg", 90)
    assert width_of(told) <= 90
    assert (told[:3], told[-4:], "…" in told) == ("pho", ".jpg", True)
    assert wrapped("", 100) == []
    lines = wrapped("one two three four five six seven", 60, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…ven")


@pytest.mark.parametrize(("scale", "first"), [("weights", "−0.25"), ("map", "−0.25"), ("relu", "0")])
def test_a_legend_ends_at_the_reach_that_was_painted_with(scale, first):
    found = legend(scale, 0.25)
    texts = [line.text for line in found.letters]
    assert (texts[0], texts[-1]) == (first, "+0.25")
    ends = painted(np.array([[0.0 if scale == "relu" else -0.25, 0.25]]), scale, 0.25)
    row = found.pixels[8]
    coloured = row[24 : 24 + 241]
    assert (coloured[0].tolist(), coloured[-1].tolist()) == (ends[0, 0].tolist(), ends[0, 1].tolist())
    middle = next(line.x for line in found.letters if line.text == "0")
    assert row[round(middle)].tolist() == [255, 255, 255]


def test_a_legend_of_a_silent_layer_says_so_and_no_number():
    (line,) = legend("map", 1e-9).letters
    assert line.text == "silent: nothing reaches a millionth"


def test_zoom_is_a_whole_number_and_at_least_1():
    assert [zoom_for(side, side) for side in (1, 8, 28, 91, 500)] == [108, 13, 3, 1, 1]
