"""How often a sweep names a winner where there is none, or one: simulated. `python -m benchmarks.winners`.

Pictures are easy or hard, seeds lucky or not, and each network has pictures and seeds of its own that suit it. True
accuracies are known, so it can be counted how often a winner is named, how often the best is dropped from those that
cannot be told apart, and by how much the best validation score and the test score of the chosen one miss the truth.
"""

import argparse
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.sweeping.ranking import ranked

MANY = 4000  # pictures and seeds that stand for all there are


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
    def groups(self) -> NDArray[np.int64]:
        return np.arange(self.pictures) // self.group


def truth(world: World, ahead: float) -> float:
    """The accuracy of a network that is ahead so far, over all pictures and seeds."""
    chance = np.random.default_rng(0)
    sway = 1.5**2 + world.own_pictures**2 + world.own_seeds**2 + 0.3**2
    lean = 1.5 + ahead + chance.normal(0, sway**0.5, MANY * 50)
    return float(np.mean(1 / (1 + np.exp(-lean))))


def doubt(world: World, ahead: float) -> float:
    """The true standard error of a difference between the first network and another: how far it strays over sweeps."""
    chance = np.random.default_rng(1)
    leads = []
    for _ in range(1500):
        right = world.right(chance, ahead, world.drawn_seeds(chance))
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
    rightly = wrongly = dropped = 0
    optimism, bias = [], []
    for _ in range(repeats):
        seeds = world.drawn_seeds(chance)
        seen, held = world.right(chance, ahead, seeds), world.right(chance, ahead, seeds)
        found = ranked({str(n): seen[n] for n in range(world.networks)}, sizes, world.groups)
        rightly += found.winner == "0" and ahead > 0
        wrongly += found.winner is not None and not (found.winner == "0" and ahead > 0)
        dropped += ahead > 0 and "0" not in found.tied
        first, chosen = int(found.order[0]), int(found.chosen)
        optimism.append(seen[first].mean() - (best_is if first == 0 else true))
        bias.append(held[chosen].mean() - (best_is if chosen == 0 else true))
    spread = np.std(bias) / repeats**0.5
    counts = " ".join(f"{count / repeats:7.1%}" for count in (rightly, wrongly, dropped))
    misses = f"{100 * np.mean(optimism):+5.2f}   {100 * np.mean(bias):+5.2f} ± {200 * spread:.2f}"
    return f"{world.networks:8} {world.seeds:5} {world.pictures:8} {world.group:6}  {counts}   {misses}"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--repeats", type=int, default=200)
    repeats = asked.parse_args().repeats
    worlds = [
        World(2, 5, 60), World(2, 20, 60), World(4, 5, 60), World(4, 20, 270), World(6, 20, 60), World(12, 20, 270),
        World(4, 5, 300, group=5), World(2, 20, 270, own_seeds=0.8, own_pictures=0.1),
    ]  # fmt: skip
    head = "networks seeds pictures  burst  rightly wrongly dropped  optimism  test score's bias (points)"
    for errors in (0.0, 3.0, 4.0, 5.0):
        print(f"\nthe first network is {errors:g} standard errors better; {repeats} sweeps each\n{head}", flush=True)
        for world in worlds:
            print(told(world, ahead_by(world, errors) if errors else 0.0, repeats), flush=True)


if __name__ == "__main__":
    main()
