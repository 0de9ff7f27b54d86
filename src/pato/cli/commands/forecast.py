"""Forecasts that can be wrong: freeze them, score them later. [evidence]"""

from __future__ import annotations

import click

from pato.cli.options import (
    architecture_option,
    emit,
    format_option,
    names,
    output_option,
    say,
    state_names,
    years_of,
)


@click.group()
def command() -> None:
    """Freeze dated statements with chances into a file, and score them when it is known what happened.

    \b
    Examples:
      pato forecast freeze --years 2027-2031 -o mine.yaml
      pato forecast score 2027-2031
      pato forecast score mine.yaml --outcomes outcomes.csv
    """


@command.command()
@click.option(
    "--years",
    metavar="FIRST-LAST",
    required=True,
    help="The span, both years included; it must not have begun.",
)
@click.option(
    "--challengers",
    multiple=True,
    metavar="STATE,...",
    help="Who may begin it. Default: the named rivals of the Pacific.",
)
@click.option(
    "--targets", multiple=True, metavar="STATE,...", help="Against whom. Default: every state of the figures."
)
@click.option(
    "--pact",
    "pacts",
    multiple=True,
    metavar="STATE:STATE",
    help="Also this pair's place among those that may form a pact; can be repeated.",
)
@click.option(
    "--event",
    "events",
    multiple=True,
    default=("war", "dispute"),
    show_default=True,
    help="war, dispute; can be repeated.",
)
@click.option("--name", default="", metavar="NAME", help="Name of the set. Default: the years.")
@click.option("--title", default="", metavar="TEXT", help="Its title.")
@click.option("--futures", type=click.IntRange(min=10), default=2000, show_default=True, help="Draws.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@architecture_option()
@format_option()
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="The file of forecasts (YAML); without it they are only shown.",
)
def freeze(
    *,
    years: str,
    challengers: tuple[str, ...],
    targets: tuple[str, ...],
    pacts: tuple[str, ...],
    events: tuple[str, ...],
    name: str,
    title: str,
    futures: int,
    seed: int,
    architecture: str,
    fmt: str,
    output: str | None,
) -> None:
    """Write what the models expect between states in a span of years, sealed, so that it can be held against what happens.

    Example:  pato forecast freeze --years 2027-2031 --targets TWN,PHL -o mine.yaml
    """
    from pato.api.forecasting import forecast_freeze, pair_of

    result = forecast_freeze(
        output,
        years=years_of(years),
        challengers=state_names(challengers),
        targets=state_names(targets),
        pacts=[pair_of(p) for text in pacts for p in text.split(",")],
        events=names(events),
        architecture=architecture,
        name=name,
        title=title,
        futures=futures,
        seed=seed,
    )
    emit(result, fmt)
    if output is not None:
        say(f"Written: {output}")


@command.command()
@click.argument("forecasts", metavar="FILE")
@click.option(
    "--outcomes",
    type=click.Path(dir_okay=False),
    metavar="CSV",
    help="What happened: id,happened (yes or no); the rest is open.",
)
@format_option()
@output_option()
def score(forecasts: str, outcomes: str | None, fmt: str, output: str | None) -> None:
    """Score the forecasts of FILE (or of a set that ships, by its name) against what happened.

    Example:  pato forecast score 2027-2031
    """
    from pato.api.forecasting import forecast_score

    emit(forecast_score(forecasts, outcomes), fmt, output)
