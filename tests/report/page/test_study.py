"""The page of a study: what was asked, what can be told, each network once, and that no name in it is run."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from tests.report.page.test_tags import HOSTILE, Reader

import glassnet as gn
from glassnet.errors import DataError, FileError
from glassnet.report.page.frame import inlined
from glassnet.report.page.study import page_of_study
from glassnet.report.page.study_cost import _off
from glassnet.sweeping.close import close_ones
from glassnet.sweeping.forecast.cost import Cost
from glassnet.sweeping.forecast.expected import FILE, expected_of, keep_expected
from glassnet.sweeping.kept.record import Record
from glassnet.sweeping.space.agenda import Skipped
from glassnet.sweeping.space.configuration import configuration
from glassnet.sweeping.sweeps import study_in

SPACE = {"conv_layers": 1, "filter_size": "3,5,9", "filters": "2,4", "padding": "valid", "dense": "none", "epochs": 2}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Four networks that can be and two that cannot, three seeds each."""
    digits = gn.data.split(gn.datasets.digits.images()[:240], method="random")
    return gn.sweep(digits, SPACE, seeds=3, out=tmp_path_factory.mktemp("study"), workers=1)


@pytest.fixture(scope="module")
def page(study, tmp_path_factory):
    return gn.write_report(study, tmp_path_factory.mktemp("page") / "report.html").read_text()


def text_of(page):
    return " ".join(Reader(page.partition("<main>")[2].partition("<script")[0].replace("<", " <")).text.split())


def test_the_sections_stand_in_their_order(page):
    assert re.findall(r"<h2>(.*?)</h2>", page) == [
        "Which network",
        "Which knob matters",
        "Settings and scores",
        "Some of them looked at",
        "What was left out, and what failed",
        "What it took",
    ]


def test_the_first_lines_say_what_was_asked_and_which_number_is_optimistic(page, study):
    told = text_of(page).partition("Which network")[0]
    assert "4 networks were trained from the same 3 seeds (12 runs) on 168 pictures of pictures, each 8×8×1" in told
    assert "36 others ranked them, and 36 more were kept for the chosen one alone." in told
    assert "--filter-size 3,5,9 --filters 2,4" in told
    assert "is the best of 4 validation scores, so it is optimistic." in told
    assert f"got {100 * study.test.accuracy:.1f} % of 36 test pictures that nothing had touched" in told


def test_the_table_has_every_network_once_with_what_it_is_sorted_by(page, study):
    body = page.partition('class="sortable"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.findall(r'data-value="([^"]*)"', row) for row in body.split("<tr")[1:]]
    knobs = len(study.question.space.varied)
    assert [int(row[0]) for row in rows] == [1, 2, 3, 4]
    assert [float(row[1 + knobs]) for row in rows] == [row.accuracy for row in study.results]
    assert body.count('class="tied"') == sum(row.tied for row in study.results)


def test_each_knob_has_its_sentence_and_its_picture(page, study):
    told = text_of(page)
    for effect in study.effects:
        for change in effect.changes:
            assert f"changes accuracy by {100 * change.effect.mean:+.1f} ± {100 * change.effect.reach:.1f}" in told
    figures = [attributes for name, attributes in Reader(page).elements if name == "svg"]
    labels = [attributes["aria-label"] for attributes in figures]
    (size,) = [effect for effect in study.effects if effect.knob == "filter_size"]
    assert f"filter size: 3 {100 * size.levels[0][1]:.1f} %; 5 {100 * size.levels[1][1]:.1f} %" in labels


def test_the_networks_looked_at_are_each_there_once_and_the_chosen_one_first(study):
    close = close_ones(study)
    keys = [one.key for one in close]
    assert keys[0] == study.ranking.chosen
    assert len(set(keys)) == len(keys) <= 4
    assert {study.ranking.order[0], study.ranking.order[-1]} <= set(keys)
    assert "the chosen one" in close[0].why


def test_filters_stand_side_by_side_with_what_was_learned(page, study):
    part = page.partition("Filters side by side")[2].partition("</section>")[0]
    assert part.count(">learned part</th>") == len(close_ones(study))
    assert part.count("<img") == sum(3 * one.made.configuration["filters"] for one in close_ones(study))


def test_what_was_impossible_is_listed_with_its_reason(page, study):
    told = text_of(page)
    assert "2 impossible" in told
    for left in study.agenda.skipped:
        assert " ".join(left.reason.split()) in told


def test_what_it_took_is_held_against_what_was_predicted(study, tmp_path):
    assert "No prediction was kept" in text_of(page_of_study(study))
    seconds = {key: 2 * took for key, took in study.seconds.items()}
    known = Cost(seconds, 60.0, 10**9, 3, 2, 10**6)
    keep_expected(study.folder, known)
    try:
        assert expected_of(study.folder) == known
        told = text_of(page_of_study(study))
    finally:
        (study.folder.path / FILE).unlink()
    assert "60 s were predicted for the whole study." in told
    assert "3 of 4 networks were timed beforehand, the rest reckoned from them." in told
    assert told.count("50 % less") >= len(study.seconds)


def test_a_prediction_that_is_broken_is_no_prediction(study):
    (study.folder.path / FILE).write_text('{"seconds": 3}')
    try:
        with pytest.raises(FileError, match="expected cost"):
            expected_of(study.folder)
    finally:
        (study.folder.path / FILE).unlink()


@pytest.mark.parametrize(
    ("true", "ahead", "told"), [(15, 10, "50 % longer"), (5, 10, "50 % less"), (0, 0, "100 % less")]
)
def test_how_far_a_prediction_was_off_is_a_share_of_the_prediction(true, ahead, told):
    assert _off(true, ahead) == told


