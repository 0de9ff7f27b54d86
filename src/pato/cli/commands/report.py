"""The report of a finished comparison: HTML, Word, PDF, GeoJSON. [main]"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pato.report.context import ReportContext


def _file(help_: str, *names: str) -> Callable[[Any], Any]:
    return click.option(*names, type=click.Path(dir_okay=False), help=help_)


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@_file("The HTML file to write (default: report.html in the run's folder).", "-o", "--output")
@_file("Also write the report as a Word file (extra 'office').", "--docx")
@_file("Also print the report to PDF, by a Chromium or Chrome that is installed.", "--pdf")
@_file("Also write members, duties and sites for QGIS and the like.", "--geojson")
@click.option(
    "--full",
    is_flag=True,
    help="Also membership, decision, burden, trade and negotiation: a minute or two the first time.",
)
@click.option(
    "--sweep",
    type=click.Path(file_okay=False),
    help="Folder of a finished 'pato sweep': its frontier of memberships is shown, the proposed ones marked.",
)
def command(
    *,
    run: str,
    output: str | None,
    docx: str | None,
    pdf: str | None,
    geojson: str | None,
    full: bool,
    sweep: str | None,
) -> None:
    """Write the report of the comparison in folder RUN: self-contained, opens without a network.

    Example:  pato report out/ --full --pdf report.pdf
    """
    from pato.report.document import build_sections, write_sections

    if full:
        click.echo("A full report computes models of its own: a minute or two.", err=True)
    context = _context(run, sweep)
    sections = build_sections(context, full=full)
    written = [write_sections(output or Path(run) / "report.html", context, sections)]
    if docx:
        from pato.report.office import write_docx

        written.append(write_docx(docx, context.title, context.subtitle, sections, context.meta))
    if pdf:
        from pato.report.pdf import write_pdf

        written.append(write_pdf(pdf, written[0]))
    if geojson:
        from pato.files.storage import write_atomic
        from pato.report.geojson import geojson as map_of

        write_atomic(geojson, map_of(context))
        written.append(Path(geojson))
    click.echo(f"Written: {', '.join(map(str, written))}")


def _context(run: str, sweep: str | None) -> ReportContext:
    from pato.assess.results import comparison_of
    from pato.report.context import ReportContext

    return ReportContext(comparison_of(run), Path(sweep) if sweep else None)
