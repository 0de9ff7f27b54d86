"""Obligations that could draw a state into a war, by instrument. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import (
    architecture_option,
    date_option,
    emit,
    format_option,
    output_option,
    world_option,
)


@click.command()
@click.argument("state")
@architecture_option()
@date_option()
@world_option()
@format_option()
@output_option()
def command(
    state: str, architecture: str, date: str | None, world: bool, fmt: str, output: str | None
) -> None:
    """Show the instruments under which STATE would have to fight for others.

    Example:  pato exposure JPN --architecture pato-7
    """
    from pato.api.law import exposure

    emit(exposure(state, architecture, date, world=world), fmt, output)
