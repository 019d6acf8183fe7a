import io

from glassnet.engine.plan import Plan
from glassnet.report.epochs import EpochTable
from glassnet.runs.history import Epoch
from glassnet.training.events import BatchEnd, EpochEnd, Score, Target, TrainBegin, TrainEnd

BEGIN = TrainBegin(1257, 270, (Target("TargetsData", "Adam", "acc"),), first_epoch=1, last_epoch=12)


class Screen(io.StringIO):
    def isatty(self):
        return True


def end(epoch, **values):
    row = Epoch(epoch, 20 * epoch, loss=2.25, metrics={"acc": 0.125}, seconds=0.8, **values)
    return EpochEnd(row, run=lambda: None)


def batch(seen):
    score = {"TargetsData": Score(2.5, 0.25)}
    return BatchEnd(1, 3, seen, 1257, 0.1, score, score)


def told(stream, *events):
    table = EpochTable(stream)
    for event in (BEGIN, *events):
        assert table.see(event) is False
    return stream.getvalue()


def test_elsewhere_than_on_a_terminal_there_is_a_head_and_a_line_an_epoch():
    validated = {"val_loss": 2.0, "val_metrics": {"acc": 0.5}}
    text = told(io.StringIO(), batch(64), end(1, **validated), batch(64), end(2, **validated))
    assert text.splitlines() == [
        "    epoch      loss       acc  val_loss   val_acc   seconds",
        "     1/12    2.2500    0.1250    2.0000    0.5000       0.8",
        "     2/12    2.2500    0.1250    2.0000    0.5000       0.8",
    ]


def test_without_validation_there_are_no_columns_for_it():
    assert told(io.StringIO(), end(1)).splitlines()[0].split() == ["epoch", "loss", "acc", "seconds"]


def test_on_a_terminal_the_row_grows_within_the_line_and_is_erased_for_the_whole_one():
    text = told(Screen(), batch(640), end(1))
    growing = text.split("\r")[1]
    assert "1/12   51 % of 1,257 samples  loss 2.5000 acc 0.2500" in growing
    assert "\n" not in growing
    assert text.endswith("       0.8\n")


def test_training_that_stops_within_an_epoch_leaves_a_clean_line():
    screen = Screen()
    table = EpochTable(screen)
    table.see(BEGIN)
    table.see(batch(640))
    table.close()
    assert screen.getvalue().endswith("\r\x1b[2K")


def test_a_growing_row_never_breaks_the_line():
    targets = tuple(Target(f"a_target_with_a_long_name_{number}", "Adam", "acc") for number in range(5))
    screen, scores = Screen(), {target.name: Score(1.0, 0.5) for target in targets}
    table = EpochTable(screen)
    table.see(TrainBegin(10, 0, targets, 1, 3))
    table.see(BatchEnd(1, 1, 5, 10, 0.1, scores, scores))
    assert len(screen.getvalue().split("\x1b[2K")[-1]) <= 79


EXPECTED = TrainBegin(
    1257, 270, BEGIN.targets, 1, 2, Plan("auto", threads=2, folded=("fc/W",) * 12), 1e-6, expected_seconds=60.0
)


def test_what_is_expected_stands_before_the_table_and_what_was_true_below_it_in_80_columns():
    stream = io.StringIO()
    table = EpochTable(stream)
    for event in (EXPECTED, end(1), TrainEnd(end(1).row, operations=1e12, seconds=100.0)):
        table.see(event)
    lines = stream.getvalue().splitlines()
    assert lines[0].startswith("engine auto: 2 threads, float32; SGD folded into fc/W")
    assert "expected: 60 s an epoch, 2.0 min in all" in lines
    head = next(at for at, line in enumerate(lines) if line.startswith("    epoch"))
    assert lines[head - 1] == ""
    assert lines[head + 2] == ""
    assert lines[head + 3].startswith("done: 1.7 min, 10 GF/s executed, ")
    assert max(map(len, lines)) <= 80


def test_on_a_terminal_a_growing_row_is_erased_before_the_truth_is_told():
    screen = Screen()
    table = EpochTable(screen)
    for event in (BEGIN, batch(640), TrainEnd(None, operations=1e12, seconds=100.0)):
        table.see(event)
    assert "\r\x1b[2K\ndone: " in screen.getvalue()
