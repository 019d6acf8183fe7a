"""Ask TensorFlow and TFLearn for the numbers that the tests hold Glassnet to; writes tests/golden/*.json.

python tools/golden/make.py                    every family
python tools/golden/make.py optimizers layers  these
"""

import sys
from importlib import import_module
from pathlib import Path

TARGET = Path(__file__).parents[2] / "tests" / "golden"
sys.path.insert(0, str(TARGET))  # golden_inputs lives with the tests that share it

FAMILIES = (
    "windows",
    "optimizers",
    "objectives",
    "metrics",
    "activations",
    "regularizers",
    "initializations",
    "layers",
    "ten_steps",
)


def main(wanted: list[str]) -> None:
    from old_tflearn import tf
    from writing import write

    for name in wanted or FAMILIES:
        family = import_module(f"families.{name}")
        tf.reset_default_graph()
        about = {"about": " ".join((family.__doc__ or "").split()), "tensorflow": tf.__version__, "tflearn": "0.5.0"}
        write(TARGET / f"{name}.json", {**about, **family.answers()})
        print(f"{name:16} {(TARGET / f'{name}.json').stat().st_size:9,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
