"""Value of an economic architecture in general equilibrium; coercion by trade. [trade]"""

from __future__ import annotations

import click

from pato.cli.options import (
    date_option,
    emit,
    file_names,
    format_option,
    names,
    output_option,
    refuse_several_csv,
)

TAKES = "about ten seconds"


@click.command()
@click.argument("what", nargs=-1)
@click.option(
    "--against",
    default="",
    metavar="NAME,NAME",
    help="Other architectures or treaties, over the same runs.",
)
@click.option(
    "--futures", type=click.IntRange(1, 100_000), default=500, show_default=True, help="How many draws."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@click.option(
    "--outcome",
    "outcomes",
    default="",
    metavar="NAME,NAME",
    help="Outcomes to print, or 'all' (default: all of one architecture, welfare of several).",
)
@click.option(
    "--all-states",
    is_flag=True,
    help="Print every economy, not only members and the outsiders most concerned.",
)
@click.option("--by-reading", is_flag=True, help="Print each reading of depth by itself.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="FACTOR=VALUE",
    help="Set a factor to one value or level, for example trade_elasticity=4.",
)
@click.option(
    "--coerce",
    metavar="RIVAL:TARGET",
    help="What restrictions of trade cost both sides, for example CHN:AUS.",
)
@click.option(
    "--severity",
    default="",
    metavar="SHARE,SHARE",
    help="Shares of the targeted goods that are cut (default: as documented of the same states, else drawn from the assumed range).",
)
@click.option(
    "--targeted",
    type=float,
    metavar="SHARE",
    help="Share of the trade that is targeted (default: as documented of the same states, else drawn from the assumed range).",
)
@click.option(
    "--ways",
    type=click.Choice(("imports", "exports", "both")),
    default="imports",
    show_default=True,
    help="Trade that the rival restricts: its purchases from the targets, its sales to them, or both.",
)
@click.option(
    "--answer",
    type=float,
    help="Share of their trade with the rival that members cut in answer (default: in proportion).",
)
@click.option("--status-quo", default="in-force", show_default=True, help="What is in force.")
@date_option()
@format_option()
@output_option("the table")
def command(
    *,
    what: tuple[str, ...],
    against: str,
    futures: int,
    seed: int,
    outcomes: str,
    all_states: bool,
    by_reading: bool,
    settings: tuple[str, ...],
    coerce: str | None,
    severity: str,
    targeted: float | None,
    ways: str,
    answer: float | None,
    status_quo: str,
    date: str | None,
    fmt: str,
    output: str | None,
) -> None:
    """Value the economic chapters of WHAT: an architecture or treaty, or 'decompose' and one of them.

    \b
    Examples:
      pato trade pato-8 --against cptpp,ipef,tpp-12,rcep
      pato trade decompose pato-8
      pato trade --coerce CHN:AUS
      pato trade --coerce CHN:JPN --severity 0.5,1 --targeted 0.1 --ways both
      pato trade pato-8 --coerce CHN:AUS
    """
    from pato.api.economy import coerce as cost_of_coercion
    from pato.api.economy import trade
    from pato.models.trade.coercion import parse

    words, others = file_names(what), file_names(against)
    _refuse_unfitting(coerce=coerce is not None, split=words[:1] == ["decompose"])
    if coerce:
        cut = parse(coerce, _shares(severity), answer, targeted=targeted, ways=ways)
        chosen = [*words, *others]
        if len(chosen) > 1:
            raise click.UsageError("--coerce goes with one architecture at most: run it once for each.")
        found = cost_of_coercion(
            cut.rival,
            cut.targets,
            *chosen,
            severity=cut.severities,
            targeted=targeted,
            ways=ways,
            answer=answer,
            futures=futures,
            seed=seed,
            status_quo=status_quo,
            date=date,
        )
        emit(found, fmt, output)
        return
    split = bool(words) and words[0] == "decompose"
    chosen = [*(words[1:] if split else words), *others]
    if not chosen:
        raise click.UsageError("Name an architecture or treaty, for example: pato trade pato-8")
    if split:
        refuse_several_csv(fmt, output)
    worth = trade(
        chosen,
        outcomes=names(outcomes),
        all_states=all_states,
        by_reading=by_reading,
        split=split,
        futures=futures,
        seed=seed,
        status_quo=status_quo,
        fixed=_settings(settings),
        date=date,
    )
    emit(worth, fmt, output)


_OF_WORTH = {"--outcome": "outcomes", "--all-states": "all_states", "--by-reading": "by_reading"}
_OF_WORTH_AND_PARTS = {"--set": "settings"}
_OF_COERCION = {"--severity": "severity", "--targeted": "targeted", "--ways": "ways", "--answer": "answer"}
"""Options that count for one of the command's questions alone, and their parameters."""


def _refuse_unfitting(*, coerce: bool, split: bool) -> None:
    """Refuse options that another of the command's questions takes: they would have no effect."""
    wrong = (_OF_WORTH | _OF_WORTH_AND_PARTS) if coerce else _OF_COERCION | (_OF_WORTH if split else {})
    context = click.get_current_context()
    for option, name in wrong.items():
        if context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT:
            told = (
                "goes with --coerce"
                if option in _OF_COERCION
                else "is about the value of all chapters together"
            )
            raise click.UsageError(f"{option} {told}: leave it out here.")


def _shares(text: str) -> list[float]:
    try:
        return [float(word) for word in names(text)]
    except ValueError:
        raise click.UsageError(f"--severity takes shares such as 0.2,0.5, found '{text}'.") from None


def _settings(given: tuple[str, ...]) -> dict[str, float | str]:
    found: dict[str, float | str] = {}
    for text in given:
        name, equals, setting = text.partition("=")
        if not equals or not setting:
            raise click.UsageError(f"--set takes FACTOR=VALUE, found '{text}'.")
        try:
            found[name] = float(setting)
        except ValueError:
            found[name] = setting
    return found
