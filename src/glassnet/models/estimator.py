"""scikit-learn's door: a network on pictures as one of its classifiers."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_array, check_consistent_length, check_random_state, column_or_1d
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from glassnet.data.from_arrays import arrays
from glassnet.data.images import Images
from glassnet.errors import DataError
from glassnet.graph.completing import PICTURES, completed
from glassnet.graph.network import Network
from glassnet.graph.notation import to_text
from glassnet.graph.ops import Regression
from glassnet.graph.shape import Shape
from glassnet.layers.core import input_data
from glassnet.layers.estimator import regression
from glassnet.models.held_back import held_back
from glassnet.runs.run import Run
from glassnet.runs.saving import from_bytes, to_bytes
from glassnet.terms.optimizers import customary_rate
from glassnet.training.fit import fit
from glassnet.training.watchers import EarlyStopping

__all__ = ("ImageClassifier",)

ROWS = "dense 128 relu > keep 0.8"
_LOGITS = "softmax_categorical_crossentropy"  # the loss that takes the softmax itself, so answers come without


class ImageClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A network as a classifier of scikit-learn's, for `cross_val_score`, `GridSearchCV`, `Pipeline` and the like.

    `X` holds pictures [N, height, width] or [N, height, width, channels], or rows [N, features]; with
    `shape=(height, width)` or `(height, width, channels)` rows are pictures laid out flat. Levels (uint8, or whole
    numbers 0..255 of pictures) are divided by 255, all else is taken as it is. `y` holds labels of any kind.

    `net` is a line of text as `gn.from_text` reads it; the shape it begins with and its last layer may be left out.
    None is a small convolutional network for pictures, and for rows a dense layer. A net that ends with a regression of
    its own says itself by which `optimizer` and `learning_rate` it is trained; else they are those given here, the rate
    None being 0.01 for sgd, momentum and nesterov, 0.001 for others. `data_preprocessing` and `data_augmentation` are
    those of `input_data`, made of steps we know by name.

    `validation` keeps a share of each class back to be judged after each epoch, whole groups where `fit` is given
    `groups`; `patience` stops after so many epochs without a better validation loss, and goes back to the best. The
    same `random_state` (a number) gives the same network: `engine="reference"` sees to the last bit, while "auto" is
    faster and may round otherwise from one fit to the next. `verbose` shows training as `gn.fit` does.

    After `fit`: `classes_`, the labels in order; `run_`, the trained `Run` with its history, which `gn.save` keeps;
    `shape_`, that of a sample; `n_features_in_` for rows.

    >>> dark, bright = np.zeros((8, 4, 4), np.uint8), np.full((8, 4, 4), 255, np.uint8)
    >>> model = ImageClassifier("dense 8 relu", n_epoch=20, batch_size=4, learning_rate=0.01)
    >>> model.fit(np.concatenate([dark, bright]), ["night"] * 8 + ["day"] * 8).predict(bright[:1])
    array(['day'], dtype='<U5')
    """

    def __init__(
        self,
        net: str | None = None,
        *,
        n_epoch: int = 10,
        batch_size: int = 64,
        optimizer: str = "adam",
        learning_rate: float | None = None,
        shape: tuple[int, ...] | None = None,
        validation: float | None = None,
        patience: int | None = None,
        random_state: Any = 0,
        data_preprocessing: Any = None,
        data_augmentation: Any = None,
        engine: str = "reference",
        verbose: bool = False,
    ) -> None:
        self.net = net
        self.n_epoch = n_epoch
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.shape = shape
        self.validation = validation
        self.patience = patience
        self.random_state = random_state
        self.data_preprocessing = data_preprocessing
        self.data_augmentation = data_augmentation
        self.engine = engine
        self.verbose = verbose

    def fit(self, X: Any, y: Any, groups: Any = None) -> "ImageClassifier":
        """Train a new network on `X` with labels `y`, and return the estimator.

        `groups` [N] tells which samples belong together (a burst, a person, a day), so that `validation` splits none.
        Raises `DataError` where the data or the network do not fit, as `gn.fit` does.
        """
        samples, labels = self._samples(X, y)
        seed = _seed(self.random_state)
        network = self._network(samples.shape[1:])
        held = self._held(labels, seed, groups)
        fed = _fed(samples, labels, self.classes_)
        run = fit(
            network,
            _rows(fed, ~held),
            validation=_rows(fed, held) if held.any() else None,
            n_epoch=self.n_epoch,
            batch_size=self.batch_size,
            seed=seed,
            watchers=self._watchers(),
            show=self.verbose,
            engine=self.engine,
        )
        self.run_ = run if isinstance(fed, Images) else _named(run, self.classes_)
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float32]:
        """The share the network gives each class, [N, classes], in the order of `classes_`; each row sums to 1."""
        check_is_fitted(self)
        samples = self._checked(X)
        if samples.shape[1:] != self.shape_:
            raise DataError(f"X holds samples of {_sides(samples.shape[1:])}, but fit saw {_sides(self.shape_)}.")
        scaled = samples / np.float32(255) if self._is_levels(samples) else np.asarray(samples, np.float32)
        # Pictures of another scale than training saw are refused. Rows have none: a feature may leave its old range.
        run = self.run_ if len(self.shape_) > 1 else Run(self.run_.network, self.run_.weights)
        answers = run.predict(scaled)
        return _softmax(answers) if _ends_with_logits(self.run_.network) else answers

    def predict(self, X: Any) -> NDArray[Any]:
        """The likeliest label for each sample."""
        likeliest: NDArray[Any] = self.predict_proba(X).argmax(axis=1)
        return self.classes_[likeliest]  # type: ignore[no-any-return]

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "run_")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags

    def __getstate__(self) -> dict[str, Any]:
        """A fitted estimator travels with its run as the bytes of a model file."""
        state: dict[str, Any] = super().__getstate__()
        return {**state, "run_": to_bytes(self.run_)} if "run_" in state else state

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__({**state, "run_": from_bytes(state["run_"])} if "run_" in state else state)

    def _samples(self, X: Any, y: Any) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """`X` and the class numbers in `y`, checked, and the classes noted."""
        if _axes(X) > 2:
            X = check_array(X, allow_nd=True)
            y = _labels(y)
            check_consistent_length(X, y)
            if hasattr(self, "n_features_in_"):  # of an earlier fit, to rows
                del self.n_features_in_
        else:
            X, y = validate_data(self, X, y)
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise DataError(
                f"y holds one class only, {self.classes_[0]!r}, so there is nothing to tell apart: give pictures of at "
                "least two classes."
            )
        samples = self._laid_out(X)
        self.shape_ = samples.shape[1:]
        self._levels = samples.dtype == np.uint8 or (samples.ndim > 2 and _holds_levels(samples))
        return samples.astype(np.uint8) if self._levels else samples, labels.astype(np.int64)

    def _checked(self, X: Any) -> NDArray[Any]:
        return self._laid_out(check_array(X, allow_nd=True) if _axes(X) > 2 else validate_data(self, X, reset=False))

    def _laid_out(self, X: NDArray[Any]) -> NDArray[Any]:
        """Pictures as [N, height, width, channels], rows as they are."""
        if self.shape is not None and X.ndim == 2:
            sides = tuple(self.shape) if len(self.shape) == 3 else (*self.shape, 1)
            if int(np.prod(sides)) != X.shape[1]:
                raise DataError(
                    f"shape={tuple(self.shape)} lays out {int(np.prod(sides))} numbers, X has {X.shape[1]}."
                )
            return X.reshape(len(X), *sides)
        return X[..., None] if X.ndim == 3 else X

    def _is_levels(self, samples: NDArray[Any]) -> bool:
        return bool(self._levels and samples.dtype.kind in "ui")

    def _network(self, sample: tuple[int, ...]) -> Network:
        """The network for samples of this shape, complete and ready to be trained."""
        text = self.net if self.net is not None else (PICTURES if len(sample) > 1 else ROWS)
        shape = Shape(sample)
        if self.data_preprocessing is not None or self.data_augmentation is not None:
            shape = _behind_crops(sample, self.data_augmentation, self.data_preprocessing)
            start = input_data([None, *shape.sides], None, "float32", self.data_preprocessing, self.data_augmentation)
            text = f"{to_text(Network(start))} > {text}"
        network = completed(text, shape, len(self.classes_))
        if network.targets:
            return network
        rate = customary_rate(self.optimizer) if self.learning_rate is None else self.learning_rate
        trained = regression(
            network.output, optimizer=self.optimizer, learning_rate=rate, batch_size=self.batch_size, metric="accuracy"
        )
        return Network(trained)

    def _held(self, labels: NDArray[np.int64], seed: int, groups: Any) -> NDArray[np.bool_]:
        if groups is not None:
            check_consistent_length(labels, groups)
        if self.validation is None:
            return np.zeros(len(labels), np.bool_)
        return held_back(labels, self.validation, seed, None if groups is None else np.asarray(groups))

    def _watchers(self) -> tuple[EarlyStopping, ...]:
        if self.patience is None:
            return ()
        if self.validation is None:
            raise DataError("patience waits for a better validation loss: give validation a share, such as 0.15.")
        return (EarlyStopping(patience=self.patience),)


