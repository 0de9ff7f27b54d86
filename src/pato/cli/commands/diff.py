"""Changes between two treaties or architectures, by state. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import date_option, emit, format_option, output_option
from pato.errors import FINDINGS


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@date_option()
@click.option("--exit-code", is_flag=True, help="Exit with status 1 when something changes.")
@format_option()
@output_option()
def command(first: str, second: str, date: str | None, exit_code: bool, fmt: str, output: str | None) -> int:
    """Show the obligations gained, lost and changed from A to B, pair by pair, and the clauses that differ.

    A and B are treaties or architectures, by name or file. Two treaties without --date are compared as texts.

    \b
    Examples:
      pato diff us-japan-1951 us-japan-1960
      pato diff in-force pato-7 --date 2026-11-21
    """
    from pato.api.law import diff

    found = diff(first, second, date)
    emit(found.to_table(), fmt, output)
    return FINDINGS if exit_code and not found.equal else 0
