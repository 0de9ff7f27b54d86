"""The one-page note that a legal adviser sends on an event. [treaties]"""

from __future__ import annotations

from typing import Any

import click

from pato.cli.event_options import event_of, event_options
from pato.cli.options import (
    architecture_option,
    date_option,
    document_format,
    emit_document,
    output_option,
    world_option,
)


@click.command()
@event_options
@date_option()
@architecture_option()
@world_option()
@click.option(
    "--format",
    "fmt",
    type=click.Choice(("md", "docx")),
    help="Markdown, or Word (default: by the ending of the file, else Markdown).",
)
@output_option("the note")
def command(
    date: str | None, architecture: str, world: bool, fmt: str | None, output: str | None, **event: Any
) -> None:
    """Write a note on EVENT: question, answer, text relied on, readings and who holds them, what is not covered, sources.

    EVENT and the options are those of 'pato who'.

    \b
    Examples:
      pato memo senkaku-attack
      pato memo --attacker CHN --victim USA --on military_base --place darwin --date 2026-06-01 -o note.docx
    """
    from pato.api.law import legal_memo
    from pato.treaties.architecture import load_architecture

    written = document_format(fmt, output)
    system = load_architecture(architecture, date=date)
    emit_document(legal_memo(system, event_of(event, system, date), written, world=world), output)
