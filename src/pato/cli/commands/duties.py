"""All that a state owes and is owed. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import architecture_option, date_option, emit, format_option, output_option, today


@click.command()
@click.argument("state")
@architecture_option()
@date_option()
@format_option()
@output_option()
def command(state: str, architecture: str, date: str | None, fmt: str, output: str | None) -> None:
    """Show every duty that STATE owes and is owed, by instrument and article.

    Example:  pato duties JPN
    """
    from pato.treaties.architecture import load_architecture
    from pato.treaties.relations import duties_table

    system = load_architecture(architecture)
    emit(duties_table(system, state, date or system.date or today()), fmt, output)
