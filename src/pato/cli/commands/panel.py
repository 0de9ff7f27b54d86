"""Build a historical panel: states or pairs by year, with covariates. [evidence]"""

from __future__ import annotations

import click

from pato.cli.options import names, written_to, years_of

TAKES = "about half a minute"


@click.command(epilog="Conventions: docs/panel.md. Needs the data providers' tables: pato data list.")
@click.option(
    "--unit",
    metavar="UNIT",
    default="directed-dyad-year",
    show_default=True,
    help="state-year, dyad-year or directed-dyad-year.",
)
@click.option(
    "--years", metavar="FIRST-LAST", default="1816-2019", show_default=True, help="Both years included."
)
@click.option(
    "--with",
    "groups",
    metavar="GROUP,...",
    multiple=True,
    help="Groups of covariates; 'all' for every one. Default: none.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False),
    help="FILE.parquet, FILE.csv or FILE.dta.",
)
def command(unit: str, years: str, groups: tuple[str, ...], output: str) -> None:
    """Build a panel of the COW state system and write it.

    Example: pato panel --years 1946-2010 --with capability,contiguity,disputes -o panel.parquet
    """
    from pato.api.records import panel

    frame = panel(unit, years_of(years), names(groups), output)
    written_to(output, more=f" ({frame.height:,} rows, {frame.width} columns)")