def _axes(X: Any) -> int:
    return len(X.shape) if hasattr(X, "shape") else np.asarray(X).ndim


def _labels(y: Any) -> NDArray[Any]:
    if y is None:
        raise DataError("This ImageClassifier estimator requires y to be passed, but the target y is None.")
    labels: NDArray[Any] = column_or_1d(y, warn=True)
    return labels


def _holds_levels(pictures: NDArray[Any]) -> bool:
    return pictures.dtype.kind in "ui" and bool(pictures.min() >= 0 and pictures.max() <= 255)


def _fed(samples: NDArray[Any], labels: NDArray[np.int64], classes: NDArray[Any]) -> Any:
    """Pictures as `Images`, whose run then knows their classes and takes raw photos; rows with their targets."""
    if samples.ndim == 4:
        return arrays(samples, labels, classes=[str(name) for name in classes])
    scaled = samples / np.float32(255) if samples.dtype == np.uint8 else np.asarray(samples, np.float32)
    return scaled, np.eye(len(classes), dtype=np.float32)[labels]


def _rows(fed: Any, mask: NDArray[np.bool_]) -> Any:
    return fed[mask] if isinstance(fed, Images) else tuple(array[mask] for array in fed)


def _named(run: Run, classes: NDArray[Any]) -> Run:
    return replace(run, card=replace(run.card, classes=tuple(str(name) for name in classes)))


def _behind_crops(sample: tuple[int, ...], *steps: Any) -> Shape:
    """The shape of a sample behind the last crop among the steps."""
    shape = sample
    for each in (step for given in steps if given is not None for step in given.steps):
        shape = (*dict(each.settings)["shape"], *sample[2:]) if "crop" in each.name else shape
    return Shape(shape)


def _seed(random_state: Any) -> int:
    if isinstance(random_state, int | np.integer):
        return int(random_state)
    return int(check_random_state(random_state).randint(2**31 - 1))


def _ends_with_logits(network: Network) -> bool:
    op = network.targets[0].op
    return isinstance(op, Regression) and op.loss.name == _LOGITS


def _softmax(answers: NDArray[np.float32]) -> NDArray[np.float32]:
    grown = np.exp(answers - answers.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = grown / grown.sum(axis=1, keepdims=True)
    return shares


def _sides(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))
