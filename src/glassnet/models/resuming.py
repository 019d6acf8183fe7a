"""Where training stands, into a file and out of it again, so that it goes on as if it had never stopped."""

from dataclasses import replace

import torch

from glassnet.runs.checkpoint import Checkpoint
from glassnet.runs.run import Run
from glassnet.training.loop import Trainer


def standing(trainer: Trainer) -> Run:
    """The run so far, with how far training has counted and what each optimizer remembers."""
    slots = {
        f"{name}/{_slot(place, slot)}": values.detach().cpu().numpy().copy()
        for place, task in enumerate(trainer.tasks)
        for name, own in task.slots.items()
        for slot, values in own.items()
    }
    return replace(trainer.run(), checkpoint=Checkpoint(trainer.step, trainer.epoch, slots))


def resume(trainer: Trainer, run: Run) -> None:
    """Go on where `run` stopped: its history, its counts, and what its optimizers remembered of the same arrays.

    Arrays of another optimizer than the network has now are left aside; that optimizer then starts afresh.
    """
    trainer.rows, trainer.card, trainer.recipe = run.history.epochs, run.card, run.recipe
    if run.checkpoint is None:
        return
    trainer.step, trainer.epoch = run.checkpoint.step, run.checkpoint.epoch
    for place, task in enumerate(trainer.tasks):
        for name, own in task.slots.items():
            kept = run.checkpoint.of_weight(name)
            for slot, values in own.items():
                there = kept.get(_slot(place, slot))
                if there is not None and there.shape == tuple(values.shape):
                    values.copy_(torch.from_numpy(there))


def _slot(place: int, slot: str) -> str:
    """Several regressions may each remember something of one array: the first by its own word, others by number."""
    return slot if place == 0 else f"{place}.{slot}"
