"""Machines that share a study whose networks are settled on the way: by halving, by TPE. Each ends with one table."""

import pytest
from tests.sweeping.postgres_server import workers_of
from tests.sweeping.test_halving import SPACE as HALVED
from tests.sweeping.test_optuna import WIDE
from tests.sweeping.test_sweeps import files

import glassnet as gn
from glassnet.data.splits import Splits, split
from glassnet.errors import EnvironmentProblem
from glassnet.sweeping.running import database
from glassnet.sweeping.running.events import RunBegin, RunEnd
from glassnet.sweeping.running.shared import ELSEWHERE

pytestmark = pytest.mark.postgres
WAYS = {
    "halving": (HALVED, {"halving": True, "seeds": 2}),  # 7, 3 and 1 networks
    "tpe": (WIDE, {"search": "tpe", "networks": 14, "seeds": 2}),  # rounds of 8, 4 and 2
}
RUNS = {"halving": (7 + 3 + 1) * 2, "tpe": 14 * 2}


@pytest.fixture(scope="module")
def many() -> Splits:
    return split(gn.datasets.digits.images()[:500], method="random", validation=0.44, test=0.1)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stop", [3, 17, 21])
def test_one_machine_begins_the_other_ends_and_both_hold_the_table_of_one(server, many, tmp_path, way, stop):
    space, asked = WAYS[way]
    alone = gn.sweep(many, space, **asked, out=tmp_path / "alone", workers=1)
    done = {"first": [], "second": []}

    def shared(machine: str, most: int | None = None):
        def watch(event):
            if isinstance(event, RunEnd) and event.worker != ELSEWHERE:
                done[machine].append(event.job.name)
                if len(done[machine]) == most:
                    raise KeyboardInterrupt

        return gn.sweep(many, space, **asked, out=tmp_path / machine, workers=1, storage=server.url, watch=watch)

    with pytest.raises(KeyboardInterrupt):
        shared("first", most=stop)
    tables = [shared("second"), shared("first")]
    assert len(done["first"]) == stop
    assert len(done["second"]) == RUNS[way] - stop, "what the first had done was copied, not done again"
    assert len(workers_of(server)) == 2
    for each in tables:
        assert each.agenda.to_plain() == alone.agenda.to_plain()
        assert files(each.folder.path) == files(alone.folder.path)


def test_what_ended_in_a_stage_of_halving_while_the_database_was_away_is_copied_later(
    server, many, tmp_path, monkeypatch
):
    space, asked = WAYS["halving"]
    monkeypatch.setattr(database, "AWAY", 0.5)
    ended, done = 0, []

    def take_it_away(event):
        nonlocal ended
        ended += isinstance(event, RunEnd)
        if ended == 3 and isinstance(event, RunBegin):
            server.stop()

    def shared(machine, watch):
        return gn.sweep(many, space, **asked, out=tmp_path / machine, workers=1, storage=server.url, watch=watch)

    def stop(_):
        raise KeyboardInterrupt

    def note(event):
        if isinstance(event, RunEnd) and event.worker != ELSEWHERE:
            done.append(event.job.name)

    try:
        with pytest.raises(EnvironmentProblem, match="has been away too long"):
            shared("first", take_it_away)
    finally:
        server.start()
    with pytest.raises(KeyboardInterrupt):
        shared("first", stop)
    shared("second", note)
    assert len(done) == RUNS["halving"] - 4, "three had been copied, and one ended while it was away"
