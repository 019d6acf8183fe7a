import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from glassnet import inside
from glassnet.graph.notation import from_text
from glassnet.inside.describing import layers_said
from glassnet.report import view
from glassnet.report.colours import greys, map_colours, weight_colours
from glassnet.runs.card import DataCard
from glassnet.runs.run import Run

HERE = Path(__file__).parent


@pytest.fixture
def node() -> str:
    """Node, which runs the tests of the JavaScript; not everyone who works on the Python has it."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed, so the explorer's own tests cannot run: apt-get install nodejs")
    return found


def twin() -> dict:
    """What Python paints and adds up: numbers at the ends of the ramps, at their steps, between, and outside."""
    return {"colours": [*map(colours_of, (1.0, 0.3, 2.7, 1e-5, 1e-7))], "sums": [sums_of(*case) for case in CASES]}


def colours_of(reach: float) -> dict:
    chance = np.random.default_rng(0).normal(size=503)
    values = (np.concatenate([np.linspace(-1.2, 1.2, 997), chance]) * reach).astype(np.float32)
    return {
        "values": values.tolist(),
        "reach": reach,
        "weights": weight_colours(values, reach).tolist(),
        "maps": map_colours(values, reach).tolist(),
        "positive": map_colours(values, reach, positive=True).tolist(),
        "greys": greys(values[:, None], -0.5 * reach, 0.9 * reach).tolist(),
        "colour": greys(values.reshape(-1, 3), 0, reach).tolist(),
    }


# A line of text, the layer asked about, the map: even and odd windows, strides, both paddings, one and three channels.
CASES = (
    ("9x8x1 > conv 3@4 relu", "Conv2D", 1),
    ("9x8x3 > conv 2@5 valid", "Conv2D", 0),
    ("11x10x2 > conv 3@4x3 stride=2 relu", "Conv2D", 2),
    ("14x15x1 > conv 2@3 relu > pool 2 > conv 4@6 stride=2 valid", "Conv2D_1", 3),
    ("7x7x1 > conv 2@7", "Conv2D", 1),
)


def sums_of(line: str, layer: str, out: int) -> dict:
    """What `glassnet.inside.maps` says of one map of an untrained network, biases made to count."""
    net = from_text(line)
    draw = np.random.default_rng(5)
    weights = {name: draw.normal(size=weight.shape).astype(np.float32) for name, weight in net.weights.items()}
    run = Run(net, weights, card=DataCard(samples=1, shape=net.inputs[0].shape.sides, minimum=-9, maximum=9))
    photo = draw.normal(size=(1, *net.inputs[0].shape.sides)).astype(np.float32)
    maps = inside.maps(run, photo, layer)
    height, width = maps.values.shape[:2]
    said = next(each for each in layers_said(net) if each["name"] == layer)
    places = [(0, 0), (height - 1, width - 1), (height // 2, width // 3)]
    return {
        "name": line,
        "fed": {"shape": maps.fed.shape, "values": maps.fed.ravel().tolist()},
        "filters": {"shape": weights[f"{layer}/W"].shape, "values": weights[f"{layer}/W"].ravel().tolist()},
        "bias": maps.bias(out),
        "out": out,
        "window": said["window"],
        "shape": [height, width],
        "partial": [maps.partial(out)[..., into].ravel().tolist() for into in range(maps.fed.shape[2])],
        "total": maps.total(out).ravel().tolist(),
        "pixels": [pixel_of(maps, row, column, out) for row, column in places],
    }


def pixel_of(maps: inside.Maps, row: int, column: int, out: int) -> dict:
    pixel = maps.pixel(row, column, out)
    channels = range(pixel.patch.shape[2])
    return {
        "row": row,
        "column": column,
        "total": pixel.total,
        "patch": [pixel.patch[..., into].ravel().tolist() for into in channels],
        "products": [pixel.products[..., into].ravel().tolist() for into in channels],
        "taps": int(pixel.on_image.sum()),
    }


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
