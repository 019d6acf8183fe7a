import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from glassnet.report import view
from glassnet.report.colours import weight_colours

HERE = Path(__file__).parent


@pytest.fixture
def node() -> str:
    """Node, which runs the tests of the JavaScript; not everyone who works on the Python has it."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed, so the explorer's own tests cannot run: apt-get install nodejs")
    return found


def twin() -> dict:
    """What Python paints: numbers at the ends of the ramps, at their steps, between, and outside."""
    values = np.concatenate([np.linspace(-1.2, 1.2, 997), np.random.default_rng(0).normal(size=500), [np.nan, np.inf]])
    cases = []
    for reach in (1.0, 0.3, 2.7):
        finite = values[np.isfinite(values)].astype(np.float32)
        cases.append({"values": finite.tolist(), "reach": reach, "weights": weight_colours(finite, reach).tolist()})
    return {"colours": cases}


def test_the_javascript_passes_its_own_tests(node, tmp_path, monkeypatch):
    numbers = tmp_path / "twin.json"
    numbers.write_text(json.dumps(twin()))
    monkeypatch.setenv("GLASSNET_TWIN", str(numbers))
    tests = sorted(map(str, HERE.glob("*.test.mjs")))
    ran = subprocess.run([node, "--test", *tests], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "# skipped 0" in ran.stdout, ran.stdout


def test_the_joined_module_runs_by_itself_and_renders(node, tmp_path):
    joined = tmp_path / "view.mjs"
    joined.write_text(view.module())
    asks = f"const it = await import({json.dumps(joined.as_uri())}); console.log(typeof it.default.render, !!it.pure)"
    ran = subprocess.run([node, "--input-type=module", "--eval", asks], capture_output=True, text=True, check=False)
    assert ran.stdout.split() == ["function", "true"], ran.stderr


def test_no_part_is_left_out_of_the_module_and_none_is_written_that_is_not_there():
    written = {path.stem for path in Path(view.__file__).parent.glob("*.js")}
    assert written == set(view.PARTS)


def test_a_part_stands_behind_those_it_imports():
    for number, name in enumerate(view.PARTS):
        imported = re.findall(r'from "\./(\w+)\.js"', view.part(f"{name}.js"))
        assert set(imported) <= set(view.PARTS[:number]), name


def test_no_name_at_the_top_of_a_part_is_used_by_two():
    named = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", view.module(), re.MULTILINE)
    assert [name for name in named if named.count(name) > 1] == []


def test_the_module_can_stand_in_a_page_and_calls_nobody():
    text = view.module()
    assert "</script" not in text.lower()
    assert "innerHTML" not in text
    for word in ("http:", "https:", "fetch(", "XMLHttpRequest", "import(", "eval("):
        assert text.replace("http://www.w3.org/2000/svg", "").find(word) == -1, word
