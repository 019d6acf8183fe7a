"""The history: its columns, its plain form, its table on disk."""

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.errors import FileError, UnknownName
from glassnet.runs import strict_json
from glassnet.runs.history import Epoch, History, append_csv_row

FIRST = Epoch(1, 8, 0.9, {"acc": 0.5}, seconds=1.5)
SECOND = Epoch(2, 16, 0.4, {"acc": 0.75}, 0.6, {"acc": 0.625}, 1.25)
numbers = st.floats(allow_nan=False)
tables = st.dictionaries(st.sampled_from(["acc", "top3", "age/loss", "age/R2"]), numbers)
epochs = st.builds(
    Epoch, st.integers(0, 2**40), st.integers(0, 2**40), numbers, tables, st.none() | numbers, tables, numbers
)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_columns_stand_in_the_order_values_appear_and_seconds_last() -> None:
    history = History((FIRST, SECOND))
    assert history.columns == ("epoch", "step", "loss", "acc", "val_loss", "val_acc", "seconds")
    assert history.column("val_acc") == [None, 0.625]
    assert history.column("loss") == [0.9, 0.4]
    assert history[-1].loss == 0.4
    assert history[:1].epochs == (FIRST,)


def test_a_column_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"Invalid column of the history: 'vall_acc'\. Did you mean 'val_acc'"):
        History((SECOND,)).column("vall_acc")


def test_several_targets_have_columns_of_their_own() -> None:
    both = Epoch(1, 8, 3.0, {"age/loss": 2.0, "sex/loss": 1.0, "sex/acc": 0.9}, 2.5, {"age/loss": 2.2, "sex/acc": 0.8})
    assert both.value("sex/val_acc") == 0.8
    assert both.value("age/val_loss") == 2.2
    assert both.value("val_loss") == 2.5


@settings(max_examples=50)
@given(st.lists(epochs, max_size=4))
def test_a_history_comes_back_from_json(some: list[Epoch]) -> None:
    history = History(tuple(some))
    assert History.from_plain(strict_json.read(strict_json.write(history.to_plain()), largest=1 << 20)) == history


def test_a_loss_that_is_no_number_comes_back_too() -> None:
    back = History.from_plain(History((Epoch(1, 8, math.nan, {"R2": -math.inf}),)).to_plain())[0]
    assert math.isnan(back.loss)
    assert back.metrics == {"R2": -math.inf}


def test_an_epoch_with_a_field_of_another_kind_is_refused() -> None:
    plain = FIRST.to_plain() | {"step": "8"}
    with pytest.raises(FileError, match="history, 'step': a whole number belongs here, not '8'"):
        History.from_plain([plain])


def test_the_table_on_disk_holds_every_value_in_full(tmp_path: Path) -> None:
    third = 1 / 3
    History((FIRST, Epoch(2, 16, third, {"acc": 0.75}))).to_csv(tmp_path / "history.csv")
    assert (tmp_path / "history.csv").read_text().splitlines()[0] == "epoch,step,loss,acc,seconds"
    assert float(rows(tmp_path / "history.csv")[1]["loss"]) == third


def test_rows_added_one_by_one_make_the_same_table(tmp_path: Path) -> None:
    for epoch in (FIRST, SECOND):
        append_csv_row(tmp_path / "grown.csv", epoch)
    History((FIRST, SECOND)).to_csv(tmp_path / "whole.csv")
    grown, whole = rows(tmp_path / "grown.csv"), rows(tmp_path / "whole.csv")
    assert grown == whole
    assert grown[0]["val_acc"] == ""


def test_a_row_of_known_columns_is_added_without_rewriting_the_table(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    append_csv_row(path, FIRST)
    before = path.stat().st_ino
    append_csv_row(path, Epoch(2, 16, 0.4, {"acc": 0.75}))
    assert path.stat().st_ino == before
    assert [row["epoch"] for row in rows(path)] == ["1", "2"]


@pytest.mark.parametrize("torn", ["2,16,0.", "2", "2,16,0.4,0.75", '"'])
def test_a_row_torn_by_a_crash_is_gone_and_the_others_stay(torn: str, tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    append_csv_row(path, FIRST)
    with path.open("a") as file:
        file.write(torn)
    append_csv_row(path, SECOND)
    assert [row["epoch"] for row in rows(path)] == ["1", "2"]


def test_a_table_torn_in_its_head_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text("epoch,st")
    append_csv_row(path, FIRST)
    assert [row["epoch"] for row in rows(path)] == ["1"]


def test_an_epoch_says_its_values() -> None:
    assert str(SECOND) == "epoch 2: loss 0.4000, acc 0.7500, val_loss 0.6000, val_acc 0.6250, seconds 1.2500"
    assert str(History()) == "no epoch yet"
