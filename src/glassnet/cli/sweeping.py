"""From what was asked of `glassnet sweep` to a study on the screen."""

import sys
import tomllib
from collections.abc import Mapping
from contextlib import closing, redirect_stdout
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TextIO

from glassnet.cli.study_reporting import study_written
from glassnet.data.fitting import Fit
from glassnet.data.named import BUILT_IN, named_splits
from glassnet.data.names import shown
from glassnet.data.pictures import Color
from glassnet.data.splits import Method
from glassnet.errors import DataError, FileError, SettingError, unknown
from glassnet.report import plain as as_text
from glassnet.report import terminal
from glassnet.report.reading import ReadingBar
from glassnet.report.sweep import SweepBar
from glassnet.report.sweep_plan import of_plan
from glassnet.sweeping.forecast.cost import seconds_of
from glassnet.sweeping.kept.folder import KeepModels
from glassnet.sweeping.optuna_view import has_optuna
from glassnet.sweeping.planning import Plan, planned
from glassnet.sweeping.running.database import check_storage
from glassnet.sweeping.running.on_ray import check_place
from glassnet.sweeping.running.processes import processors
from glassnet.sweeping.space.space import Space
from glassnet.sweeping.space.values import sides
from glassnet.sweeping.study import Study
from glassnet.sweeping.sweeps import finished, resumable, study_in
from glassnet.sweeping.writing import to_plain


@dataclass(frozen=True)
class Asked:
    """What `glassnet sweep` was asked; None leaves a thing to the file, or to us."""

    data: str | None = None
    space: Mapping[str, Any] | None = None
    seeds: int | None = None
    search: str | None = None
    networks: int | None = None
    budget: str | None = None
    workers: int | None = None
    patience: int | None = None
    on: str | None = None
    storage: str | None = None
    out: str | None = None
    seed: int = 0
    color: Color | None = None
    fit: Fit = "crop"
    split: Method | None = None
    group_by: str | None = None
    halving: bool = False
    keep_models: KeepModels | None = None


def from_file(asked: Asked, path: str | None) -> Asked:
    """`asked`, and from a TOML file what it leaves open; knobs stand in the file's table `[space]`.

    `networks` in the file are how many to draw, or a list of those to try.

    Raises `FileError` for a file that is no TOML, `UnknownName` for a name that means nothing.
    """
    if path is None:
        return asked
    try:
        told = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise FileError(f"'{shown(path)}' is no TOML file we can read: {why}.") from None
    known = {field.name: field.default for field in fields(Asked)}
    for name in told:
        if name not in known:
            raise unknown(f"setting in '{shown(path)}'", name, known)
    listed = {"network": told.pop("networks")} if isinstance(told.get("networks"), list) else {}
    space = {**listed, **told.pop("space", {}), **(asked.space or {})}
    open_ones = {name: value for name, value in told.items() if getattr(asked, name) == known[name]}
    return replace(asked, **open_ones, space=space)


def conditions_of(given: list[str]) -> dict[str, str]:
    """Conditions by knob from texts such as `keep: dense >= 128`. Raises `SettingError` for a text of another form."""
    found = {}
    for text in given:
        name, colon, condition = text.partition(":")
        if not colon:
            raise SettingError(
                f"--when {shown(text)[:60]!r}: name the knob first, such as --when 'keep: dense >= 128'."
            )
        found[name.strip()] = condition.strip()
    return found


def carry_out(asked: Asked, resume: str | None, stream: TextIO, *, as_json: bool) -> None:
    """Settle, run and tell a sweep; what a person wants to know on the way goes to `stream`."""
    check_place(asked.on)
    check_storage(asked.storage)
    plan = _resumed(asked, resume) if resume else _planned(asked, stream)
    workers = asked.workers or (plan.cost.workers if plan.cost else processors())
    print(f"{of_plan(plan, workers, asked.on)}\n", file=stream, flush=True)
    so_far = study_in(plan.folder)
    try:
        # Ray prints what happens to its nodes wherever it likes; the results must stay alone on standard output.
        aside = redirect_stdout(sys.stderr if asked.on else sys.stdout)
        with aside, closing(SweepBar(so_far, plan.cost.seconds if plan.cost else None, stream)) as bar:
            hands = workers if asked.on is None else asked.workers  # a cluster has as many as it has
            study = finished(plan.folder, workers=hands, on=asked.on, storage=asked.storage, watch=bar.see)
    except KeyboardInterrupt:
        left = study_in(plan.folder)
        rest = f", {left.missing:,} are left" if left.missing else "; models are still to be made"
        print(f"{len(left.records):,} runs are kept{rest}. Go on with: glassnet sweep --resume "
              f"{shown(str(plan.folder.path))}", file=stream)  # fmt: skip
        raise
    unwritten = study_written(study, stream)
    print(as_text.to_text(to_plain(study)) if as_json else _told(study))
    if unwritten:
        print(unwritten, file=stream)
    if has_optuna():
        path = study.to_optuna()
        print(f"  study.db    optuna-dashboard sqlite:///{shown(str(path))}", file=stream)


def _told(study: Study) -> str:
    where = shown(str(study.folder.path))
    files = "report.html, results.csv, results.json, runs.csv, summary.txt, runs/"
    return f"{study}\n\nThe study is kept in {where}:\n  {files}"


def _planned(asked: Asked, stream: TextIO) -> Plan:
    if asked.data is None:
        raise DataError("A sweep needs pictures: glassnet sweep DATA --filters 3,9, or --resume DIR to go on with one.")
    space = Space.of(asked.space or {})
    with ReadingBar() as bar:
        splits = named_splits(
            asked.data, seed=asked.seed, size=_largest(asked.data, space), color=asked.color, fit=asked.fit,
            method=asked.split, group_by=asked.group_by, progress=bar,
        )  # fmt: skip
    print(f"{terminal.of_splits(asked.data, splits)}\n", file=stream, flush=True)
    return planned(
        splits,
        space,
        seeds=5 if asked.seeds is None else asked.seeds,
        search=asked.search or "grid",  # type: ignore[arg-type]
        networks=asked.networks,
        seed=asked.seed,
        patience=asked.patience,
        budget=None if asked.budget is None else seconds_of(asked.budget),
        workers=asked.workers,
        out=asked.out,
        name=asked.data,
        with_cost=True,
        halving=asked.halving,
        keep_models=asked.keep_models,
    )


def _resumed(asked: Asked, resume: str) -> Plan:
    if asked.data is not None or asked.space:
        raise DataError("--resume goes on with what was asked then: leave DATA and the knobs out.")
    folder = resumable(resume, asked.keep_models)
    return Plan(folder, folder.question(), folder.agenda())


def _largest(data: str, space: Space) -> tuple[int, int] | None:
    """How pictures are read where their size is swept: as large as any network wants them."""
    both = [sides(value) for value in space.sizes if value is not None]
    if data in BUILT_IN or not both or None in space.sizes:
        return None
    return max(high for high, _ in both), max(wide for _, wide in both)
