"""Check files of any kind, and run the checks beside the law. [treaties]"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pato.errors import FINDINGS, PatoError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--strict", is_flag=True, help="Warnings count: exit with status 1 where there is one.")
def command(*, files: tuple[str, ...], strict: bool) -> int:
    """Check FILES (treaty, architecture, event, check, contingency, study, claim, claims, negotiation, theory, ledger); without FILES, the whole library.

    Every mistake is named with its line, what was found, what is allowed and how to repair it. Check files
    are also run: each event must have the answer that is expected; so are the checks of a ledger. Lines that
    begin with 'warning' name traps of drafting: law that stands only in a note, a state outside every area, an
    article that promises what no obligation codes. Lines that begin with 'advice' name no mistake: what a treaty file could say with the words of format 2, and where it
    quotes no operative words of its text.

    \b
    Examples:
      pato check my-treaty.yaml my-study.yaml
      pato check
    """
    problems: list[Problem] = []
    counts = {"files": 0, "checks": 0}
    for file in files:
        _check_file(file, problems, counts)
    if not files:
        _check_library(problems, counts)
    for problem in problems:
        click.echo(str(problem), err=True)
    warned = [w for file in files for w in _warnings(file)]
    for warning in warned:
        click.echo(f"warning: {warning}", err=True)
    for line in _advice(files):
        click.echo(line)
    state = (
        f"{len(problems)} problem{'s' if len(problems) != 1 else ''} found"
        if problems
        else "nothing wrong was found"
    )
    if warned:
        state += f", {len(warned)} warning{'s' if len(warned) != 1 else ''}"
    click.echo(f"{counts['files']} files read, {counts['checks']} checks run: {state}.")
    return FINDINGS if problems or (strict and warned) else 0


def _warnings(file: str) -> list[Problem]:
    """Return warnings on a file; one that has mistakes has none yet."""
    from pato.cli.options import today
    from pato.files import library
    from pato.treaties.warnings import warnings

    try:
        kind = library.user_file(file)["kind"]
        return list(warnings(file, kind, today()))
    except PatoError:
        return []


def _advice(files: tuple[str, ...]) -> Iterator[str]:
    """Yield what treaty files could say better: each line for files that are named, the count for the library."""
    from pato.files import library
    from pato.files.load import load_file
    from pato.treaties.schema.treaty import Treaty
    from pato.treaties.schema.words import advice

    for file in files:
        try:
            value, document = load_file(file)
        except PatoError:
            continue
        if isinstance(value, Treaty):
            yield from (
                f"advice: {Problem(document.where(at), what, fix)}" for at, what, fix in advice(value)
            )
    if not files:
        texts = [Treaty.model_validate(one["data"]) for one in library.entries("treaty").values()]
        found = {t.id: sum(1 for _ in advice(t)) for t in texts}
        old = sum(1 for t in texts if t.format == 1)
        some = sum(1 for number in found.values() if number)
        if some:
            yield f"advice: {sum(found.values())} places in {some} treaty files ({old} of format 1) could say more: pato check FILE."


def _check_file(file: str, problems: list[Problem], counts: dict[str, int]) -> None:
    from pato.files import library
    from pato.treaties import checks

    counts["files"] += 1
    try:
        compiled = library.user_file(file)
        kind = compiled["kind"]
        if kind == "architecture":
            from pato.treaties.architecture import load_architecture

            load_architecture(file)
        if kind == "negotiation":
            _refuse_unbuildable(file)
        if kind == "study":
            _refuse_unresolvable(file)
        if kind == "theory":
            _refuse_unknown_symbols(compiled, file)
        if kind == "ledger":
            _compare_verdicts(file, file, problems, counts)
        if kind == "check":
            results = checks.run_checks(compiled)
            counts["checks"] += len(results)
            problems += checks.problems(results)
    except PatoError as error:
        problems += error.problems


def _check_library(problems: list[Problem], counts: dict[str, int]) -> None:
    from pato.files import library
    from pato.kinds import KINDS
    from pato.treaties import checks
    from pato.treaties.architecture import load_architecture

    for kind in KINDS:
        counts["files"] += len(library.files_of(kind))
        try:
            library.entries(kind)
        except PatoError as error:
            problems += error.problems
    if problems:
        return
    for name in library.entries("architecture"):
        try:
            load_architecture(name)
        except PatoError as error:
            problems += error.problems
    for file in library.files_of("negotiation"):
        try:
            _refuse_unbuildable(file)
        except PatoError as error:
            problems += error.problems
    results = checks.shipped()
    counts["checks"] = len(results)
    for file in library.files_of("ledger"):
        _compare_verdicts(file, f"library/ledger/{file.name}", problems, counts)
    problems += checks.problems(results)


def _refuse_unknown_symbols(compiled: dict[str, Any], file: str) -> None:
    """Raise where a figure of a theory names a range or a coefficient that there is none of."""
    from pato.models.risk.theories.row import Theory

    Theory.of(compiled["data"], file).factors()


def _refuse_unresolvable(file: str) -> None:
    """Raise where a study names an architecture, metric, factor or level that there is none of."""
    from pato.assess.load import from_options
    from pato.assess.study import resolve
    from pato.cli.options import today

    resolve(from_options([file], {}), today=today())


def _compare_verdicts(file: str | Path, name: str, problems: list[Problem], counts: dict[str, int]) -> None:
    """Compute what the library has on each statement of a ledger, and note verdicts that it contradicts."""
    from pato.report.ledger.verify import verify

    run, found = verify(file, name=name)
    counts["checks"] += run
    problems += found


def _refuse_unbuildable(file: str | Path) -> None:
    """Raise where a negotiation needs a figure that the world does not hold."""
    from pato import world
    from pato.models.negotiation.forecast import factors
    from pato.models.negotiation.library import load_negotiation

    factors(load_negotiation(file), world.load())
