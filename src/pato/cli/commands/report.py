"""The report of a finished comparison: HTML, Word, PDF, GeoJSON. [main]"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def _file(help_: str, *names: str) -> Callable[[Any], Any]:
    return click.option(*names, type=click.Path(dir_okay=False), help=help_)


TAKES = "about twenty seconds; with --full one or two minutes"


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@_file(
    "The HTML file to write (default: report.html in the run's folder); a name that ends in .docx, .pdf or .geojson makes that.",
    "-o",
    "--output",
)
@_file("Also write the report as a Word file (extra 'office').", "--docx")
@_file("Also print the report to PDF, by a Chromium or Chrome that is installed.", "--pdf")
@_file("Also write members, obligations and sites for QGIS and similar programs.", "--geojson")
@click.option(
    "--full",
    is_flag=True,
    help="Also membership, decision, burden, trade and negotiation: a minute or two the first time.",
)
@click.option(
    "--brief",
    is_flag=True,
    help="Two A4 pages in place of the report, as brief.pdf and brief.docx in the run's folder, or where --pdf and --docx say.",
)
@click.option(
    "--sweep",
    type=click.Path(file_okay=False),
    help="Folder of a finished 'pato sweep': its frontier of memberships is shown, the proposed ones marked.",
)
@click.option(
    "--for",
    "about",
    metavar="NAME|FILE",
    help="The architecture of the run that the report is about (default: the study's subject, else your own file, else the first that adds a pact).",
)
def command(
    *,
    run: str,
    about: str | None,
    output: str | None,
    docx: str | None,
    pdf: str | None,
    geojson: str | None,
    full: bool,
    brief: bool,
    sweep: str | None,
) -> None:
    """Write the report of the comparison in folder RUN: self-contained, opens without a network.

    Example:  pato report out/ --full --pdf report.pdf
              pato report out/ --brief
    """
    from pato.cli.options import say, written_to
    from pato.report.writing import report

    written = report(
        run,
        output,
        about=about,
        full=full,
        brief=brief,
        sweep=sweep,
        docx=docx,
        pdf=pdf,
        geojson=geojson,
        tell=say,
    )
    written_to(*written)
