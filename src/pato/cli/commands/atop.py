"""Treaties coded in the variables of the ATOP data. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, output_option


@click.command()
@click.argument("treaties", metavar="FILE|ID...", nargs=-1, required=True)
@format_option()
@output_option()
def command(treaties: tuple[str, ...], fmt: str, output: str | None) -> None:
    """Code treaties (shipped ones by ID, others by FILE) in variables of ATOP 5.1, as far as their fields determine them.

    One treaty gives one row per variable, with the field that determines it; several give one row per treaty.

    \b
    Examples:
      pato atop anzus
      pato atop nato us-japan-1960 my-treaty.yaml --format csv -o coding.csv
    """
    from pato.api.law import atop
    from pato.table import Table

    found = atop(*treaties)
    emit(found if isinstance(found, Table) else found.to_table(), fmt, output)
