"""Which networks of a study its page looks at closely, and how they are called there."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glassnet.sweeping.agenda import Candidate
    from glassnet.sweeping.study import Study


@dataclass(frozen=True)
class Close:
    """One network that is looked at, and why: it was chosen, is first or last, or is the post's own."""

    made: "Candidate"
    why: str
    name: str

    @property
    def key(self) -> str:
        return self.made.key


def close_ones(study: "Study") -> tuple[Close, ...]:
    """The chosen network, the first by mean, the one nearest to the post, the last: each once, at most four."""
    ranking, space = study.ranking, study.question.space
    if ranking is None:
        return ()
    nearest = space.nearest_to_the_post()
    posts = [made.key for made in study.agenda.candidates if made.configuration == nearest and made.key in study.right]
    wanted = [(ranking.chosen, "the chosen one"), (ranking.order[0], "the best mean")]
    wanted += [(key, "nearest to the post's") for key in posts]
    if len(ranking.order) > 1:
        wanted.append((ranking.order[-1], "the worst mean"))
    whys: dict[str, list[str]] = {}
    for key, why in wanted:
        whys.setdefault(key, []).append(why)
    return tuple(
        Close(study.candidates[key], " and ".join(why), study.candidates[key].configuration.told(space.varied))
        for key, why in whys.items()
    )
