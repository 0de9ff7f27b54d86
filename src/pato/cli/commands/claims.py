"""Test claims on the runs of a comparison. [main]"""

from __future__ import annotations

import click

from pato.cli.options import emit, file_format, format_option, output_option

TAKES = "about ten seconds"


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@click.argument("claims", nargs=-1)
@click.option(
    "--for",
    "about",
    metavar="NAME|FILE",
    help="The architecture of the run that the claims are about (default: the study's subject, else your own file, else the first that adds a pact).",
)
@click.option(
    "--by-theory",
    is_flag=True,
    help="One row an assumption about deterrence (csv, json and md always have them).",
)
@format_option()
@output_option()
def command(
    *, run: str, claims: tuple[str, ...], about: str | None, by_theory: bool, fmt: str, output: str | None
) -> None:
    """Test CLAIMS (ids or files; default: all that ship) on the comparison in folder RUN.

    Each claim is shown with the share of runs in which it holds, by assumption, where along a factor that turns, the
    factors it depends on, and a label that says how well its key quantity is identified.

    \b
    Examples:
      pato claims out/ A1 A2
      pato claims out/ --for my-pato.yaml
    """
    from pato.api.studies import claims as tested

    fmt = file_format(fmt, output)
    found = tested(run, *claims, about=about)
    emit(found["claims" if by_theory or fmt != "table" else "summary"], fmt, output)
