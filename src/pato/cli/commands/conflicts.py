"""Obligations, standards, votes and areas that conflict with each other. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import (
    architecture_option,
    date_option,
    emit,
    file_format,
    format_option,
    output_option,
)
from pato.cli.screen import all_option, fitted, only
from pato.errors import FINDINGS, UsageError, unknown
from pato.table import Table


@click.command()
@architecture_option()
@date_option()
@click.option(
    "--of", metavar="INSTRUMENT", help="Show findings that involve this instrument alone, for example pato."
)
@click.option("--kind", metavar="KIND", help="Show findings of this kind alone, for example standards.")
@all_option()
@format_option()
@output_option()
def command(
    architecture: str,
    date: str | None,
    of: str | None,
    kind: str | None,
    every: bool,
    fmt: str,
    output: str | None,
) -> int:
    """Find incompatible obligations, standards that parties fail, decisions an aggressor can block, places left out, parties not recognised.

    Exits with status 1 when there are findings.

    \b
    Examples:
      pato conflicts --architecture pato-7
      pato conflicts --architecture pato-7 --of pato
    """
    from pato.api.law import conflicts

    fmt = file_format(fmt, output)
    table = _chosen(conflicts(architecture, date), of, kind)
    shown = _for_reading(table) if fmt == "table" else table
    emit(fitted(shown, fmt, output, every=every), fmt, output)
    return FINDINGS if len(table) else 0


def _chosen(table: Table, of: str | None, kind: str | None) -> Table:
    """Return the findings that involve an instrument, or are of a kind.

    Raises
    ------
    UsageError
        If there is no finding of either name; the message lists the existing ones.
    """
    if kind is not None:
        table = only(table, "kind", [kind])
    if of is None:
        return table
    at = table.columns.index("instruments")
    known = list(dict.fromkeys(name for row in table.rows for name in str(row[at]).split(", ")))
    if of not in known:
        raise UsageError(unknown("instrument of a finding", of, known))
    rows = [row for row in table.rows if of in str(row[at]).split(", ")]
    return table.replaced(rows=rows, title=f"{table.title}; {len(rows)} involve {of}")


def _for_reading(table: Table) -> Table:
    """Return the findings under headings, without the columns that only programs follow up."""
    columns = ("severity", "kind", "states", "finding")
    rows = [tuple(row[table.columns.index(name)] for name in columns) for row in table.rows]
    order = {name: i for i, name in enumerate(("conflict", "warning", "tension"))}
    rows.sort(key=lambda row: (order.get(row[0], len(order)), row[1]))
    plain = [(row[0], row[1].replace("_", " "), *row[2:]) for row in rows]
    notes = (*table.notes, "Instruments, articles and lines: --format json or csv.")
    return Table(columns, plain, title=table.title, notes=notes, group=2)
