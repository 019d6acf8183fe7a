"""Saving, loading, checkpoints: the files scripts look for, and nothing lost."""

import numpy as np
import pytest

import glassnet.tflearn as tflearn
from glassnet.errors import DataError, EnvironmentProblem, FileError
from glassnet.models.dnn import DNN
from glassnet.runs.saving import load
from glassnet.tflearn.tensorflow import Graph

X = np.eye(4, dtype=np.float32)
Y = np.eye(2, dtype=np.float32)[[0, 1, 0, 1]]


def model(units=3, optimizer="adam", restore=True, name="fc_1", **settings):
    net = tflearn.fully_connected(tflearn.input_data([None, 4]), units, activation="relu", name=name)
    net = tflearn.batch_normalization(net, name="norm")
    net = tflearn.fully_connected(net, 2, activation="softmax", name="fc_2", restore=restore)
    return DNN(tflearn.regression(net, optimizer=optimizer, learning_rate=0.1, batch_size=2), **settings)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def saved(tmp_path):
    trained = model()
    trained.fit(X, Y, n_epoch=2)
    trained.save(tmp_path / "m.tflearn")
    return trained, tmp_path / "m.tflearn"


@pytest.mark.parametrize("ending", ["", ".glassnet", ".meta", ".index", ".data-00000-of-00001"])
def test_any_of_its_files_loads_the_model(saved, ending):
    trained, prefix = saved
    other = model()
    other.load(f"{prefix}{ending}")
    assert (other.predict(X) == trained.predict(X)).all()


def test_one_model_file_and_the_two_that_scripts_look_for(saved):
    assert names(saved[1].parent) == ["m.tflearn.glassnet", "m.tflearn.index", "m.tflearn.meta"]
    assert "The model is in the file m.tflearn.glassnet" in (saved[1].parent / "m.tflearn.meta").read_text()


def test_the_file_is_a_run_that_needs_no_script(saved):
    trained, prefix = saved
    run = load(f"{prefix}.glassnet")
    assert (run.predict(X) == trained.predict(X)).all()
    assert len(run.history) == 2


def test_a_name_with_our_ending_gets_no_second_one(tmp_path):
    model().save(tmp_path / "m.glassnet")
    assert names(tmp_path) == ["m.glassnet", "m.glassnet.index", "m.glassnet.meta"]


def test_running_means_are_restored_even_with_weights_only(saved):
    trained, prefix = saved
    other = model()
    other.load(prefix, weights_only=True)
    assert (other.get_weights("norm/moving_mean") == trained.get_weights("norm/moving_mean")).all()
    assert other.trainer.step == 0
    assert len(other.history) == 0


@pytest.mark.parametrize("optimizer", ["adam", "momentum", "sgd", "rmsprop"])
def test_training_goes_on_after_loading_as_if_it_had_never_stopped(tmp_path, optimizer):
    results = []
    for stops in (False, True):
        with Graph().as_default():
            tflearn.init_graph(seed=3)
            net = model(optimizer=optimizer)
            net.fit(X, Y, n_epoch=2)
            if stops:
                net.save(tmp_path / "half")
                net = model(optimizer=optimizer)
                net.load(tmp_path / "half")
            net.fit(X, Y, n_epoch=2)
            results.append((net.predict(X), [row.step for row in net.history]))
    assert results[0][1] == results[1][1] == [2, 4, 6, 8]
    assert (results[0][0] == results[1][0]).all()


def test_another_network_is_told_layer_by_layer(saved):
    with pytest.raises(DataError) as error:
        model(units=5).load(saved[1])
    told = str(error.value)
    assert "fc_1/W: 4x5 here, 4x3 in the file" in told
    assert "fc_2/W: 5x2 here, 3x2 in the file" in told
    assert "restore=False" in told


def test_a_layer_the_file_has_not_is_named(saved):
    with pytest.raises(DataError, match=r"layers this one has not: fc_1\.\n  other/W: 4x3 here, not in the file"):
        model(name="other").load(saved[1])


def test_a_refused_load_leaves_the_model_as_it_was(saved):
    other = model(units=5)
    before = other.predict(X)
    with pytest.raises(DataError):
        other.load(saved[1])
    assert (other.predict(X) == before).all()


