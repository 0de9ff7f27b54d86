"""The runs of a comparison as one flat table, for other programs. [main]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, wants_excel, written_to


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@click.option("--by-state", is_flag=True, help="Also figures by state.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="FILE.parquet, FILE.csv or FILE.dta (Stata)."
)
@format_option()
def command(run: str, fmt: str, output: str | None, *, by_state: bool) -> None:
    """Write the runs in folder RUN as one table: one row per run, what was drawn and what came out.

    Without -o, show what the columns would be. DuckDB, R, Stata, pandas and polars read the files as they are.

    \b
    Examples:
      pato runs out/ -o runs.parquet
      pato runs out/ --by-state -o runs.csv --excel
    """
    from pato.assess.flat import FlatRuns
    from pato.assess.results import comparison_of
    from pato.table import Table

    flat = FlatRuns(comparison_of(run), by_state=by_state)
    if output is not None:
        flat.write(output, excel=wants_excel())
        written_to(output, more=f" ({flat.runs:,} rows, {len(flat.columns)} columns)")
        return
    columns = ("column", "role", "what it is", "unit", "levels")
    rows = [(c.name, c.role, c.label, c.unit or None, ", ".join(c.levels[:12]) or None) for c in flat.columns]
    emit(Table(columns, rows, title=f"{len(rows)} columns of {flat.runs:,} runs"), fmt)
