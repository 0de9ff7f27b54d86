"""Update files of older versions to current words. [system]"""

from __future__ import annotations

from pathlib import Path

import click

from pato.cli.options import written_to
from pato.errors import FINDINGS, FileError, Problem


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--check",
    is_flag=True,
    help="Report outdated words and change nothing; the exit status is 1 if there are any.",
)
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], *, check: bool) -> None:
    """Rewrite FILES (studies, weights, assumptions) with current words; comments and layout are kept.

    pato also reads old files unchanged; this makes them agree with the documentation. The old file is kept as
    FILE.old.

    \b
    Examples:
      pato migrate --check my-study.yaml
      pato migrate my-study.yaml my-assumptions.yaml
    """
    from pato.files.migrating import migrated
    from pato.files.storage import write_atomic

    found = 0
    for name in files:
        path = Path(name)
        text = _text(path)
        new, told = migrated(text, name)
        found += len(told)
        for line in told:
            click.echo(line)
        if told and not check:
            write_atomic(path.with_name(f"{path.name}.old"), text)
            write_atomic(path, new)
            written_to(path)
    if not found:
        click.echo(f"{len(files)} files: no outdated words in them.")
    ctx.exit(FINDINGS if check and found else 0)


def _text(path: Path) -> str:
    """Return the text of a file.

    Raises
    ------
    FileError
        If it is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise FileError(
            Problem(str(path), "is not UTF-8 text.", "Save it with the encoding UTF-8.")
        ) from error
