"""One seed for everything: each use of chance gets a stream of its own, so that no two disturb each other."""

from hashlib import sha256


def stream(seed: int, *purpose: object) -> int:
    """A number to seed one use of chance with: the same for the same seed and purpose, on every machine.

    Weights are drawn for `(seed, "init", "conv_1/W")`, orders for `(seed, "order", epoch)`: adding a layer or an epoch
    changes no other draw. The result is below 2**63, which every generator takes.

    >>> stream(0, "init", "conv_1/W") == stream(0, "init", "conv_1/W")
    True
    >>> stream(0, "order", 1) == stream(0, "order", 2)
    False
    """
    words = "/".join(map(str, (seed, *purpose)))
    return int.from_bytes(sha256(words.encode()).digest()[:8], "big") >> 1
