"""The report of a finished comparison, as one HTML file. [main]"""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="The file to write (default: report.html in the run's folder).")
def command(run: str, output: str | None) -> None:
    """Write the report of the comparison in folder RUN: self-contained, opens without a network.

    Example:  pato report out/
    """
    from pato.assess.compare import Comparison
    from pato.assess.study import study_of
    from pato.futures import Run
    from pato.report.context import ReportContext
    from pato.report.document import write_report

    found = Run.open(run)
    written = write_report(output or Path(run) / "report.html", ReportContext(Comparison.of(study_of(found), found)))
    click.echo(f"Written: {written}")
