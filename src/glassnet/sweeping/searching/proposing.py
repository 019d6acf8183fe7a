"""What TPE is told and asked, as Optuna has it: in memory, made of the records anew for each round, then forgotten.

A trial holds what had a say in its network, and nothing else: a knob that was not turned, and a question a function did
not come to ask, teach nothing of their values. A function is asked as it goes on, so that its next question may hang on
the last answer; what it asked then is found again by calling it with the settings that were kept.
"""

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from glassnet.sweeping.kept.question import Question
from glassnet.sweeping.kept.record import Record
from glassnet.sweeping.space.agenda import Agenda
from glassnet.sweeping.space.building import answering
from glassnet.sweeping.space.configuration import Configuration
from glassnet.sweeping.space.ranges import Choices, Span, Values
from glassnet.sweeping.space.values import Value


class View:
    """A study of Optuna on one space; `seed` settles its proposals."""

    def __init__(self, optuna: Any, question: Question, seed: int) -> None:
        self._optuna, self._question, self._space = optuna, question, question.space
        self._values = dict(question.space.knobs)
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Optuna calls what keeps proposals apart experimental
            sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=0, constant_liar=True)
        self.study = optuna.create_study(direction="maximize", sampler=sampler)

    def take(self, plan: Agenda, records: Mapping[tuple[str, int], Record]) -> None:
        """Tell of every network whose seeds have all finished what it came to."""
        for made in plan.candidates:
            of_key = [records[made.key, seed].accuracy for seed in self._question.seeds]
            if all(accuracy is not None for accuracy in of_key):
                mean = float(np.mean([accuracy or 0.0 for accuracy in of_key]))
                self._add(made.configuration, value=mean)

    def begin(self, known: Configuration) -> None:
        """Tell that a setting is taken: until it is done Optuna supposes it to be bad, and looks elsewhere."""
        self._add(known, state=self._optuna.trial.TrialState.RUNNING)

    def propose(self) -> Configuration:
        """A setting where it was good."""
        trial = self.study.ask()
        if self._space.built:
            beside = {name: self._suggested(trial, name, self._values[name]) for name in self._space.beside}
            known, _ = self._space.its_builder().made(lambda *asked: self._suggested(trial, *asked), beside)
        else:
            settings = {name: self._suggested(trial, name, values) for name, values in self._space.knobs}
            known = self._space.configured(settings)
        self.study.tell(trial, state=self._optuna.trial.TrialState.FAIL)  # it counts from when it is begun
        return known

    def _suggested(self, trial: Any, name: str, values: Values) -> Value:
        label = self._label(name, values)
        if isinstance(values, Span):
            value = float(f"{trial.suggest_float(label, values.low, values.high, log=values.log):.3g}")
            return min(max(value, values.low), values.high)
        place: int = (
            trial.suggest_int(label, 0, len(values) - 1)
            if _is_ordered(values)
            else trial.suggest_categorical(label, list(range(len(values))))
        )
        return _in_order(values)[place]

    def _add(self, known: Configuration, **outcome: Any) -> None:
        asked = {name: values for name, values in self._asked(known).items() if _holds(values, known, name)}
        self.study.add_trial(
            self._optuna.trial.create_trial(
                params={self._label(name, values): _param(values, known, name) for name, values in asked.items()},
                distributions={
                    self._label(name, values): _distribution(self._optuna, values) for name, values in asked.items()
                },
                **outcome,
            )
        )

    def _asked(self, known: Configuration) -> Mapping[str, Values]:
        """What was asked on the way to these settings."""
        if not self._space.built:
            return self._values
        beside = {name: values for name, values in self._values.items() if name in self._space.beside}
        settings = dict(known.settings)
        answer = answering(settings, self._values)
        _, asked = self._space.its_builder().made(answer, {name: settings[name] for name in beside if name in settings})
        return {**beside, **asked}

    def _label(self, name: str, values: Values) -> str:
        """What a question is called: the same name with other values, in another branch, is another question."""
        return name if values == self._values.get(name) else f"{name} {values}"


def _distribution(optuna: Any, values: Values) -> Any:
    """Numbers keep their order, so that what lies between two good ones looks good too."""
    if isinstance(values, Span):
        return optuna.distributions.FloatDistribution(values.low, values.high, log=values.log)
    if _is_ordered(values):
        return optuna.distributions.IntDistribution(0, len(values) - 1)
    return optuna.distributions.CategoricalDistribution(list(range(len(values))))


def _is_ordered(values: Choices) -> bool:
    return len(values) > 2 and all(isinstance(value, int | float) for value in values.values)


def _in_order(values: Choices) -> list[Value]:
    return sorted(values.values, key=lambda value: float(str(value))) if _is_ordered(values) else list(values.values)


def _holds(values: Values, known: Configuration, name: str) -> bool:
    """Whether a knob has a say, with one of its values: a network of a list may settle it in its own way."""
    value = known.get(name)
    if isinstance(values, Span):
        return isinstance(value, int | float) and values.low <= value <= values.high
    return name in known and value in values.values


def _param(values: Values, known: Configuration, name: str) -> float | int:
    """Where a setting stands among the values."""
    value = known.get(name)
    if isinstance(values, Choices):
        return _in_order(values).index(value)
    return float(str(value))