def test_it_loads_nothing_from_anywhere_and_runs_only_its_own_script(page):
    read = Reader(page)
    addresses = [value for _, known in read.elements for key, value in known.items() if key in ("src", "href")]
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert re.findall(r"[a-z]+://[^\s\"'<)]*", page) == []
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    (script,) = re.findall(r'<script type="module">(.*?)</script>', page, re.DOTALL)
    assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy


def test_no_name_and_no_reason_becomes_an_element(study):
    key, reason = study.ranking.order[0], "".join(HOSTILE)
    records = {**study.records, (key, 1): Record(key, 1, "failed", reason)}
    pictures = replace(study.question.pictures, name=HOSTILE[0], classes=HOSTILE)
    skipped = (Skipped(configuration({}), "too big", reason),)
    hostile = replace(
        study,
        question=replace(study.question, pictures=pictures),
        agenda=replace(study.agenda, skipped=skipped),
        records=records,
        test=None,
    )
    page = page_of_study(hostile)
    page.encode()
    names = {name for name, known in Reader(page).elements if any(word.startswith("on") for word in known)}
    assert names == set()
    assert page.count("<script") == 1
    assert "<img src=x" not in page
    assert "\u202e" not in page
    assert "1 run failed, and their networks" in text_of(page)


def test_a_study_that_has_only_begun_says_what_is_missing(study):
    page = text_of(page_of_study(replace(study, records={}, test=None)))
    assert "No network has finished with all its seeds yet, so there is nothing to tell." in page
    assert "12 runs are still to be done. glassnet sweep --resume" in page


@pytest.mark.parametrize("seeds", [(0,), (0, 1)])
def test_fewer_seeds_have_a_page_too(study, seeds):
    few = replace(study, question=replace(study.question, seeds=seeds), test=None)
    told = text_of(page_of_study(few))
    assert ("nobody knows how far another would have moved" in told) is (len(seeds) == 1)
    assert "nan" not in told
    assert "inf" not in told.replace("information", "")


def test_networks_without_convolutions_and_trainings_of_one_epoch_have_a_page(tmp_path):
    digits = gn.data.split(gn.datasets.digits.images()[:100], method="random")
    study = gn.sweep(digits, {"conv_layers": 0, "dense": "none,4", "epochs": 1}, seeds=2, out=tmp_path, workers=1)
    told = text_of(page_of_study(study))
    assert "It has no convolutional layer, so no filters." in told
    assert "Of trainings of a single epoch there is no curve." in told


def test_a_model_that_is_gone_costs_its_filters_alone(study, tmp_path):
    shutil.copytree(study.folder.path, tmp_path / "copy")
    for model in (tmp_path / "copy" / "runs").rglob("*.glassnet"):
        model.unlink()
    copy = study_in(replace(study.folder, path=tmp_path / "copy"))
    assert "Its model cannot be read" in text_of(page_of_study(copy))


def test_the_same_study_gives_the_same_page(study):
    assert page_of_study(study) == page_of_study(study)


def test_other_pictures_are_refused_since_a_study_has_its_own(study, tmp_path):
    with pytest.raises(DataError, match="A study keeps its pictures itself"):
        gn.write_report(study, tmp_path / "page.html", gn.datasets.digits.images())


def test_the_script_sorts_numbers_before_words_and_what_is_empty_last():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, so the script of the table cannot be tried: apt-get install nodejs")
    script = inlined("sorting.js").partition("for (const table")[0]
    values = [3, None, 10, "valid", -1, "same"]
    run = f"{script}\nconst sorted = (turned) => {json.dumps(values)}.sort((a, b) => before(a, b, turned));\n"
    run += "console.log(JSON.stringify([sorted(1), sorted(-1)]));"
    told = subprocess.run([node, "-e", run], capture_output=True, text=True, check=True).stdout
    assert json.loads(told) == [[-1, 3, 10, "same", "valid", None], [10, 3, -1, "valid", "same", None]]


def test_of_a_list_the_table_shows_what_each_network_sets_and_knobs_are_turned_from_one(tmp_path):
    digits = gn.data.split(gn.datasets.digits.images()[:200], method="random")
    plain = {"conv_layers": 1, "filters": 2, "filter_size": 3, "dense": "none", "epochs": 1}
    turned = {"plain": {}, "no pool": {"pool": "none"}, "pool 4": {"pool": 4}, "more": {"filters": 4}}
    networks = [{"name": name, **plain, **each} for name, each in turned.items()]
    study = gn.sweep(digits, networks=networks, seeds=2, out=tmp_path / "study", workers=1)
    page = page_of_study(study)
    told = text_of(page)
    head = re.findall(
        r'<th scope="col"[^>]*>([^<]*)</th>', page.partition('class="sortable"')[2].partition("</thead>")[0]
    )
    assert head[:4] == ["rank", "network", "filters", "pool"]
    assert "Asked for: a list of 4 networks" in told
    assert "A point is the accuracy of network plain, with that value of the knob" in told
    assert re.findall(r"pool 2 → (none|4) changes accuracy", told) == ["none", "4"]
    assert "filters 2 → 4 changes accuracy" in told
    assert "any of these 3 changes so large in fewer than 5 of 100 sweeps" in told
    words = " ".join(str(study).split())
    assert "Which knob matters, one turned at a time, the others as in network plain: - filters 2 → 4" in words


def test_numbers_stay_with_their_units_where_a_line_breaks(page):
    visible = page.partition('class="verdict"')[2].partition("</div>")[0]
    assert "&nbsp;%" in visible
    assert " %" not in visible
