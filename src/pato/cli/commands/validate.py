"""Scores of the forecasts of disputes and wars. [evidence]"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pato.cli.options import cluster_option, emit, emit_text, file_format, format_option, say

TAKES = "a minute or more"


@click.command()
@click.option("--board", metavar="BOARD", multiple=True, help="Only this board; may be repeated.")
@click.option(
    "--refit", is_flag=True, help="Compute everything again from the data store (minutes; extra 'estimate')."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Also write FILE.html, with calibration, ROC and precision-recall curves, or FILE.json, with everything.",
)
@cluster_option
@format_option()
def command(
    *,
    board: tuple[str, ...],
    refit: bool,
    output: str | None,
    cluster: str | None,
    fmt: str,
) -> None:
    """Print the scoreboard: forecasts on expanding windows, against benchmarks, with intervals.

    As shipped it needs no data. With --refit it is computed again; exit status 1 if a score then differs by more than
    a thousandth from what ships.

    Example:  pato validate --board relevant_dispute -o scoreboard.html
    """
    from pato.api.records import chosen_boards
    from pato.errors import FINDINGS
    from pato.estimate.membership_backtests.tables import pacts_table
    from pato.files.estimates import as_text, stored
    from pato.files.storage import write_atomic
    from pato.futures.cluster import connected
    from pato.report.formation_scores import formation_tables
    from pato.report.scoreboard import (
        HONESTY,
        backtest_table,
        board_table,
        deaths_table,
        level_table,
        long_table,
        page,
        replications_table,
    )

    shipped = stored("scoreboard")
    chosen_boards(shipped, *board)  # an unknown one is refused before anything is computed
    ending, fmt = _ending(output), file_format(fmt, None)
    if cluster and not refit:
        raise click.UsageError("--cluster goes with --refit: what ships is read, not computed.")
    with connected(cluster):
        found = _computed() if refit else shipped
    chosen = chosen_boards(found, *board)
    if fmt in {"json", "csv"}:
        emit(long_table(chosen), fmt)
    else:
        for each in chosen:
            emit(board_table(each), fmt)
        emit(backtest_table(found["backtest"]), fmt)
        if not board:
            emit(pacts_table(stored("membership_backtests")), fmt)
            for table in formation_tables(stored("formation")):
                emit(table, fmt)
            emit(level_table(found), fmt)
            emit(deaths_table(found), fmt)
        emit(replications_table(found["replications"]), fmt)
        emit_text("\n".join(HONESTY), None)
    if output is not None:
        write_atomic(output, page(found) if ending == ".html" else as_text(found))
        say(f"Written: {output}")
    if refit:
        apart = _apart(shipped, found)
        click.echo(f"Largest difference of a score from what ships: {apart:.2g}", err=True)
        if apart > 1e-3:
            raise click.exceptions.Exit(FINDINGS)


def _ending(output: str | None) -> str | None:
    from pato.errors import Problem, UsageError

    if output is None:
        return None
    ending = Path(output).suffix
    if ending not in {".html", ".json"}:
        raise UsageError(
            Problem("-o", f"'{output}' ends in neither .html nor .json.", "Choose one of the two.")
        )
    return ending


def _computed() -> dict[str, Any]:
    from pato.api.longer import duration
    from pato.estimate.scoreboard.run import run

    return run(tell=_teller(duration))


def _teller(duration: Any) -> Any:
    """Return a function that prints each step with the time since the start, on standard error."""
    import time

    start = time.monotonic()
    return lambda text: click.echo(f"{duration(time.monotonic() - start):>12}  {text}", err=True)


def _apart(shipped: dict[str, Any], found: dict[str, Any]) -> float:
    """Return the largest difference between two scoreboards' scores."""
    new = {b["id"]: b for b in found["boards"]}
    apart = [0.0]
    for old in shipped["boards"]:
        for model, scores in old["models"].items():
            for score, values in scores["scores"].items():
                apart.append(abs(values[0] - new[old["id"]]["models"][model]["scores"][score][0]))
    return max(apart)
