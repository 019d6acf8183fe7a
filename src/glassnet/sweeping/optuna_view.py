"""The study as Optuna holds one, so that optuna-dashboard can open it: a view of the records, made from them alone.

The records in the folder are the study. This database is written after them, may be thrown away, and is made again from
them; nothing is ever read back from it, since a database may hold what a stranger put there.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from glassnet.data.names import shown
from glassnet.errors import EnvironmentProblem
from glassnet.extras import needs
from glassnet.sweeping.rows import Row
from glassnet.sweeping.space.ranges import Choices
from glassnet.sweeping.space.values import told
from glassnet.sweeping.study import Study

FILE = "study.db"
NAME = "glassnet"
MARK = "network"  # the attribute that says which network a trial is


def has_optuna() -> bool:
    """Whether Optuna is installed."""
    return find_spec("optuna") is not None


def write_view(study: Study, path: Path | None = None) -> Path:
    """Bring `study.db` up to what the study knows: a trial for each network that is done with all its seeds.

    Its value is the mean accuracy on validation pictures; step n is what the n-th seed got. Networks with a failed seed
    are failed trials, with the reason. Raises `MissingPackage` without Optuna, `EnvironmentProblem` when the file does
    not take it.

    Look at it with `optuna-dashboard sqlite:///study.db`.
    """
    optuna = needs("optuna", "to show a study in optuna-dashboard", extra="sweep")
    exc = needs("sqlalchemy.exc", "by Optuna", extra="sweep")
    path = path or study.folder.path / FILE
    verbosity = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        storage = optuna.storages.RDBStorage(
            f"sqlite:///{path.resolve()}", engine_kwargs={"connect_args": {"timeout": 60}}
        )
        try:
            view = optuna.create_study(study_name=NAME, storage=storage, direction="maximize", load_if_exists=True)
            there = {trial.user_attrs.get(MARK) for trial in view.get_trials(deepcopy=False)}
            for trial in _trials(study, optuna, there):
                view.add_trial(trial)
        finally:
            storage.remove_session()
            storage.engine.dispose()
    except (optuna.exceptions.OptunaError, exc.SQLAlchemyError) as why:
        raise EnvironmentProblem(
            f"'{shown(str(path))}' could not be written ({str(why).splitlines()[0]}). The study itself is whole."
        ) from None
    finally:
        optuna.logging.set_verbosity(verbosity)
    return path


def _trials(study: Study, optuna: Any, there: set[Any]) -> Iterator[Any]:
    spaces = {name: _distribution(values, optuna) for name, values in study.question.space.knobs}
    for row in sorted(study.results, key=lambda row: list(study.candidates).index(row.key)):
        if row.key in there or (row.rank is None and not row.failed):
            continue
        # A network of a list may set a knob as nobody else does: that is part of which network it is.
        known = {name: _plain(row.configuration.get(name)) for name, values in study.question.space.knobs
                 if name in row.configuration and _holds(values, row.configuration.get(name))}  # fmt: skip
        yield optuna.trial.create_trial(
            state=optuna.trial.TrialState.COMPLETE if row.rank else optuna.trial.TrialState.FAIL,
            value=row.accuracy if row.rank else None,
            params=known,
            distributions={name: spaces[name] for name in known},
            intermediate_values=_steps(study, row),
            user_attrs=_attributes(study, row),
        )


def _steps(study: Study, row: Row) -> dict[int, float]:
    found = ((place, study.records.get((row.key, seed))) for place, seed in enumerate(study.seeds))
    return {place: each.accuracy for place, each in found if each is not None and each.accuracy is not None}


def _attributes(study: Study, row: Row) -> dict[str, Any]:
    seconds = [study.records[row.key, seed].seconds for seed in study.seeds if (row.key, seed) in study.records]
    plain = {
        MARK: row.key,
        "spread": row.spread,
        "interval": list(row.interval) if row.interval else None,
        "parameters": row.parameters,
        "seconds a run": float(np.median(seconds)) if seconds else None,
        "failed": [f"seed {seed}: {reason}" for seed, reason in row.failed],
        "note": "accuracy on validation pictures; of many the best is optimistic",
    }
    return {name: value for name, value in plain.items() if value not in (None, [])}


def _distribution(values: Any, optuna: Any) -> Any:
    if isinstance(values, Choices):
        return optuna.distributions.CategoricalDistribution([_plain(value) for value in values.values])
    return optuna.distributions.FloatDistribution(values.low, values.high, log=values.log)


def _holds(values: Any, value: Any) -> bool:
    return value in values.values if isinstance(values, Choices) else values.low <= value <= values.high


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float) else told(value)
