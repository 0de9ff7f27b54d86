"""Data sets from their providers: download, add files, list what is in the store. [evidence]"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pato.cli.options import emit, format_option, output_option
from pato.errors import harmless

if TYPE_CHECKING:
    from pato.world.sources.status import Entry


@click.group()
def command() -> None:
    """Bring the data providers' data sets into the data store (PATO_DATA says where it is).

    \b
    Examples:
      pato data list
      pato data get cow-states
      pato data add sipri-milex SIPRI-Milex-data-1949-2024.xlsx
      pato data status
    """


@command.command("list")
@format_option()
@output_option("the table")
def list_(fmt: str, output: str | None) -> None:
    """List the data sets: owner, version, licence, and how to get each."""
    from pato.world.sources.status import list_table

    emit(list_table(), fmt, output)


@command.command()
@click.argument("name")
@click.option("--url", default="", metavar="ADDRESS", help="Another address than the provider's.")
def get(name: str, url: str) -> None:
    """Download data set NAME from its provider into the store; an interrupted download is resumed."""
    from pato.world.sources.fetch import Ticker
    from pato.world.sources.status import get as fetch_and_add

    entry = fetch_and_add(name, url=url, progress=Ticker(_show))
    _say(entry)


@command.command()
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
def add(name: str, file: Path) -> None:
    """Read FILE, as the provider of data set NAME publishes it, into the store."""
    from pato.world.sources.status import add as read_and_record

    entry = read_and_record(name, file)
    _say(entry)


@command.command()
@format_option()
@output_option("the table")
def status(fmt: str, output: str | None) -> None:
    """Show what the store holds: present, absent, changed since it was added."""
    from pato.world.sources.status import status_table

    emit(status_table(), fmt, output)


@command.command("compile-snapshot")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of the snapshot.",
)
def compile_snapshot(output: Path) -> None:
    """Compile the data that ship from the data store into a folder."""
    from pato.estimate import snapshot

    texts = snapshot.compile_snapshot()
    snapshot.write(output, texts)
    click.echo(
        f"Written: {len(texts)} files, {sum(len(t.encode()) for t in texts.values()):,} bytes, to {output}"
    )


def _show(line: str, last: bool) -> None:
    terminal = getattr(sys.stderr, "inner", sys.stderr)
    terminal.write(f"\r{harmless(line)}   " + "\n" * last)
    terminal.flush()


def _say(entry: Entry) -> None:
    click.echo(f"{entry.name}: {entry.rows:,} rows in table {entry.table}.")
    for line in entry.made:
        click.echo(f"  {line}")
    for warning in entry.warnings:
        click.echo(f"  Note: {warning}")
