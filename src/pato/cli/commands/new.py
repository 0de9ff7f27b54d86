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
@click.option("--force", is_flag=True, help="Overwrite a file that exists.")
def command(kind: str, output: str | None, force: bool) -> None:
    """Write a commented example of KIND that is valid as it stands.

    Example:  pato new treaty -o my-treaty.yaml
    """
    from pato.files.library import root

    target = Path(output or ("my.check.yaml" if kind == "check" else f"my-{kind}.yaml"))
    if target.exists() and not force:
        raise UsageError(
            Problem(
                str(target), "exists already.", "Choose another name with -o, or add --force to overwrite it."
            )
        )
    emit((root() / "templates" / f"{kind}.yaml").read_text(encoding="utf-8"), output=str(target))
