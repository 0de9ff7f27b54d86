"""Pairs of a group that owe each other nothing. [treaties]"""

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
@architecture_option()
@date_option()
@world_option()
@format_option()
@output_option()
def command(
    states: tuple[str, ...],
    kind: str,
    architecture: str,
    date: str | None,
    world: bool,
    fmt: str,
    output: str | None,
) -> None:
    """Show the pairs among STATES in which neither has an obligation to the other, and what they have instead.

    Example:  pato gaps USA JPN AUS KOR PHL
    """
    from pato.api.law import gaps

    emit(gaps(architecture, state_names(states), date, kind=kind, world=world), fmt, output)
