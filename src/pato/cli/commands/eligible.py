"""Who meets the standards of a treaty, how surely, and for how long. [membership]"""

from __future__ import annotations

import click

from pato.cli.options import date_option, emit, format_option, output_option, state_names, today


@click.command()
@click.argument("treaty", metavar="TREATY|ARCHITECTURE|FILE")
@click.option(
    "--show",
    type=click.Choice(("standards", "states", "survival", "curve")),
    default="standards",
    show_default=True,
    help="Each standard; each state as the standards count together; levels in ten years; who passes at every threshold.",
)
@click.option("--state", "named", metavar="X,Y", multiple=True, help="Only these states.")
@click.option(
    "--all",
    "everyone",
    is_flag=True,
    help="All states of the snapshot, not only parties and those the treaty is open to.",
)
@click.option(
    "--standard",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Try the standards of this file instead of the treaty's.",
)
@click.option(
    "--measure",
    metavar="NAME",
    help="With --show curve: the measure (default: v2x_libdem, or the first of the standards).",
)
@click.option(
    "--step",
    type=click.FloatRange(0.001, 0.5),
    default=0.05,
    show_default=True,
    help="With --show curve: distance of the thresholds.",
)
@click.option(
    "--assumptions", metavar="FILE", type=click.Path(dir_okay=False), help="Your copy of the assumed ranges."
)
@click.option(
    "--futures", type=click.IntRange(100, 1_000_000), default=2000, show_default=True, help="Draws."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@date_option()
@format_option()
@output_option("the table")
def command(
    treaty: str,
    show: str,
    named: tuple[str, ...],
    everyone: bool,
    standard: str | None,
    measure: str | None,
    step: float,
    assumptions: str | None,
    futures: int,
    seed: int,
    date: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """Try parties and candidates of TREATY on its governance standards.

    Figures are those of the last whole year before the date; what is not known is neither passed nor failed.

    \b
    Examples:
      pato eligible pato
      pato eligible pato --show states --all
      pato eligible pato --show curve --state USA,JPN,AUS,KOR,PHL
      pato eligible pato-8 --show survival --state USA --format csv
    """
    from pato import world
    from pato.models.accession import standards
    from pato.models.accession.assumptions import load_assumptions
    from pato.models.accession.evaluation import evaluate
    from pato.report.tables import accession as tables
    from pato.treaties.architecture import load_architecture

    system = load_architecture(treaty)
    from pato.registry.dates import iso_date

    day = iso_date(date or system.date or today(), where="--date")
    asked = standards.requirements(system, day)
    if standard is not None:
        asked = standards.with_file(asked, standard)
    figures = world.load()
    chosen = None
    if show == "curve":
        asked, chosen = standards.for_curve(asked, measure)
    found = evaluate(
        asked,
        standards.candidates(asked, figures, state_names(named), everyone=everyone),
        figures,
        day,
        futures=futures,
        seed=seed,
        assumptions=load_assumptions(assumptions),
    )
    if chosen is not None:
        table = tables.curve(found, chosen, step)
    else:
        table = {"standards": tables.by_standard, "states": tables.by_state, "survival": tables.survival}[
            show
        ](found)
    emit(table, fmt, output)
