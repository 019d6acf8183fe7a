"""Pages whose tables are measured: the numbers are kept as JSON beside a page, and its tables are written from them."""

import argparse
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Plain = Any  # what JSON holds
Rows = Sequence[Sequence[str]]
_PLACE = re.compile(r"(<!-- figures (\w+) -->)\n.*?(<!-- end -->)", re.DOTALL)


@dataclass(frozen=True)
class Figure:
    """One table of a page: how it is measured, and how its numbers are told, the head first."""

    measure: Callable[[], Plain]
    rows: Callable[[Plain], Rows]


@dataclass(frozen=True)
class Page:
    """A page of docs/ with its figures by name, each between `<!-- figures NAME -->` and `<!-- end -->`."""

    path: Path
    figures: Mapping[str, Figure]

    @property
    def numbers(self) -> Path:
        return self.path.with_suffix(".json")

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def kept(self) -> dict[str, Plain]:
        """The numbers as they were last measured."""
        return dict(json.loads(self.numbers.read_text(encoding="utf-8"))) if self.numbers.exists() else {}

    def told(self, name: str, kept: Mapping[str, Plain]) -> str:
        """One table in Markdown."""
        head, *rows = self.figures[name].rows(kept[name])
        return "\n".join(_row(row) for row in (head, ["---"] * len(head), *rows))

    def with_tables(self, kept: Mapping[str, Plain]) -> str:
        """The page with each of its tables written anew."""
        return _PLACE.sub(lambda place: f"{place[1]}\n{self.told(place[2], kept)}\n{place[3]}", self.text)

    def measure(self, names: Sequence[str]) -> None:
        """Measure some figures anew and keep their numbers; then write all tables from what is kept."""
        kept = self.kept()
        for name in names:
            kept[name] = self.figures[name].measure()
            in_order = {each: kept[each] for each in self.figures if each in kept}
            self.numbers.write_text(json.dumps(in_order, indent=1) + "\n", encoding="utf-8")
            print(f"{name}\n{self.told(name, kept)}\n", flush=True)
        if self.path.exists():
            self.path.write_text(self.with_tables(kept), encoding="utf-8")

    def command(self, module: str, doc: str | None) -> None:
        """`python -m MODULE [WHAT ...]`: measure those, or all; without any only write the tables."""
        parser = argparse.ArgumentParser(prog=f"python -m {module}", description=doc)
        parser.add_argument("what", nargs="*", help=f"of {', '.join(self.figures)}; all of them: all")
        wanted = parser.parse_args().what
        self.measure(list(self.figures) if wanted == ["all"] else wanted)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def span(values: Sequence[float], how: str = "{:.2f}") -> str:
    """From the least to the largest, in words.

    >>> span([0.9, 0.801, 0.85]), span([9, 9], "{:.0f}")
    ('0.80 to 0.90', '9')
    """
    low, high = (how.format(each).replace("-0.00", "0.00") for each in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"
