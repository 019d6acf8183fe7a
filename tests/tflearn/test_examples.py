"""The two scripts of examples/ run as a user of 2017 wrote them."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RUN = "import sys; from glassnet.tflearn import scripts; sys.exit(scripts.run(sys.argv[1], sys.argv[2:]))"


def run(script, *arguments, folder, **more):
    quiet = {name: value for name, value in os.environ.items() if "DISPLAY" not in name and name != "MPLBACKEND"}
    command = [sys.executable, "-c", RUN, str(EXAMPLES / script), *map(str, arguments)]
    done = subprocess.run(
        command, cwd=folder, env={**quiet, **more}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def make_photos(folder, n=12):
    chance = np.random.default_rng(0)
    for name, light in (("chi", 20), ("lars", 180)):
        photos = (chance.random((n, 91, 91)) * 50 + light).astype(np.uint8)
        np.save(folder / f"{name}_photos_np_0.03_compress.npy", photos)


def test_networks_with_the_same_layer_names_are_compared_in_one_process(tmp_path):
    make_photos(tmp_path)
    told = run("two_people_2017.py", tmp_path, 1, 1, 2, folder=tmp_path)
    assert "21 photos to train on, 3 to test" in told
    assert "Run id: two_people_2" in told
    assert "network 1: " in told
    assert "network 2: " in told
    assert len(list(tmp_path.glob("two_people_2017-figure-*.png"))) == 4


def test_the_real_photos_are_told_apart(tmp_path, glassnet_data):
    told = run("two_people_2017.py", glassnet_data / "chi_lars", 2, 1, folder=tmp_path)
    assert "362 photos to train on, 41 to test" in told
    accuracy = float(told.split("network 1: ")[1].split()[0])
    assert accuracy > 0.9


def test_mnist_is_trained_and_saved_and_the_next_run_finds_it(tmp_path, glassnet_data):
    where = {"GLASSNET_DATA": str(glassnet_data), "MODEL_DIR": str(tmp_path)}
    told = run("mnist_2017.py", 1, 640, folder=tmp_path, **where)
    assert "train (640, 28, 28, 1)" in told
    assert "conv_1 weights: (2, 2, 1, 32)" in told
    assert "model saved" in told
    loaded = run("mnist_2017.py", 1, 640, folder=tmp_path, **where)
    assert "model loaded" in loaded
    assert loaded.split("test accuracy")[1] == told.split("test accuracy")[1]
