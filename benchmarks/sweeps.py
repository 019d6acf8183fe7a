"""A sweep on MNIST beside the same one after the other, and one under fire. `python -m benchmarks.sweeps`.

Side by side: 48 networks, 10,000 pictures, 2 epochs; what was predicted, what it took, and what `gn.fit` takes for the
same list, one after the other with all threads (a part of the list, scaled by the time the parts take in the sweep).
Under fire: 40 runs on the digits, while workers and the one who gives them orders are killed by chance; it goes on,
and the table is held against that of an unbroken sweep.
"""

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import glassnet as gn
from glassnet.data.named import named_splits
from glassnet.data.splits import Splits
from glassnet.sweeping.planning import planned
from glassnet.sweeping.running.processes import processors
from glassnet.sweeping.sweeps import finished, resume

MIXED = {
    "conv_layers": "1,2", "filter_size": "3,5", "filters": "4,8,16", "pool": "2,3", "dense": "none,64",
    "epochs": 2, "optimizer": "adam",
}  # fmt: skip
SMALL = [
    "sweep",
    "digits",
    "--conv-layers",
    "0,1",
    "--filters",
    "2,4",
    "--filter-size",
    "3,5",
    "--dense",
    "none,8",
    "--epochs",
    "8",
    "--seeds",
    "4",
]
DOOR = "import sys; from glassnet.cli.main import main; sys.exit(main())"


def side_by_side(pictures: int, workers: int, part: int) -> None:
    """Throughput, prediction and the parent's memory."""
    mnist = named_splits("mnist")
    splits = Splits(mnist.train[:pictures], mnist.validation[:2000], mnist.test[:2000], "given")
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        plan = planned(splits, MIXED, seeds=1, out=Path(folder) / "study", workers=workers, with_cost=True)
        settled = time.perf_counter() - began
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        study = finished(plan.folder, workers=workers)
        took = time.perf_counter() - began
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e3
    chosen = random.Random(0).sample(plan.agenda.candidates, part)
    began = time.perf_counter()
    for made in chosen:
        gn.fit(made.network, splits, n_epoch=2, show=False)
    alone = time.perf_counter() - began
    share = sum(study.seconds[made.key] for made in chosen) / sum(study.seconds.values())
    print(f"{len(plan.agenda)} networks on {pictures:,} pictures, {workers} workers; load {os.getloadavg()[0]:.1f}")
    if plan.cost:
        print(f"predicted {plan.cost.total:.1f} s, took {took:.1f} s: {plan.cost.total / took - 1:+.0%}")
        ahead, true = sum(plan.cost.seconds.values()), sum(study.seconds.values())
        print(f"of which runs, {plan.cost.timed} rehearsed in {settled:.1f} s: {ahead:.1f} s, took {true:.1f} s")
    print(f"one after the other with all threads: {alone / share:.1f} s, from {part} of them ({alone:.1f} s)")
    print(f"throughput {alone / share / took:.2f} times as large; the parent grew by {grown:.0f} MB", flush=True)


def under_fire(kills: int, seed: int) -> None:
    """Kill -9 by chance, workers three times of four, the parent else; then hold the tables against each other."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        broken, unbroken = Path(folder) / "broken", Path(folder) / "unbroken"
        words, done = [*SMALL, "--out", str(broken), "--workers", "2"], 0
        while done < kills:
            with subprocess.Popen(
                [sys.executable, "-c", DOOR, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as parent:
                while parent.poll() is None and done < kills:
                    time.sleep(chance.uniform(0.5, 3.0))
                    victims = _workers_on(broken)
                    if victims and (broken / "study.json").exists():
                        is_parent = chance.random() < 0.25
                        os.kill(parent.pid if is_parent else chance.choice(victims), signal.SIGKILL)
                        done += 1
                        if is_parent:
                            break
                if done >= kills and parent.poll() is None:
                    parent.kill()
                whole = parent.wait() == 0
            if (broken / "study.json").exists():
                words = ["sweep", "--resume", str(broken), "--workers", "2"]
            if whole:
                print(f"it was through after {done} kills")
                break
        resume(broken, workers=1)
        subprocess.run([sys.executable, "-c", DOOR, *SMALL, "--out", str(unbroken), "--workers", "1"], check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        runs = sorted(path.parent.name for path in (broken / "runs").glob("*/record.json"))
        same = all(
            (broken / name).read_bytes() == (unbroken / name).read_bytes() for name in ("results.csv", "runs.csv")
        )
        print(f"{done} kills, {len(runs)} runs ended, table {'equal' if same else 'NOT EQUAL'} to the unbroken one's")


def _workers_on(folder: Path) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"glassnet.sweeping.running.worker" in words and os.fsencode(folder) in words:
            found.append(int(entry.name))
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--pictures", type=int, default=10_000)
    asked.add_argument("--part", type=int, default=12, help="networks of the list that are trained one after the other")
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--only", choices=["side", "fire"])
    told = asked.parse_args()
    if told.only != "fire":
        side_by_side(told.pictures, processors(), told.part)
    if told.only != "side":
        under_fire(told.kills, seed=0)


if __name__ == "__main__":
    main()
