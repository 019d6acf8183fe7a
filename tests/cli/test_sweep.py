"""`glassnet sweep` as it is typed: what is shown, what is refused, and where everything is."""

import json

import pytest

from glassnet.cli.main import main

QUICK = ["--conv-layers", "0,1", "--filter-size", "3,9", "--filters", "2", "--padding", "valid", "--dense", "none"]
FEW = ["--epochs", "1", "--seeds", "2", "--workers", "1"]


def test_the_screen_says_what_comes_what_is_left_out_and_what_came_of_it_within_80_columns(tmp_path, capsys):
    out = tmp_path / "study"
    assert main(["sweep", "digits", *QUICK, *FEW, "--out", str(out)]) == 0
    told = capsys.readouterr().out
    flat = " ".join(told.split())
    for part in (
        "1,259 to train on",
        "2 networks to try",
        "1 impossible: conv layers 1, filter size 9",
        "4 runs, 2 seeds each, by one worker. Expected: ",
        "4/4 | best ",
        "accuracy on 269 pictures (validation), mean of 2 seeds",
        "is the best of 2 validation scores, so it is optimistic",
        "Which knob matters",
        f"The study is kept in {out}",
    ):
        assert part in flat
    assert all(len(line) <= 80 for line in told.splitlines() if str(out) not in line)


def test_json_is_pure_and_all_else_goes_to_stderr(tmp_path, capsys):
    assert main(["sweep", "digits", *QUICK, *FEW, "--out", str(tmp_path / "study"), "--json"]) == 0
    told = capsys.readouterr()
    value = json.loads(told.out)
    assert len(value["validation"]) == 2
    assert value["test"]["pictures"] == 269
    assert "2 networks to try" in told.err


def test_a_file_says_what_the_options_leave_open(tmp_path, capsys):
    path, out = tmp_path / "sweep.toml", tmp_path / "study"
    path.write_text(
        'data = "digits"\nseeds = 5\nworkers = 1\n\n[space]\nconv_layers = 0\ndense = ["none", 4]\nepochs = "1"\n'
    )
    assert main(["sweep", "--config", str(path), "--seeds", "2", "--dense", "none", "--out", str(out)]) == 0
    question = json.loads((out / "study.json").read_text())
    assert question["space"] == {"conv_layers": "0", "dense": "none", "epochs": "1"}
    assert question["seeds"] == [0, 1]


def test_a_study_that_is_whole_is_told_again_by_resume(tmp_path, capsys):
    out = tmp_path / "study"
    assert main(["sweep", "digits", *QUICK, *FEW, "--out", str(out)]) == 0
    before = (out / "results.csv").read_bytes()
    capsys.readouterr()
    assert main(["sweep", "--resume", str(out)]) == 0
    assert "accuracy on 269 pictures (validation)" in capsys.readouterr().out
    assert (out / "results.csv").read_bytes() == before


