"""Test claims on the futures of a comparison. [main]"""

from __future__ import annotations

import click

from pato.cli.options import emit, format_option, output_option


@click.command()
@click.argument("run", type=click.Path(file_okay=False))
@click.argument("claims", nargs=-1)
@format_option()
@output_option()
def command(run: str, claims: tuple[str, ...], fmt: str, output: str | None) -> None:
    """Test CLAIMS (ids or files; default: all that ship) on the comparison in folder RUN.

    Each claim is shown with the share of futures in which it holds, by theory, and with a label that says how well
    its key quantity is identified.

    Example:  pato claims out/ A1 A2
    """
    from pato.assess.claims import claims_table, verdict
    from pato.assess.compare import Comparison
    from pato.assess.load import load_claims
    from pato.assess.study import study_of
    from pato.futures import Run

    found = Run.open(run)
    comparison = Comparison.of(study_of(found), found)
    emit(claims_table([verdict(c, comparison) for c in load_claims(claims)], comparison), fmt, output)
