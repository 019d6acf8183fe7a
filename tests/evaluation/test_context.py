"""What is known of the pictures judged, told in numbers and in words. The network answers with the brighter pixel."""

import json
from dataclasses import replace

import numpy as np
import pytest

from glassnet.data.images import Images
from glassnet.data.splits import Splits
from glassnet.errors import DataError, UnknownName
from glassnet.evaluation.calibrating import calibrate
from glassnet.evaluation.doubt import Share
from glassnet.evaluation.evaluation import evaluate
from glassnet.graph.notation import from_text
from glassnet.runs.card import DataCard
from glassnet.runs.run import Run

CLASSES = ("left", "right")
LEFT, RIGHT = [200, 10], [10, 200]


def run(classes=CLASSES):
    network = from_text("1x2x1 > flatten > dense 2 softmax")
    weights = {"FullyConnected/W": np.eye(2, dtype=np.float32) * 4, "FullyConnected/b": np.zeros(2, np.float32)}
    return Run(network, weights, card=DataCard(8, (1, 2, 1), maximum=1.0, classes=classes))


def pictures(pixels, labels, **more):
    levels = np.array(pixels, np.uint8).reshape(-1, 1, 2, 1)
    return Images(levels, np.array(labels), CLASSES, tuple(f"{at}.png" for at in range(len(levels))), **more)


def forty(wrong=0, **more):
    """Twenty of each class, of whom the first few are shown as the other."""
    pixels, labels = [LEFT, RIGHT] * 20, [0, 1] * 20
    labels[:wrong] = [1 - label for label in labels[:wrong]]
    return pictures(pixels, labels, **more)


def kinds(known):
    return [caveat.kind for caveat in known.caveats]


def words(known, kind):
    (told,) = [caveat.words for caveat in known.caveats if caveat.kind == kind]
    return told


def test_the_commonest_class_is_that_of_the_training_pictures_where_they_are_known():
    judged = pictures([LEFT, LEFT, RIGHT], [0, 0, 1])
    (alone,) = evaluate(run(), judged).baselines
    assert (alone.rule, alone.share) == ("always left, commonest here", Share(2, 3))
    trained = pictures([LEFT, RIGHT, RIGHT], [0, 1, 1])
    commonest, nearest = evaluate(run(), judged, training=trained).baselines
    assert (commonest.rule, commonest.share) == ("always right, commonest in training", Share(1, 3))
    assert (nearest.rule, nearest.share) == ("nearest in pixels of 3 trained on", Share(3, 3))


def test_a_network_no_better_than_nearest_neighbour_is_told_so():
    trained = pictures([[201, 10], [10, 201]], [0, 1])
    known = evaluate(run(), forty(), training=trained)
    assert known.accuracy == 1.0
    assert "nearest" in kinds(known)
    assert "learns nothing, does no worse: 100 % of 40 (95 %: 91-100)" in words(known, "nearest")


def test_one_that_is_far_better_is_not():
    trained = pictures([[201, 10], [10, 201]], [1, 0])  # labelled the wrong way round
    known = evaluate(run(), forty(), training=trained)
    assert known.baselines[1].lead == 40
    assert known.baselines[1].is_beaten
    assert "nearest" not in kinds(known)
    assert "commonest" not in kinds(known)


def test_a_lead_inside_the_noise_is_called_so():
    known = evaluate(run(), pictures([LEFT] * 9 + [RIGHT], [0] * 9 + [1]))
    assert "the network's lead of 1 is inside the noise (p = 1)" in words(known, "commonest")


def test_training_pictures_are_numbered_by_name():
    turned = Images(
        np.array([LEFT, RIGHT], np.uint8).reshape(2, 1, 2, 1), np.array([1, 0]), ("right", "left"), ("a", "b")
    )
    assert evaluate(run(), forty(), training=turned).baselines[1].share == Share(40, 40)
    foreign = Images(turned.pixels, np.array([0, 1]), ("left", "fox"), ("a", "b"))
    assert evaluate(run(), forty(), training=foreign).baselines[1].share == Share(20, 40)


def test_the_score_without_leaked_pictures_stands_beside_the_score_with_them():
    leaked = np.arange(40) >= 10
    known = evaluate(run(), forty(wrong=4), leaked=leaked)
    assert (known.share, known.seen, known.unseen) == (Share(36, 40), 30, Share(6, 10))
    assert words(known, "leaked") == (
        "30 of the 40 pictures have a near copy among the pictures trained on. Without them: 60 % of 10 (95 %: 31-83)."
    )


def test_where_nobody_looked_nothing_is_claimed():
    known = evaluate(run(), forty())
    assert (known.seen, known.unseen) == (None, None)
    clean = evaluate(run(), forty(), leaked=np.zeros(40, bool))
    assert (clean.seen, clean.unseen) == (0, clean.share)


def test_pictures_that_were_trained_on_are_found_by_their_pixels():
    known = evaluate(run(), pictures([LEFT, [190, 0], RIGHT], [0, 0, 1]), training=pictures([LEFT, [0, 9]], [0, 1]))
    assert (known.seen, known.unseen) == (1, Share(2, 2))
    assert words(known, "leaked").startswith("1 of the 3 pictures has the same pixels among the pictures trained on.")
    everything = evaluate(run(), forty(), training=forty())
    assert everything.unseen is None
    assert "None is left without them" in words(everything, "leaked")


