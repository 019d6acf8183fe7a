"""Which networks of a study are looked at closely, by its page and by who keeps models, and what they are called."""

from dataclasses import dataclass

from glassnet.sweeping.space.agenda import Candidate
from glassnet.sweeping.study import Study


@dataclass(frozen=True)
class Close:
    """One network that is looked at, and why: it was chosen, is first or last, or is the post's own."""

    made: Candidate
    why: str
    name: str

    @property
    def key(self) -> str:
        return self.made.key


def close_ones(study: Study) -> tuple[Close, ...]:
    """The chosen network, the first by mean, the one nearest to the post's first, the last: each once, at most four."""
    ranking, space = study.ranking, study.question.space
    if ranking is None:
        return ()
    nearest = None if space.built else space.nearest_to_the_post()  # the post knows nothing of what a function asks
    posts = [made.key for made in study.agenda.candidates if made.configuration == nearest and made.key in study.right]
    wanted = [(ranking.chosen, "the chosen one"), (ranking.order[0], "the best mean")]
    wanted += [(key, "nearest to the first of the post of 2017") for key in posts]
    if len(ranking.order) > 1:
        wanted.append((ranking.order[-1], "the worst mean"))
    whys: dict[str, list[str]] = {}
    for key, why in wanted:
        whys.setdefault(key, []).append(why)
    return tuple(
        Close(study.candidates[key], " and ".join(why), study.candidates[key].configuration.told(space.varied))
        for key, why in whys.items()
    )
