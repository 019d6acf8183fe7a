"""Who takes part, in the order of the tables, and in which environment each lives."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Contestant:
    """`module` serves it, in environment `home`; `same` is False where it computes something else, for information."""

    key: str
    title: str
    module: str
    home: str = "glassnet"
    options: Mapping[str, Any] = field(default_factory=dict)
    same: bool = True

    def python(self) -> str:
        """The interpreter of its home. Ours is the one that runs; `GLASSNET_BENCH_<HOME>_PYTHON` names another."""
        if self.home == "glassnet":
            return sys.executable
        given = os.environ.get(f"GLASSNET_BENCH_{self.home.upper()}_PYTHON")
        return given or str(ROOT / ".venv-bench" / self.home / "bin" / "python")

    def is_there(self) -> bool:
        return Path(self.python()).exists()


RIVALS = "benchmarks.rivals."
GLASSNET, YARDSTICK = "glassnet", "textbook-torch"
LIST = (
    Contestant(GLASSNET, "Glassnet", f"{RIVALS}glassnet_itself", options={"engine": "auto"}),
    Contestant("tuned-torch", "PyTorch, tuned by hand", f"{RIVALS}tuned_torch"),
    Contestant(YARDSTICK, "PyTorch, textbook", f"{RIVALS}textbook_torch"),
    Contestant("skorch", "skorch", f"{RIVALS}skorch_net", "skorch"),
    Contestant("keras", "Keras 3 on TensorFlow", f"{RIVALS}keras_tf", "tensorflow"),
    Contestant("tflearn", "TFLearn on TensorFlow", f"{RIVALS}tflearn_tf", "tensorflow"),
    Contestant(
        "glassnet-reference", "Glassnet, reference engine", f"{RIVALS}glassnet_itself", options={"engine": "reference"}
    ),
    Contestant(
        "glassnet-fast",
        "Glassnet, precision auto",
        f"{RIVALS}glassnet_itself",
        options={"engine": "auto", "precision": "auto"},
        same=False,
    ),
    Contestant("tuned-torch-compiled", "PyTorch, tuned, compiled", f"{RIVALS}tuned_torch", options={"compile": True}),
    Contestant(
        "tuned-torch-unclipped",
        "PyTorch, tuned, no clipping",
        f"{RIVALS}tuned_torch",
        options={"clip": False},
        same=False,
    ),
    Contestant("tuned-torch-bf16", "PyTorch, tuned, bf16", f"{RIVALS}tuned_torch", options={"bf16": True}, same=False),
)
CONTESTANTS = {contestant.key: contestant for contestant in LIST}
