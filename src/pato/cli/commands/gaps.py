"""Pairs of a group without an obligation to each other. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import (
    architecture_option,
    date_option,
    emit,
    format_option,
    output_option,
    state_names,
    world_option,
)


@click.command()
@click.argument("states", nargs=-1, required=True)
@click.option("--kind", default="defence", show_default=True, help="The kind of obligation that is missing.")
@click.option(
    "--by",
    type=click.Choice(["pair", "contingency"]),
    default="pair",
    show_default=True,
    help="Pairs without any obligation, or obligations that cover some contingencies and not others.",
)
@click.option(
    "--challenger",
    metavar="STATE",
    help="Who attacks, by contingency (default: the first of CHN, PRK, RUS that is not among STATES).",
)
@architecture_option()
@date_option()
@world_option()
@format_option()
@output_option()
def command(
    states: tuple[str, ...],
    kind: str,
    by: str,
    challenger: str | None,
    architecture: str,
    date: str | None,
    *,
    world: bool,
    fmt: str,
    output: str | None,
) -> None:
    """Show the pairs among STATES in which neither has an obligation to the other, and what they have instead.

    A gap can be partial, "covered at home, not at sea": --by contingency shows those.

    \b
    Examples:
      pato gaps USA JPN AUS KOR PHL
      pato gaps USA JPN AUS --by contingency
    """
    from pato.api.law import gaps

    found = gaps(
        architecture, state_names(states), date, kind=kind, by=by, challenger=challenger, world=world
    )
    emit(found, fmt, output)
