"""Writes `tests/report/view/colours.json`: numbers and the colours Python paints them in, for the JavaScript's tests.

python tools/twins/colours.py
"""

import json
from pathlib import Path

import numpy as np

from glassnet.report.colours import enlarged, greys, map_colours, weight_colours

PATH = Path(__file__).parents[2] / "tests" / "report" / "view" / "colours.json"
REACHES = (1.0, 0.3, 2.7, 1e-5, 1e-7)


def values() -> np.ndarray:
    """Numbers at the ends of the ramps, at their steps, between them, beyond them, and none at all; float32."""
    shares = np.concatenate([np.linspace(-1, 1, 11), np.linspace(-1.2, 1.2, 97), [0.0, -0.0, 1e-8, -1e-8, 0.5]])
    drawn = np.random.default_rng(0).normal(size=100)
    return np.concatenate([shares, drawn, [np.nan, np.inf, -np.inf]]).astype(np.float32)


def twin() -> dict[str, object]:
    numbers = values()
    ramps = [
        {
            "reach": reach,
            "values": told(numbers * np.float32(reach)),
            "weights": rgba(weight_colours(numbers * np.float32(reach), reach)),
            "map": rgba(map_colours(numbers * np.float32(reach), reach)),
            "relu": rgba(map_colours(numbers * np.float32(reach), reach, positive=True)),
        }
        for reach in REACHES
    ]
    photos = [
        {"low": low, "high": high, "values": told(numbers), "greys": rgba(greys(numbers[:, None], low, high))}
        for low, high in ((0.0, 1.0), (-1.0, 1.0), (-0.485, 2.25), (0.5, 0.5))
    ]
    broken = np.array([[1.0, np.nan], [np.inf, -1.0]], np.float32)
    striped = enlarged(weight_colours(broken, 1.0), 5, ~np.isfinite(broken))
    return {
        "ramps": ramps,
        "photos": photos,
        "striped": {"values": told(broken.ravel()), "zoom": 5, "reach": 1.0, "weights": rgba(striped.reshape(-1, 3))},
    }


def told(numbers: np.ndarray) -> list[float | str]:
    """As JSON holds them: what is no number by its name."""
    return [float(number) if np.isfinite(number) else str(number) for number in numbers]


def rgba(colours: np.ndarray) -> str:
    """Four bytes each, in hexadecimal, opaque."""
    opaque = np.full((*colours.shape[:-1], 1), 255, np.uint8)
    return np.concatenate([colours, opaque], axis=-1).tobytes().hex()


def text() -> str:
    return json.dumps(twin(), indent=1) + "\n"


if __name__ == "__main__":
    PATH.write_text(text())
    print(f"{PATH}: {len(text()):,} letters")
