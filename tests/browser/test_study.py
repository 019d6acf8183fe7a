"""The page of a study as a reader meets it: sorted by a click, and looked at on a wide and on a narrow window."""

from itertools import pairwise
from pathlib import Path

import pytest
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def study_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a sweep over the digits, as `glassnet sweep` writes it."""
    from glassnet.cli.main import main

    out = tmp_path_factory.mktemp("sweep") / "study"
    space = [
        "--conv-layers",
        "1,2",
        "--filter-size",
        "3,5,9",
        "--filters",
        "4,8",
        "--pool",
        "none,2",
        "--dense",
        "none",
    ]
    how = ["--padding", "valid", "--learning-rate", "0.3", "--epochs", "3", "--seeds", "3"]
    assert main(["sweep", "digits", *space, *how, "--out", str(out)]) == 0
    return out / "report.html"


def ranks(browser) -> list[int]:
    return browser.run(
        "return [...document.querySelectorAll('.sortable tbody tr')].map((r) => Number(r.cells[0].dataset.value))"
    )


def test_it_asks_nobody_and_a_click_on_a_heading_sorts(browser, study_page):
    browser.open(study_page)
    asked = [address for address in browser.requests if not address.startswith(("data:", "about:", "blob:"))]
    assert asked == [study_page.resolve().as_uri()]
    written = ranks(browser)
    assert written == sorted(written)
    heading = browser.find(".sortable thead button")[0]
    heading.click()
    heading.click()
    assert ranks(browser) == written[::-1]
    assert browser.one(".sortable [aria-sort]").get_attribute("aria-sort") == "descending"
    browser.shoot("study-sorted")
    assert browser.errors == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_is_wider_than_the_window_and_headings_come_in_order(browser, study_page, width):
    browser.open(study_page, width=width)
    browser.shoot_page(f"study-{width}")
    over = browser.run(
        "const most = document.documentElement.clientWidth;"
        "return [...document.querySelectorAll('main *')]"
        ".filter((e) => !e.closest('.wide, .lines') && e.getBoundingClientRect().right > most + 1)"
        ".map((e) => e.tagName + '.' + e.className).slice(0, 5)"
    )
    assert over == []
    levels = browser.run("return [...document.querySelectorAll('h1, h2, h3, h4')].map((h) => Number(h.tagName[1]))")
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert browser.run("return [...document.images].every((i) => i.alt && i.naturalWidth > 0)")
    assert browser.run("return [...document.querySelectorAll('figure svg')].every((s) => s.ariaLabel)")


def test_without_scripts_the_table_stands_as_it_was_written(browser, study_page):
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.open(study_page)
        assert browser.find(".sortable button") == []
        assert len(browser.find(".sortable tbody tr")) > 3
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
