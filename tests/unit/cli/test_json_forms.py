"""Printed JSON has the form that it says it has."""

import json

import jsonschema
import pytest
from click.testing import CliRunner

from pato.cli.app import cli
from pato.cli.json_forms import FORMS, schema_of


def printed(*arguments):
    found = CliRunner().invoke(cli, list(arguments), catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


@pytest.mark.parametrize(
    ("form", "arguments"),
    [
        ("table", "gaps USA JPN AUS --date 2026-11-21"),
        ("table", "matrix USA JPN --date 2026-11-21"),
        ("table", "list --codes"),
        ("table", "conflicts --date 2026-11-21"),
        ("table", "commitments pato-7 --target JPN --date 2026-11-21"),
        ("answer", "stable pato-3 --futures 20 --date 2026-11-21"),
        ("duties", "who senkaku-attack"),
        ("duties", "who senkaku-attack --trace"),
    ],
)
def test_what_is_printed_has_its_form(form, arguments):
    jsonschema.validate(printed(*arguments.split(), "--format", "json"), schema_of(form))


def test_several_tables_are_a_list_of_tables():
    found = printed("evidence", "--format", "json")
    assert len(found) > 1
    for table in found:
        jsonschema.validate(table, schema_of("table"))


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_form_is_printed_and_is_itself_valid(form):
    jsonschema.Draft202012Validator.check_schema(printed("schema", form))
