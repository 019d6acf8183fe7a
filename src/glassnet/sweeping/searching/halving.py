"""Successive halving: all networks train a little, the better third goes on, and again; those left train to the end.

Sources: Jamieson and Talwalkar 2016 (non-stochastic best arm identification); by thirds as Li et al. 2018 advise. Every
stage trains anew from the start, with the same seeds, so its runs are those of a sweep with fewer epochs: nothing of a
half-trained network is kept, and going on after a break is the same as ever. Three stages of E epochs take a third of
what training all of them would.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil, sqrt

from glassnet.errors import SettingError
from glassnet.sweeping.kept.question import Question
from glassnet.sweeping.kept.record import Record
from glassnet.sweeping.space.agenda import Agenda, Candidate, Skipped
from glassnet.sweeping.space.configuration import Configuration
from glassnet.sweeping.space.networks import key_of

SHARE = 3  # one of so many goes on
LEAST = 200  # pictures that count as one each: with fewer, a stage drops networks by luck
Records = Mapping[tuple[str, int], Record]


def stages(epochs: int) -> tuple[int, ...]:
    """The epochs after which networks are dropped: a ninth and a third of all.

    >>> stages(9), stages(10), stages(2), stages(1)
    ((1, 3), (2, 4), (1,), ())
    """
    found = dict.fromkeys((ceil(epochs / SHARE**2), ceil(epochs / SHARE)))
    return tuple(each for each in found if each < epochs)


def check(plan: Agenda, pictures: int, search: str) -> None:
    """That halving makes sense here. `pictures` are the validation pictures, those that belong together counted once.

    Raises `SettingError` for too few of them, a search that needs whole runs, and epochs that differ or cannot be cut.
    """
    if pictures < LEAST:
        error = 100 * sqrt(0.8 * 0.2 / pictures)
        raise SettingError(
            f"Halving drops networks by their scores on the way, and here {pictures:,} pictures give them (those that "
            f"belong together count once): at 80 % one standard error is {error:.1f} points, so it would drop by luck. "
            f"It takes {LEAST} or more, where it is {100 * sqrt(0.8 * 0.2 / LEAST):.1f}. Leave halving out, or give "
            "more pictures."
        )
    if search == "tpe":
        raise SettingError("TPE learns from whole runs, and halving ends most early. Take one of the two.")
    epochs = sorted({made.configuration.whole("epochs") for made in plan.candidates})
    if len(epochs) > 1:
        raise SettingError(
            f"Halving compares networks after the same epochs, and these want {', '.join(map(str, epochs))}. Let all "
            "have the same, or leave halving out."
        )
    if not stages(epochs[0]):
        raise SettingError("Halving needs 2 epochs or more: with one there is nothing to drop networks after.")


def share_of_work(networks: int, epochs: int) -> float:
    """What halving takes, of what it would take to train all to the end.

    >>> round(share_of_work(27, 9), 3)  # 27 x 1 + 9 x 3 + 3 x 9, of 27 x 9
    0.333
    """
    return sum(count * stage for count, stage in course(networks, epochs)) / (networks * epochs)


def course(networks: int, epochs: int, begun: int = 0) -> list[tuple[int, int]]:
    """How many networks train for how many epochs, stage by stage, where none are as good as the last that goes on.

    After `begun` stages `networks` are those that are left.

    >>> course(7, 9), course(3, 9, 1)
    ([(7, 1), (3, 3), (1, 9)], [(3, 3), (1, 9)])
    """
    found = []
    for stage in (*stages(epochs), epochs)[begun:]:
        found.append((networks, stage))
        networks = ceil(networks / SHARE)
    return found


def at_stage(question: Question, plan: Agenda) -> Agenda:
    """The networks with as many epochs as they are trained next; the plan itself, once no more are dropped."""
    if not question.halving or plan.whole:
        return plan
    stage = stages(_epochs(plan))[plan.stage]
    return replace(plan, candidates=tuple(_shortened(made, stage) for made in plan.candidates))


def after_stage(question: Question, plan: Agenda, records: Records) -> Agenda:
    """The plan without those that are dropped after this stage, whose `records` are those of the shortened networks.

    One in three goes on, by the mean over the same seeds and pictures, with all that are as good as the last of them.
    """
    epochs = _epochs(plan)
    stage = stages(epochs)[plan.stage]
    scores, failed = {}, {}
    for made in plan.candidates:
        key = _shortened(made, stage).key
        of_key = [records[key, seed] for seed in question.seeds]
        bad = [each for each in of_key if not each.is_finished]
        if bad:
            failed[made.key] = f"failed within {stage} of {epochs} epochs, seed {bad[0].seed}: {bad[0].reason}"
        else:
            scores[made.key] = sum(int(each.right.sum()) for each in of_key) / sum(len(each.right) for each in of_key)
    is_last = plan.stage + 1 == len(stages(epochs))
    if not scores:  # all fail, which the whole runs will say of each
        return replace(plan, stage=plan.stage + 1, whole=is_last)
    ordered = sorted(scores.values(), reverse=True)
    line = ordered[ceil(len(plan) / SHARE) - 1] if len(ordered) >= ceil(len(plan) / SHARE) else ordered[-1]
    kept = tuple(made for made in plan.candidates if scores.get(made.key, -1.0) >= line)
    dropped = [
        Skipped(
            made.configuration,
            "pruned",
            failed.get(made.key)
            or f"pruned at epoch {stage} of {epochs}, with {100 * scores[made.key]:.1f} % on validation pictures then, "
            f"{1 + sum(score > scores[made.key] for score in ordered)} of {len(plan)}",
        )
        for made in plan.candidates
        if made not in kept
    ]
    return Agenda(kept, (*plan.skipped, *dropped), is_last, plan.stage + 1)


def _epochs(plan: Agenda) -> int:
    return plan.candidates[0].configuration.whole("epochs")


def _shortened(made: Candidate, epochs: int) -> Candidate:
    """The same network, trained for fewer epochs: to all else it is a network of its own."""
    settings = tuple((name, epochs if name == "epochs" else value) for name, value in made.configuration.settings)
    known = Configuration(settings, made.configuration.given)
    return Candidate(key_of(known, made.network), known, made.network)
