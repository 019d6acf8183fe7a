"""The whole study of the post by the clock: `glassnet run examples/two_people_2017.py`, unchanged, all six networks.

`python -m benchmarks.study` runs it as one command, `--each` each network as a command of its own.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.contestants import ROOT
from benchmarks.seats import environment

THREADS = 2
NETWORKS = "123456"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.study", description=__doc__)
    parser.add_argument("networks", nargs="*", default=list(NETWORKS), help="such as 1 2 5; all six else")
    parser.add_argument("--each", action="store_true", help="each as a command of its own")
    parser.add_argument("--epochs", default="0", help="instead of the post's")
    wanted = parser.parse_args()
    for networks in wanted.networks if wanted.each else [wanted.networks]:
        seconds, answers = run(wanted.epochs, networks)
        print(f"networks {' '.join(networks)}: {seconds:.1f} s", *answers, sep="\n  ", flush=True)


def run(epochs: str, networks: Sequence[str]) -> tuple[float, list[str]]:
    """Seconds from the command to its end, and what it said of the test photos."""
    photos = Path(os.environ["GLASSNET_DATA"]).resolve() / "chi_lars"
    script = ROOT / "examples" / "two_people_2017.py"
    command = [str(Path(sys.executable).parent / "glassnet"), "run", str(script), str(photos), epochs, *networks]
    with TemporaryDirectory(prefix="glassnet-bench-") as folder:  # for the pictures it draws
        began = perf_counter()
        ran = subprocess.run(
            command, cwd=folder, env=environment(THREADS), stdout=subprocess.PIPE, text=True, check=True
        )
        seconds = perf_counter() - began
    return seconds, [line for line in ran.stdout.splitlines() if "of the test photos are right" in line]


if __name__ == "__main__":
    main()
