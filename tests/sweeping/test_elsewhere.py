"""A study's networks asked about pictures it did not choose by."""

from dataclasses import replace

import numpy as np
import pytest

import glassnet as gn
from glassnet.errors import DataError, FileError


def test_asked_about_its_own_validation_pictures_every_network_answers_as_it_did(study, digits):
    again = study.on({"again": digits.validation})["again"]
    assert list(again.right) == list(study.right)
    for key, right in study.right.items():
        assert (again.right[key] == right).all()
    assert again.ranking.order == study.ranking.order
    assert [each.levels for each in again.effects] == [each.levels for each in study.effects]


def test_the_chosen_one_gets_its_test_score_again(study, digits):
    there = study.on({"test": digits.test})["test"]
    assert there.accuracies[study.test.key] == study.test.accuracy
    assert there.intervals[study.test.key] == study.test.interval


def test_several_sets_are_asked_about_at_once_and_told_apart(study, digits):
    white = replace(digits.test, pixels=np.full_like(digits.test.pixels, 255))
    found = study.on({"test": digits.test, "white": white})
    assert list(found) == ["test", "white"]
    for key, right in found["white"].right.items():
        assert right.shape == found["test"].right[key].shape
        for row in right:  # one picture, so one answer: right where the label is that one
            assert len({*digits.test.labels[row]}) <= 1
    assert "(white)" in str(found["white"])


def test_a_set_is_told_in_80_columns_with_the_change_since_validation(study, digits):
    there = study.on({"test": digits.test})["test"]
    *head, first, _, _, _ = str(there).splitlines()
    row = study.results[0]
    assert f"{len(digits.test)} pictures (test), mean of 2 seeds" in head[0]
    assert f"{100 * there.accuracies[row.key]:.1f} %" in first
    assert f"{100 * (there.accuracies[row.key] - row.accuracy):+.1f}" in first
    assert all(len(line) <= 80 for line in str(there).splitlines())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda images: images[:0], "no pictures in 'wild'"),
        (lambda images: replace(images, pixels=images.pixels[:, :6]), "are 6x8x1, those of the study 8x8x1"),
        (lambda images: replace(images, classes=images.classes[::-1]), "have the classes 9, 8"),
    ],
)
def test_pictures_that_the_networks_cannot_be_asked_about_are_refused(study, digits, change, message):
    with pytest.raises(DataError, match=message):
        study.on({"wild": change(digits.test)})


def test_a_study_that_keeps_few_models_says_so(digits, tmp_path):
    few = gn.sweep(
        digits, {"conv_layers": 0, "dense": "none,4,8,16,32", "epochs": 1}, seeds=2, out=tmp_path, workers=1,
        keep_models="chosen",
    )  # fmt: skip
    with pytest.raises(FileError, match=r"cannot be asked again: .* keeps few of its trained networks"):
        few.on({"test": digits.test})


def test_a_model_that_was_not_kept_is_named(study, digits, tmp_path):
    lost = replace(study, folder=replace(study.folder, path=tmp_path))
    with pytest.raises(FileError, match=r"model\.glassnet"):
        lost.on({"test": digits.test})
