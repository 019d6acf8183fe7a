"""`glassnet demo --story`: 100 % is reached, believed, doubted, and explained, on pictures whose causes are known."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from textwrap import fill

from glassnet.data.datasets.story import Portraits, portraits
from glassnet.data.scanning import scan
from glassnet.data.splits import Splits, split
from glassnet.evaluation.calibrating import calibrate
from glassnet.evaluation.evaluation import evaluate
from glassnet.evaluation.wild import REFUSED, RIGHTLY, Wild, WildPhoto, wild
from glassnet.graph.completing import completed
from glassnet.graph.network import Network
from glassnet.graph.shape import Shape
from glassnet.layers.estimator import regression
from glassnet.report.scan import in_short
from glassnet.report.terminal import percent, table
from glassnet.runs.run import Run
from glassnet.training.fit import fit

NET = "conv 8@5 relu > pool 2 > conv 16@5 relu > pool 2 > dense 64 relu > keep 0.8"
EPOCHS = 6


def told(seed: int) -> Iterator[str]:
    """The tale, a paragraph at a time, each as soon as it has happened."""
    story = portraits(seed)
    yield _paragraph(
        f"{len(story.images):,} portraits of two people, Ada and Ben. Glassnet drew them, so the truth is known: Ada's "
        "hair is long and dark, Ben's short and fair; and Ada sat before a darker wall. They were shot in bursts of 20."
    )
    alone = replace(story.images, groups=None)
    at_random = split(alone, seed=seed, method="random")
    test = evaluate(_trained(at_random, seed), at_random.test)
    yield _chapter("1. The usual way: a test drawn at random", f"Right: {test.share}", _BELIEVE)
    yield _chapter("2. What could tell the two apart without a face? The audit asks", in_short(scan(alone, seed=seed)))
    parts = split(story.images, seed=seed)
    run = _trained(parts, seed)
    held = evaluate(run, parts.test)
    yield _chapter("3. Bursts kept together: on trial are bursts it has never seen", f"Right: {held.share}", _DOUBT)
    asked = wild(run, story.wild.images, test=held)
    yield _chapter("4. The wild set: photos unlike all those", *_of_wild(story, asked))
    yield _chapter('5. "None of these"', *_of_none(story, asked))
    yield _END


_BELIEVE = "A fine result, it seems. Most stop here."
_DOUBT = "Still right; but so few bursts leave much open, and every one has the same two walls."
_END = """\
Do the same with your own photos, one folder per class:
  glassnet data FOLDER                what tells the classes apart
  glassnet train FOLDER --wild DIR    bursts kept together; photos unlike all"""


def _trained(parts: Splits, seed: int) -> Run:
    output = completed(NET, Shape(parts.train.shape), len(parts.train.classes)).output
    network = Network(regression(output, optimizer="adam", learning_rate=0.001))
    return calibrate(fit(network, parts, n_epoch=EPOCHS, seed=seed, show=False), parts)


def _of_wild(story: Portraits, asked: Wild) -> Iterator[str]:
    causes = Counter(story.wild.causes)
    rows = []
    for cause, count in causes.items():
        photos = [photo for photo, why in zip(asked.photos, story.wild.causes, strict=True) if why == cause]
        right = sum(photo.is_right for photo in photos)
        refused = sum(photo.familiar is False for photo in photos)
        rows.append([cause, f"{right} of {count}" if photos[0].truth != "none" else "nobody", f"{refused} of {count}"])
    yield table(["photos with", "right", "refused"], rows, right=frozenset({1, 2}))
    yield f"Right, had it to answer all: {asked.share}"
    if asked.fall:
        yield _paragraph(f"From the test, {asked.fall.before:.0%}, it {asked.fall}.".replace("%,", " %,"))


def _of_none(story: Portraits, asked: Wild) -> Iterator[str]:
    black = next(photo for photo, why in zip(asked.photos, story.wild.causes, strict=True) if why == "black")
    yield _paragraph(
        f"Of a black frame the network says: {black.answer}, probability {percent(black.share)}. It knows no other "
        f"words. {_refusal(black)}"
    )


def _refusal(photo: WildPhoto) -> str:
    if photo.verdict not in (REFUSED, RIGHTLY):
        return "Nothing refuses it here, which is rare; another --seed will."
    return f"Glassnet says: none of these, for {photo.reason}."


def _chapter(title: str, *lines: str) -> str:
    return "\n".join([title, *(line if line.startswith(" ") or "\n" in line else _paragraph(line) for line in lines)])


def _paragraph(text: str) -> str:
    return fill(text, 80)
