import json

import numpy as np
import pytest

from glassnet.cli.main import main

LINE = "91x91x1 > conv 3@10 relu > pool 2 > dense 1024 relu > keep 0.8 > dense 2 softmax"


def test_a_line_of_text_is_shown_as_a_table_with_plain_sentences_below(capsys):
    assert main(["inspect", LINE]) == 0
    told = capsys.readouterr().out
    assert "Conv2D" in told
    assert "91x91x3" in told
    assert "FullyConnected" in told
    assert max(map(len, told.splitlines())) <= 80


def test_a_model_file_shows_the_network_it_holds(trained, capsys):
    assert main(["inspect", str(trained / "model.glassnet")]) == 0
    assert "8x8x4" in capsys.readouterr().out


def test_json_and_text_in_files_or_as_words_show_the_same(tmp_path, capsys):
    from glassnet.graph.notation import from_text, to_json

    written = json.dumps(to_json(from_text(LINE)))
    (tmp_path / "net.json").write_text(written)
    (tmp_path / "net.txt").write_text(LINE + "\n")
    told = []
    for word in (LINE, written, tmp_path / "net.json", tmp_path / "net.txt"):
        assert main(["inspect", str(word)]) == 0
        told.append(capsys.readouterr().out)
    assert len(set(told)) == 1


def test_json_gives_rows_and_remarks_to_programs(capsys):
    assert main(["inspect", LINE, "--json", "--batch", "16"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"][1]["shape"] == [91, 91, 3]
    assert told["batch_size"] == 16
    assert any("99" in remark for remark in told["remarks"])


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("91x91x1 > cnov 3@10", "conv"),
        ("8x8x1 > conv 3@9 valid", "9x9 window does not fit"),
        ("nowhere.glassnet", "There is no file 'nowhere.glassnet'"),
        ("runs/nowhere/net", "There is no file 'runs/nowhere/net'"),
        ('{"format": 1}', "layers"),
        ('{"format": 1, "format": 1}', "twice"),
    ],
)
def test_what_is_no_network_is_told_in_the_users_terms(word, sentence, capsys):
    assert main(["inspect", word]) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert told.out == ""


def test_a_picture_is_no_network(tmp_path, capsys):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")
    assert main(["inspect", str(tmp_path / "a.png")]) == 2
    assert "neither a model file nor a network in text or JSON" in capsys.readouterr().err


def test_a_damaged_model_is_refused_in_a_sentence(trained, tmp_path, capsys):
    whole = (trained / "model.glassnet").read_bytes()
    (tmp_path / "half.glassnet").write_bytes(whole[: len(whole) // 2])
    assert main(["inspect", str(tmp_path / "half.glassnet")]) == 2
    assert "damaged" in capsys.readouterr().err


def test_the_weights_of_a_model_file_are_not_read(trained, tmp_path, capsys):
    whole = bytearray((trained / "model.glassnet").read_bytes())
    at = whole.index(b"Conv2D/W") + 2000  # somewhere among the weights
    whole[at] ^= 1
    (tmp_path / "bit.glassnet").write_bytes(whole)
    assert main(["inspect", str(tmp_path / "bit.glassnet")]) == 0
    assert main(["evaluate", str(tmp_path / "bit.glassnet"), "digits"]) == 2
    assert "damaged" in capsys.readouterr().err


def test_a_zip_of_something_else_is_told_what_it_is(tmp_path, capsys):
    np.savez(tmp_path / "arrays.npz", a=np.ones(3))
    assert main(["inspect", str(tmp_path / "arrays.npz")]) == 2
    assert "NumPy arrays without a network" in capsys.readouterr().err


def test_with_data_the_plan_and_its_cost_stand_below_the_ledger(capsys):
    assert main(["inspect", "conv 3@3 relu > pool 2", "--data", "digits", "--batch", "32", "--epochs", "3"]) == 0
    told = capsys.readouterr().out
    ledger, plan = told.index("InputData"), told.index("Engine auto")
    assert ledger < plan
    assert "An epoch of 1,259 samples in batches of 32" in " ".join(told.split())
    assert "What would change it:" in told
    assert max(map(len, told.splitlines())) <= 80


def test_with_data_json_holds_the_ledger_and_the_explanation(capsys):
    assert main(["inspect", "8x8x1 > conv 3@3 relu > pool 2", "--data", "digits", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"][1]["name"] == "Conv2D"
    assert told["training"]["plan"]["layers"][0]["layer"] == "Conv2D"
    assert told["training"]["validation_samples"] == 269
    assert told["training"]["epoch_seconds"] > 0


def test_a_model_file_can_be_explained_with_data_that_fit_it_and_no_others(trained, photos, capsys):
    assert main(["inspect", str(trained / "model.glassnet"), "--data", "digits"]) == 0
    assert "Engine auto" in capsys.readouterr().out
    assert main(["inspect", str(trained / "model.glassnet"), "--data", str(photos)]) == 2
    assert "8x8x1" in capsys.readouterr().err


def test_pictures_of_a_folder_are_read_in_the_size_asked_for(photos, capsys):
    assert main(["inspect", "6x6x1 > conv 2@3", "--data", str(photos), "--size", "6x6", "--color", "gray"]) == 0
    assert main(["inspect", "6x6x1 > conv 2@3", "--data", str(photos)]) == 2
    assert "the pictures are 10x10x1" in capsys.readouterr().err
