"""Photos of a phone's size to 91x91 gray: Glassnet beside Pillow and OpenCV. `python -m benchmarks.decoding`."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
from PIL import Image, ImageFilter, ImageOps

import glassnet as gn
from benchmarks.quiet import Watch

SIDE, WANTED, KINDS = 3000, 91, 50
Pixels = np.ndarray
Reader = Callable[[Sequence[Path]], list[Pixels]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decoding", description=__doc__)
    parser.add_argument("--images", type=int, default=2000, help="photos in the folder")
    parser.add_argument("--sample", type=int, default=100, help="photos a contestant reads in a round")
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args()
    with TemporaryDirectory(prefix="glassnet-decoding-") as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder, "cache"))
        paths = write(Path(folder, "photos"), wanted.images)
        size = sum(path.stat().st_size for path in paths) / len(paths)
        print(f"{len(paths):,} JPEGs of {SIDE}x{SIDE}, {size / 1e6:.1f} MB each, {KINDS} of them distinct; ", end="")
        print(f"{len(os.sched_getaffinity(0))} processors")
        readers = contestants(Path(folder, "photos"))
        differences(readers, paths[:20])
        race(readers, paths, wanted.sample, wanted.rounds)
        starts(Path(folder, "photos"), len(paths), wanted.rounds)


def write(root: Path, count: int) -> list[Path]:
    """Flowers as a phone would take them, in two folders; copies differ by a comment, so that no two are one file."""
    flowers = sorted(Path(os.environ["GLASSNET_DATA"], "flowers").glob("*/*.jpg"))
    chance = np.random.default_rng(0)
    kinds = [phone_photo(flowers[(7 * number) % len(flowers)], chance) for number in range(min(KINDS, count))]
    paths = []
    for number in range(count):
        path = root / ("one", "other")[number % 2] / f"IMG_{number:04}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        whole, comment = kinds[number % len(kinds)], f"{number:08}".encode()
        path.write_bytes(whole[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + whole[2:])
        os.utime(path, (1e9, 1e9))
        paths.append(path)
    return paths


def phone_photo(path: Path, chance: np.random.Generator) -> bytes:
    """A square of a small photo, enlarged, sharpened, with a sensor's grain on it, as a JPEG of quality 90."""
    with Image.open(path) as small:
        large = ImageOps.fit(small.convert("RGB"), (SIDE, SIDE), Image.Resampling.BICUBIC)
    levels = np.asarray(large.filter(ImageFilter.UnsharpMask(8, 150))).astype(np.int16)
    grain = np.rint(chance.normal(0, 6, levels.shape)).astype(np.int16)
    held = BytesIO()
    Image.fromarray((levels + grain).clip(0, 255).astype(np.uint8)).save(held, "JPEG", quality=90)
    return held.getvalue()


def contestants(root: Path) -> dict[str, Reader]:
    found: dict[str, Reader] = {
        "Pillow in a loop": lambda paths: [by_pillow(path, draft=False) for path in paths],
        "Pillow in a loop, draft": lambda paths: [by_pillow(path, draft=True) for path in paths],
    }
    if find_spec("cv2"):
        found["OpenCV in a loop"] = lambda paths: [by_opencv(path, reduced=False) for path in paths]
        found["OpenCV in a loop, 1/8"] = lambda paths: [by_opencv(path, reduced=True) for path in paths]
    else:
        print("OpenCV is not installed here, so it stays away.")
    found["Glassnet, no cache"] = lambda paths: by_glassnet(root, paths)
    return found


def by_pillow(path: Path, *, draft: bool) -> Pixels:
    with Image.open(path) as image:
        if draft:
            image.draft("L", (2 * WANTED, 2 * WANTED))
        upright = ImageOps.exif_transpose(image).convert("L")
        return np.asarray(upright.resize((WANTED, WANTED), Image.Resampling.LANCZOS))


def by_opencv(path: Path, *, reduced: bool) -> Pixels:
    import cv2

    cv2.setNumThreads(2)
    how = cv2.IMREAD_REDUCED_GRAYSCALE_8 if reduced else cv2.IMREAD_GRAYSCALE
    return cv2.resize(cv2.imread(str(path), how), (WANTED, WANTED), interpolation=cv2.INTER_AREA)


def by_glassnet(root: Path, paths: Sequence[Path]) -> list[Pixels]:
    table = root / "sample.csv"
    rows = [f"{path.relative_to(root)},{path.parent.name}" for path in paths]
    table.write_text("\n".join(["path,label", *rows]))
    return list(gn.data.table(table, size=WANTED, color="gray", cache=False).pixels[..., 0])


def differences(readers: dict[str, Reader], paths: Sequence[Path]) -> None:
    """How far each is from Pillow at full size, in levels of 255: mean, and the most."""
    read = {name: np.stack(reader(paths)).astype(int) for name, reader in readers.items()}
    full = read["Pillow in a loop"]
    for name, pixels in read.items():
        away = np.abs(pixels - full)
        print(f"  {name:26} is {away.mean():.2f} levels from the first, at most {away.max()}")


def race(readers: dict[str, Reader], paths: Sequence[Path], sample: int, rounds: int) -> None:
    """Photos a second, all in turn, after each has read once; what it took of the processors, and what others did."""
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in readers}
    for number, some in enumerate(samples(paths, sample, rounds + 1)):
        for name, reader in readers.items():
            watch, began, worked = Watch(os.getpid()), perf_counter(), process_time()
            reader(some)
            if number:
                rate = len(some) / (perf_counter() - began)
                found[name].append((rate, (process_time() - worked) / len(some), watch.others() or 0.0))
    print(f"Median (least - most) of {rounds} rounds of {sample} photos")
    base = median(rate for rate, _, _ in found["Pillow in a loop"])
    for name, rows in found.items():
        rates, works, others = zip(*rows, strict=True)
        spread = f"{median(rates):6.1f} a second ({min(rates):.1f} - {max(rates):.1f})"
        work = f"{1000 * median(works):.0f} ms of a processor each"
        print(f"  {name:24} {spread:32} {median(rates) / base:5.2f}x, {work}; others took {median(others):.0%}")


def samples(paths: Sequence[Path], sample: int, rounds: int) -> Iterator[list[Path]]:
    for number in range(rounds):
        yield [paths[(number * sample + place) % len(paths)] for place in range(sample)]


def starts(root: Path, count: int, rounds: int) -> None:
    """The whole folder, first without anything kept, then again."""
    seconds = []
    watch = Watch(os.getpid())
    for _ in range(rounds + 1):
        began = perf_counter()
        gn.data.folder(root, size=WANTED, color="gray")
        seconds.append(perf_counter() - began)
        if len(seconds) == 1:
            print(f"First start: {seconds[0]:.1f} s, {count / seconds[0]:.1f} a second; ", end="")
            print(f"others took {watch.others() or 0:.0%} of the machine")
    again = seconds[1:]
    print(f"Second start: {median(again):.3f} s ({min(again):.3f} - {max(again):.3f}, n {rounds})")


if __name__ == "__main__":
    sys.exit(main())
