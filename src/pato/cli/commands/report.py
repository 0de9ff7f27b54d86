"""The report of a finished comparison, as one HTML file. [main]"""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="The file to write (default: report.html in the run's folder).",
)
@click.option(
    "--full",
    is_flag=True,
    help="Also decision, burden, trade and negotiation: a minute or two the first time.",
)
def command(run: str, output: str | None, full: bool) -> None:
    """Write the report of the comparison in folder RUN: self-contained, opens without a network.

    Example:  pato report out/ --full
    """
    from pato.assess.compare import Comparison
    from pato.assess.study import study_of
    from pato.futures import Run
    from pato.report.context import ReportContext
    from pato.report.document import write_report

    found = Run.open(run)
    written = write_report(
        output or Path(run) / "report.html", ReportContext(Comparison.of(study_of(found), found)), full=full
    )
    click.echo(f"Written: {written}")
