"""The JSON Schema of a kind of file or of printed JSON. [treaties]"""

from __future__ import annotations

import json

import click

from pato.cli.json_forms import FORMS, schema_of
from pato.cli.options import emit, output_option
from pato.kinds import KINDS


@click.command()
@click.argument("kind", type=click.Choice([*KINDS, *FORMS]))
@output_option("the schema")
def command(kind: str, output: str | None) -> None:
    """Print the JSON Schema of KIND: a kind of file, or 'table', 'answer' or 'duties' for what --format json prints.

    \b
    Examples:
      pato schema study -o study.schema.json
      pato schema table
    """
    if kind in FORMS:
        emit(json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n", output=output)
        return
    schema = KINDS[kind].model().model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    emit(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", output=output)
