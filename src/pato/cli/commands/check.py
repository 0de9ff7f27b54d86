"""Check files of any kind, and run the expected answers that ship with treaties. [treaties]"""

from __future__ import annotations

import click

from pato.errors import FINDINGS

TAKES = "about six seconds without FILES; less with them"


@click.command()
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--strict", is_flag=True, help="Warnings count: exit with status 1 where there is one.")
def command(*, files: tuple[str, ...], strict: bool) -> int:
    """Check FILES (treaty, architecture, event, check, contingency, study, claim, claims, negotiation, theory, ledger); without FILES, the whole library.

    Every mistake is reported with its line, what was found, what is allowed and how to repair it. Check files are
    also run: each event must have the expected answer. The checks of a ledger are run too. Lines that begin with
    'warning' name drafting traps: law that appears only in a note, a state outside every area, an article that
    promises what no obligation codes. Lines that begin with 'advice' are not mistakes: they show what format 2 could
    add to a treaty file, and where it does not quote the operative words of its text.

    \b
    Examples:
      pato check my-treaty.yaml my-study.yaml
      pato check
    """
    from pato.api.checking import check

    found = check(*files)
    for problem in found.problems:
        click.echo(str(problem))
    for warning in found.warnings:
        click.echo(f"warning: {warning}")
    for line in found.advice:
        click.echo(f"advice: {line}")
    many = len(found.problems)
    state = f"{many} problem{'s' * (many != 1)} found" if many else "nothing wrong was found"
    if warned := len(found.warnings):
        state += f", {warned} warning{'s' * (warned != 1)}"
    click.echo(f"{found.files} files read, {found.checks} checks run: {state}.")
    return FINDINGS if found.problems or (strict and found.warnings) else 0
