"""A real Chromium for tests of what a reader sees: without a network, with its errors and its speed on record.

A test asks for `browser` and opens a page with it; `report_page` and `portraits_page` are reports to open.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webelement import WebElement

SHOTS = Path(os.environ.get("GLASSNET_SCREENSHOTS", "build/screenshots"))
WIDE, NARROW = 1280, 400
PATIENCE = 30.0  # seconds a page may take on a busy machine before a test gives up


@dataclass
class Browser:
    """Chromium with one tab. `open` goes to a file; what went wrong there and what was asked for is kept."""

    driver: webdriver.Chrome
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def open(self, path: Path, *, width: int = WIDE, height: int = 900, hash_: str = "") -> None:
        self.driver.set_window_size(width, height)
        self._note()
        self.asked.clear()
        self.wrong.clear()
        self.driver.get("about:blank")  # so that a new hash is a new page
        self.driver.get(f"{path.resolve().as_uri()}{hash_}")

    def run(self, script: str, *arguments: Any) -> Any:
        """What a piece of JavaScript returns."""
        return self.driver.execute_script(script, *arguments)

    def wait(self, script: str, seconds: float = PATIENCE) -> Any:
        """Run a piece of JavaScript until what it returns is true, and return that."""
        from selenium.webdriver.support.ui import WebDriverWait

        return WebDriverWait(self.driver, seconds, poll_frequency=0.02).until(
            lambda driver: driver.execute_script(script)
        )

    def find(self, css: str) -> list[WebElement]:
        return self.driver.find_elements("css selector", css)

    def one(self, css: str) -> WebElement:
        return self.driver.find_element("css selector", css)

    @property
    def errors(self) -> list[str]:
        """What the console complained about since the page was opened."""
        self._note()
        return self.wrong

    @property
    def requests(self) -> list[str]:
        """The addresses the page asked for since it was opened."""
        self._note()
        return self.asked

    def shoot(self, name: str, css: str = "") -> Path:
        """Keep a screenshot, of the whole window or of one element, to be looked at."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{name}.png"
        done = self.one(css).screenshot(str(path)) if css else self.driver.save_screenshot(str(path))
        assert done
        return path

    def shoot_page(self, name: str) -> Path:
        """Keep a screenshot of all of the page, however long it is."""
        import base64

        SHOTS.mkdir(parents=True, exist_ok=True)
        how = {"captureBeyondViewport": True, "format": "png"}
        path = SHOTS / f"{name}.png"
        path.write_bytes(base64.b64decode(self.driver.execute_cdp_cmd("Page.captureScreenshot", how)["data"]))
        return path

    def _note(self) -> None:
        self.wrong += [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        self.asked += [
            event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"
        ]


@pytest.fixture(scope="session")
def chromium() -> Iterator[webdriver.Chrome]:
    options = Options()
    for word in (
        "--headless=new",
        "--no-sandbox",  # root may not have one
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
        "--host-resolver-rules=MAP * ~NOTFOUND",  # no address has a machine behind it
        "--disable-background-networking",
        "--disable-component-update",
    ):
        options.add_argument(word)
    options.binary_location = _found("chromium")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, Service(_found("chromedriver")))
    driver.set_page_load_timeout(PATIENCE)
    yield driver
    driver.quit()


@pytest.fixture
def browser(chromium: webdriver.Chrome) -> Browser:
    """The one Chromium of all tests, at an empty page."""
    chromium.get("about:blank")
    return Browser(chromium)


def _found(program: str) -> str:
    path = shutil.which(program)
    assert path, f"{program} is not here: apt-get install chromium chromium-driver"
    return path


@pytest.fixture(scope="session")
def report_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a small network on the digits, as `glassnet train` writes it."""
    from glassnet.cli.main import main

    out = tmp_path_factory.mktemp("digits") / "run"
    net = "conv 8@3 relu as conv_1 > pool 2 > conv 16@3 relu as conv_2 > pool 2 > dense 32 relu"
    assert main(["train", "digits", "--net", net, "--epochs", "5", "--out", str(out)]) == 0
    return out / "report.html"


@pytest.fixture(scope="session")
def portraits_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a network of 32 + 64 channels on drawn portraits of 91x91, with a wild set."""
    import glassnet as gn

    known = gn.datasets.portraits()
    net = "conv 32@10 relu as conv_1 > pool 2 > conv 64@10 relu as conv_2 > pool 2 > dense 64 relu > dense 2 softmax"
    splits = gn.data.split(known.images)
    run = gn.fit(gn.from_text(f"91x91x1 > {net} > regression adam"), splits, n_epoch=3, show=False, keep_filters=True)
    run = gn.calibrate(run, splits)
    test = gn.evaluate(run, splits.test, training=splits.train, part="test")
    path = tmp_path_factory.mktemp("portraits") / "report.html"
    return gn.write_report(
        run, path, splits.test, test=test, part="test", training=splits.train, data="drawn portraits"
    )
