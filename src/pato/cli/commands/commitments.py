"""Commitments of states to help each other, by contingency and strength. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import (
    date_option,
    emit,
    file_names,
    format_option,
    output_option,
    state_names,
)


@click.command()
@click.argument("architecture")
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="X,Y",
    help="States that could be attacked (default: the parties of its pacts).",
)
@click.option(
    "--defender", "defenders", multiple=True, metavar="X,Y", help="Only what these states are committed to."
)
@click.option(
    "--challenger",
    "challengers",
    multiple=True,
    metavar="X,Y",
    default=("CHN",),
    show_default=True,
    help="States that could attack.",
)
@click.option(
    "--contingency",
    "chosen",
    multiple=True,
    metavar="ID|FILE",
    help="Only these contingencies (default: all of the library).",
)
@click.option(
    "--by",
    type=click.Choice(["pair", "contingency"]),
    default="pair",
    show_default=True,
    help="One row a pair, or one row a contingency.",
)
@click.option("--against", metavar="NAME|FILE", help="Show only what differs from this architecture.")
@click.option(
    "--all-kinds", is_flag=True, help="Also commitments to consult or to assist, beside those to defend."
)
@date_option()
@format_option()
@output_option()
def command(
    architecture: str,
    targets: tuple[str, ...],
    defenders: tuple[str, ...],
    challengers: tuple[str, ...],
    chosen: tuple[str, ...],
    by: str,
    against: str | None,
    date: str | None,
    fmt: str,
    output: str | None,
    *,
    all_kinds: bool,
) -> None:
    """Show the commitments that ARCHITECTURE (a name, NAME@DATE, or a file) creates, contingency by contingency.

    \b
    Examples:
      pato commitments pato-7 --target JPN --by contingency
      pato commitments my-pact.yaml --against in-force
    """
    from pato.api.law import commitments

    found = commitments(
        architecture,
        date,
        targets=state_names(targets),
        defenders=state_names(defenders),
        challengers=state_names(challengers),
        contingencies=file_names(chosen),
        by=by,
        against=against,
        all_kinds=all_kinds,
    )
    emit(found, fmt, output)
