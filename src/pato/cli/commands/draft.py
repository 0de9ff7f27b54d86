"""The instrument as a readable text, a Word file or XML. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import emit, output_option


@click.command()
@click.argument("treaty", metavar="FILE|ID")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(("md", "docx", "akn")),
    default="md",
    show_default=True,
    help="Markdown, Word, or Akoma Ntoso 3.0 XML.",
)
@output_option("the text")
def command(treaty: str, fmt: str, output: str | None) -> None:
    """Write the instrument in FILE, or the shipped one with that ID, as a text with articles, notes and sources.

    \b
    Examples:
      pato draft pato
      pato draft my-treaty.yaml --format docx -o my-treaty.docx
    """
    from pato.api.law import draft

    if fmt == "docx" and output is None:
        raise click.UsageError(
            "A Word file cannot be shown in the terminal: say where to write it with -o FILE.docx."
        )
    text = draft(treaty, fmt)
    if isinstance(text, str):
        emit(text, output=output)
        return
    from pato.files.storage import write_atomic

    assert output is not None
    write_atomic(output, text)
    click.echo(f"Written: {output}")
