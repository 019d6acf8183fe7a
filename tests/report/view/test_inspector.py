import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from glassnet.inside.beginnings import cosine, learned_part
from glassnet.inside.grain import grain_of

HERE = Path(__file__).parent


def stack(weights: np.ndarray) -> dict:
    """Weights `[height, width, in, out]`, and what Python says of how alike neighbours are."""
    grain = grain_of(weights.transpose(3, 2, 0, 1))
    spread = grain.spread("rho")
    return {
        "weights": [None if np.isnan(each) else float(each) for each in weights.reshape(-1)],
        "shape": list(weights.shape),
        "alike": [None if np.isnan(each) else float(each) for each in grain.rho.reshape(-1)],
        "spread": None if np.isnan(spread.median) else list(spread),
    }


def twin() -> dict:
    chance = np.random.default_rng(0)
    noise = chance.normal(size=(10, 10, 3, 4)).astype(np.float32)
    slope = np.add.outer(np.arange(7.0), np.arange(5.0)).astype(np.float32)[..., None, None]
    mixed = np.concatenate([slope, np.ones_like(slope), slope * 1e-9], axis=3)
    start = chance.normal(size=50).astype(np.float32)
    now = (0.7 * start + 0.1 * chance.normal(size=50)).astype(np.float32)
    learned = []
    for decays in (False, True):
        part, left = learned_part(now, start, decays=decays)
        learned.append(
            {
                "now": now.tolist(),
                "start": start.tolist(),
                "decays": decays,
                "learned": part.tolist(),
                "left": left,
                "cosine": cosine(now, start),
            }
        )
    return {"stacks": [stack(each) for each in (noise, slope, mixed, noise[:1, :1])], "learned": learned}


def test_the_inspector_passes_its_own_tests_and_finds_the_grain_that_python_finds(tmp_path, monkeypatch):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, so the explorer's own tests cannot run: apt-get install nodejs")
    numbers = tmp_path / "grain.json"
    numbers.write_text(json.dumps(twin()))
    monkeypatch.setenv("GLASSNET_GRAIN_TWIN", str(numbers))
    tests = sorted(map(str, (HERE / "panel").glob("*.test.mjs")))
    ran = subprocess.run([node, "--test", *tests], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "# skipped 0" in ran.stdout, ran.stdout
