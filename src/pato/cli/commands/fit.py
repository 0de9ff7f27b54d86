"""Fit models again and compare them with what ships. [evidence]"""

from __future__ import annotations

import click

from pato.cli.options import cluster_option, emit, format_option, refuse_several_csv

TAKES = "a minute or more a model"
ALL = "all"


@click.command(epilog="Needs the data providers' tables: pato data list.")
@click.argument("models", metavar="MODEL...", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="Also write the new estimate to this file (JSON)."
)
@cluster_option
@format_option()
def command(models: tuple[str, ...], output: str | None, cluster: str | None, fmt: str) -> None:
    """Fit MODEL (agreements, risk_war, ...; several, or all) from the data store and say whether it equals what ships.

    Exit status 1 if a number differs by more than a millionth, or a data file is another one.

    Example:  pato fit risk_war
    """
    from pato.errors import FINDINGS
    from pato.estimate.fits import names, refits
    from pato.files.storage import write_atomic
    from pato.futures.cluster import connected
    from pato.result import Result

    chosen = names() if models == (ALL,) else list(models)
    if len(chosen) > 1:
        refuse_several_csv(fmt, output)
        if output is not None:
            raise click.UsageError("-o writes one estimate: name one MODEL.")
    apart = False
    with connected(cluster):
        for model, result in refits(chosen):
            if output is not None:
                write_atomic(output, result.text)
            differ = {"differences": result.differences} if len(result.differences) else {}
            emit(Result(f"Fit of {model}", {"fit": result.summary, **differ}), fmt)
            apart |= bool(differ)
    if apart:
        raise click.exceptions.Exit(FINDINGS)
