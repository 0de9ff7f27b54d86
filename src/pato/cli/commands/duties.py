"""All that a state owes and is owed. [treaties]"""

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
    """Show every obligation that STATE owes and is owed, by instrument and article.

    Example:  pato duties JPN
    """
    from pato.api.law import duties

    emit(duties(state, architecture, date, world=world), fmt, output)