def test_a_budget_keeps_the_first_networks_and_lists_the_rest(tmp_path, capsys):
    out = tmp_path / "study"
    words = ["--conv-layers", "0", "--dense", "none,4,8", "--epochs", "2", "--seeds", "1"]
    assert main(["sweep", "digits", *words, "--budget", "0.001s", "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "2 beyond the budget:" in told
    assert "1 runs, 1 seed each, by one worker." in told, "starting several would take longer than the work"


@pytest.mark.parametrize(
    ("words", "letter"),
    [
        ([], "A sweep needs pictures: glassnet sweep DATA"),
        (["digits"], "The space is empty: there is nothing to try."),
        (["digits", "--filters", "9..3"], "filters '9..3' runs from 9 down to 3"),
        (["digits", "--filters", "3", "--budget", "soon"], "--budget 'soon' is no time"),
        (["digitz", "--filters", "3"], "Did you mean 'digits'?"),
        (["digits", "--resume", "x", "--filters", "3"], "leave DATA and the knobs out"),
        (["--resume", "nowhere"], "'nowhere' holds no study"),
        (["digits", "--filters", "3", "--keep-models", "some"], "'some' is not one of 'all', 'chosen'"),
        (["digits", "--config", "nowhere.toml"], "'nowhere.toml' is no TOML file we can read"),
    ],
)
def test_bad_input_is_refused_in_a_sentence_before_anything_is_made(words, letter, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", *words]) == 2
    assert letter in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_with_a_name_that_means_nothing_is_refused(tmp_path, capsys):
    path = tmp_path / "sweep.toml"
    path.write_text("sedes = 3\n")
    assert main(["sweep", "digits", "--config", str(path)]) == 2
    assert "Did you mean 'seeds'" in capsys.readouterr().err


def test_a_search_tells_how_many_networks_it_will_find_on_the_way(tmp_path, capsys):
    words = ["--conv-layers", "0", "--dense", "none,4,8", "--learning-rate", "0.01..1.0", *FEW]
    out = str(tmp_path / "study")
    assert main(["sweep", "digits", *words, "--search", "tpe", "--networks", "10", "--out", out]) == 0
    told = capsys.readouterr().out
    assert "8 networks to try\n2 more are found on the way, where it was good" in told
    assert "20 runs, 2 seeds each, by one worker. Expected: " in told
    assert "\n20/20 | best " in told


def test_conditions_and_halving_are_typed_and_told(tmp_path, capsys):
    words = ["--conv-layers", "0", "--dense", "none,4", "--keep", "0.5,0.9", "--when", "keep: dense == 4"]
    where = ["--seeds", "2", "--workers", "1", "--out", str(tmp_path / "study")]
    assert main(["sweep", "digits", *words, "--epochs", "2", "--halving", *where]) == 0
    flat = " ".join(capsys.readouterr().out.split())
    assert "3 networks to try" in flat
    assert "the better third of them goes on, and again; the others are pruned" in flat
    assert "2 networks were pruned on the way" in flat


def test_few_models_are_kept_where_the_options_or_a_file_say_so(tmp_path, capsys):
    path, models = tmp_path / "sweep.toml", {}
    path.write_text('keep_models = "chosen"\n')
    words = ["sweep", "digits", "--conv-layers", "0", "--dense", "none,16,24,32,40,48", *FEW]
    for name, more in {
        "all": [],
        "option": ["--keep-models", "chosen"],
        "file": ["--config", str(path)],
    }.items():
        out = tmp_path / name
        assert main([*words, "--out", str(out), *more]) == 0
        models[name] = {model.relative_to(out) for model in out.rglob("model.glassnet")}
        told = " ".join(capsys.readouterr().out.split())
        assert ("at most 5 runs, which are done again at the end." in told) == (name != "all")
    assert models["option"] == models["file"] < models["all"]
    assert len(models["file"]) <= 5
    assert (tmp_path / "all" / "results.json").read_bytes() == (tmp_path / "file" / "results.json").read_bytes()
    path.write_text('keep_models = "few"\n')
    assert main([*words, "--out", str(tmp_path / "no"), "--config", str(path)]) == 2
    assert "Invalid keep_models: 'few'" in capsys.readouterr().err


def test_a_sweep_stopped_before_its_models_were_made_again_is_gone_on_with(tmp_path, capsys, monkeypatch):
    out = tmp_path / "study"
    words = ["sweep", "digits", "--conv-layers", "0", "--dense", "none,4", *FEW, "--out", str(out)]
    with monkeypatch.context() as patch:
        patch.setattr("glassnet.sweeping.sweeps.to_do_again", _interrupted)
        assert main([*words, "--keep-models", "chosen"]) == 130
    told = " ".join(capsys.readouterr().out.split())
    assert f"4 runs are kept; models are still to be made. Go on with: glassnet sweep --resume {out}" in told
    assert main(["sweep", "--resume", str(out), "--workers", "1"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "at most 3 runs, which are done again at the end." in told
    assert "that is the number to go by" in told


def _interrupted(_):
    raise KeyboardInterrupt
