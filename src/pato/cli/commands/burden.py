"""Burden sharing: by rule, by best reply, and NATO's record. [decision]"""

from __future__ import annotations

import click

from pato.cli.options import date_option, emit, format_option, output_option, refuse_several_csv


@click.command()
@click.argument("body")
@click.option(
    "--body",
    "instrument",
    metavar="NAME",
    help="The instrument, where an architecture holds several that decide.",
)
@click.option(
    "--status-quo",
    default="in-force",
    show_default=True,
    help="Commitments to which today's spending responds.",
)
@click.option("--hub", default="USA", show_default=True, help="State whose savings are shown.")
@click.option("--pledge", type=click.FloatRange(0, 1), help="Share of GDP pledged (default: the treaty's).")
@click.option(
    "--futures",
    type=click.IntRange(3, 100_000),
    default=300,
    show_default=True,
    help="How many simulation runs.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@click.option("--assume", multiple=True, metavar="NAME=LOW:HIGH", help="Another range for an assumption.")
@click.option("--nato", is_flag=True, help="Also the rank tests of exploitation in NATO, all years.")
@date_option()
@format_option()
@output_option("the tables")
def command(
    *,
    body: str,
    instrument: str | None,
    status_quo: str,
    hub: str,
    pledge: float | None,
    futures: int,
    seed: int,
    assume: tuple[str, ...],
    nato: bool,
    date: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """Show each member's share of the burden of BODY (an architecture or a treaty) under rules and assumptions.

    \b
    Examples:
      pato burden pato-8
      pato burden pato-7 --pledge 0.035 --nato
    """
    from pato.api.decisions import burden
    from pato.models.assumptions import settings_of

    refuse_several_csv(fmt, output)
    found = burden(
        body,
        instrument=instrument,
        status_quo=status_quo,
        hub=hub,
        pledge=pledge,
        futures=futures,
        seed=seed,
        assume=settings_of(assume),
        nato=nato,
        date=date,
    )
    emit(found, fmt, output)
