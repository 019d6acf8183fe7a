"""A folder becomes Images: what counts, what is left out and told, what stops."""

import os

import numpy as np
import pytest
from PIL import Image

from glassnet.data import folders, sizes
from glassnet.data.folders import folder
from glassnet.data.origin import Origin
from glassnet.errors import DataError


def test_each_sub_folder_is_a_class_sorted_by_name(two_classes):
    images = folder(two_classes)
    assert images.classes == ("cat", "dog")
    assert images.counts == (25, 25)
    assert images.pixels[:, 0, 0, 0].tolist() == [*range(25), *range(200, 225)]
    assert images.names[:2] == ("cat/00.png", "cat/01.png")
    assert images.skipped == ()
    assert str(images.preparation) == "upright, centre crop, lanczos to 8x8 gray, levels / 255"


def test_a_photo_read_alone_is_the_photo_read_with_its_folder(two_classes):
    images = folder(two_classes, size=5, color="rgb")
    alone = images.preparation.batch(two_classes / "dog" / "03.png")
    assert np.array_equal(alone[0], images.inputs()[28])


def test_size_and_colour_are_as_asked(two_classes):
    assert folder(two_classes, size=5).shape == (5, 5, 1)
    assert folder(two_classes, size=(6, 4), color="rgb").shape == (6, 4, 3)
    assert folder(two_classes, color="grey").shape == (8, 8, 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"size": 0}, "size=0: give a side in pixels, 1 to 4096"),
        ({"size": (8, 8, 1)}, r"size=\(8, 8, 1\)"),
        ({"color": "blue"}, "color='blue': choose 'gray', 'rgb'"),
    ],
)
def test_a_size_or_colour_that_is_none_is_told(two_classes, change, sentence):
    with pytest.raises(DataError, match=sentence):
        folder(two_classes, **change)


def test_unequal_pictures_become_squares_of_the_median_shorter_side(two_classes, write_picture):
    write_picture("cat/wide.png", size=(10, 30))
    assert folder(two_classes).shape == (8, 8, 1)


def test_large_pictures_become_96_pixels_wide_even_when_all_are_equal(write_picture, tmp_path):
    for name in ("cat/1.png", "dog/1.png"):
        write_picture(name, size=(300, 400))
    assert folder(tmp_path).shape == (96, 96, 1)


def test_one_colour_file_makes_the_set_rgb(two_classes, write_picture):
    write_picture("cat/colour.png", (1, 2, 3), mode="RGB")
    assert folder(two_classes).shape == (8, 8, 3)


def test_a_broken_picture_is_skipped_and_told(two_classes):
    (two_classes / "cat" / "00.png").write_bytes(b"no picture")
    images = folder(two_classes)
    assert images.counts == (24, 25)
    assert images.skipped == (("cat/00.png", "not a picture in any of JPEG, PNG, WebP, BMP, GIF, TIFF, PGM and HEIC"),)


