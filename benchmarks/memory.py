"""Claim: training takes no more memory than predicted, nor than PyTorch tuned by hand. `python -m benchmarks.memory`.

Each net is trained for an epoch in a process of its own. What counts is the most memory that process had while it
built and trained the network, less what it had before, with torch loaded and the pictures in memory. Linux only.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import task
from benchmarks.contestants import CONTESTANTS, ROOT
from benchmarks.nets import BATCH, NETS
from benchmarks.seats import environment
from glassnet.graph.memory import memory
from glassnet.graph.network import Network

WHO = ("glassnet", "tuned-torch")
IMAGES = 1280  # digits to train on: enough steps for memory to settle
THREADS = 2


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--nets", default=",".join(NETS))
    parser.add_argument("--alone", choices=WHO, help="print what one of the two takes for one net, in this process")
    wanted = parser.parse_args()
    if wanted.alone:
        print(taken(wanted.nets, wanted.alone))
        return
    print("MB             predicted   Glassnet   tuned PyTorch   Glassnet / predicted")
    for key in wanted.nets.split(","):
        ours, theirs = (ask(key, who) for who in WHO)
        expected = predicted(key)
        print(
            f"{key:12} {expected / 1e6:11.0f} {ours / 1e6:10.0f} {theirs / 1e6:15.0f} {ours / expected:15.2f}",
            flush=True,
        )


def ask(key: str, who: str) -> int:
    command = [sys.executable, "-m", "benchmarks.memory", "--nets", key, "--alone", who]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, env=environment(THREADS))
    return int(ran.stdout)


def predicted(key: str) -> int:
    from benchmarks.rivals.glassnet_itself import network

    given = task.of(NETS[key], Path(os.environ["GLASSNET_DATA"]))
    return memory(Network(network(given, True))).training(BATCH)


def taken(key: str, who: str) -> int:
    """Bytes at the most beyond what there was before."""
    from importlib import import_module

    import torch

    given = task.of(NETS[key], Path(os.environ["GLASSNET_DATA"]))
    module = import_module(CONTESTANTS[who].module)
    wake(torch)
    images = min(IMAGES, len(given.X))
    before = forget_peak()
    make = module.Glassnet if who == "glassnet" else module.Tuned
    make(given, True, {}).train(images, BATCH, 1)
    return status("VmHWM") - before


def wake(torch: Any) -> None:
    """Lets torch load what it loads when it first does a convolution, a product and a transform, forward and back."""
    x, W = torch.ones(64, 4, 16, 16, requires_grad=True), torch.ones(4, 4, 3, 3, requires_grad=True)
    torch.nn.functional.max_pool2d(torch.nn.functional.conv2d(x, W), 2).sum().backward()
    torch.fft.irfft2(torch.fft.rfft2(x)).sum().backward()
    (x.flatten(1) @ torch.ones(1024, 64)).sum().backward()


def forget_peak() -> int:
    """Lets the kernel count the peak from now on, and says what there is now."""
    Path("/proc/self/clear_refs").write_text("5")
    return status("VmRSS")


def status(field: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main()
