"""States that meet the standards of a treaty, with what probability, and how long. [membership]"""

from __future__ import annotations

import click

from pato.cli.options import date_option, emit, format_option, output_option, state_names
from pato.cli.screen import fitted


@click.command()
@click.argument("treaty", metavar="TREATY|ARCHITECTURE|FILE")
@click.option(
    "--show",
    type=click.Choice(("standards", "states", "survival", "curve")),
    default="standards",
    show_default=True,
    help="Each standard; each state as the standards count together; levels in ten years; who passes at every threshold.",
)
@click.option("--state", "named", metavar="X,Y", multiple=True, help="Only these states.")
@click.option(
    "--all",
    "everyone",
    is_flag=True,
    help="All states of the snapshot, not only parties and those the treaty is open to.",
)
@click.option(
    "--standard",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Try the standards of this file instead of the treaty's.",
)
@click.option(
    "--measure",
    metavar="NAME",
    help="With --show curve: the measure (default: v2x_libdem, or the first of the standards).",
)
@click.option(
    "--step",
    type=click.FloatRange(0.001, 0.5),
    default=0.05,
    show_default=True,
    help="With --show curve: distance of the thresholds; of a measure that is no index from 0 to 1, as a share of the range of its values.",
)
@click.option(
    "--assumptions", metavar="FILE", type=click.Path(dir_okay=False), help="Your copy of the assumed ranges."
)
@click.option(
    "--futures", type=click.IntRange(100, 1_000_000), default=2000, show_default=True, help="Draws."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@date_option()
@format_option()
@output_option("the table")
def command(
    treaty: str,
    show: str,
    named: tuple[str, ...],
    everyone: bool,
    standard: str | None,
    measure: str | None,
    step: float,
    assumptions: str | None,
    futures: int,
    seed: int,
    date: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """Try parties and candidates of TREATY on its governance standards.

    Data are for the last full year before the date; a standard without data is neither passed nor failed.

    \b
    Examples:
      pato eligible pato
      pato eligible pato --show states --all
      pato eligible pato --show curve --state USA,JPN,AUS,KOR,PHL
      pato eligible pato-8 --show survival --state USA --format csv
    """
    from pato.api.memberships import eligible

    context = click.get_current_context()
    for option in ("measure", "step"):
        if show != "curve" and context.get_parameter_source(option) is not click.core.ParameterSource.DEFAULT:
            raise click.UsageError(f"--{option} goes with --show curve.")
    found = eligible(
        treaty,
        show=show,
        states=state_names(named),
        everyone=everyone,
        standard=standard,
        measure=measure,
        step=step,
        assumptions=assumptions,
        futures=futures,
        seed=seed,
        date=date,
    )
    emit(fitted(found, fmt, output, every=everyone), fmt, output)
