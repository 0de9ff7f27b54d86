"""Trade of many sectors with input-output links, from an input-output table. [trade]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, output_option, state_names


@click.command(
    epilog="FILE: one year of the OECD's ICIO (csv), WIOD 2016 (dta, csv, xlsx) or the ADB's tables (xlsx). See docs/models/trade-sectors.md."
)
@click.argument("file", metavar="FILE")
@click.option("--layout", metavar="LAYOUT", help="icio, wiod or adb-mrio (default: found from the file).")
@click.option(
    "--elasticity",
    metavar="N,...|FILE.csv",
    required=True,
    help="Trade elasticity: one number, several (a range), or a csv file with the columns sector and elasticity.",
)
@click.option(
    "--cost",
    "costs",
    metavar="EXPORTER:IMPORTER[:SECTOR]=PERCENT",
    multiple=True,
    help="Change of trade costs, as in CHN:AUS=30 or *:TWN:GOODS=-5; 'end' ends the trade.",
)
@click.option(
    "--tariff",
    "tariffs",
    metavar="EXPORTER:IMPORTER[:SECTOR]=PERCENT",
    multiple=True,
    help="New tariff, in per cent.",
)
@click.option(
    "--tariff-before",
    "before",
    metavar="EXPORTER:IMPORTER[:SECTOR]=PERCENT",
    multiple=True,
    help="Tariff in force in the table's year, in per cent (default: none).",
)
@click.option("--members", metavar="COUNTRY,...", default="", help="Members of a new agreement.")
@click.option(
    "--depth",
    metavar="DEPTH",
    default="medium",
    show_default=True,
    help="Depth of the new agreement: deep, medium or shallow, as estimated by 'pato fit agreements'.",
)
@click.option(
    "--deficits",
    type=click.Choice(("additive", "multiplicative_balanced")),
    default="additive",
    show_default=True,
    help="Whether deficits keep their value or their ratio to value added.",
)
@format_option()
@output_option("the table")
def command(
    file: str,
    layout: str | None,
    elasticity: str,
    costs: tuple[str, ...],
    tariffs: tuple[str, ...],
    before: tuple[str, ...],
    members: str,
    depth: str,
    deficits: str,
    fmt: str,
    output: str | None,
) -> None:
    """Show the welfare effects of changed trade costs, tariffs or agreements, with input-output links between sectors.

    FILE is a table of yours, or the word 'illustration' for the bundled example of three made-up countries.

    \b
    Examples:
      pato trade-sectors illustration --elasticity 4 --cost "AAA:BBB=10"
      pato trade-sectors 2020.csv --elasticity 3,5,8 --members JPN,KOR,AUS --depth deep
      pato trade-sectors 2020.csv --elasticity theta.csv --tariff CHN:USA=25
    """
    from pato.api.economy import trade_sectors

    found = trade_sectors(
        file,
        elasticity,
        layout=layout,
        costs=costs,
        tariffs=tariffs,
        tariffs_before=before,
        members=state_names(members),
        depth=depth,
        deficits=deficits,
    )
    emit(found, fmt, output)
