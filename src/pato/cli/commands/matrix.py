"""The directed matrix of duties of one kind. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import (
    architecture_option,
    date_option,
    emit,
    file_format,
    format_option,
    output_option,
    state_names,
    world_option,
)


@click.command()
@click.argument("states", nargs=-1)
@click.option("--kind", default="defence", show_default=True, help="The kind of obligation.")
@click.option("--edges", is_flag=True, help="One row an obligation instead of a square.")
@architecture_option()
@date_option()
@world_option()
@format_option("graphml", "gexf", "geojson")
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

    Graphs have one edge per obligation, with its attributes: disputed, binding, limited_to_area, checked.

    \b
    Examples:
      pato matrix USA JPN AUS KOR PHL NZL --kind defence --architecture pato-8
      pato matrix USA JPN AUS KOR PHL NZL -o duties.graphml
    """
    from pato.api.law import duty_matrix

    matrix = duty_matrix(architecture, date, kind, group=state_names(states) or None, world=world)
    fmt = file_format(fmt, output, (".graphml", ".gexf", ".geojson"))
    if fmt in {"graphml", "gexf"}:
        emit(matrix.to_gexf() if fmt == "gexf" else matrix.to_graphml(), output=output)
    elif fmt == "geojson":
        from pato.report.geojson import duties_geojson

        emit(duties_geojson(matrix), output=output)
    else:
        edges = edges or (fmt == "table" and len(matrix.states) > 12)
        emit(matrix.to_edges() if edges else matrix.to_table(), fmt, output)
