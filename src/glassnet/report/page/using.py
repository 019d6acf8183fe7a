"""How to use what was trained: the commands, every setting, and the versions that made it."""

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from glassnet import __version__
from glassnet.data.names import shown
from glassnet.report.page.tags import Markup, joined, table, tag

if TYPE_CHECKING:
    from glassnet.report.page.story import Story


def using_section(story: "Story") -> Markup:
    """What to type next, the recipe, the versions."""
    recipe = story.run.recipe
    settings = [
        (name.replace("_", " "), _setting(value))
        for name, value in recipe.to_plain().items()
        if name not in ("plan", "versions")
    ]
    versions = [("glassnet, which wrote this page", __version__), *sorted(recipe.versions.items())]
    return joined(
        [
            tag("dl", *_commands(story)),
            tag("h3", "The recipe"),
            table(
                "Every setting of the training; with the same data they give the same network.",
                ("setting", "value"),
                settings,
            ),
            tag("h3", "Versions"),
            table("What the network was trained with.", ("package", "version"), versions),
        ]
    )


def _commands(story: "Story") -> Iterator[Markup]:
    model = shlex.quote(shown(str(story.model))) if story.model else "MODEL"
    commands = [
        ("What it says of new photos:", f"glassnet predict {model} PHOTO..."),
        ("How good it is on labelled pictures:", f"glassnet evaluate {model} DATA"),
        ("What it is and costs:", f"glassnet inspect {model}"),
    ]
    if story.command:
        commands.append(("To train the same again:", shown(story.command)))
    for what, command in commands:
        yield tag("dt", what)
        yield tag("dd", tag("code", command))
    path = repr(str(story.model or "MODEL"))
    script = f'import glassnet as gn\n\nrun = gn.load({path})\nrun.predict_label("photo.jpg")'
    yield tag("dt", "In Python:")
    yield tag("dd", tag("pre", tag("code", script)))


def _setting(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
    return str(value)
