"""The tale of `glassnet demo --story`: its turns must come true, or it must not be told."""

import re

import pytest

from glassnet.cli.main import main


@pytest.fixture(scope="module")
def tale() -> str:
    from glassnet.cli.story import told

    return "\n\n".join(told(seed=0))


def test_a_random_split_is_all_right_and_the_audit_names_the_wall(tale: str) -> None:
    usual, audit = tale.split("2. ")[:2]
    assert "Right: 100 % of 60 (95 %: 94-100)" in usual
    assert "corner alone tells ada from ben: 100 %" in audit


def test_with_bursts_kept_together_far_fewer_pictures_count(tale: str) -> None:
    assert re.search(r"Right: \S+ % of \d+ in \d groups", tale.split("3. ")[1])


def test_the_wild_set_falls_and_the_black_frame_is_refused(tale: str) -> None:
    wild, none = tale.split("4. ")[1].split("5. ")
    assert re.search(r"From the test, 100 %, it falls by \d+.\d points", wild)
    assert "none of these, for it is darker than the training" in " ".join(none.split())


def test_the_tale_fits_80_columns_and_writes_nothing(tale: str, tmp_path, monkeypatch, capsys) -> None:
    assert max(map(len, tale.splitlines())) <= 80
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("glassnet.cli.story.told", lambda seed: iter([f"seed {seed}"]))
    assert main(["demo", "--story", "--seed", "3"]) == 0
    assert capsys.readouterr().out == "seed 3\n\n"
    assert not list(tmp_path.iterdir())
