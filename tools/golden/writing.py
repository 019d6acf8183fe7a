"""Writes a family of answers as JSON: one case a line, floats to nine digits, which is all a float32 holds."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np


def stored(value: Any) -> Any:
    """`value` as JSON can hold it: arrays become lists, floats keep nine digits, NaN and infinities become words."""
    if isinstance(value, Mapping):
        return {key: stored(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return stored(value.tolist())
    if isinstance(value, list | tuple):
        return [stored(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.9g}") if math.isfinite(value) else str(value)
    return value


def write(path: Path, answers: Mapping[str, Any]) -> None:
    """Write `answers` whole or not at all."""
    text = "{\n" + ",\n".join(f"{json.dumps(key)}: {_text(stored(item))}" for key, item in answers.items()) + "\n}\n"
    beside = path.with_suffix(".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def _text(item: Any) -> str:
    """A list of cases takes a line each, so that a changed case is a changed line; all else stays on one."""
    if isinstance(item, list) and item and isinstance(item[0], list | dict):
        return "[\n" + ",\n".join("  " + json.dumps(case, separators=(",", ":")) for case in item) + "\n]"
    return json.dumps(item)
