"""The scan: what is planted in a set of pictures is told, with names and numbers; a clean set is left in peace."""

from dataclasses import replace

import numpy as np
import pytest

import glassnet as gn
from glassnet.data.duplicates import Copies, Pair
from glassnet.data.images import Images
from glassnet.data.origin import Origin
from glassnet.data.scanning import Files, equal_pictures, scan
from glassnet.report import scan as drawing


def copies_of(groups, *pairs):
    return Copies(np.asarray(groups), pairs, orders=(), classes=("cat", "dog"))


def clean(count=40, classes=("cat", "dog")):
    levels = np.random.default_rng(0).integers(0, 256, (count, 20, 20, 1), np.uint8)
    labels = np.arange(count) % len(classes)
    return Images(levels, labels, classes, tuple(f"{classes[label]}/{row}.jpg" for row, label in enumerate(labels)))


def with_equal(images, one, other):
    pixels = images.pixels.copy()
    pixels[other] = pixels[one]
    return replace(images, pixels=pixels)


def test_a_clean_set_has_nothing_to_know():
    found = scan(clean())
    assert found.sentences == ()
    assert drawing.in_short(found) == ""
    assert drawing.of_scan("pets", found).endswith(drawing.CALM)


def test_equal_pictures_are_named():
    found = scan(with_equal(clean(), 2, 8))
    assert found.equal == (("cat/2.jpg", "cat/8.jpg"),)
    assert found.contrary == ()
    assert found.sentences == ("1 picture is there more than once, such as cat/2.jpg and cat/8.jpg.",)


def test_one_picture_under_two_labels_is_the_gravest():
    found = scan(with_equal(with_equal(clean(), 2, 8), 4, 5))
    assert found.contrary == (("cat/4.jpg", "dog/5.jpg"),)
    assert found.sentences[0].startswith("cat/4.jpg and dog/5.jpg are one picture under two labels.")


def test_an_edited_copy_under_another_label_is_found_by_its_pair():
    copies = copies_of([0, 0, *range(2, 40)], Pair(0, 1, "copy", 0.1), Pair(2, 4, "burst", 0.4))
    found = scan(clean(), copies)
    assert found.contrary == (("cat/0.jpg", "dog/1.jpg"),)
    assert found.groups is not None
    assert found.groups.sizes == (2,)
    assert found.groups.kinds == {"copy": 2, "burst": 2}
    assert "2 of 40 pictures are in 1 group of 2" in drawing.of_scan("pets", found)


def test_bursts_of_one_subject_under_two_labels_are_no_contradiction():
    assert scan(clean(), copies_of([0, 0, *range(2, 40)], Pair(0, 1, "burst", 0.4))).contrary == ()


def test_a_test_folder_that_holds_training_pictures_is_told():
    images = with_equal(clean(), 2, 32)
    found = scan(replace(images, parts=("train",) * 30 + ("test",) * 10))
    assert found.parts == {"train": 30, "test": 10}
    assert found.leaks.count == 1
    assert found.sentences[0] == (
        "1 of 10 test pictures has a near copy in training, such as cat/32.jpg of cat/2.jpg. "
        "On those a network need not generalise."
    )
    assert "30 train, 10 test" in drawing.of_scan("pets", found)


def test_the_groups_of_copies_stay_together_in_the_audit():
    copies = copies_of(np.repeat(np.arange(20), 2) // 2 * 2 + np.arange(40) % 2)
    assert "20 groups are never split" in scan(clean(), copies).audit.grouping


def test_the_files_are_summed_up():
    turned = Origin("a.jpg", 640, 480, "RGB", orientation=6)
    plain = [Origin(f"{row}.jpg", 480, 640, "RGB" if row else "L") for row in range(38)]
    found = scan(replace(clean(), origins=(turned, turned, *plain)))
    assert str(found.files) == (
        "2 sizes, 480x640 to 640x480, most often 480x640 (38); RGB 39, L 1; 2 turned upright (EXIF)"
    )


def test_files_of_one_size_are_said_in_a_few_words():
    assert str(Files({(91, 91): 40}, {"L": 40}, turned=0)) == "all of 91x91; L"


def test_what_was_left_out_is_listed_with_its_reason():
    found = scan(replace(clean(), skipped=(("cat/broken.jpg", "damaged"), *[("x", "empty")] * 4)))
    assert "5: cat/broken.jpg: damaged; x: empty; x: empty; and 2 more" in drawing.of_scan("pets", found)


def test_one_class_alone_is_scanned_but_not_audited():
    found = scan(clean(classes=("cat",)))
    assert found.audit is None
    assert "One class alone cannot be audited." in drawing.of_scan("pets", found)


def test_no_pictures_are_no_trouble():
    found = scan(clean()[:0])
    assert found.total == 0
    assert found.audit is None


def test_many_classes_are_summed_up_after_a_few():
    found = scan(clean(80, tuple(f"class {number:02}" for number in range(20))))
    drawn = drawing.of_scan("many", found)
    assert "and 8 more, of 4 to 4 pictures each" in drawn
    assert "class 12" not in drawn


@pytest.mark.parametrize("names", [("cat", "dog"), ("Ünïcödé " * 12, "写真" * 30)])
def test_all_of_it_fits_80_columns_and_plain_json(names):
    import json

    found = scan(with_equal(clean(classes=names), 4, 5))
    assert max(map(len, drawing.of_scan("a folder of a very long name " * 4, found).splitlines())) <= 80
    assert max(map(len, drawing.in_short(found).splitlines())) <= 80
    assert json.loads(json.dumps(found.to_plain()))["pictures"] == 40


def test_the_story_is_told_the_wall_first():
    story = gn.datasets.portraits(seed=1)
    found = scan(story.images)
    assert "top-left corner alone tells ada from ben: 100 %" in found.sentences[0]
    assert found.order.is_bursts
    assert "Neighbours look alike" in found.sentences[-1]
    assert len(drawing.in_short(found).splitlines()) <= 8


def test_rows_that_are_equal_come_in_sets():
    rows = np.array([1, 2, 1, 2, 1, 3], np.uint8).reshape(6, 1, 1, 1)
    assert equal_pictures(rows) == [[0, 2, 4], [1, 3]]


def test_bursts_are_found_without_being_given():
    found = scan(gn.datasets.portraits(seed=0, bursts=4, shots=10).images)
    assert found.groups is not None
    assert sum(found.groups.sizes) == 80
    assert "near copies  80 of 80 pictures are in" in drawing.of_scan("story", found)


def test_among_very_many_pictures_copies_are_not_looked_for_unasked(monkeypatch):
    monkeypatch.setattr("glassnet.data.scanning.MOST_COMPARED", 39)
    found = scan(clean())
    assert found.groups is None
    assert "not looked for" in drawing.of_scan("pets", found)


def test_pictures_that_look_alike_in_no_order_are_told_by_their_groups():
    found = scan(clean(), copies_of(np.arange(40) // 4))
    assert found.sentences == (
        "40 of 40 pictures look like others, in 10 groups. A test drawn at random would hold some of them.",
    )
