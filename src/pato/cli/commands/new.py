"""Start a file of your own from a template. [treaties]"""

from __future__ import annotations

from pathlib import Path

import click

from pato.cli.options import emit
from pato.errors import Problem, UsageError
from pato.kinds import KINDS


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="The file to make (default: my-KIND.yaml, check files my.check.yaml).",
)
@click.option(
    "--from",
    "text",
    type=click.Path(dir_okay=False),
    help="For a treaty: a text to make its skeleton from (Akoma Ntoso .xml, Word .docx, .txt).",
)
@click.option("--force", is_flag=True, help="Overwrite a file that exists.")
def command(*, kind: str, output: str | None, text: str | None, force: bool) -> None:
    """Write a commented, valid example of KIND, or the skeleton of a treaty from its text.

    A skeleton has the articles, numbers and headings of the text, and quotes its sentences; the author codes the
    obligations.

    \b
    Examples:
      pato new treaty -o my-treaty.yaml
      pato new treaty --from text.docx -o my-treaty.yaml
    """
    from pato.files.library import root

    if text is not None and kind != "treaty":
        raise click.UsageError("Only a treaty is made from a text: pato new treaty --from FILE.")

    target = Path(output or ("my.check.yaml" if kind == "check" else f"my-{kind}.yaml"))
    if target.exists() and not force:
        raise UsageError(
            Problem(
                str(target), "exists already.", "Choose another name with -o, or add --force to overwrite it."
            )
        )
    if text is not None:
        from pato.treaties.skeleton import skeleton

        emit(skeleton(text), output=str(target))
        return
    emit((root() / "templates" / f"{kind}.yaml").read_text(encoding="utf-8"), output=str(target))
