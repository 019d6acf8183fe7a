"""How often a sweep names a winner where there is none, or one: simulated. `python -m benchmarks.winners`.

Pictures are easy or hard, seeds lucky or not, and each network has pictures and seeds of its own that suit it. True
accuracies are known, so it can be counted how often a winner is named, how often the best is dropped from those that
cannot be told apart, how often the 95 % interval of a difference holds the truth, and by how much the best validation
score and the test score of the chosen one miss it.

**How often a better one can be named at all.** Let two networks differ by d standard errors of their difference, and
let that error be known, which is more than any sweep knows. A rule that treats both alike and names one of two equal
ones in at most 5 of 100 sweeps names each of them in at most 2.5. No rule with that bound finds a lead of d oftener
than the plain one, a lead beyond 1.96 errors (Neyman and Pearson 1933): at d = 3 in 85.1 %. So 90 % at three errors and
5 % where all are equal cannot both be had for two networks; 90 % take a lead of 3.24 errors, and more where the error
is itself measured, by t's quantile: with five seeds alone 2.78 stands for 1.96, with twenty 2.09.

Of more networks the best must beat each, which is rarer: 69 % of four, 46 % of twelve, the error known. Where all are
equal a false winner is rarer too, so one may ask for less until that, too, happens in 5 of 100 sweeps. `--known` counts
what two such rules give and cost. To ask only for a lead before the second finds 86 to 88 %, at three errors, of three
to twelve networks; before the mean of all, the best there is if the others are all alike (Paulson 1952), 91 to 93 %.
But where two are equal at the top and the rest far behind, the one names one of these two in 12 to 32 of 100 sweeps,
the other always. Two alike at the top are a sweep's daily bread, and to name one of them is the very mistake it is for.
So the lead is asked of each pair.
"""

import argparse
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glassnet.sweeping.judging.crossing import crossed
from glassnet.sweeping.judging.ranking import ranked

NODES, SHARES = np.polynomial.hermite_e.hermegauss(60)  # numbers that stand for all of a normal law, and their shares


