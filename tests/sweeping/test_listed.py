"""A list of networks: its forms, its letters, which comes first, which are equal, and a sweep over one."""

import json

import pytest
from benchmarks.nets import NETS
from tests.sweeping.test_sweeps import files

import glassnet as gn
from glassnet.cli.main import main
from glassnet.errors import FileError, NotationError, SettingError, UnknownName
from glassnet.graph.shape import Shape
from glassnet.sweeping.space.agenda import agenda
from glassnet.sweeping.space.space import Space
from glassnet.sweeping.sweeps import resume

DENSE = "8x8x1 > dense 10 softmax"
CONV = "8x8x1 > conv 2@3 relu > pool 2 > dense 10 softmax > regression sgd(learning_rate=0.1)"
POST = "91x91x1 > conv 3@10 relu > pool 2 > conv 3@10 relu > pool 2 > dense 1024 relu > keep 0.8 > dense 2 softmax"


def settled(networks, **knobs):
    return agenda(Space.of({"network": networks, **knobs}).grid(), Shape((8, 8, 1)), 10, most=None, limit=10**9)


def told(found):
    return [made.configuration.told(("network", "learning_rate", "epochs")) for made in found.candidates]


def test_texts_layers_and_tables_make_one_list_each_with_its_own_training():
    net = gn.fully_connected(gn.input_data([None, 8, 8, 1]), 10, activation="softmax")
    found = settled([DENSE, {"network": CONV, "epochs": 6}, {"name": "layers", "network": net, "learning_rate": 0.5},
                     {"name": "knobs", "conv_layers": 0, "dense": 4, "epochs": 2}])  # fmt: skip
    assert told(found) == [
        f"network {DENSE}, epochs 10",
        "network 8x8x1 > conv 2@3 relu > pool 2 > dense 10 softmax > regress…, epochs 6",
        "network layers, learning rate 0.5, epochs 10",
        "network knobs, epochs 2",
    ]
    rates = [made.network.targets[0].op.optimizer.setting("learning_rate") for made in found.candidates]
    assert rates == [0.01, 0.1, 0.5, 0.01]


def test_networks_that_are_equal_are_tried_once_however_they_were_written():
    found = settled(
        [
            DENSE,
            {"name": "other words", "conv_layers": 0, "dense": None},
            {"name": "longer", "network": DENSE, "epochs": 1},
        ]
    )
    assert told(found) == [f"network {DENSE}, epochs 10", "network longer, epochs 1"]
    (left,) = found.skipped
    assert (left.why, left.reason) == ("equal", f"the same network and recipe as network {DENSE}")


def test_the_posts_own_network_comes_first_wherever_it_stands():
    for posts in (POST, f"{POST} > regression sgd(learning_rate=0.01)", {"conv_layers": 2, "filters": 3}):
        space = Space.of({"network": [{"name": "one", "conv_layers": 1, "filter_size": 91}, posts]})
        assert space.nearest_to_the_post()["network"] == space.networks[1].name
        assert len({each["network"] for each in space.grid()}) == 2


def test_knobs_beside_a_list_cross_with_the_networks_that_leave_them_open():
    found = settled([{"name": "open", "network": DENSE}, {"name": "own", "network": DENSE, "epochs": 3}], epochs="1,2")
    assert told(found) == ["network open, epochs 1", "network open, epochs 2", "network own, epochs 3"]


def test_what_cannot_be_is_listed_with_its_reason_and_the_others_are_tried():
    found = settled([DENSE, "8x8x1 > conv 3@9 valid > dense 10", "8x8x3 > dense 10", "8x8x1 > dense 4", "8x8x1"])
    assert len(found) == 1
    assert [each.why for each in found.skipped] == ["impossible"] * 4
    reasons = [each.reason for each in found.skipped]
    assert "a 9x9 window does not fit" in reasons[0]
    assert reasons[1] == "it takes 8x8x3, and the pictures are 8x8x1."
    assert reasons[2] == "it answers with 4, and there are 10 classes: let it end with dense 10."
    assert "it answers with 8x8x1" in reasons[3]


@pytest.mark.parametrize(
    ("networks", "kind", "letter"),
    [
        ([], SettingError, "The list of networks is empty"),
        ([3], SettingError, "Network 1 of the list is int: give a text, a layer, or a table"),
        ([DENSE, {}], SettingError, "Network 2 of the list says nothing"),
        (["8x8x1 > konv 3"], NotationError, "Did you mean 'conv'"),
        ([{"network": DENSE, "epoch": 3}], UnknownName, "Did you mean 'epochs'"),
        ([{"network": DENSE, "epochs": "1,2"}], SettingError, "epochs is one value there, not 1,2"),
        ([{"network": DENSE, "epochs": 0}], SettingError, "Network 1 of the list: epochs must be a whole number"),
        ([{"network": DENSE, "filters": 3}], SettingError, "filters has no say there, since the network itself"),
        ([{"network": CONV, "batch": 3}], SettingError, "batch has no say there, since its regression settles it"),
        ([{"network": DENSE, "name": "a\nb"}], SettingError, "a name is a line of text"),
        ([{"network": 3}], SettingError, "Network 1 of the list: a network is a text or a layer, not int"),
        ([{"name": "a", "network": DENSE}, {"name": "a", "network": CONV}], SettingError, "are called 'a'"),
    ],
)
def test_what_is_no_list_is_refused_in_a_letter(networks, kind, letter):
    with pytest.raises(kind, match=letter.replace("(", r"\(")):
        Space.of({"network": networks})


