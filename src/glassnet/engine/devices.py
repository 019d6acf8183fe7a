"""What a GPU needs that a processor does not: being waited for, exact arithmetic, a look at its own memory, a name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

CPU = torch.device("cpu")


def is_gpu(device: torch.device) -> bool:
    """Whether work is only handed over to the device, and done later."""
    return device.type == "cuda"


def autocast_kind(device: torch.device) -> str:
    """The name under which torch keeps what is computed in half precision on `device`.

    >>> autocast_kind(CPU)
    'cpu'
    """
    return "cuda" if is_gpu(device) else "cpu"


def wait_for(device: torch.device) -> None:
    """Return when all work handed over to `device` is done: what a clock must do before it is read."""
    if is_gpu(device):
        torch.cuda.synchronize(device)


def name_of(device: torch.device) -> str:
    """What the maker calls a GPU; nothing for a processor.

    >>> name_of(CPU)
    ''
    """
    return torch.cuda.get_device_name(device) if is_gpu(device) else ""


def free_bytes(device: torch.device) -> int | None:
    """Memory a GPU has left, what torch keeps for later included; None for a processor, whose system is asked."""
    if not is_gpu(device):
        return None
    free, _ = torch.cuda.mem_get_info(device)
    return free + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)


@contextmanager
def exact(device: torch.device) -> Iterator[None]:
    """Until the block ends a GPU multiplies float32 as float32, and the same work gives the same bits.

    Left alone, torch rounds what a convolution multiplies to ten bits (TF32), and takes whichever way of the vendor's
    is fastest: some add up in an order that changes from time to time.
    """
    if not is_gpu(device):
        yield
        return
    vendor: Any = torch.backends.cudnn
    convolutions, matrices = vendor.conv, torch.backends.cuda.matmul
    before = convolutions.fp32_precision, matrices.fp32_precision, vendor.deterministic, vendor.benchmark
    convolutions.fp32_precision = matrices.fp32_precision = "ieee"
    vendor.deterministic, vendor.benchmark = True, False
    try:
        yield
    finally:
        convolutions.fp32_precision, matrices.fp32_precision, vendor.deterministic, vendor.benchmark = before
