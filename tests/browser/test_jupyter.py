"""The explorer in a real JupyterLab: a notebook runs, the widget paints and answers, and nobody complains."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = pytest.mark.browser

SHOTS = Path(os.environ.get("GLASSNET_SCREENSHOTS", "build/screenshots")).resolve()
PATIENCE = 150  # seconds for a kernel to import torch and to train, on a busy machine

TRAINING = """
import glassnet as gn
digits = gn.datasets.digits.images()[:300]
net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 8, 3, activation="relu", name="conv_1")
net = gn.conv_2d(gn.max_pool_2d(net, 2, name="pool_1"), 12, 3, activation="relu", name="conv_2")
net = gn.fully_connected(net, 10, activation="softmax", name="answer")
run = gn.fit(gn.regression(net, optimizer="adam", learning_rate=0.01), digits, n_epoch=5, show=False, keep_filters=True)
"""
# JupyterLab may ask which kernel to take: the one it proposes. There must be no such question open any more.
KERNEL_IS_READY = """
const question = document.querySelector(".jp-Dialog .jp-mod-accept");
if (question) question.click();
const kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
return !question && kernel?.status === "idle";
"""


def notebook() -> str:
    """A notebook that trains, and then explores what it trained."""
    import nbformat

    cells = [nbformat.v4.new_code_cell(TRAINING.strip()), nbformat.v4.new_code_cell("gn.explore(run, digits)")]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    return str(nbformat.writes(made))


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab of our own, with the notebook in it."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "explore.ipynb").write_text(notebook())
    token, port = secrets.token_hex(8), free_port()
    own = {"JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_DATA_DIR": str(folder / "data")}
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1",
        f"--IdentityProvider.token={token}", f"--notebook-dir={folder}", "--expose-app-in-browser",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **own}, cwd=folder)
    try:
        wait_for(port, server, folder / "log")
        yield f"http://127.0.0.1:{port}/lab/tree/explore.ipynb?token={token}"
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="module")
def driver() -> Iterator[webdriver.Chrome]:
    options = Options()
    for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1600,1200"):
        options.add_argument(word)
    options.add_argument("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")  # nobody out there is asked
    options.binary_location = program("chromium")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = webdriver.Chrome(options, Service(program("chromedriver")))
    yield started
    started.quit()


def test_the_widget_paints_in_jupyterlab_and_answers_from_the_kernel(lab: str, driver: webdriver.Chrome) -> None:
    driver.get(lab)
    until(driver, "return Boolean(window.jupyterapp && document.querySelector('.jp-Notebook .jp-CodeCell'))")
    until(driver, KERNEL_IS_READY)
    driver.execute_script("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    until(driver, "return document.querySelector('.glassnet[data-painted]') !== null")
    driver.execute_script("document.querySelector('.glassnet').scrollIntoView()")
    shoot(driver, "jupyterlab")
    assert "conv_2" in driver.execute_script("return document.querySelector('.glassnet').innerText")
    painted = "return [...document.querySelectorAll('.glassnet canvas')].filter((canvas) => canvas.width > 0).length"
    assert driver.execute_script(painted) >= 8
    asked_for = driver.execute_script("return document.querySelector('.gn-photos').innerText")
    driver.execute_script("[...document.querySelectorAll('.gn-photos button, .gn-photos [role=option]')][2].click()")
    until(driver, f"return document.querySelector('.gn-photos').innerText !== {json.dumps(asked_for)}")
    assert driver.execute_script("return document.querySelectorAll('.jp-OutputArea-output.jp-mod-error').length") == 0
    assert [entry["message"] for entry in driver.get_log("browser") if is_ours(entry)] == []


def is_ours(entry: dict[str, Any]) -> bool:
    """Whether an entry of the console is an error that JupyterLab does not make by itself."""
    return entry["level"] == "SEVERE" and not re.search(r"/(api|static|lab|files)/", entry["message"])


def until(driver: webdriver.Chrome, script: str) -> Any:
    """What a script returns as soon as it is true; a screenshot is kept where it never is."""
    try:
        return WebDriverWait(driver, PATIENCE, poll_frequency=0.2).until(lambda it: it.execute_script(script))
    except TimeoutException:
        shoot(driver, "jupyterlab-failed")
        raise


def shoot(driver: webdriver.Chrome, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    assert driver.save_screenshot(str(SHOTS / f"{name}.png"))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until somebody answers at `port`."""
    for _ in range(10 * PATIENCE):
        assert server.poll() is None, log.read_text()
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def program(name: str) -> str:
    path = shutil.which(name)
    assert path, f"{name} is not here: apt-get install chromium chromium-driver"
    return path
