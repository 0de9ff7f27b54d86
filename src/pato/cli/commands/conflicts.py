"""Duties, standards, votes and areas that conflict with each other. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import architecture_option, date_option, emit, format_option, output_option
from pato.errors import FINDINGS
from pato.table import Table


@click.command()
@architecture_option()
@date_option()
@format_option()
@output_option()
def command(architecture: str, date: str | None, fmt: str, output: str | None) -> int:
    """Find incompatible duties, standards that parties fail, decisions an aggressor can block, places left out, parties not recognised.

    Exits with status 1 when there are findings.

    \b
    Examples:
      pato conflicts --architecture pato-7
      pato conflicts --architecture nato
    """
    from pato.api.law import conflicts

    table = conflicts(architecture, date)
    emit(_for_reading(table) if fmt == "table" else table, fmt, output)
    return FINDINGS if len(table) else 0


def _for_reading(table: Table) -> Table:
    """Return the findings under headings, without the columns that only programs follow up."""
    columns = ("severity", "kind", "states", "finding")
    rows = [tuple(row[table.columns.index(name)] for name in columns) for row in table.rows]
    order = {name: i for i, name in enumerate(("conflict", "warning", "tension"))}
    rows.sort(key=lambda row: (order.get(row[0], len(order)), row[1]))
    plain = [(row[0], row[1].replace("_", " "), *row[2:]) for row in rows]
    notes = (*table.notes, "Instruments, articles and lines: --format json or csv.")
    return Table(columns, plain, title=table.title, notes=notes, group=2)
