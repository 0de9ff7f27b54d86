"""The instrument as a readable text, a Word file or XML. [treaties]"""

from __future__ import annotations

import click

from pato.cli.options import document_format, emit_document, output_option

_EXPLAINED = (
    "Markdown, Word, or Akoma Ntoso 3.0 XML; a comparison is Markdown, Word or HTML "
    "(default: by the ending of the file, else Markdown)."
)


@click.command()
@click.argument("name", metavar="FILE|NAME")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(("md", "docx", "akn", "html")),
    help=_EXPLAINED,
)
@click.option("--commentary", is_flag=True, help="Also reasons, alternatives, readings, notes and sources.")
@click.option("--annex", is_flag=True, help="Also a table of the obligations, clause by clause.")
@click.option(
    "--compare", "other", metavar="FILE|NAME", help="Side by side with another text, changes marked."
)
@click.option(
    "--choose",
    "choices",
    multiple=True,
    metavar="NAME=OPTION",
    help="Another option of a switch of the file.",
)
@click.option("--instrument", help="The treaty, where an architecture sets the members of several.")
@output_option("the text")
def command(
    *,
    name: str,
    fmt: str | None,
    commentary: bool,
    annex: bool,
    other: str | None,
    instrument: str | None,
    choices: tuple[str, ...],
    output: str | None,
) -> None:
    """Write a treaty out as a text with parts, articles and annexes.

    NAME is a treaty or its file, or an architecture: the text is then its treaty with the architecture's members.
    Only the law is printed; --commentary adds the rest.

    \b
    Examples:
      pato draft pato-7-taiwan-associate
      pato draft my-treaty.yaml --commentary -o my-treaty.docx
      pato draft pato-7 --choose investor-claims=investors
      pato draft my-treaty.yaml --compare nato -o beside-nato.md
    """
    from pato.api.law import draft

    written = document_format(fmt, output)
    if written == "html" and other is None:
        raise click.UsageError(
            "Only a comparison is written as HTML: add --compare FILE, or choose another --format."
        )
    if wrong := [c for c in choices if "=" not in c]:
        raise click.UsageError(f"--choose {wrong[0]} names no option: write --choose NAME=OPTION.")
    chosen = dict(c.split("=", 1) for c in choices)
    text = draft(
        name, written, commentary=commentary, annex=annex, other=other, instrument=instrument, choices=chosen
    )
    emit_document(text, output)
