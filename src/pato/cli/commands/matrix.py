"""The directed matrix of duties of one kind. [treaties]"""

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
@click.argument("states", nargs=-1)
@click.option("--kind", default="defence", show_default=True, help="The kind of duty.")
@click.option("--edges", is_flag=True, help="One row a duty instead of a square.")
@architecture_option()
@date_option()
@world_option()
@format_option("graphml")
@output_option()
def command(
    states: tuple[str, ...],
    kind: str,
    edges: bool,
    architecture: str,
    date: str | None,
    world: bool,
    fmt: str,
    output: str | None,
) -> None:
    """Show who owes whom (rows owe, columns are owed); all states concerned, or only STATES.

    Example:  pato matrix USA JPN AUS KOR PHL NZL --kind defence --architecture pato-8
    """
    from pato.api.law import duty_matrix

    matrix = duty_matrix(architecture, date, kind, group=state_names(states) or None, world=world)
    if fmt == "graphml":
        emit(matrix.to_graphml(), output=output)
    else:
        edges = edges or (fmt == "table" and len(matrix.states) > 12)
        emit(matrix.to_edges() if edges else matrix.to_table(), fmt, output)
