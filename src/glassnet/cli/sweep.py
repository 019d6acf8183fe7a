"""`glassnet sweep`: pictures and values for some knobs in, a study out."""

import sys
from typing import Annotated, Any, Literal

import typer

from glassnet.cli.words import Color, Debug, Fit, GroupBy, Json, Seed, Split
from glassnet.sweeping.space.knobs import KNOBS


def _knob(name: str) -> Any:
    return typer.Option(KNOBS[name].option, metavar="TEXT" if name == "network" else "VALUES", help=KNOBS[name].says)


def sweep(
    data: Annotated[
        str | None,
        typer.Argument(metavar="[DATA]", help="digits, mnist, portraits, a folder or a CSV file of pictures."),
    ] = None,
    network: Annotated[list[str] | None, _knob("network")] = None,
    conv_layers: Annotated[str | None, _knob("conv_layers")] = None,
    filter_size: Annotated[str | None, _knob("filter_size")] = None,
    filters: Annotated[str | None, _knob("filters")] = None,
    pool: Annotated[str | None, _knob("pool")] = None,
    pool_size: Annotated[str | None, _knob("pool_size")] = None,
    dense: Annotated[str | None, _knob("dense")] = None,
    keep: Annotated[str | None, _knob("keep")] = None,
    activation: Annotated[str | None, _knob("activation")] = None,
    padding: Annotated[str | None, _knob("padding")] = None,
    optimizer: Annotated[str | None, _knob("optimizer")] = None,
    learning_rate: Annotated[str | None, _knob("learning_rate")] = None,
    weight_decay: Annotated[str | None, _knob("weight_decay")] = None,
    batch: Annotated[str | None, _knob("batch")] = None,
    epochs: Annotated[str | None, _knob("epochs")] = None,
    size: Annotated[str | None, _knob("size")] = None,
    augment: Annotated[str | None, _knob("augment")] = None,
    when: Annotated[
        list[str] | None,
        typer.Option(metavar="KNOB: CONDITION", help="Turn a knob only there, such as 'keep: dense >= 128'."),
    ] = None,
    seeds: Annotated[
        int | None,
        typer.Option(min=1, metavar="K", help="Every network is trained from the same K seeds; 5 when left out."),
    ] = None,
    search: Annotated[
        Literal["grid", "random", "tpe"] | None,
        typer.Option(help="grid tries all, random some, tpe looks where it was good; grid."),
    ] = None,
    networks: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="How many networks to draw, or at most to try.")
    ] = None,
    budget: Annotated[
        str | None, typer.Option(metavar="TIME", help="Leave out what takes longer than 90s, 10m, 1.5h in all.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes of one thread each; as many as there are processors."),
    ] = None,
    patience: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Stop a run after N epochs without a better validation loss.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(metavar="PLACE", help="ray, or ray:HOST:6379 for the Ray cluster there; else this machine."),
    ] = None,
    storage: Annotated[
        str | None,
        typer.Option(metavar="URL", help="postgresql://USER@HOST/NAME: machines that ask the same share the runs."),
    ] = None,
    halving: Annotated[
        bool, typer.Option("--halving", help="Let the better third go on after a ninth and a third of the epochs.")
    ] = False,
    keep_models: Annotated[
        Literal["all", "chosen"] | None,
        typer.Option(help="Keep every trained network, or those of the chosen one and of few to show; all."),
    ] = None,
    out: Annotated[
        str | None, typer.Option(metavar="DIR", help="The folder of the study, else runs/<date>-<time>-sweep.")
    ] = None,
    config: Annotated[
        str | None, typer.Option(metavar="FILE", help="All of this from a TOML file; options count more.")
    ] = None,
    resume: Annotated[
        str | None, typer.Option(metavar="DIR", help="Go on with the study in a folder that was stopped.")
    ] = None,
    seed: Seed = 0,
    color: Color = None,
    fit: Fit = "crop",
    split: Split = None,
    group_by: GroupBy = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Try many networks from several seeds each, to see what matters.

    VALUES are single ones, 3,10,30; ranges, 1..3; for layers of different sizes lists, 8/16/32; and none where a
    layer may be missing. What is not given stays as in the post of 2017: two conv layers of 3 filters of 10x10, pool
    2, dense 1024. Networks that cannot be are left out and listed.

    glassnet sweep photos/ --conv-layers 1..3 --filter-size 3,10,30 --pool none,2,3 --seeds 5 --out study/
    """
    from glassnet.cli.sweeping import Asked, carry_out, conditions_of, from_file

    given: dict[str, Any] = dict(zip(KNOBS, (
        network or None, conv_layers, filter_size, filters, pool, pool_size, dense, keep, activation, padding,
        optimizer, learning_rate, weight_decay, batch, epochs, size, augment,
    ), strict=True))  # fmt: skip
    if when:
        given["when"] = conditions_of(when)
    asked = Asked(
        data, {name: value for name, value in given.items() if value is not None}, seeds, search, networks, budget,
        workers, patience, on, storage, out, seed, color, fit, split, group_by, halving, keep_models,
    )  # fmt: skip
    carry_out(from_file(asked, config), resume, sys.stderr if json else sys.stdout, as_json=json)
