"""How long weights keep their random start: what weight decay alone does to it, known before training begins."""

from dataclasses import dataclass
from math import ceil, inf, log, sqrt
from typing import Any

from glassnet.errors import DataError
from glassnet.graph.network import Network, as_network
from glassnet.graph.node import Node
from glassnet.graph.notation import from_text
from glassnet.graph.op import Weight
from glassnet.graph.ops import Regression
from glassnet.runs.run import Run
from glassnet.terms.optimizers import SGD, Momentum, Nesterov, from_term

Linear = SGD | Momentum  # what they take of a weight does not depend on the gradient of the loss


@dataclass(frozen=True)
class Forgetting:
    """How long `layer` keeps its random start, by weight decay alone.

    `steps` are the updates until half of it is left, `epochs` the passes over the photos that takes: infinite where
    nothing decays, None where it cannot be known beforehand or, of `epochs`, nobody said how many photos there are.
    `steady`: as many again halve it again. With a falling learning rate each half takes longer than the one before.

    >>> print(Forgetting("conv_1", steps=inf, epochs=inf))
    conv_1 never forgets its random start: there is no weight decay
    """

    layer: str
    steps: float | None
    epochs: float | None
    steady: bool = True

    def __str__(self) -> str:
        if self.steps is None:
            return f"{self.layer}: how long its random start lasts is not known beforehand"
        if self.steps == inf:
            return f"{self.layer} never forgets its random start: {_NEVER[self.steady]}"
        passes = f"{self.steps:,.0f} steps" if self.epochs is None else f"{self.epochs:,.1f} epochs"
        how = f"halves every {passes}" if self.steady else f"is half after {passes}, and falls ever slower"
        return f"{self.layer}: its random start {how}, by weight decay alone"

    def to_plain(self) -> dict[str, Any]:
        """The halving as JSON holds it: "never" where nothing decays, null where it is not known."""
        told = {"steps": self.steps, "epochs": self.epochs}
        return {name: "never" if value == inf else value for name, value in told.items()}


_NEVER = {True: "there is no weight decay", False: "the learning rate falls before weight decay has taken half"}


def forgetting(
    net: Run | Node | Network | str, layer: str, *, photos: int | None = None, batch_size: int | None = None
) -> Forgetting:
    """How long the weights of `layer` keep their random start, which is the grain in a filter.

    Training adds to the start, and only weight decay takes it away: each step of sgd leaves 1 - rate x weight_decay of
    it, and momentum m makes that 1 / (1 - m) as fast. A run knows its photos and batches; for a network that is not
    trained yet, say how many `photos` there are (else only steps are told), and `batch_size` unless it is the
    regression's own. Optimizers that divide by the size of the gradient, such as adam, bend the decay, and of
    several regressions each has its own: then nobody knows. Gradients clipped to a norm slow it a little.

    Raises `UnknownName` for a layer there is not, `DataError` for one without weights.

    >>> import glassnet as gn
    >>> net = gn.conv_2d(gn.input_data([None, 91, 91, 1]), 8, 11, regularizer="L2", weight_decay=0.03, name="conv_1")
    >>> net = gn.regression(gn.fully_connected(net, 2, activation="softmax"), optimizer="momentum", learning_rate=0.01)
    >>> print(forgetting(net, "conv_1", photos=323, batch_size=32))
    conv_1: its random start halves every 20.4 epochs, by weight decay alone
    """
    if isinstance(net, Run):
        photos, batch_size = photos or net.card.samples or None, batch_size or net.recipe.batch_size
        net = net.network
    network = from_text(net) if isinstance(net, str) else as_network(net)
    weight, judge = _weight(network, layer), _regression(network)
    decay = weight.regularizer if weight.trainable else None
    if decay is None or decay.setting("wd") == 0:
        return Forgetting(layer, inf, inf)
    rule = from_term(judge.optimizer) if judge is not None else None
    if judge is None or decay.name != "L2" or not isinstance(rule, SGD | Momentum):
        return Forgetting(layer, None, None)
    steps = half_gone(rule, decay.setting("wd", 0.001))
    epochs = None if photos is None else steps / ceil(photos / (batch_size or judge.batch_size))
    return Forgetting(layer, steps, epochs, steady=rule.lr_decay <= 0)


def half_gone(rule: Linear, wd: float) -> float:
    """After how many steps weight decay `wd` alone has taken half of a weight; infinite where it never does.

    >>> round(half_gone(SGD(learning_rate=0.01), 0.03))
    2310
    >>> round(half_gone(Momentum(learning_rate=0.01, momentum=0.9), 0.03))
    224
    """
    pull = rule.learning_rate * wd
    if rule.lr_decay > 0 and rule.lr_decay != 1:
        return _while_the_rate_falls(rule, pull)
    left = _kept_by_a_step(rule, pull)
    return log(0.5) / log(left) if 0 < left < 1 else (1.0 if left == 0 else inf)


def _kept_by_a_step(rule: Linear, pull: float) -> float:
    """The share of a weight that is left by each step, once the ball rolls.

    Weight w and velocity a go on as a <- m a + wd w, w <- w - rate a: a linear map, whose larger root it is.
    """
    m = getattr(rule, "momentum", 0.0)
    ahead = isinstance(rule, Nesterov)
    trace = 1 + m - pull * (1 + m * ahead)
    product = m * (1 - pull * ahead)
    inside = trace**2 / 4 - product
    return abs(trace) / 2 + sqrt(inside) if inside >= 0 else sqrt(product)


def _while_the_rate_falls(rule: Linear, pull: float) -> float:
    """The same, the rate being multiplied by `lr_decay` every `decay_step` steps: the pulls are a geometric series."""
    ratio = rule.lr_decay ** (1 / rule.decay_step)
    needed = log(2) * (1 - getattr(rule, "momentum", 0.0)) / pull
    rest = 1 - needed * (1 - ratio)
    return log(rest) / log(ratio) if rest > 0 else inf


def _weight(network: Network, layer: str) -> Weight:
    kind = network[layer].op.kind
    if f"{layer}/W" not in network.weights:
        raise DataError(f"'{layer}' is {kind} and has no weights W that could start at random.")
    return network.weights[f"{layer}/W"]


def _regression(network: Network) -> Regression | None:
    """The one regression there is; None where there are several or none."""
    found = [node.op for node in network.nodes if isinstance(node.op, Regression)]
    return found[0] if len(found) == 1 else None
