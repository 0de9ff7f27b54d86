"""The format of an answer: that of --format, else of the file's ending, else CSV with --excel; in every command alike."""

import csv
import io

import pandas as pd
import pytest
from click.testing import CliRunner

from pato.cli.app import cli
from pato.errors import PatoError
from pato.table import Table

DAY = ("--date", "2026-11-21")
MARK = "\ufeff"
ASKED = {
    "conflicts": ["--architecture", "pato-7", *DAY],
    "ledger": ["webster-2023"],
    "who": ["senkaku-attack", "--no-cascade"],
    "eligible": ["pato", "--show", "states", "--futures", "100", *DAY],
}


def printed(command, *more):
    found = CliRunner().invoke(cli, [command, *ASKED[command], *more])
    assert found.exit_code in {0, 1}, found.output
    return found.stdout


@pytest.mark.parametrize("command", ASKED)
def test_the_ending_of_a_file_says_as_much_as_the_option(command, tmp_path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    printed(command, "-o", str(one))
    printed(command, "--format", "csv", "-o", str(other))
    assert one.read_text(encoding="utf-8") == other.read_text(encoding="utf-8")
    assert len(pd.read_csv(one)) > 5


@pytest.mark.parametrize("command", ASKED)
def test_for_excel_every_row_is_printed_and_nothing_but_csv(command):
    found = printed(command, "--excel")
    assert found == MARK + printed(command, "--format", "csv")
    widths = {len(row) for row in csv.reader(io.StringIO(found))}
    assert len(widths) == 1


def test_several_tables_as_csv_are_refused_before_they_are_computed():
    for arguments in (
        ["refuse", "pato-3", "--excel"],
        ["evidence", "--format", "csv"],
        ["compare", "in-force", "pato-3", "--by-target", "--format", "csv"],
    ):
        found = CliRunner().invoke(cli, arguments)
        assert found.exit_code == 2
        assert "CSV holds one a file" in found.output


def test_evidence_for_excel_begins_with_its_mark_and_names_what_was_written(tmp_path):
    found = CliRunner().invoke(cli, ["evidence", "arming", "--excel", "-o", str(tmp_path / "e.csv")])
    assert found.exit_code == 0
    assert str(tmp_path / "e.csv") in found.stderr
    assert (tmp_path / "e.csv").read_text(encoding="utf-8").startswith(MARK)


def test_a_part_of_a_table_keeps_the_names_of_its_columns():
    whole = Table(
        ("a b", "c"), [(1, 2.0), (3, 4.0)], names={"c": "chosen"}, decimals=1, group=1, notes=("n",)
    )
    part = whole.replaced(rows=whole.rows[:1], title="part")
    assert part.names == ("a_b", "chosen")
    assert (part.rows, part.title, part.notes, part.group, part.decimals) == (
        [(1, 2.0)],
        "part",
        ("n",),
        1,
        1,
    )


@pytest.mark.parametrize(
    ("ending", "begins"), [(".html", "<!doctype"), (".json", "{"), (".md", "## "), (".txt", "QUESTION")]
)
def test_an_estimate_is_written_as_its_ending_says(ending, begins, tmp_path):
    path = tmp_path / f"x{ending}"
    assert CliRunner().invoke(cli, ["explain", "risk_war", "-o", str(path)]).exit_code == 0
    assert path.read_text(encoding="utf-8").startswith(begins)


def test_an_estimate_is_written_as_the_option_says(tmp_path):
    path = tmp_path / "x.out"
    CliRunner().invoke(cli, ["explain", "risk_war", "--format", "json", "-o", str(path)])
    assert path.read_text(encoding="utf-8").startswith("{")


def test_a_file_that_is_no_text_is_refused_in_words(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(b"id: caf\xe9\n")
    found = CliRunner().invoke(cli, ["migrate", str(path)])
    assert isinstance(found.exception, PatoError)
    assert "not UTF-8" in str(found.exception)
