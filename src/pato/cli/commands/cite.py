"""Works to cite for a run: data sets, papers and instruments as BibTeX. [evidence]"""

from __future__ import annotations

import click

from pato.cli.options import emit, file_format, format_option, output_option


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@format_option("bibtex")
@output_option("the references")
def command(run: str, fmt: str, output: str | None) -> None:
    """List the sources of the run in folder RUN as BibTeX: every data set, estimate, source of a range and instrument.

    \b
    Examples:
      pato cite out/ -o references.bib
      pato cite out/ --format csv
    """
    from pato.assess.results import comparison_of
    from pato.report.citations import bibtex, references
    from pato.table import Table

    found = references(comparison_of(run))
    fmt = file_format(fmt, output, (".bib",))
    if fmt in {"table", "bibtex", "bib"}:
        emit(bibtex(found), output=output)
        return
    rows = [
        (r.role, r.key, r.fields.get("title"), r.fields.get("year") or None, r.fields.get("note"))
        for r in found
    ]
    emit(Table(("role", "key", "title", "year", "note"), rows, title=f"{len(rows)} references"), fmt, output)
