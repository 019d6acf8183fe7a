"""docs/benchmarks.md and docs/benchmarks.json: what the races told, as a page for people and as raw numbers."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.contestants import CONTESTANTS, GLASSNET, YARDSTICK
from benchmarks.nets import BATCH, NETS
from benchmarks.race import AGAIN, DISTURBED, FIRST, TENTH

Races = Mapping[str, Mapping[str, Any]]
RIVALS = ("tuned-torch", "textbook-torch", "skorch", "keras", "tflearn")


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def write(path: Path, races: Races) -> None:
    """A contestant takes a line of the JSON, so that a changed one is a changed line."""
    races = {key: races[key] for key in NETS if key in races}
    path.write_text(_compact(races), encoding="utf-8")
    path.with_suffix(".md").write_text(page(races), encoding="utf-8")


def _compact(races: Races) -> str:
    nets = []
    for key, race in races.items():
        rest = {name: value for name, value in race.items() if name != "contestants"}
        lines = [f"   {json.dumps(name)}: {_short(told)}" for name, told in race["contestants"].items()]
        nets.append(f' {json.dumps(key)}: {{{_short(rest)[1:-1]}, "contestants": {{\n' + ",\n".join(lines) + "}}")
    return "{\n" + ",\n".join(nets) + "\n}\n"


def _short(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def page(races: Races) -> str:
    parts = [_claim(races), _seconds(races), _ratios(races), _machine(races), _same(races), _rest(races), _how(races)]
    return "# Benchmarks\n\n" + "\n\n".join(part for part in parts if part) + "\n"


def _claim(races: Races) -> str:
    told = [(NETS[key].title.split(":")[0], _ratio(race, "tuned-torch")) for key, race in races.items()]
    faster = ", ".join(f"{title} {_times(ratio)}" for title, ratio in told if ratio)
    return (
        "Written by `make bench`; change nothing here by hand.\n\n"
        "**Claim.** Glassnet trains the networks of the two posts to the same losses as TFLearn, Keras, skorch and "
        f"PyTorch do, on the same two threads, in float32. Its speed is that of PyTorch tuned by hand, times: {faster}."
    )


def _seconds(races: Races) -> str:
    head = ["seconds per epoch", *(NETS[key].title for key in races)]
    rows = [[CONTESTANTS[name].title, *(_time(race, name) for race in races.values())] for name in _present(races)]
    return f"## Times\n\nMedian of the rounds, quartiles in brackets, n the rounds.\n\n{_table(head, rows)}"


def _ratios(races: Races) -> str:
    head = ["Glassnet is faster than", *(NETS[key].title.split(":")[0] for key in races)]
    names = [name for name in _present(races) if name != GLASSNET]
    rows = [[CONTESTANTS[name].title, *(_times(_ratio(race, name)) for race in races.values())] for name in names]
    return f"Ratios of the medians of one run.\n\n{_table(head, rows)}"


def _machine(races: Races) -> str:
    rows = []
    for key, race in races.items():
        rates = [" - ".join(f"{probe[name]:g}" for probe in race["probes"]) for name in ("sgemm", "bf16", "copy")]
        others = [share for told in race["contestants"].values() for share in told.get("others", []) if share]
        rows.append([NETS[key].title, race["probes"][0]["cpu"], *rates, f"{100 * max(others, default=0):.0f} %"])
    head = ["", "processor", "sgemm 2048, GF/s", "bf16, GF/s", "copy, GB/s", "others took at most"]
    said = "Probed before and after each race, with two threads."
    return f"## Machine\n\n{said}\n\n{_table(head, rows)}{_efficiency(races)}"


def _efficiency(races: Races) -> str:
    """Of the MNIST net, which is all matrix products; an FFT would have more than 100 % by this count."""
    race = races.get("mnist", {})
    middle = _median(race, GLASSNET) if race else None
    if not middle:
        return ""
    rate = NETS["mnist"].operations() * race["images"] / middle / 1e9
    probed = float(np.mean([probe["sgemm"] for probe in race["probes"]]))
    return (
        f"\n\nOn the MNIST net Glassnet makes {rate:.0f} GF/s, {100 * rate / probed:.0f} % of what the machine makes "
        "of a large matrix product."
    )


def _same(races: Races) -> str:
    head = ["first loss, tenth loss", *(NETS[key].title.split(":")[0] for key in races)]
    rows = [[CONTESTANTS[name].title, *(_gate(race, name) for race in races.values())] for name in _present(races)]
    return (
        "## All compute the same\n\nFrom shared start weights, batches in a shared order, dropout off, gradients cut "
        f"to a global norm of 5: how far losses are from those of '{CONTESTANTS[YARDSTICK].title}', as a share. Who is "
        f"off by more than {FIRST:.0e} in the first step or {TENTH:.0e} in the tenth is not timed, unless it is here "
        f"for information. {_gates()}\n\n{_table(head, rows)}"
    )


def _gates() -> str:
    """Where the ten steps are not those of the times."""
    fewer = [net.title.split(":")[0] for net in NETS.values() if net.gate_batch != BATCH]
    slower = [f"{net.title.split(':')[0]} at {net.gate_rate}" for net in NETS.values() if net.gate_rate]
    return (
        f"The ten steps of {', '.join(fewer)} have 4 pictures each, for those who take a second a picture; those of "
        f"{', '.join(slower)} instead of the post's 0.01, at which a millionth more on all start weights of #3 is 3 % "
        "of the loss ten steps later."
    )


def _rest(races: Races) -> str:
    head = ["", "net", "version and choices", "most memory, MB", "in a round", "test pictures right"]
    rows = [
        [CONTESTANTS[name].title, NETS[key].title.split(":")[0], _about(told), _peak(told), _work(told), _right(told)]
        for name in _present(races)
        for key, race in races.items()
        if (told := race["contestants"].get(name)) and "seconds" in told
    ]
    return f"## What each did\n\n{_table(head, rows)}"


def _how(races: Races) -> str:
    return (
        "## How\n\n"
        "Each contestant is a process of its own, in an environment of its own where it needs one, with two threads. "
        "In each round all are asked in turn. Only training steps are timed, with dropout, and each shuffles its own "
        "way; starting, compiling, and choosing come before. A round is whole epochs where they are short, else "
        "steps, and the time of an epoch is in proportion; where a step would take more than a minute, it is "
        "taken on fewer pictures, as the last table says. A round in which others took more than "
        f"{100 * DISTURBED:.0f} % of the machine is run again, up to {AGAIN} times. Memory is the most a process had, "
        "its libraries and ten steps of the gate included. Test pictures are judged after as many epochs as in the "
        "posts, by those who do that within a minute; where 41 photos are judged, one is 2.4 points. "
        f"Batches have {BATCH} pictures. Raw numbers: [benchmarks.json](benchmarks.json).\n\n"
        "```sh\nmake bench\n```"
    )


def _present(races: Races) -> list[str]:
    return [name for name in CONTESTANTS if any(name in race["contestants"] for race in races.values())]


def _median(race: Mapping[str, Any], name: str) -> float | None:
    seconds = race["contestants"].get(name, {}).get("seconds")
    return float(np.median(seconds)) if seconds else None


def _time(race: Mapping[str, Any], name: str) -> str:
    told = race["contestants"].get(name)
    if not told or not told.get("seconds"):
        return "" if told is None else "not timed"
    low, middle, high = np.percentile(told["seconds"], (25, 50, 75))
    return f"**{middle:.3g}** ({low:.3g} - {high:.3g}, n {len(told['seconds'])})"


def _ratio(race: Mapping[str, Any], name: str) -> float | None:
    ours, theirs = _median(race, GLASSNET), _median(race, name)
    return theirs / ours if ours and theirs else None


def _times(ratio: float | None) -> str:
    """A ratio as people say it.

    >>> _times(103.4), _times(1.234), _times(None)
    ('103x', '1.23x', '')
    """
    return "" if ratio is None else f"{ratio:.3g}x" if ratio < 100 else f"{ratio:.0f}x"


def _gate(race: Mapping[str, Any], name: str) -> str:
    told = race["contestants"].get(name)
    if told is None:
        return ""
    if "apart" not in told:
        return str(told.get("failed", ""))
    first, tenth = told["apart"]
    refused = "failed" in told and "seconds" not in told
    said = f"{first:.0e}, {tenth:.0e}"
    return f"{said}: refused" if refused else said if CONTESTANTS[name].same else f"{said} (for information)"


def _about(told: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{package} {number}" for package, number in told["versions"].items())
    return f"{versions}; {told['choices']}" if told.get("choices") else versions


def _peak(told: Mapping[str, Any]) -> str:
    return f"{told['peak']:,.0f}" if told.get("peak") else ""


def _work(told: Mapping[str, Any]) -> str:
    work = told["work"]
    return f"{work['epochs']} x {work['images']:,} pictures" + (
        f", in batches of {work['batch']}" if work["batch"] != BATCH else ""
    )


def _right(told: Mapping[str, Any]) -> str:
    accuracy = told.get("accuracy")
    return f"{100 * accuracy['right']:.1f} % after {accuracy['epochs']} epochs" if accuracy else ""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head)]
    lines += [["---"] * len(lines[0]), *map(list, rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
