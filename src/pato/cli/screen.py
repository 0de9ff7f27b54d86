"""Answers that fit a screen: the first rows of the first table, and a note on what is left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pato.cli.options import file_format
from pato.errors import UsageError, unknown
from pato.table import Table, terminal_width

if TYPE_CHECKING:
    from pato.result import Result

F = TypeVar("F", bound=Callable[..., Any])
LINES = 34
"""Lines of an answer that people see at once."""
MOST_NOTES = 3


def all_option() -> Callable[[F], F]:
    """``--all``: every row and table, not what fits a screen."""
    return click.option(
        "--all", "every", is_flag=True, help="Print every row and table; without it, what fits a screen."
    )


def fitted(found: Table | Result, fmt: str, output: str | None, *, every: bool) -> Table | Result:
    """Return the part of an answer that fits a screen; all of it for files, for programs and with ``--all``.

    Parameters
    ----------
    found
        The answer.
    fmt, output
        As the command was asked: only tables on a terminal are shortened.
    every
        Whether everything was requested.
    """
    if every or file_format(fmt, output) != "table" or output is not None:
        return found
    if isinstance(found, Table):
        return _shortened(found, LINES, "")
    from pato.result import Result

    if not found.tables:
        return found
    name, first = next(iter(found.tables.items()))
    others = [(t.title or n.replace("_", " "), len(t)) for n, t in list(found.tables.items())[1:] if len(t)]
    told = "; ".join(f"{title} ({rows} rows)" for title, rows in others)
    left = f"Further tables with --all: {told}." if others else ""
    room = LINES - sum(1 + len(s) // terminal_width() for s in found.sentences)
    return Result(found.title, {name: _shortened(first, max(room, 12), left)}, sentences=found.sentences)


def only(found: Table, column: str, wanted: list[str]) -> Table:
    """Return the rows with one of some values in a column; all rows if no value is given.

    Raises
    ------
    UsageError
        If no row has one of them; the message names those that there are.
    """
    if not wanted or column not in found.columns:
        return found
    at = found.columns.index(column)
    there = list(dict.fromkeys(str(row[at]) for row in found.rows))
    missing = [name for name in wanted if name not in there]
    if missing:
        raise UsageError([unknown(column, name, there) for name in missing])
    return found.replaced(rows=[row for row in found.rows if str(row[at]) in wanted])


def _shortened(table: Table, lines: int, more: str) -> Table:
    """Return a table's first rows and notes, with a note on what is left out."""
    notes = table.notes if len(table.notes) == MOST_NOTES + 1 else table.notes[:MOST_NOTES]
    hidden = len(table.notes) - len(notes)
    rest = [f"{hidden} more notes with --all."] if hidden else []
    kept = len(table.rows)
    while kept > 5 and _length(table, kept, notes) > lines:
        kept -= max(1, (kept - 5) // 4)
    left = [f"{len(table.rows) - kept} more rows: --all prints them."] if kept < len(table.rows) else []
    told = (*left, *([more] if more else []), *notes, *rest)
    return table.replaced(rows=table.rows[:kept], notes=told)


def _length(table: Table, rows: int, notes: tuple[str, ...]) -> int:
    return table.replaced(rows=table.rows[:rows], notes=notes).to_text().count("\n")
