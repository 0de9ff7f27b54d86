"""Pairs of states ranked by how likely they are to conclude a defence pact. [membership]"""

from __future__ import annotations

import click

from pato.cli.options import architecture_option, date_option, emit, format_option, output_option, state_names


@click.command()
@click.argument("states", nargs=-1, required=True)
@architecture_option()
@date_option()
@format_option()
@output_option()
def command(
    states: tuple[str, ...], architecture: str, date: str | None, fmt: str, output: str | None
) -> None:
    """Rank the pairs among STATES among all pairs of the world without a defence pact.

    Ranks, not probabilities: how many pacts to expect is not identified.

    Example:  pato formation USA,JPN,KOR,AUS
    """
    from pato.api.memberships import formation

    emit(formation(state_names(states), architecture, date), fmt, output)
