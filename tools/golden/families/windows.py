"""Convolution and pooling of a square image: its side n, window k, stride s, padding; values and gradients.

Images are numbers((2, n, n, 2)), filters numbers((k, k, 2, 3), salt=1). Each answer is the fingerprint of an array;
the gradients are those of the sum of output * weighting(output.shape). Rows end at 0 stops, where TensorFlow refuses
the window. `avg_dX` is null where TensorFlow's gradient of the mean is not the derivative of its own mean, which
happens for some windows wider than the image: <dX, X> then differs from <output, weighting>, and a mean is linear.
The grid uses tf.nn.conv2d and TFLearn's pools; `corners` are the four corner cells of channel 0 of famous cases.
"""

from typing import Any

from golden_inputs import fingerprint, numbers, weighting
from old_tflearn import session, tf, tflearn

SIDES, WINDOWS, STRIDES = range(1, 29), range(1, 13), range(1, 5)
FAMOUS = (
    (28, 10, 1),
    (28, 2, 1),
    (91, 2, 2),
    (91, 10, 1),
    (23, 91, 1),
    (224, 3, 2),
    (8, 3, 2),
    (227, 11, 4),
    (7, 3, 2),
    (2, 5, 5),
    (1, 5, 5),
)
OBLONG = (
    ((9, 14), (3, 4), (1, 2)),
    ((14, 9), (5, 2), (3, 1)),
    ((7, 28), (10, 3), (2, 4)),
    ((1, 12), (4, 4), (2, 3)),
)


def answers() -> dict[str, Any]:
    grid = [row for n in SIDES for row in _of_side(n)]
    return {
        "columns": ["n", "k", "s", "padding", "stops", "conv", "conv_dX", "conv_dW", "max", "max_dX", "avg", "avg_dX"],
        "famous": [_famous(*case) for case in FAMOUS],
        "oblong": [_oblong(*case) for case in OBLONG],
        "cases": grid,
    }


def _of_side(n: int) -> list[list[Any]]:
    """All windows over one image in one graph: building a graph for each would take minutes."""
    with tf.Graph().as_default(), session() as run:
        settings = [(k, s, padding) for k in WINDOWS for s in STRIDES for padding in ("same", "valid")]
        asked = {
            (k, s, padding): _ops((n, n), (k, k), (s, s), padding) for k, s, padding in settings if _fits(n, k, padding)
        }
        found = run.run(asked) if asked else {}
    return [[n, *setting, *(_row(n, found[setting]) if setting in found else [0])] for setting in settings]


def _fits(n: int, k: int, padding: str) -> bool:
    """Whether TensorFlow takes the window; it refuses to build a VALID one that is wider than the image."""
    if padding == "same" or k <= n:
        return True
    try:
        tf.nn.conv2d(tf.zeros((2, n, n, 2)), tf.zeros((k, k, 2, 3)), [1, 1, 1, 1], "VALID")
    except ValueError:
        return False
    raise AssertionError(f"TensorFlow took a {k}x{k} window over {n}x{n}")


def _ops(image: tuple[int, int], window: tuple[int, int], strides: tuple[int, int], padding: str) -> dict[str, Any]:
    X = tf.constant(numbers((2, *image, 2)))
    W = tf.constant(numbers((*window, 2, 3), salt=1))
    conv = tf.nn.conv2d(X, W, [1, *strides, 1], padding.upper())
    highest = tflearn.max_pool_2d(X, list(window), list(strides), padding)
    mean = tflearn.avg_pool_2d(X, list(window), list(strides), padding)
    return {
        "conv": conv,
        "conv_dX": _gradient(conv, X),
        "conv_dW": _gradient(conv, W),
        "max": highest,
        "max_dX": _gradient(highest, X),
        "avg": mean,
        "avg_dX": _gradient(mean, X),
    }


def _gradient(output: Any, by: Any) -> Any:
    return tf.gradients(tf.reduce_sum(output * weighting(tuple(output.shape.as_list()))), by)[0]


def _row(n: int, found: dict[str, Any]) -> list[Any]:
    return [found["max"].shape[1], *_prints((n, n), found).values()]


def _prints(image: tuple[int, int], found: dict[str, Any]) -> dict[str, float | None]:
    prints: dict[str, float | None] = {name: fingerprint(array) for name, array in found.items()}
    if not _is_derivative(numbers((2, *image, 2)), found["avg"], found["avg_dX"]):
        prints["avg_dX"] = None
    return prints


def _is_derivative(X: Any, mean: Any, dX: Any) -> bool:
    return abs((dX.astype(float) * X).sum() - fingerprint(mean)) < 1e-5 * fingerprint(abs(mean))


def _famous(n: int, k: int, s: int) -> dict[str, Any]:
    with tf.Graph().as_default(), session() as run:
        found = run.run({name: op for name, op in _ops((n, n), (k, k), (s, s), "same").items() if "_d" not in name})
    corners = {name: array[0][[0, 0, -1, -1], [0, -1, 0, -1], 0] for name, array in found.items()}
    return {"n": n, "k": k, "s": s, "stops": found["conv"].shape[1], "corners": corners}


def _oblong(image: tuple[int, int], window: tuple[int, int], strides: tuple[int, int]) -> dict[str, Any]:
    with tf.Graph().as_default(), session() as run:
        found = run.run(_ops(image, window, strides, "same"))
    shape = found["max"].shape[1:3]
    return {"image": image, "window": window, "strides": strides, "shape": shape, **_prints(image, found)}
