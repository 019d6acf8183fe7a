"""What a user may say about the engine, and what it means on this machine."""

import torch

from glassnet.engine.devices import CPU, is_gpu
from glassnet.errors import EnvironmentProblem, unknown

ENGINES = ("auto", "reference")
PRECISIONS = ("fp32", "auto")
DEVICES = ("auto", "cpu", "cuda")


def engine_name(engine: str) -> str:
    """The engine of that name, "auto" or "reference"; anything else raises `UnknownName`."""
    if engine not in ENGINES:
        raise unknown("engine", engine, ENGINES)
    return engine


def precision_name(precision: str, device: torch.device = CPU) -> str:
    """The numbers to compute with: "fp32" is float32; "auto" takes bfloat16 where `device` has it in hardware.

    >>> precision_name("fp32")
    'float32'
    """
    if precision not in PRECISIONS:
        raise unknown("precision", precision, PRECISIONS)
    return "bfloat16" if precision == "auto" and has_bfloat16(device) else "float32"


def device_named(device: str) -> torch.device:
    """The device to train on: "cpu", "cuda", or with "auto" a GPU where torch finds one.

    Raises `UnknownName` for another name, `EnvironmentProblem` for "cuda" where there is none.

    >>> device_named("cpu")
    device(type='cpu')
    """
    if device not in DEVICES:
        raise unknown("device", device, DEVICES)
    has_cuda = torch.cuda.is_available()
    if device == "cuda" and not has_cuda:
        raise EnvironmentProblem("torch finds no GPU here for device='cuda'. Use device='cpu', or a build for GPUs.")
    return torch.device("cuda" if has_cuda and device != "cpu" else "cpu")


def has_bfloat16(device: torch.device = CPU) -> bool:
    """Whether the processor, or the GPU, multiplies bfloat16 itself. Emulated, it is slower than float32."""
    if is_gpu(device):
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    # torch names the question with an underscore: where a later one drops it, the answer is the safe one.
    return bool(getattr(torch.cpu, "_is_avx512_bf16_supported", bool)())
