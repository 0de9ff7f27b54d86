"""Real incidents, and the obligations that they trigger under an architecture. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import architecture_option, emit, format_option, output_option


@click.command()
@architecture_option()
@format_option()
@output_option()
def command(architecture: str, fmt: str, output: str | None) -> None:
    """List the library's real incidents and the strongest obligation that each triggers: defence, consultation, or none.

    Example:  pato incidents --architecture pato-7
    """
    from pato.api.law import incidents

    emit(incidents(architecture), fmt, output)
