"""Near copies: what is found of planted ones, and how often pictures that are no copies raise an alarm.

`GLASSNET_DATA=... python -m benchmarks.copies [--mnist]` prints a table; with `--mnist` it also searches the 10,000
test digits for copies in the 60,000 training ones, half a minute on two cores. `--pairs FILE.png` draws the pairs
flagged among the flowers, to be judged by eye.
"""

import argparse
import io
import os
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

import glassnet as gn
from glassnet.data.bursts import order_of
from glassnet.data.cutting import all_differences
from glassnet.data.datasets.idx import read_idx

PLANTED = 200
SIDE = 64


def jpeg(photo: Image.Image) -> Image.Image:
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=60)
    return Image.open(file).convert("RGB")


def shifted(photo: Image.Image) -> Image.Image:
    return photo.transform(photo.size, Image.Transform.AFFINE, (1, 0, 2, 0, 1, 2))


def cropped(photo: Image.Image) -> Image.Image:
    return photo.crop((round(0.03 * photo.width), round(0.03 * photo.height), photo.width, photo.height))


EDITS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "JPEG of quality 60": jpeg,
    "5 % brighter": lambda photo: ImageEnhance.Brightness(photo).enhance(1.05),
    "5 % darker": lambda photo: ImageEnhance.Brightness(photo).enhance(0.95),
    "shifted by 2 pixels": shifted,
    "cropped by 3 %": cropped,
    "turned by 3°": lambda photo: photo.rotate(3, Image.Resampling.BICUBIC),
    "mirrored": lambda photo: photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "half the size": lambda photo: photo.resize((photo.width // 2, photo.height // 2), Image.Resampling.LANCZOS),
}


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mnist", action="store_true")
    parser.add_argument("--pairs", type=Path)
    asked = parser.parse_args()
    root = Path(os.environ["GLASSNET_DATA"])
    flowers = gn.data.folder(root / "flowers", size=SIDE)
    planted(root / "flowers", flowers)
    false_alarms(flowers, asked.pairs)
    two_people(root / "chi_lars")
    if asked.mnist:
        digits(root / "mnist")


def planted(root: Path, flowers: gn.data.Images) -> None:
    """Copies of 200 photos, edited as photos and then prepared, looked for among all 350; and all of them at once."""
    rows = np.sort(np.random.default_rng(0).choice(len(flowers), PLANTED, replace=False))
    photos = [Image.open(root / flowers.names[row]).convert("RGB") for row in rows]
    prepare = flowers.preparation
    assert prepare is not None
    print(f"Planted: {PLANTED} of {len(flowers)} flower photos at {SIDE}x{SIDE}, edited, in the test part")
    copies = []
    for name, edit in EDITS.items():
        pixels = np.stack([as_levels(prepare.apply(np.asarray(edit(photo)))) for photo in photos])
        test = gn.data.Images(pixels, flowers.labels[rows], flowers.classes, preparation=prepare)
        found = gn.data.leaks(flowers, test)
        right = {pair.other for pair in found.pairs if pair.one == rows[pair.other]}
        wrong = found.count - len(right)
        print(f"  {name:20} {len(right):3} of {PLANTED} found ({len(right) / PLANTED:.1%}), {wrong} wrong")
        copies.append(pixels)
    everything = gn.data.Images(
        np.concatenate([flowers.pixels, *copies]),
        np.concatenate([flowers.labels, *[flowers.labels[rows]] * len(EDITS)]),
        flowers.classes,
    )
    start = perf_counter()
    groups = gn.data.near_copies(everything).groups
    seconds = perf_counter() - start
    together = (groups[len(flowers) :].reshape(-1, PLANTED) == groups[rows]).mean()
    print(f"  all {len(everything):,} in one set: {together:.2%} with their original, {seconds:.1f} s")


def as_levels(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    levels = values.reshape(values.shape[-3:]) * 255 + 0.5
    return levels.clip(0, 255).astype(np.uint8)


def false_alarms(flowers: gn.data.Images, picture: Path | None) -> None:
    """What is flagged among photos of which none was planted."""
    start = perf_counter()
    found = gn.data.near_copies(flowers)
    print(f"The {len(flowers)} flowers: {found.involved} flagged ({found.involved / len(flowers):.2%}), ", end="")
    print(f"{perf_counter() - start:.1f} s")
    for pair in found.pairs:
        print(f"  {flowers.names[pair.one]} and {flowers.names[pair.other]}: {pair.kind}, {pair.distance:.2f}")
    if picture and found.pairs:
        rows = [np.concatenate([flowers.pixels[pair.one], flowers.pixels[pair.other]], axis=1) for pair in found.pairs]
        drawn = Image.fromarray(np.concatenate(rows))
        drawn.resize((drawn.width * 4, drawn.height * 4), Image.Resampling.NEAREST).save(picture)


def two_people(root: Path) -> None:
    """How near shots that follow each other are, and what is left of that across the split."""
    photos = gn.data.folder(root)
    for label, name in enumerate(photos.classes):
        order = order_of(photos.pixels, np.flatnonzero(photos.labels == label))
        print(f"{name}: next shot {order.steps.mean():.2f} grey levels (mean),", end=" ")
        print(f"two at random {order.usual:.2f} (median), {order.linked.mean():.1%} of steps linked")
    groups = gn.data.near_copies(photos).groups
    inside = np.diff(photos.labels) == 0
    print(f"  neighbours in one group: {(np.diff(groups) == 0)[inside].mean():.1%}, {groups.max() + 1} groups")
    for method in ("random", "grouped"):
        for seed in range(5):
            parts = gn.data.split(photos, seed, method=method)
            told = [f"{nearest(photos, parts, label):.0%}" for label in range(2)]
            sizes = "/".join(str(len(part)) for part in (parts.train, parts.validation, parts.test, parts.aside or ()))
            leaked = gn.data.leaks(parts.train, parts.test).count
            print(f"  {method:8} seed {seed}: {sizes:15} train/validation/test/aside; {leaked:2} leaks; ", end="")
            print(f"test photos with a training photo nearer than the median: {', '.join(told)}")


def nearest(photos: gn.data.Images, parts: gn.data.Splits, label: int) -> float:
    """The share of test photos of a class with a training photo nearer than the median of the class."""
    mine = [images.pixels[images.labels == label] for images in (photos, parts.train, parts.test)]
    every, _ = all_differences(mine[0])
    apart, _ = all_differences(np.concatenate(mine[1:]))
    across = apart[len(mine[1]) :, : len(mine[1])].min(axis=1)
    return float((across < np.median(every[np.triu_indices(len(every), 1)])).mean())


def digits(root: Path) -> None:
    """How many test digits are flagged as copies of a training digit; hardly any is one."""
    names = [f"{part}-{kind}.gz" for part in ("train", "t10k") for kind in ("images-idx3-ubyte", "labels-idx1-ubyte")]
    levels, labels, test_levels, test_labels = (read_idx(root / name) for name in names)
    classes = tuple(map(str, range(10)))
    train = gn.data.Images(levels[..., None], labels.astype(np.int64), classes)
    test = gn.data.Images(test_levels[..., None], test_labels.astype(np.int64), classes)
    start, work = perf_counter(), process_time()
    found = gn.data.leaks(train, test)
    seconds, worked = perf_counter() - start, process_time() - work
    print(f"MNIST, {len(test):,} against {len(train):,}: {found.count} flagged ({found.share:.3%}),", end=" ")
    print(f"{seconds:.0f} s, of processors {worked:.0f} s")


if __name__ == "__main__":
    main()
