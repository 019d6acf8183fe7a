"""A sweep as it is watched: lines that fit, whatever networks are called, and what is expected."""

import io
from dataclasses import replace

import pytest

import glassnet as gn
from glassnet.data.splits import split
from glassnet.report.sweep import SweepBar
from glassnet.report.sweep_plan import of_plan
from glassnet.sweeping.forecast.cost import Cost
from glassnet.sweeping.planning import Plan
from glassnet.sweeping.running.events import Job, RunBegin, RunEnd, RunLost


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    digits = split(gn.datasets.digits.images()[:200], method="random")
    space = {
        "conv_layers": "0",
        "dense": "none,4",
        "activation": "relu,leaky_relu",
        "learning_rate": "0.01",
        "epochs": 1,
    }
    return gn.sweep(digits, space, seeds=2, out=tmp_path_factory.mktemp("study"), workers=1)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def watched(study, stream, expected=None):
    """What a stream shows of a study that is run again from nothing."""
    bar = SweepBar(replace(study, records={}), expected, stream)
    for (key, seed), record in study.records.items():
        job = Job(study.candidates[key], seed)
        bar.see(RunBegin(job, 1))
        bar.see(RunEnd(job, 1, record))
    bar.close()
    return stream.getvalue()


def test_elsewhere_than_on_a_terminal_each_network_is_a_line_of_80_columns(study):
    lines = watched(study, io.StringIO()).splitlines()
    assert [line.split(" | ")[0] for line in lines] == [
        f"{2 * n}/{2 * len(study.agenda)}" for n in range(1, len(lines) + 1)
    ]
    assert len(lines) == len(study.agenda)
    assert all("best " in line and len(line) <= 80 for line in lines)


def test_on_a_terminal_one_line_is_drawn_anew_and_gone_in_the_end(study):
    told = watched(study, Terminal())
    assert "\n" not in told
    assert told.endswith("\r\x1b[2K")


def test_the_best_is_named_as_far_as_there_is_room(study):
    bar = SweepBar(study, None, io.StringIO())
    line = bar.line()
    assert line.startswith(f"{2 * len(study.agenda)}/{2 * len(study.agenda)} | best ")
    assert len(line) <= 80


def test_the_time_left_is_reckoned_from_what_networks_were_expected_to_take(study):
    keys = list(study.candidates)
    expected = dict.fromkeys(keys, 1.0) | {keys[-1]: 97.0}
    done = {name: record for name, record in study.records.items() if name[0] == keys[0]}
    bar = SweepBar(replace(study, records={}), expected, io.StringIO())
    bar._began -= 10.0
    for (key, seed), record in done.items():
        bar.see(RunEnd(Job(study.candidates[key], seed), 1, record))
    left = sum(expected.values()) - 1.0
    assert f"{left * 10 / 60:.1f} min left" in bar.line()


def test_a_job_whose_worker_died_is_told(study):
    stream = io.StringIO()
    bar = SweepBar(study, None, stream)
    made = next(iter(study.candidates.values()))
    bar.see(RunLost(Job(made, 1), 2, "its process was killed by SIGKILL", again=True))
    assert stream.getvalue() == (
        f"{made.configuration.told(study.question.space.varied)}, seed 1: its process was killed by SIGKILL; "
        "it is tried again.\n"
    )


def test_what_it_will_take_is_told_before_it_starts(study):
    cost = Cost(dict.fromkeys(study.candidates, 2.0), 75.0, 1_200_000_000, 1, 2, 34_000_000)
    told = of_plan(Plan(study.folder, study.question, study.agenda, cost), 2)
    assert "runs, 2 seeds each, by 2 workers. Expected: 75 s (1 network timed, the rest reckoned)," in " ".join(
        told.split()
    )
    assert "memory 1.20 GB, disk 34.0 MB." in " ".join(told.split())
    assert max(map(len, told.splitlines())) <= 80