@dataclass(frozen=True)
class World:
    """So many networks, seeds and pictures; how much seeds and pictures of a network's own sway it (logits)."""

    networks: int
    seeds: int
    pictures: int
    own_seeds: float = 0.4
    own_pictures: float = 0.5
    group: int = 1  # pictures of one burst

    def leans(
        self, chance: np.random.Generator, ahead: float, groups: int, seeds: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        easy = 1.5 + chance.normal(0, 1.5, (1, 1, groups))
        suits = chance.normal(0, self.own_pictures, (self.networks, 1, groups))
        lean = easy + suits + seeds[:, :, None]
        lean[0] += ahead
        return lean

    def drawn_seeds(self, chance: np.random.Generator) -> NDArray[np.float64]:
        shared = chance.normal(0, 0.3, (1, self.seeds))
        return shared + chance.normal(0, self.own_seeds, (self.networks, self.seeds))

    def right(self, chance: np.random.Generator, ahead: float, seeds: NDArray[np.float64]) -> NDArray[np.bool_]:
        lean = self.leans(chance, ahead, self.pictures // self.group, seeds).repeat(self.group, axis=2)
        return np.asarray(lean + chance.logistic(size=lean.shape) > 0)

    @property
    def of_pictures(self) -> float:
        """How much leans stray from picture to picture, as a variance."""
        return 1.5**2 + self.own_pictures**2

    @property
    def groups(self) -> NDArray[np.int64]:
        return np.arange(self.pictures) // self.group


def accuracy(lean: NDArray[np.float64] | float, sway: float) -> NDArray[np.float64]:
    """The share that is right of all whose lean is so much on average, and strays by `sway` about it."""
    leans = np.asarray(lean)[..., None] + sway**0.5 * NODES
    return np.asarray((1 / (1 + np.exp(-leans))) @ SHARES / SHARES.sum())


def truth(world: World, ahead: float) -> float:
    """The accuracy of a network that is ahead so far, over all pictures and seeds."""
    return float(accuracy(1.5 + ahead, world.of_pictures + world.own_seeds**2 + 0.3**2))


def doubt(world: World, ahead: float) -> float:
    """The true standard error of a difference between the first network and another: how far it strays over sweeps."""
    chance, two = np.random.default_rng(1), replace(world, networks=2)
    leads = []
    for _ in range(1500):
        right = two.right(chance, ahead, two.drawn_seeds(chance))
        leads.append(right[0].mean() - right[1].mean())
    return float(np.std(leads))


def ahead_by(world: World, errors: float) -> float:
    """The lean at which the first network is so many standard errors better than the others."""
    low, high = 0.0, 8.0
    for _ in range(7):
        middle = (low + high) / 2
        behind, before = truth(world, 0.0), truth(world, middle)
        low, high = (middle, high) if before - behind < errors * doubt(world, middle) else (low, middle)
    return (low + high) / 2


def told(world: World, ahead: float, repeats: int) -> str:
    chance, sizes = np.random.default_rng(2), {str(n): n for n in range(world.networks)}
    best_is, true = truth(world, ahead), truth(world, 0.0)
    rightly = wrongly = dropped = held = 0
    optimism, bias, reaches, of_these = [], [], [], []
    for _ in range(repeats):
        seeds = world.drawn_seeds(chance)
        seen, test = world.right(chance, ahead, seeds), world.right(chance, ahead, seeds)
        found = ranked({str(n): seen[n] for n in range(world.networks)}, sizes, world.groups)
        rightly += found.winner == "0" and ahead > 0
        wrongly += found.winner is not None and not (found.winner == "0" and ahead > 0)
        dropped += ahead > 0 and "0" not in found.tied
        lead = crossed(seen[0].astype(np.int8) - seen[1].astype(np.int8), world.groups)
        held += abs(lead.mean - (best_is - true)) <= lead.reach
        reaches.append(lead.reach)
        first, chosen = int(found.order[0]), int(found.chosen)
        optimism.append(seen[first].mean() - (best_is if first == 0 else true))
        bias.append(test[chosen].mean() - (best_is if chosen == 0 else true))
        trained = accuracy(1.5 + ahead * (chosen == 0) + seeds[chosen], world.of_pictures)
        of_these.append(test[chosen].mean() - trained.mean())
    counts = " ".join(f"{count / repeats:7.1%}" for count in (rightly, wrongly, dropped, held))
    reach = f"{100 * np.median(reaches):5.1f} {100 * np.max(reaches):5.1f}"
    misses = f"{100 * np.mean(optimism):+5.2f}     " + "   ".join(
        f"{100 * np.mean(each):+5.2f} ± {200 * np.std(each) / repeats**0.5:.2f}" for each in (of_these, bias)
    )
    return f"{world.networks:8} {world.seeds:5} {world.pictures:8} {world.group:6}  {counts}  {reach}   {misses}"


def known_noise(networks: int, errors: float, repeats: int = 200_000) -> str:
    """What three rules name if the standard error of a difference is known: a lead of 1.96 before each other network,
    or the least before the second, or before the mean of all, that names one of equals in 5 of 100 sweeps.
    """
    equal = np.random.default_rng(3).normal(0, 0.5**0.5, (repeats, networks))
    better = equal + errors * (np.arange(networks) == 0)
    two = equal - 1e3 * (np.arange(networks) > 1)
    second, mean = np.quantile(_before_second(equal), 0.95), np.quantile(_before_mean(equal), 0.95)
    shares = []
    for before, least in ((_before_second, 1.96), (_before_second, second), (_before_mean, mean)):
        found = [before(one) > least for one in (equal, better, two)]
        shares.append([np.mean(found[0]), np.mean(found[1] & (better.argmax(axis=1) == 0)), np.mean(found[2])])
    told_shares = "  |".join("".join(f"{share:8.1%}" for share in each) for each in shares)
    return f"{networks:8}{told_shares}"


def _before_second(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    ordered = np.sort(scores, axis=1)
    return np.asarray(ordered[:, -1] - ordered[:, -2])


def _before_mean(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(scores.max(axis=1) - scores.mean(axis=1))


WORLDS = [
    World(2, 5, 60), World(2, 20, 60), World(4, 5, 60), World(4, 20, 270), World(6, 20, 60), World(12, 20, 270),
    World(4, 5, 300, group=5), World(2, 20, 270, own_seeds=0.8, own_pictures=0.1),
    World(2, 3, 60, group=20), World(2, 3, 60), World(4, 5, 60, group=10), World(2, 20, 60, group=10),
]  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--repeats", type=int, default=200)
    asked.add_argument("--known", action="store_true", help="what could be named if the noise were known")
    given = asked.parse_args()
    if given.known:
        print(
            "the noise known, by a lead before each, before the second, before the mean of all: how often one is named"
        )
        print(
            "where all are equal, where one is 3 errors better, where two are equal and the rest far behind\nnetworks"
        )
        print("\n".join(known_noise(networks, 3.0) for networks in (2, 3, 4, 6, 12)))
        return
    head = "networks seeds pictures  burst  rightly wrongly dropped    held  reach: middle, most  "
    head += "optimism  test score's bias: of these trainings, of all seeds"
    for errors in (0.0, 3.0, 4.0, 5.0):
        print(
            f"\nthe first network is {errors:g} standard errors better; {given.repeats} sweeps each\n{head}", flush=True
        )
        for world in WORLDS:
            print(told(world, ahead_by(world, errors) if errors else 0.0, given.repeats), flush=True)


if __name__ == "__main__":
    main()
