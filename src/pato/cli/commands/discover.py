"""In which runs something holds, in words. [main]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, output_option

TAKES = "about ten seconds"


@click.command()
@click.argument("run", metavar="RUN|FILE.csv", type=click.Path())
@click.option("--when", required=True, metavar="CONDITION", help="What should hold, in words: see below.")
@click.option("--on", metavar="METRIC", help="The metric, where the condition names none.")
@click.option(
    "--inputs",
    multiple=True,
    metavar="COLUMN",
    help="Of a table: a column that boxes are sought over, again for each (default: all but the condition's).",
)
@click.option(
    "--density",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.8,
    show_default=True,
    help="Share of a box's runs in which it should hold.",
)
@click.option(
    "--mass-min",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.05,
    show_default=True,
    help="Share of all runs that a box holds at least.",
)
@click.option(
    "--resamples",
    type=click.IntRange(0, 1000),
    default=10,
    show_default=True,
    help="Resamples on which the first box is sought again.",
)
@format_option()
@output_option()
def command(
    *,
    run: str,
    when: str,
    on: str | None,
    inputs: tuple[str, ...],
    density: float,
    mass_min: float,
    resamples: int,
    fmt: str,
    output: str | None,
) -> None:
    """Find the runs of the comparison in folder RUN in which a condition holds (scenario discovery by PRIM).

    Conditions: "A beats B on METRIC", "A beats B" with --on METRIC, "METRIC of A below 0.3", "METRIC of A above 0.3".
    Of any table as a CSV file: "COLUMN above 0.3", "COLUMN below 0.3", "COLUMN is WORD". Needs the extra 'explore'.

    \b
    Examples:
      pato discover out/ --when "pato-7 beats in-force on war_initiations_members"
      pato discover runs.csv --when "cost above 90" --inputs yield --inputs demand
    """
    from pato.api.studies import discover

    found = discover(run, when, on=on, inputs=inputs, density=density, mass_min=mass_min, resamples=resamples)
    emit(found, fmt, output)