def test_layers_with_restore_false_stay_as_they_are(saved):
    other = model(restore=False)
    own = other.get_weights("fc_2/W")
    other.load(saved[1])
    assert (other.get_weights("fc_2/W") == own).all()
    assert (other.get_weights("fc_1/W") == saved[0].get_weights("fc_1/W")).all()


@pytest.mark.parametrize("names", [("trunk", "fc_1"), lambda name: name.replace("trunk", "fc_1")])
def test_names_can_be_told_from_those_in_the_file(saved, names):
    other = model(name="trunk")
    other.load(saved[1], variable_name_map=names)
    assert (other.predict(X) == saved[0].predict(X)).all()


def test_a_scope_may_stand_before_the_names_here(saved):
    other = model(name="old/fc_1")
    own = other.get_weights("fc_2/W")
    other.load(saved[1], scope_for_restore="old")
    assert (other.get_weights("old/fc_1/W") == saved[0].get_weights("fc_1/W")).all()
    assert (other.get_weights("fc_2/W") == own).all()


def test_a_missing_model_is_told_with_the_file_looked_for(tmp_path):
    with pytest.raises(FileError, match=r"there is no model '.*nothing': looked for .*nothing\.glassnet"):
        model().load(tmp_path / "nothing")


def test_a_checkpoint_of_tensorflow_is_known_as_one_and_never_overwritten(tmp_path):
    (tmp_path / "m.meta").write_bytes(b"\n\xd6\x05graph")
    with pytest.raises(FileError, match="a checkpoint that TensorFlow wrote"):
        model().load(tmp_path / "m")
    model().save(tmp_path / "m")
    assert (tmp_path / "m.meta").read_bytes() == b"\n\xd6\x05graph"
    model().load(tmp_path / "m")


def test_saving_into_no_folder_says_so(tmp_path):
    with pytest.raises(EnvironmentProblem, match="there is no folder"):
        model().save(tmp_path / "nowhere" / "m")


def test_a_loss_of_ones_own_does_not_keep_a_model_from_being_saved(tmp_path):
    def squares(prediction, target):
        return ((prediction - target) ** 2).mean()

    net = tflearn.fully_connected(tflearn.input_data([None, 4]), 2, activation="softmax")
    trained = DNN(tflearn.regression(net, optimizer="sgd", loss=squares, name="targets"))
    trained.fit(X, Y, n_epoch=1)
    trained.save(tmp_path / "m")
    before = trained.predict(X)
    trained.fit(X, Y, n_epoch=1)
    trained.load(tmp_path / "m")
    assert (trained.predict(X) == before).all()
    assert (load(tmp_path / "m.glassnet").predict(X) == before).all()


def test_checkpoints_are_named_by_their_step_and_only_the_newest_are_kept(tmp_path):
    net = model(checkpoint_path=str(tmp_path / "m"), max_checkpoints=2)
    net.fit(X, Y, n_epoch=3)
    assert names(tmp_path) == sorted(
        f"m-{step}.{ending}" for step in (4, 6) for ending in ("glassnet", "index", "meta")
    )
    assert [row.epoch for row in load(tmp_path / "m-6.glassnet").history] == [1, 2, 3]


def test_checkpoints_come_at_every_snapshot_step_too(tmp_path):
    net = model(checkpoint_path=str(tmp_path / "m"))
    net.fit(X, Y, n_epoch=1, snapshot_step=1)
    assert [name for name in names(tmp_path) if name.endswith("glassnet")] == ["m-1.glassnet", "m-2.glassnet"]


def test_the_best_checkpoint_is_named_by_its_metric_and_kept_alone(tmp_path):
    net = model(best_checkpoint_path=str(tmp_path / "best"), optimizer="adam")
    run = net.fit(X, Y, n_epoch=15, validation_set=(X, Y))
    best = max(row.val_metrics["acc"] for row in run.history)
    assert [name for name in names(tmp_path) if name.endswith("glassnet")] == [f"best{round(10000 * best)}.glassnet"]


def test_no_best_checkpoint_below_the_bar(tmp_path):
    net = model(best_checkpoint_path=str(tmp_path / "best"), best_val_accuracy=1.0)
    net.fit(X, Y, n_epoch=2, validation_set=(X, Y))
    assert names(tmp_path) == []


def test_a_checkpoint_folder_that_is_not_there_is_told_before_training(tmp_path):
    with pytest.raises(EnvironmentProblem, match="there is no folder"):
        model(checkpoint_path=str(tmp_path / "nowhere" / "m"))
