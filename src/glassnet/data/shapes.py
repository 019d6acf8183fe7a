"""What to do with an array whose shape does not fit: the exact line to type, where there is one."""

from itertools import permutations
from math import prod


def way_to_fit(given: tuple[int, ...], wanted: tuple[int, ...], name: str) -> str:
    """Advice for an array `name` of shape `given` (with its batch) that should hold samples of shape `wanted`.

    >>> way_to_fit((100, 784), (28, 28, 1), "X")
    'X.reshape(-1, 28, 28, 1) would fit.'
    >>> way_to_fit((100, 3, 32, 32), (32, 32, 3), "X")
    'The same sides in another order: X.transpose(0, 2, 3, 1) would fit.'
    """
    sample = given[1:]
    if given == wanted:
        return f"This is a single sample: {name}[None] makes it a batch of one."
    if wanted == (*sample, 1):
        return f"Add a channel axis: {name}[..., None]."
    if sample == (*wanted, 1):
        return f"Drop the last axis: {name}[..., 0]."
    swapped = _transposition(sample, wanted)
    if swapped:
        return f"The same sides in another order: {name}.transpose({', '.join(map(str, swapped))}) would fit."
    if prod(sample) == prod(wanted):
        return f"{name}.reshape({', '.join(map(str, (-1, *wanted)))}) would fit."
    return _other_size(sample, wanted, name)


def _transposition(sample: tuple[int, ...], wanted: tuple[int, ...]) -> tuple[int, ...] | None:
    # Sides of length 1 can move by a reshape; longer ones in another order would be scrambled by it.
    if len(sample) > 4 or sorted(sample) != sorted(wanted) or _long(sample) == _long(wanted):
        return None
    orders = permutations(range(len(sample)))
    # Of several ways the one that moves rows and columns least: they keep their order where they can.
    fitting = [order for order in orders if tuple(sample[axis] for axis in order) == wanted]
    best = min(fitting, key=lambda order: sum(a > b for at, a in enumerate(order) for b in order[at + 1 :]))
    return (0, *(axis + 1 for axis in best))


def _long(sides: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(side for side in sides if side > 1)


def _other_size(sample: tuple[int, ...], wanted: tuple[int, ...], name: str) -> str:
    if len(wanted) == 3 and wanted[2] == 3 and sample in (wanted[:2], (*wanted[:2], 1)):
        gray = name if len(sample) == 3 else f"{name}[..., None]"
        return f"Gray pictures for a network of colours: np.repeat({gray}, 3, axis=-1) would fit."
    if len(wanted) == 3 and wanted[2] == 1 and sample == (*wanted[:2], 3):
        return f"Colour pictures for a network of gray ones: {name}.mean(axis=-1, keepdims=True) would fit."
    if len(wanted) == 3 and len(sample) in (2, 3):
        sides = ", ".join(map(str, sample if len(sample) == 3 else (*sample, 1)))
        return (
            f"Resize the pictures to {wanted[0]}x{wanted[1]} (gn.data.folder(root, size={wanted[:2]}) does), "
            f"or begin the network with input_data([None, {sides}])."
        )
    if not wanted or not sample:
        return f"One row a sample is needed: ({'N' if not wanted else 'N, ' + ', '.join(map(str, wanted))})."
    return f"One sample holds {prod(sample):,} numbers where {prod(wanted):,} are needed; no reshape can fit."
