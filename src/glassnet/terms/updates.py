"""How a weight moves along its gradient: TFLearn's nine optimizers, each in the exact form TensorFlow gives it.

In the formulas w is the weight, g its gradient, t the number of the update from 1; all else is a setting or a slot, an
array of the weight's shape that is remembered. "<-" is one assignment after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, ClassVar

from glassnet.extras import later
from glassnet.terms.limits import BELOW_ONE, NOT_NEGATIVE, NOT_POSITIVE, POSITIVE, SHARE, Limits
from glassnet.terms.rule import Optimizer, Slots, decayed

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = later("torch")

_DECAY: Mapping[str, Limits] = {"lr_decay": NOT_NEGATIVE, "decay_step": POSITIVE}


@dataclass(frozen=True)
class SGD(Optimizer):
    """Stochastic gradient descent: w <- w - rate g, the rate falling as `decayed` says.

    >>> w = torch.tensor([1.0])
    >>> SGD(learning_rate=0.1).update(w, torch.tensor([2.0]), {}, step=1)
    >>> w
    tensor([0.8000])
    """

    limits: ClassVar[Mapping[str, Limits]] = _DECAY
    lr_decay: float = 0.0
    decay_step: float = 100
    staircase: bool = False
    use_locking: bool = False
    name: str = "SGD"

    def rate(self, step: int) -> float:
        """The learning rate after `step` updates."""
        return decayed(self.learning_rate, self.lr_decay, self.decay_step, self.staircase, step)

    def _move(self, w: Tensor, g: Tensor, slots: Slots, rate: float, step: int) -> None:
        w.add_(g, alpha=-rate)


@dataclass(frozen=True)
class Momentum(Optimizer):
    """A ball that rolls: a <- momentum a + g; w <- w - rate a. The slot a starts at 0.

    >>> Momentum(learning_rate=0.1, lr_decay=0.5, decay_step=10).rate(10)
    0.05
    """

    limits: ClassVar[Mapping[str, Limits]] = {"momentum": SHARE, **_DECAY}
    momentum: float = 0.9
    lr_decay: float = 0.0
    decay_step: float = 100
    staircase: bool = False
    use_locking: bool = False
    name: str = "Momentum"

    def slots(self, w: Tensor) -> Slots:
        """The velocity a."""
        return {"momentum": torch.zeros_like(w)}

    def rate(self, step: int) -> float:
        """The learning rate after `step` updates."""
        return decayed(self.learning_rate, self.lr_decay, self.decay_step, self.staircase, step)

    def _move(self, w: Tensor, g: Tensor, slots: Slots, rate: float, step: int) -> None:
        w.add_(slots["momentum"].mul_(self.momentum).add_(g), alpha=-rate)


@dataclass(frozen=True)
class Nesterov(Momentum):
    """Momentum that looks ahead: a <- momentum a + g; w <- w - rate (g + momentum a).

    >>> Nesterov().label
    'Nesterov'
    """

    name: str = "Nesterov"

    def _move(self, w: Tensor, g: Tensor, slots: Slots, rate: float, step: int) -> None:
        velocity = slots["momentum"].mul_(self.momentum).add_(g)
        w.add_(g, alpha=-rate).add_(velocity, alpha=-rate * self.momentum)


@dataclass(frozen=True)
class Adam(Optimizer):
    """m <- m + (1 - beta1)(g - m); v <- v + (1 - beta2)(g^2 - v); w <- w - rate c m / (sqrt(v) + epsilon).

    c = sqrt(1 - beta2^t) / (1 - beta1^t) makes up for m and v starting at 0. It stands outside the root, so `epsilon`
    weighs more in the first steps than in Kingma's paper and in torch. Source: `tf.train.AdamOptimizer`.

    >>> sorted(Adam().slots(torch.zeros(3)))
    ['m', 'v']
    """

    limits: ClassVar[Mapping[str, Limits]] = {"beta1": BELOW_ONE, "beta2": BELOW_ONE, "epsilon": NOT_NEGATIVE}
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    use_locking: bool = False
    name: str = "Adam"

    def slots(self, w: Tensor) -> Slots:
        """The running means of gradient and square."""
        return {"m": torch.zeros_like(w), "v": torch.zeros_like(w)}

    def _move(self, w: Tensor, g: Tensor, slots: Slots, rate: float, step: int) -> None:
        m = slots["m"].lerp_(g, 1 - self.beta1)
        v = slots["v"].mul_(self.beta2).addcmul_(g, g, value=1 - self.beta2)
        correction = sqrt(1 - self.beta2**step) / (1 - self.beta1**step)
        w.addcdiv_(m, v.sqrt().add_(self.epsilon), value=-rate * correction)


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """r <- r + (1 - decay)(g^2 - r); a <- momentum a + rate g / sqrt(r + epsilon); w <- w - a.

    The slot r starts at 1, which makes the first steps small, and `epsilon` is inside the root; torch starts at 0, has
    it outside and decays by 0.99. Source: `tf.train.RMSPropOptimizer`.

    >>> RMSProp().slots(torch.zeros(2))
    {'rms': tensor([1., 1.])}
    """

    limits: ClassVar[Mapping[str, Limits]] = {"decay": SHARE, "momentum": SHARE, "epsilon": NOT_NEGATIVE}
    decay: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-10
    use_locking: bool = False
    name: str = "RMSProp"

    def slots(self, w: Tensor) -> Slots:
        """The running mean of squares, and the velocity where there is momentum."""
        rolling = {"momentum": torch.zeros_like(w)} if self.momentum else {}
        return {"rms": torch.ones_like(w), **rolling}

    def _move(self, w: Tensor, g: Tensor, slots: Slots, rate: float, step: int) -> None:
        size = slots["rms"].mul_(self.decay).addcmul_(g, g, value=1 - self.decay).add(self.epsilon).sqrt_()
        if self.momentum:
            w.sub_(slots["momentum"].mul_(self.momentum).addcdiv_(g, size, value=rate))
        else:
            w.addcdiv_(g, size, value=-rate)


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """s <- s + g^2; w <- w - rate g / sqrt(s). The slot s starts at `initial_accumulator_value`.

    Nothing else guards the root; torch starts at 0 and adds an epsilon.
    Source: Duchi et al. 2011; `tf.train.AdagradOptimizer`.

    >>> AdaGrad().slots(torch.zeros(1))
    {'accumulator': tensor([0.1000])}
    """

    limits: ClassVar[Mapping[str, Limits]] = {"initial_accumulator_value": POSITIVE}
    initial_accumulator_value: float = 0.1
    use_locking: bool = False
    name: str = "AdaGrad"

    def slots(self, w: Tensor) -> Slots:
        """The sum of squares."""
        return {"accumulator": torch.full_like(w, self.initial_accumulator_value)}

    def _move(self, w: Tensor, g: Tensor, slots: Slots, rate: float, step: int) -> None:
        w.addcdiv_(g, slots["accumulator"].addcmul_(g, g).sqrt(), value=-rate)


@dataclass(frozen=True)
class ProximalAdaGrad(AdaGrad):
    """`AdaGrad` by another name: TFLearn builds exactly that, and so do we.

    >>> ProximalAdaGrad().label
    'ProximalAdaGrad'
    """


@dataclass(frozen=True)
class AdaDelta(Optimizer):
    """s <- rho s + (1 - rho) g^2; w <- w - rate d, with d = g sqrt(u + epsilon) / sqrt(s + epsilon).

    Then u <- rho u + (1 - rho) d^2. The slots s and u start at 0. TFLearn's `rho` is 0.1, not the 0.95 of the paper: it
    remembers next to nothing. Source: Zeiler 2012, https://arxiv.org/abs/1212.5701; `tf.train.AdadeltaOptimizer`.

    >>> sorted(AdaDelta().slots(torch.zeros(1)))
    ['squares', 'updates']
    """

    limits: ClassVar[Mapping[str, Limits]] = {"rho": SHARE, "epsilon": POSITIVE}
    rho: float = 0.1
    epsilon: float = 1e-8
    use_locking: bool = False
    name: str = "AdaDelta"

    def slots(self, w: Tensor) -> Slots:
        """The running means of squared gradients and squared updates."""
        return {"squares": torch.zeros_like(w), "updates": torch.zeros_like(w)}

    def _move(self, w: Tensor, g: Tensor, slots: Slots, rate: float, step: int) -> None:
        squares = slots["squares"].mul_(self.rho).addcmul_(g, g, value=1 - self.rho)
        change = slots["updates"].add(self.epsilon).div_(squares.add(self.epsilon)).sqrt_().mul_(g)
        w.add_(change, alpha=-rate)
        slots["updates"].mul_(self.rho).addcmul_(change, change, value=1 - self.rho)


@dataclass(frozen=True)
class Ftrl(Optimizer):
    """Follow the regularized leader: with l1, weights that matter little are exactly 0.

    With p = -learning_rate_power and n <- s + g^2: z <- z + g - (n^p - s^p) / rate w; s <- n;
    w <- (clip(z, -l1, l1) - z) / (n^p / rate + 2 l2). s starts at `initial_accumulator_value`, z at 0: what w is before
    counts only through z. Source: McMahan et al. 2013; `tf.raw_ops.ApplyFtrl`.

    >>> Ftrl().learning_rate
    3.0
    """

    limits: ClassVar[Mapping[str, Limits]] = {
        "learning_rate_power": NOT_POSITIVE,
        "initial_accumulator_value": NOT_NEGATIVE,
        "l1_regularization_strength": NOT_NEGATIVE,
        "l2_regularization_strength": NOT_NEGATIVE,
    }
    learning_rate: float = 3.0
    learning_rate_power: float = -0.5
    initial_accumulator_value: float = 0.1
    l1_regularization_strength: float = 0.0
    l2_regularization_strength: float = 0.0
    use_locking: bool = False
    name: str = "Ftrl"

    def slots(self, w: Tensor) -> Slots:
        """The sum of squares, and z."""
        return {"accumulator": torch.full_like(w, self.initial_accumulator_value), "linear": torch.zeros_like(w)}

    def _move(self, w: Tensor, g: Tensor, slots: Slots, rate: float, step: int) -> None:
        power, l1, l2 = -self.learning_rate_power, self.l1_regularization_strength, self.l2_regularization_strength
        before = slots["accumulator"].pow(power)
        after = slots["accumulator"].addcmul_(g, g).pow(power)
        z = slots["linear"].add_(g).addcmul_(before.sub_(after), w, value=1 / rate)
        w.copy_(z.clamp(-l1, l1).sub_(z).div_(after.div_(rate).add_(2 * l2)))
