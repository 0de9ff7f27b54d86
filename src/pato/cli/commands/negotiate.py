"""Outcome of bargaining over a clause, and who moves it. [decision]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, output_option, say


@click.command()
@click.argument("what")
@click.option(
    "--issue", help="With 'pato': taiwan-clause, area, decision-rule, standards, depth or hub-vs-pact."
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="SWITCH=VALUE",
    help="Set an assumption of the model; may be repeated.",
)
@click.option("--assumptions", is_flag=True, help="Show every switch with the value that counts, and stop.")
@click.option(
    "--result",
    "results",
    multiple=True,
    metavar="NAME",
    help="What to show (repeatable). Of an issue: summary, actors, movers, hinges, variants, path or all; of a file: summary or an intermediate table.",
)
@click.option("--futures", type=int, default=1000, show_default=True, help="Simulation runs of an issue.")
@click.option(
    "--runs", type=int, help="Repeat a file's course that often (with --set transition=stochastic)."
)
@click.option(
    "--turns",
    type=int,
    default=100,
    show_default=True,
    help="Turns after which a course counts as not converged.",
)
@click.option("--seed", type=int, help="Seed of everything drawn (default: the file's, or 1).")
@click.option("--future", type=int, help="Browse one run of an issue turn by turn, as if it were a file.")
@click.option(
    "--save",
    type=click.Path(),
    help="Write all intermediate tables: to a .sqlite file, or as Parquet into a folder.",
)
@click.option(
    "--complete",
    is_flag=True,
    help="With --save: third parties as everybody estimates them, not only the initiator.",
)
@format_option()
@output_option()
def command(
    what: str,
    issue: str | None,
    settings: tuple[str, ...],
    assumptions: bool,
    results: tuple[str, ...],
    futures: int,
    runs: int | None,
    turns: int,
    seed: int | None,
    future: int | None,
    save: str | None,
    complete: bool,
    fmt: str,
    output: str | None,
) -> None:
    """Bargain over WHAT: 'pato' with an --issue, a negotiation of your own (.yaml), or a file of KTAB (.csv, .xml).

    \b
    Examples:
      pato negotiate pato --issue hub-vs-pact --result summary --result movers
      pato negotiate case.csv --set victory=square --set commitment=full
      pato negotiate case.xml --runs 1000 --set transition=stochastic
      pato negotiate case.csv --save tables.sqlite
    """
    from pato.api.bargaining import negotiate

    if not assumptions:
        _announce()
    found = negotiate(
        what,
        issue,
        settings=_settings(settings),
        show=list(results),
        assumptions=assumptions,
        futures=futures,
        runs=runs,
        turns=turns,
        seed=seed,
        future=future,
        save=save,
        complete=complete,
    )
    emit(found, fmt, output)


def _settings(given: tuple[str, ...]) -> dict[str, str]:
    """Return the switches that the command sets, checked."""
    from pato.errors import Problem, UsageError
    from pato.models.negotiation.switches import SWITCHES, Switches

    pairs = [text.partition("=") for text in given]
    if wrong := [text for text, (_, sign, _) in zip(given, pairs, strict=True) if not sign]:
        names = ", ".join(s.name for s in SWITCHES)
        raise UsageError(
            [
                Problem("--set", f"found '{text}'.", f"Write SWITCH=VALUE; switches: {names}.")
                for text in wrong
            ]
        )
    found = {name.strip(): value.strip() for name, _, value in pairs}
    Switches.of(found)
    return found


def _announce() -> None:
    """Say that the first negotiation on a machine takes longer (C10)."""
    from pathlib import Path

    from pato.kernels.bargaining import solve as bargaining

    folder = getattr(getattr(bargaining.view, "stats", None), "cache_path", None)
    if not folder or not any(Path(folder).glob("*.nbc")):
        say("Compiling the bargaining kernels, once: this takes half a minute.")
