"""The explorer of the page: the module, its recording, and the place it draws in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from glassnet.report.page.tags import Markup

if TYPE_CHECKING:
    from glassnet.report.page.story import Story


NOTHING = Markup()


@dataclass(frozen=True)
class Explorer:
    """What the page inlines: `element` in its section, `data` before the scripts, `style` in its head."""

    element: Markup = NOTHING
    data: Markup = NOTHING
    style: str = ""
    scripts: tuple[str, ...] = ()


def explorer_of(story: "Story") -> Explorer:
    """Nothing yet."""
    return Explorer()
