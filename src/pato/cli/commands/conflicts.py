"""Duties, standards, votes and areas that stand against each other. [treaties]"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pato.cli.options import architecture_option, date_option, emit, format_option, output_option, today
from pato.errors import FINDINGS
from pato.table import Table

if TYPE_CHECKING:
    from pato.treaties.architecture import Architecture


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
    from pato.treaties.architecture import load_architecture
    from pato.treaties.conflicts import conflicts_table

    system = load_architecture(architecture)
    day = date or system.date or today()
    table = conflicts_table(system, day, _measures(system, day))
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


def _measures(system: Architecture, day: str) -> dict[tuple[str, str], float | None]:
    """Return the latest figures for the standards; what the snapshot does not have stays unknown."""
    from pato.errors import CoverageError, UnknownNameError
    from pato.treaties.conflicts import measures_needed

    needed = measures_needed(system, day)
    if not needed:
        return {}
    from pato import world

    figures = world.load()
    found: dict[tuple[str, str], float | None] = {}
    for state, measure in sorted(needed):
        try:
            value = figures.state(state).value(measure)
        except (CoverageError, UnknownNameError):
            value = None
        found[state, measure] = float(value) if isinstance(value, (int, float)) else None
    return found
