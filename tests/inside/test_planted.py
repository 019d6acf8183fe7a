"""Maps held against an answer that is known: a patch that is the label, beside one that only looks like it.

Measured over training seeds 0 to 5 by the reference engine, 20 photos each, baseline a blur; the thresholds lie below
what the worst seed gives, so that other last bits of the weights, which are like another seed, decide nothing:

                          ratio           points          on the patch
    integrated gradients  0.87 to 0.96    1.00            0.61 to 0.71
    occlusion             0.82 to 0.94    0.95 to 1.00    0.47 to 0.56
    Grad-CAM              0.87 to 0.96    0.95 to 1.00    0.23 to 0.29

With weights shuffled the ratio is 0.39 to 0.51. The patch is 2.4 % of a photo. In each seed all of 60 photos are named
right, none with its patch erased, and all with the other patch erased.

Why a mean over all places, and photos about 0: with a dense layer on all places and a mid gray, integrated gradients
show many small reasons on clouds and on the wrong patch (ratio 0.70 to 0.78 in seeds 0 and 1). Weights of single places
learn from few photos, and a gray keeps filters lit everywhere. Weight decay makes some seeds cleaner still (0.88 on the
patch), but in others a class is then known only by what it is not. A black baseline makes occlusion blind: it then
shows where black squares shine, which is everywhere.
"""

from dataclasses import dataclass

import numpy as np
import pytest
from tests.inside.nets import trained
from tests.inside.planted import Planted, mass, planted, points, ratio, sobel

import glassnet as gn
from glassnet.inside.attribution import CAM, INTEGRATED, METHODS, OCCLUSION, Reasons, reasons
from glassnet.inside.checks import marks, rank_correlation, shuffled
from glassnet.runs.run import Run

NET = "64x64x1 > conv 8@5 relu > pool 2 > conv 16@5 relu > pool 2 > conv 16@3 relu > global-avg-pool > dense 3 softmax"
BY_HEART = NET.replace("global-avg-pool", "pool 2")  # to know photos one by one takes weights for each place
PHOTOS = 20
DRAWS = 4


@dataclass(frozen=True, eq=False)
class Case:
    run: Run
    shown: Planted
    found: list[Reasons]

    def mean(self, measure, method: str) -> float:
        masks = zip(self.shown.informative, self.shown.distractor, strict=True)
        given = [(each.maps[method], *both) for each, both in zip(self.found, masks, strict=True)]
        return float(np.mean([measure(*each[: measure.__code__.co_argcount]) for each in given]))


def right(run: Run, images: gn.data.Images) -> float:
    return float((run.predict(images.pixels).argmax(axis=1) == images.labels).mean())


def maps_of(run: Run, shown: Planted, **settings) -> list[Reasons]:
    labels = shown.images.labels.tolist()
    return [
        reasons(run, shown.images[[row]], label, baseline="blur", stride=3, **settings)
        for row, label in enumerate(labels)
    ]


@pytest.fixture(scope="module")
def case() -> Case:
    run = trained(NET, planted(0, 480).images, 20, seed=0)
    shown = planted(100, 30).with_patch
    return Case(run, shown, maps_of(run, shown))


def test_the_planted_patch_is_what_the_network_goes_by(case):
    assert right(case.run, case.shown.images) == 1.0
    assert right(case.run, case.shown.without(case.shown.informative)) <= 0.2
    assert right(case.run, case.shown.without(case.shown.distractor)) >= 0.95


def test_maps_name_the_patch_that_is_the_label_and_not_the_one_that_looks_like_it(case):
    assert case.mean(ratio, INTEGRATED) >= 0.8
    assert case.mean(ratio, OCCLUSION) >= 0.75
    assert case.mean(ratio, CAM) >= 0.8
    assert case.mean(points, INTEGRATED) >= 0.95
    assert min(case.mean(points, method) for method in METHODS) >= 0.9
    assert case.mean(mass, INTEGRATED) >= 0.5  # 20 times the patch's share of the photo
    assert case.mean(mass, OCCLUSION) >= 0.4


def test_integrated_gradients_add_up_for_every_photo(case):
    assert max(each.residual for each in case.found) <= 0.01


def test_who_looks_for_edges_or_at_nothing_cannot_tell_the_patches_apart(case):
    chance = np.random.default_rng(0)
    masks = list(zip(case.shown.informative, case.shown.distractor, strict=True))
    edges = np.mean([ratio(sobel(each.photo), *both) for each, both in zip(case.found, masks, strict=True)])
    noise = np.mean([ratio(chance.random((64, 64)), *both) for both in masks])
    assert 0.4 <= edges <= 0.65
    assert 0.4 <= noise <= 0.65


def test_maps_no_longer_tell_the_patches_apart_when_the_weights_are_shuffled(case):
    few = case.shown[: PHOTOS // 2]
    # Over the six seeds 0.52 to 0.65 and 0.56 to 0.80: blocks of flat clouds are ranked alike by many networks.
    for method, most_alike in ((INTEGRATED, 0.75), (CAM, 0.9)):
        ratios, alike = [], []
        for draw in range(DRAWS):
            mixed = Run(case.run.network, shuffled(case.run.weights, 0, draw), card=case.run.card)
            other = maps_of(mixed, few, methods=(method,))
            ratios.append(Case(mixed, few, other).mean(ratio, method))
            alike += [
                rank_correlation(np.abs(one.maps[method]), np.abs(two.maps[method]))
                for one, two in zip(case.found, other, strict=False)
            ]
        assert np.mean(ratios) <= 0.65
        assert case.mean(ratio, method) - np.mean(ratios) >= 0.25
        assert np.mean(alike) <= most_alike


def test_a_network_that_learned_labels_by_heart_names_neither_patch():
    learned = planted(0, 90, labels_by_chance=True)
    run = trained(BY_HEART, learned.images, 60, seed=0)
    assert right(run, learned.images) >= 0.99
    shown = learned.with_patch[:PHOTOS]
    found = Case(run, shown, maps_of(run, shown, methods=(INTEGRATED, CAM)))
    for method in (INTEGRATED, CAM):
        assert found.mean(ratio, method) <= 0.65


def test_deleting_what_integrated_gradients_name_changes_the_answer_more_than_chance(case):
    for each in case.found[:3]:
        mark = marks(case.run, each, draws=1).by_method[INTEGRATED]
        assert mark.names_what_counts == "passed"
