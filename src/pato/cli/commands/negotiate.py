"""Where the bargaining over a clause ends, and who moves it. [decision]"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pato.cli.options import emit, format_option, output_option

if TYPE_CHECKING:
    from pato.models.negotiation import Negotiation
    from pato.models.negotiation.schema import NegotiationFile
    from pato.table import Table

PATO = "pato"
RESULTS = ("summary", "actors", "movers", "hinges", "variants", "path")


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
@click.option("--futures", type=int, default=1000, show_default=True, help="Futures of an issue.")
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
@click.option("--future", type=int, help="Browse one future of an issue turn by turn, as if it were a file.")
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
    from pato.errors import Problem, UsageError
    from pato.result import Result

    chosen = _settings(settings)
    from pato.files import library

    built = what == PATO or library.is_path(what)
    if issue and what != PATO:
        raise UsageError(
            Problem(
                "--issue",
                f"goes with 'pato', not with {what}.",
                f"Write: pato negotiate pato --issue {issue}",
            )
        )
    if runs is not None and built:
        raise UsageError(Problem("--runs", "repeats the course of a file; an issue has --futures."))
    if future is not None and not built:
        raise UsageError(Problem("--future", "is one of an issue's futures; a file has one course."))
    if built and future is None:
        if save:
            raise UsageError(
                Problem("--save", "writes the tables of one course.", "Choose a future: --future 0.")
            )
        tables = _of_issue(what, issue, chosen, assumptions, results, futures, turns, seed or 1)
    elif built:
        tables = _of_future(
            what,
            issue,
            chosen,
            results,
            max(futures, int(future or 0) + 1),
            turns,
            seed or 1,
            future or 0,
            save,
            complete,
        )
    else:
        tables = _of_file(what, chosen, assumptions, results, runs, turns, seed, save, complete)
    emit(Result(f"The bargaining over {issue or what}", tables), fmt, output)


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


def _of_issue(
    what: str,
    issue: str | None,
    settings: dict[str, str],
    assumptions: bool,
    results: tuple[str, ...],
    futures: int,
    turns: int,
    seed: int,
) -> dict[str, Table]:
    from pato import world
    from pato.errors import UsageError, unknown
    from pato.models.negotiation import forecast
    from pato.report.tables import negotiation as answers

    file = forecast.with_switches(_issue_file(what, issue), settings)
    if assumptions:
        return {"assumptions": answers.assumptions_table(file, world.load())}
    wanted = RESULTS if "all" in results else results or ("summary", "actors")
    if strange := [name for name in wanted if name not in RESULTS]:
        raise UsageError([unknown("result", name, RESULTS, where="--result") for name in strange])
    _announce()
    run = forecast.forecast(file, world.load(), futures=futures, seed=seed, most_turns=turns)
    makers = dict(
        zip(
            RESULTS,
            (
                answers.bands_table,
                answers.actors_table,
                answers.movers_table,
                answers.hinges_table,
                answers.variants_table,
                answers.path_table,
            ),
            strict=True,
        )
    )
    return {name: makers[name](run) for name in wanted}


def _issue_file(what: str, issue: str | None) -> NegotiationFile:
    from pato.errors import Problem, UsageError
    from pato.models.negotiation.library import issues, load_negotiation

    if what == PATO and not issue:
        raise UsageError(Problem("--issue", "is missing.", f"Choose one of: {', '.join(issues())}."))
    return load_negotiation(issue if what == PATO and issue else what)


def _of_future(
    what: str,
    issue: str | None,
    settings: dict[str, str],
    results: tuple[str, ...],
    futures: int,
    turns: int,
    seed: int,
    future: int,
    save: str | None,
    complete: bool,
) -> dict[str, Table]:
    from pato import world
    from pato.errors import Problem, UsageError
    from pato.models.negotiation import forecast, negotiate

    if future < 0:
        raise UsageError(Problem("--future", f"found {future}.", "Futures are counted from 0."))
    _announce()
    run = forecast.forecast(
        forecast.with_switches(_issue_file(what, issue), settings),
        world.load(),
        futures=futures,
        seed=seed,
        most_turns=turns,
    )
    case, switches = run.case(future)
    course = negotiate(case, switches, seed=seed, course=future, most_turns=turns)
    if save:
        from pato.models.negotiation.tables import save as write_tables

        write_tables(course, save, complete=complete)
    return _shown(course, results)


def _of_file(
    what: str,
    settings: dict[str, str],
    assumptions: bool,
    results: tuple[str, ...],
    runs: int | None,
    turns: int,
    seed: int | None,
    save: str | None,
    complete: bool,
) -> dict[str, Table]:
    from pato.models.negotiation import Switches, negotiate, read_case
    from pato.report.tables.negotiation import switches_table

    case = read_case(what)
    switches = Switches.of(_merged(case.settings, settings))
    if assumptions:
        return {"assumptions": switches_table(switches)}
    seed = seed if seed is not None else case.seed if case.seed is not None else 1
    _announce()
    if runs is not None:
        from pato.models.negotiation.forecast import repeated
        from pato.report.tables.negotiation import repeated_tables

        courses = repeated(case, switches, runs=runs, seed=seed, most_turns=turns)
        ended = repeated_tables(case, courses, {"runs": runs, "seed": seed})
        return {**ended, "assumptions": switches_table(switches)}
    course = negotiate(case, switches, seed=seed, most_turns=turns)
    if save:
        from pato.models.negotiation.tables import save as write_tables

        write_tables(course, save, complete=complete)
    return _shown(course, results)


def _shown(course: Negotiation, results: tuple[str, ...]) -> dict[str, Table]:
    """Return the tables that are wanted of a course; without a wish its summary and every assumption."""
    from pato.report.tables.negotiation import course_summary, course_table, switches_table

    if not results:
        return {"summary": course_summary(course), "assumptions": switches_table(course.switches)}
    return {
        name: course_summary(course) if name == "summary" else course_table(course, name) for name in results
    }


def _merged(of_file: dict[str, str], of_command: dict[str, str]) -> dict[str, str]:
    """Return the switches of a file, with those of the command in their place."""
    from pato.models.negotiation.switches import switch

    return {switch(name).name: value for given in (of_file, of_command) for name, value in given.items()}


def _announce() -> None:
    """Say that the first negotiation on a machine takes longer (C10)."""
    from pathlib import Path

    from pato.kernels.bargaining import solve as bargaining

    folder = getattr(getattr(bargaining.view, "stats", None), "cache_path", None)
    if not folder or not any(Path(folder).glob("*.nbc")):
        click.echo("Compiling the bargaining kernels, once: this takes half a minute.", err=True)
