"""Effects of defence commitments in every specification, with published findings. [evidence]"""

from __future__ import annotations

from pathlib import Path

import click

from pato.cli.options import emit, emit_text, file_format, format_option, refuse_several_csv, say, wants_excel

TABLES = (
    "pledge_dispute",
    "pledge_force",
    "pledge_war",
    "pledge_cow_war",
    "pledge_cow_onset",
    "selection",
    "reliability",
    "provocation",
    "arming",
    "published",
)


@click.command()
@click.argument("what", nargs=-1, type=click.Choice(TABLES))
@click.option("--refit", is_flag=True, help="Estimate everything again from the data store (minutes).")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="Write FILE.html, with the specification curves; FILE.json, with everything; or FILE.csv, one for each table.",
)
@format_option()
def command(*, what: tuple[str, ...], refit: bool, output: str | None, fmt: str) -> None:
    """Print the evidence on commitments, provocation, arming and reliability (WHAT: only these tables).

    As shipped it needs no data. With --refit it is estimated again; exit status 1 if an estimate then differs from what ships.

    Example:  pato evidence pledge_war provocation -o evidence.html
    """
    from pato.errors import FINDINGS, Problem, UsageError
    from pato.files.estimates import as_text, stored
    from pato.files.storage import write_atomic
    from pato.report.evidence import HONESTY, page, summary, tables
    from pato.result import Result

    ending = Path(output).suffix if output is not None else ""
    if output is not None and ending not in {".html", ".json", ".csv"}:
        raise UsageError(Problem("-o", f"'{output}' ends in '{ending}'.", "Allowed: .html, .json, .csv."))
    fmt = file_format(fmt, None)
    if ending != ".csv" and len(what or TABLES) > 1:
        refuse_several_csv(fmt, None)
    shipped = stored("evidence")
    found = shipped
    if refit:
        from pato.estimate.evidence.run import run

        found = run(tell=lambda text: click.echo(text, err=True))
    shown = tables(found)
    chosen = Result("Evidence on defence pacts", {name: shown[name] for name in what or TABLES})
    if ending != ".csv":
        emit(chosen, fmt)
    if fmt == "table":
        emit_text("\n".join([*summary(found), *HONESTY]), None)
    if output is not None and ending == ".csv":
        say(f"Written: {', '.join(map(str, chosen.save(output, excel=wants_excel())))}")
    elif output is not None:
        write_atomic(output, page(found) if output.endswith(".html") else as_text(found))
        say(f"Written: {output}")
    if refit and (apart := largest_difference(shipped, found)) > 1e-3:
        click.echo(f"Differs from what ships by up to {apart:.2g}.", err=True)
        raise click.exceptions.Exit(FINDINGS)


def largest_difference(shipped: dict[str, object], found: dict[str, object]) -> float:
    """Return the largest difference between two sets of estimates."""
    return max(
        (abs(a - b) for a, b in zip(_numbers(shipped), _numbers(found), strict=False)),
        default=0.0,
    )


def _numbers(value: object) -> list[float]:
    if isinstance(value, dict):
        return [n for k, v in value.items() if k != "data" for n in _numbers(v)]
    if isinstance(value, list):
        return [n for v in value for n in _numbers(v)]
    return [value] if isinstance(value, float) else []
