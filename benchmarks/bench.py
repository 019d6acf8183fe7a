"""`python -m benchmarks.bench`: runs the races that are asked for and writes docs/benchmarks.md and its raw numbers.

Nets that are not asked for keep what an earlier run found: each net is a race of its own, with its own probe.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import task
from benchmarks.contestants import CONTESTANTS, ROOT, Contestant
from benchmarks.nets import NETS
from benchmarks.page import read, write
from benchmarks.race import Settings, race

QUICK = Settings(rounds=2, seconds=0.5, patience=0.0)


def main(words: Sequence[str] | None = None) -> int:
    wanted = arguments(words)
    data = Path(os.environ.get("GLASSNET_DATA", ""))
    if not (data / "mnist").is_dir():
        print("Set GLASSNET_DATA to the folder that holds mnist/ and chi_lars/.", file=sys.stderr)
        return 3
    for key in wanted.nets:
        print(NETS[key].title, flush=True)
        with TemporaryDirectory(prefix="glassnet-bench-") as folder:
            given = task.of(NETS[key], data)
            told = race(
                given, present(wanted.rivals), Path(folder), settings(wanted), lambda line: print(line, flush=True)
            )
        write(wanted.out, read(wanted.out) | {key: told})
    return 0


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    parser.add_argument("--nets", type=listed(NETS), default=list(NETS), help="such as mnist,1,2; all of them else")
    parser.add_argument("--rivals", type=listed(CONTESTANTS), default=list(CONTESTANTS), help="keys of contestants")
    parser.add_argument("--rounds", type=int, help="how often each is timed: 5")
    parser.add_argument("--seconds", type=float, help="what a round lasts at least: 3")
    parser.add_argument("--slow", type=float, help="seconds a step may last before it is taken on fewer pictures: 60")
    parser.add_argument("--patience", type=float, help="seconds to train for an accuracy: 60")
    parser.add_argument("--quick", action="store_true", help="two short rounds, to see that all runs")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks.json", help="the page lies beside it")
    return parser.parse_args(words)


def listed(known: dict[str, object]):
    def parse(text: str) -> list[str]:
        keys = text.split(",")
        if strangers := set(keys) - set(known):
            raise argparse.ArgumentTypeError(f"{', '.join(sorted(strangers))}: known are {', '.join(known)}")
        return keys

    return parse


def settings(wanted: argparse.Namespace) -> Settings:
    asked = {name: getattr(wanted, name) for name in ("rounds", "seconds", "slow", "patience")}
    given = {name: value for name, value in asked.items() if value is not None}
    return replace(QUICK if wanted.quick else Settings(), **given)


def present(keys: Sequence[str]) -> list[Contestant]:
    """The contestants asked for whose environment is there; of the others it says how to build it."""
    asked = [CONTESTANTS[key] for key in keys]
    for missing in sorted({one.home for one in asked if not one.is_there()}):
        print(f"No environment '{missing}': its contestants stay away. `make bench` builds it.", file=sys.stderr)
    return [one for one in asked if one.is_there()]


if __name__ == "__main__":
    sys.exit(main())
