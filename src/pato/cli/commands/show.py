"""One file of the library, as written. [treaties]"""

from __future__ import annotations

import json

import click

from pato.api.given import layer
from pato.cli.options import emit, output_option
from pato.kinds import KINDS


@click.command()
@click.argument("name")
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["yaml", "json"]),
    default="yaml",
    show_default=True,
    help="As written, or as JSON.",
)
@click.option(
    "--kind",
    type=click.Choice(list(KINDS)),
    help="Where files of several kinds have the name: treaties first.",
)
@output_option()
def command(name: str, fmt: str, kind: str | None, output: str | None) -> None:
    """Print the file of NAME (a treaty, architecture, event, study or another kind of file), to read or to copy.

    An alliance that ATOP codes (atop-2060) is shown as coded, where the data store has the data.

    \b
    Examples:
      pato show pato > my-pato.yaml
      pato show atop-2060
    """
    from pato.errors import UnknownNameError, unknown
    from pato.files import library

    known: dict[str, str] = {}
    for each in [kind] if kind else KINDS:
        for identifier in library.entries(each):
            # 'pato' is a treaty and the checks of that treaty: the earlier kind is meant
            known.setdefault(identifier, each)
    if name not in known and name.startswith("atop-") and (world := layer(wanted=True)):
        from pato.treaties.thin import pact_table

        emit(pact_table(world, name), "json" if fmt == "json" else "table", output)
        return
    if name not in known:
        raise UnknownNameError(unknown("name", name, known))
    one = library.entry(known[name], name)
    if fmt == "json":
        emit(json.dumps(one["data"], ensure_ascii=False, indent=2) + "\n", output=output)
    else:
        emit(library.path_of(one["file"]).read_text(encoding="utf-8"), output=output)
