"""Names that are code stay names: in the text, in attributes, in what is inlined as JSON."""

import numpy as np
import pytest

import glassnet as gn

pytestmark = pytest.mark.browser

NAMES = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "\"'><svg onload=alert(3)>",
    "]]>&amp;<!--",
    "a\u2028b\u202egpj.exe",
    "x" * 3000,
)


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory):
    """A report whose classes, files and title are hostile names."""
    draw = np.random.default_rng(0)
    labels = np.arange(120) % len(NAMES)
    pixels = draw.integers(0, 256, (120, 12, 12, 1), np.uint8)
    names = tuple(f"{number}/{NAMES[number % len(NAMES)]}" for number in range(120))
    images = gn.data.Images(pixels, labels, NAMES, names)
    net = gn.from_text(f"12x12x1 > conv 4@5 relu > dense {len(NAMES)} softmax > regression adam")
    run = gn.fit(net, images[:80], n_epoch=1, show=False, keep_filters=True)
    path = tmp_path_factory.mktemp("hostile") / "report.html"
    return gn.write_report(
        run, path, images[80:], training=images[:80], data=NAMES[1], command=f"glassnet train '{NAMES[0]}'"
    )


def test_no_name_is_run_or_becomes_an_element(browser, hostile_page):
    browser.open(hostile_page)
    browser.driver.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument", {"source": "window.alerts = []; window.alert = (x) => alerts.push(x);"}
    )
    browser.open(hostile_page)
    assert browser.run("return window.alerts") == []
    assert browser.find("img[src='x'], svg[onload], main script") == []
    assert browser.run("return document.querySelectorAll('[onerror], [onload]').length") == 0
    assert browser.errors == []
    assert "<script>alert(1)" in browser.one("main").text
    assert "\u202e" not in browser.run("return document.documentElement.textContent")
    browser.shoot("hostile-names")


def test_a_script_that_is_not_ours_would_not_run_either(browser, hostile_page):
    browser.open(hostile_page)
    ran = browser.run(
        "const s = document.createElement('script'); s.textContent = 'window.foreign = 1';"
        "document.body.append(s); return window.foreign ?? null"
    )
    assert ran is None