def test_a_picture_whose_damage_shows_only_in_decoding_is_skipped_too(two_classes):
    noise = np.random.default_rng(0).integers(0, 256, (8, 8), np.uint8)
    Image.fromarray(noise).save(two_classes / "cat" / "00.png")
    whole = (two_classes / "cat" / "00.png").read_bytes()
    (two_classes / "cat" / "00.png").write_bytes(whole[: len(whole) // 2])
    images = folder(two_classes)
    assert (len(images), [name for name, _ in images.skipped]) == (49, ["cat/00.png"])
    assert images.pixels[0].max() == 1  # the next picture moved up


def test_more_than_5_percent_lost_stops(two_classes):
    for number in range(3):
        (two_classes / "cat" / f"{number:02}.png").write_bytes(b"")
    with pytest.raises(DataError, match=r"3 of 50 pictures cannot be read: 6.0%, over the 5 %.*\n  cat/00.png: empty"):
        folder(two_classes)


def test_other_files_are_told_but_are_no_loss(two_classes):
    (two_classes / "LICENSE.txt").write_text("beside")
    for number in range(20):
        (two_classes / "cat" / f"{number}.txt").write_text("notes")
    images = folder(two_classes)
    assert len(images) == 50
    assert ("LICENSE.txt", "a file beside the classes") in images.skipped
    assert ("cat/7.txt", "not a picture by its ending") in images.skipped


def test_hidden_files_are_ignored_without_a_word(two_classes):
    (two_classes / ".cache").mkdir()
    (two_classes / "cat" / "._00.png").write_bytes(b"what a Mac leaves behind")
    assert folder(two_classes).skipped == ()


def test_photos_that_we_do_not_read_are_lost_with_advice(two_classes):
    (two_classes / "cat" / "IMG_1.NEF").write_bytes(b"x")
    assert folder(two_classes).skipped == (("cat/IMG_1.NEF", "NEF files are not read; convert it to JPEG or PNG"),)


def test_links_are_not_followed_and_fifos_not_opened(two_classes, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    Image.new("L", (8, 8)).save(outside / "secret.png")
    (two_classes / "cat" / "link.png").symlink_to(outside / "secret.png")
    (two_classes / "linked").symlink_to(outside)
    os.mkfifo(two_classes / "dog" / "pipe.png")
    images = folder(two_classes)
    assert len(images) == 50
    assert set(images.skipped) == {
        ("linked", "a link: not followed"),
        ("cat/link.png", "a link: not followed"),
        ("dog/pipe.png", "not an ordinary file"),
    }


def test_a_root_that_is_a_link_is_the_user_s_own_choice(two_classes, tmp_path_factory):
    link = tmp_path_factory.mktemp("elsewhere") / "photos"
    link.symlink_to(two_classes)
    assert len(folder(link)) == 50


@pytest.mark.parametrize("name", ["写真", "naïve ' \"$(x)", "-rf", b"caf\xe9", "new\nline"], ids=ascii)
def test_names_in_any_script_work(write_picture, tmp_path, name):
    raw = os.fsencode(name)
    for number in range(2):
        write_picture(raw + b"/" + raw + b"%d.png" % number)
        write_picture(f"other/{number}.png")
    images = folder(tmp_path)
    assert images.counts == (2, 2)
    assert all(text.isprintable() for text in (*images.classes, *images.names))


def test_an_empty_class_is_named_with_what_was_there(two_classes):
    (two_classes / "bird").mkdir()
    with pytest.raises(DataError, match="Class 'bird' has no picture we can read"):
        folder(two_classes)
    (two_classes / "bird" / "1.avif").write_bytes(b"x")
    with pytest.raises(DataError, match=r"Class 'bird' .*\n  bird/1.avif: AVIF files are not read"):
        folder(two_classes)


def test_one_class_or_none_is_no_task(tmp_path, write_picture):
    with pytest.raises(DataError, match="holds no classes; a classifier needs at least two"):
        folder(tmp_path)
    write_picture("cat/1.png")
    with pytest.raises(DataError, match="holds only one class, 'cat'"):
        folder(tmp_path)


def test_a_folder_one_level_too_high_is_pointed_down(tmp_path, write_picture):
    for part in ("monday", "tuesday"):
        write_picture(f"{part}/cat/1.png")
    with pytest.raises(
        DataError, match=r"'monday' holds no pictures, but folders: monday/cat.\nIf those are .* read '.*/monday'"
    ):
        folder(tmp_path)


def test_a_place_that_is_no_folder_is_named(tmp_path):
    with pytest.raises(DataError, match="gone' is no folder"):
        folder(tmp_path / "gone")


def test_too_many_and_too_large_stop_before_reading(two_classes, monkeypatch):
    monkeypatch.setattr(sizes, "MOST_BYTES", 1000)
    with pytest.raises(DataError, match=r"50 pictures of 8x8x1 need 0.0 GB .*\nGive a smaller size"):
        folder(two_classes)
    monkeypatch.setattr(folders, "MOST_PICTURES", 10)
    with pytest.raises(DataError, match="over 10 pictures, our limit"):
        folder(two_classes)


def test_stacks_and_sub_folders_together_are_ambiguous(two_classes, write_stack):
    write_stack("bird", np.zeros((2, 8, 8), np.uint8))
    with pytest.raises(DataError, match=r"holds .npy stacks and sub-folders of pictures: which are the classes\?"):
        folder(two_classes)


def test_the_flower_photos_read_as_five_classes(glassnet_data):
    images = folder(glassnet_data / "flowers", size=16)
    assert images.classes == ("daisy", "dandelion", "roses", "sunflowers", "tulips")
    assert images.counts == (70,) * 5
    assert images.shape == (16, 16, 3)
    assert {why for _, why in images.skipped} == {"a file beside the classes"}


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
def test_the_fit_asked_for_is_used_and_kept(two_classes, write_picture, fit):
    wide = write_picture("cat/wide.png", 250, size=(8, 40))
    images = folder(two_classes, size=8, fit=fit)
    assert images.preparation.fit == fit
    assert np.array_equal(images.pixels[images.names.index("cat/wide.png")], images.preparation.from_file(wide))
    assert images.pixels.min() == 0  # cat/00.png


def test_every_picture_knows_where_it_came_from(two_classes):
    exif = Image.Exif()
    exif[0x0112], exif[0x0132] = 6, "2017:03:14 09:26:53"
    path = two_classes / "cat" / "00.jpg"
    Image.new("RGB", (30, 20)).save(path, exif=exif)
    images = folder(two_classes)
    assert images.origins[0] == Origin(
        str(path), 30, 20, "RGB", orientation=6, size=path.stat().st_size, taken="2017:03:14 09:26:53"
    )
    assert [origin.path for origin in images.origins] == [str(two_classes / name) for name in images.names]
    assert images[[3]].origins == (images.origins[3],)


def test_two_classes_that_differ_by_a_letter_s_case_are_asked_about(two_classes, write_picture):
    write_picture("Dog/1.png")
    with pytest.raises(
        DataError, match=r"differ only by case or a space:\n'Dog' \(1\) and 'dog' \(25\). Did you mean 'dog'"
    ):
        folder(two_classes)


def test_written_letters_may_have_both_cases(write_picture, tmp_path):
    for name in ("a", "A"):
        write_picture(f"{name}/1.png")
    assert folder(tmp_path).classes == ("A", "a")