def test_pictures_that_were_used_before_are_no_test():
    assert "these very pictures" in words(evaluate(run(), forty(), part="train"), "trained")
    assert words(evaluate(run(), forty(), part="validation"), "chosen").startswith("These pictures were looked at")
    mixed = evaluate(run(), forty(parts=("train",) * 30 + ("test",) * 10))
    assert "on 30 of these 40 pictures" in words(mixed, "trained")
    assert not {"trained", "chosen"} & set(kinds(evaluate(run(), forty(), part="test")))


def test_groups_widen_the_interval_and_are_told():
    groups = np.repeat(np.arange(8), 5)
    known = evaluate(run(), forty(wrong=3, groups=groups))
    alone = evaluate(run(), forty(wrong=3))
    assert str(known.share).startswith("92.5 % of 40 in 8 groups (95 %: ")
    assert known.interval.low < alone.interval.low
    assert known.interval.high > alone.interval.high
    assert words(known, "groups").startswith("The 40 pictures are only 8 groups of pictures that belong together")
    assert known.accuracy == alone.accuracy
    assert "groups" not in kinds(alone)
    assert "Four times as many groups would halve that." in words(known, "tiny")
    # A single pair among forty is counted, and no word lost on it.
    pair = evaluate(run(), forty(wrong=3, groups=np.maximum(1, np.arange(40))))
    assert "in 39 groups" in str(pair.share)
    assert "groups" not in kinds(pair)


def test_few_pictures_are_said_to_leave_much_open():
    assert "So few leave 30 points of doubt" in words(evaluate(run(), forty(wrong=20)), "tiny")
    many = pictures([LEFT, RIGHT] * 400, [0, 1] * 400)
    assert kinds(evaluate(run(), many)) == []


def test_one_class_alone_proves_nothing():
    known = evaluate(run(), pictures([LEFT] * 30, [0] * 30))
    assert "one-class" in kinds(known)
    assert "commonest" not in kinds(known)
    assert "untested" not in kinds(known)


def test_a_corner_that_does_as_well_is_named():
    cue = ("the 10x10 top-left corner", Share(39, 40))
    known = evaluate(run(), forty(wrong=2), cue=cue)
    assert words(known, "cue").startswith("The 10x10 top-left corner alone tells the classes apart: 97.5 % of 40 ")
    near = evaluate(run(), forty(wrong=2), cue=("one pixel", Share(37, 40)))
    assert words(near, "cue").startswith("One pixel alone is right in 92.5 % of 40 (95 %: 80-97). That is inside")
    assert "cue" not in kinds(evaluate(run(), forty(), cue=("one pixel", Share(22, 40))))


def test_a_temperature_kept_in_the_run_is_judged_too():
    parts = Splits(forty(), forty(wrong=8), forty())
    fitted = calibrate(run(), parts).calibration
    assert fitted is not None
    calibrated = replace(run(), calibration=replace(fitted, temperature=4.0))
    known = evaluate(calibrated, forty(wrong=8))
    assert known.softened is not None
    assert known.softened.temperature == 4.0
    assert known.softened.reliability.sure < known.reliability.sure
    assert known.softened.reliability.ece < known.reliability.ece
    assert evaluate(run(), forty()).softened is None


def test_what_does_not_fit_is_refused_in_words():
    with pytest.raises(DataError, match=r"True or False of each of the 40 pictures judged; this is bool of shape .3,."):
        evaluate(run(), forty(), leaked=[True, False, True])
    with pytest.raises(DataError, match=r"this is int64 of shape .40,."):
        evaluate(run(), forty(), leaked=np.zeros(40, int))
    with pytest.raises(DataError, match="these are tuple and Images"):
        evaluate(run(), forty(), training=(1, 2))
    with pytest.raises(DataError, match="these are Images and an array"):
        evaluate(run(), np.zeros((2, 1, 2, 1), np.float32), [0, 1], training=forty())
    with pytest.raises(UnknownName, match=r"Invalid part: 'tests'\. Did you mean 'test'"):
        evaluate(run(), forty(), part="tests")


def test_all_of_it_is_plain_for_json():
    known = evaluate(
        run(), forty(wrong=3, groups=np.repeat(np.arange(8), 5)), training=forty()[:5], leaked=np.zeros(40, bool)
    )
    plain = json.loads(json.dumps(known.to_plain(), allow_nan=False))
    assert plain["accuracy"]["groups"] == 8
    assert plain["accuracy"]["method"].startswith("made over the 8 groups")
    assert [each["rule"] for each in plain["baselines"]] == [each.rule for each in known.baselines]
    assert plain["per_class"]["classes"]["left"]["support"] == 19
    assert [wrong["file"] for wrong in plain["mistakes"]] == ["0.png", "1.png", "2.png"]
    assert {caveat["kind"] for caveat in plain["caveats"]} >= {"leaked", "groups", "tiny"}
    assert plain["calibration"]["bins"]


def test_two_judgements_of_the_same_pictures_are_equal():
    assert evaluate(run(), forty(wrong=1)) == evaluate(run(), forty(wrong=1))


def test_a_network_whose_training_went_wrong_is_told_so():
    broken = run()
    broken.weights["FullyConnected/b"][0] = np.nan
    known = evaluate(broken, forty())
    assert words(known, "not-numbers").startswith("To 40 of the 40 pictures the network answers NaN or infinity")
    assert known.reliability is None
    assert json.dumps(known.to_plain(), allow_nan=False)


def test_classes_found_are_told_over_groups_too():
    known = evaluate(run(), forty(groups=np.arange(40) // 10))
    assert "left       20      0   100 % of 20 in 4 groups" in str(known.confusion)
