"""The JSON Schema of a kind of file, for editors. [treaties]"""

from __future__ import annotations

import json

import click

from pato.cli.options import emit, output_option
from pato.kinds import KINDS


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@output_option("the schema")
def command(kind: str, output: str | None) -> None:
    """Print the JSON Schema of KIND, generated from the one definition of the format.

    Example:  pato schema study -o study.schema.json
    """
    schema = KINDS[kind].model().model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    emit(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", output=output)
