"""Figures of states and pairs, with year, source and licence. [evidence]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, names, output_option


@click.group()
def command() -> None:
    """Show the data that ship: of a state, of two states, and who provides them.

    \b
    Examples:
      pato world show JPN
      pato world pair CHN JPN
      pato world sources --format csv
    """


@command.command()
@click.argument("state")
@click.option("--figures", metavar="NAME,NAME", default="", help="Only these variables.")
@format_option()
@output_option("the table")
def show(state: str, figures: str, fmt: str, output: str | None) -> None:
    """Show every value of STATE (a code or a name), and why the missing ones are missing."""
    from pato import world
    from pato.world import tables

    emit(tables.of_state(world.load(), state, names(figures)), fmt, output)


@command.command()
@click.argument("first")
@click.argument("second")
@format_option()
@output_option("the table")
def pair(first: str, second: str, fmt: str, output: str | None) -> None:
    """Show the data on two states: distance, borders, disputes, rivalry, commitments, trade."""
    from pato import world
    from pato.world import tables

    emit(tables.of_pair(world.load(), first, second), fmt, output)


@command.command()
@format_option()
@output_option("the table")
def sources(fmt: str, output: str | None) -> None:
    """Show the data providers, versions, licences and how to cite them."""
    from pato import world
    from pato.world import tables

    emit(tables.of_sources(world.load()), fmt, output)