def test_a_knob_that_every_network_of_the_list_settles_is_refused():
    with pytest.raises(SettingError, match="--filters has no say here: every network of the list settles it"):
        Space.of({"network": [DENSE], "filters": "3,9"})


def test_two_texts_that_nobody_named_get_names_of_their_own():
    assert [each.name for each in Space.of({"network": [DENSE, DENSE]}).networks] == [DENSE, f"{DENSE} (2)"]


def test_a_space_with_a_list_is_read_as_it_was_written_and_a_broken_one_refused():
    space = Space.of({"network": [DENSE, {"name": "k", "conv_layers": 0, "epochs": 2}, "8x8x1 > conv 3@9 valid"],
                      "learning_rate": [0.1, 0.2]})  # fmt: skip
    plain = json.loads(json.dumps(space.to_plain()))
    assert Space.from_plain(plain) == space
    plain["network"][0]["graph"] = "{}"
    with pytest.raises(FileError):
        Space.from_plain(plain)


def test_the_posts_six_networks_are_one_list_each_trained_as_it_was_there():
    six = [{"name": f"#{net.key}", "conv_layers": len(net.convs), "filters": net.convs[0][0],
            "filter_size": net.convs[0][1], "learning_rate": net.learning_rate, "epochs": net.epochs, "keep": net.keep}
           for net in NETS.values() if net.key != "mnist"]  # fmt: skip
    found = agenda(Space.of({"network": six}).grid(), Shape((91, 91, 1)), 2, most=None, limit=10**12)
    assert told(found) == [
        "network #1, learning rate 0.01, epochs 10", "network #2, learning rate 0.01, epochs 6",
        "network #3, learning rate 0.01, epochs 6", "network #4, learning rate 0.01, epochs 10",
        "network #5, learning rate 0.001, epochs 100", "network #6, learning rate 0.001, epochs 100",
    ]  # fmt: skip
    for made in found.candidates:
        shapes = [weight.shape for weight in made.network.weights.values()]
        assert shapes == list(NETS[made.configuration.word("network")[1:]].shapes().values())


NETWORKS = [{"name": "plain", "network": DENSE, "epochs": 3, "learning_rate": 0.5},
            {"name": "small pictures", "network": "4x4x1 > dense 10 softmax", "epochs": 2},
            {"name": "knobs", "conv_layers": 0, "dense": 8, "epochs": 1}]  # fmt: skip


def test_a_list_is_swept_resumed_and_told_by_names(digits, tmp_path):
    study = gn.sweep(digits, networks=NETWORKS, seeds=2, out=tmp_path / "one", workers=1)
    assert {row.configuration["network"] for row in study.results} == {"plain", "small pictures", "knobs"}
    assert {len(record.history) for record in study.records.values()} == {1, 2, 3}
    assert "network plain" in str(study)
    before = files(study.folder.path)
    assert files(resume(study.folder.path).folder.path) == before
    two = gn.sweep(digits, networks=NETWORKS, seeds=2, out=tmp_path / "two", workers=2)
    assert files(two.folder.path) == before


def test_a_file_may_hold_the_list(tmp_path, capsys):
    path, out = tmp_path / "sweep.toml", tmp_path / "study"
    path.write_text(f'''
data = "digits"
seeds = 1
workers = 1
networks = [
    "{DENSE}",
    {{name = "own", network = "{CONV}", epochs = 2}},
]
[space]
epochs = 1
''')
    assert main(["sweep", "--config", str(path), "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "2 networks to try" in told
    assert "network own" in told


def test_the_command_line_takes_networks_as_text(tmp_path, capsys):
    words = ["sweep", "digits", "--network", DENSE, "--network", CONV, "--epochs", "1", "--seeds", "1"]
    assert main([*words, "--workers", "1", "--out", str(tmp_path / "study")]) == 0
    assert "2 networks to try" in capsys.readouterr().out


def test_the_table_of_a_list_says_what_each_network_sets(digits, tmp_path):
    networks = [
        {"name": "base", "conv_layers": 0, "dense": 8, "epochs": 1},
        {"name": "wide", "conv_layers": 0, "dense": 16, "epochs": 1},
        {"name": "slow", "conv_layers": 0, "dense": 8, "epochs": 1, "learning_rate": 0.001},
    ]
    study = gn.sweep(digits, networks=networks, seeds=2, out=tmp_path, workers=1)
    assert study.knobs == ("network", "dense", "learning_rate")
    frame = study.to_frame().set_index("name")
    assert frame.loc["wide", ["dense", "learning_rate"]].tolist() == [16, 0.01]
    assert frame.loc["slow", ["dense", "learning_rate"]].tolist() == [8, 0.001]
    told = json.loads((tmp_path / "results.json").read_text())
    (dense,) = [each for each in told["knobs"] if each["knob"] == "dense"]
    assert [level["value"] for level in dense["levels"]] == [8, 16]
    assert study.candidates[dense["turned_alone_from"]].configuration["network"] == "base"
    for level in dense["levels"]:
        low, high = level["interval"]
        assert 0 <= low <= level["accuracy"] <= high <= 1
