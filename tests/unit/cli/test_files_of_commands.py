"""The tables of every command as files: CSV read by pandas has the numbers of JSON, whole, under names for programs."""

import csv
import io
import json
import math
import re
from collections import Counter

import pandas as pd
import pytest
from click.testing import CliRunner

from pato.cells import Span
from pato.cli.app import cli
from pato.table import Table

DAY = ("--date", "2026-11-21")
FEW = (*DAY, "--futures", "30", "--without", "trade,coercion")
COMMANDS = {
    "atop": ["anzus"],
    "burden": ["pato-7", "--futures", "30", *DAY],
    "commitments": ["pato-3", "--target", "JPN", *DAY],
    "conflicts": ["--architecture", "pato-7", *DAY],
    "data": ["list"],
    "decide": ["pato-3", "--futures", "20", "--issues", "20", "--assumptions", *DAY],
    "diff": ["us-japan-1951", "us-japan-1960"],
    "duties": ["JPN", *DAY],
    "eligible": ["pato", "--state", "USA,JPN,TUV", "--futures", "200", *DAY],
    "evidence": [],
    "exposure": ["JPN", *DAY],
    "formation": ["USA,JPN,KOR", *DAY],
    "gaps": ["USA", "JPN", "AUS", *DAY],
    "incidents": [],
    "ledger": ["webster-2023"],
    "list": ["--places"],
    "matrix": ["USA", "JPN", "AUS", "--edges", *DAY],
    "negotiate": ["pato", "--issue", "decision-rule", "--futures", "20", "--result", "all"],
    "power": ["pato-3", "--matter", "budget", "--method", "sampling", "--samples", "701", *DAY],
    "refuse": ["pato-3", "--pool", "KOR,PHL", *FEW],
    "stable": ["pato-3", "--show", "standing,members,terms,payments,conditions,ratification", *FEW],
    "sweep": ["--pool", "USA,JPN,AUS", *FEW],
    "trade": ["pato-3", "--futures", "4", *DAY],
    "trade-sectors": ["illustration", "--elasticity", "4", "--cost", "AAA:BBB=10"],
    "validate": ["--board", "relevant_dispute"],
    "who": ["senkaku-attack"],
    "why": ["JPN", "--in", "pato-3", *FEW],
    "world": ["pair", "CHN", "JPN"],
}
RUN = {
    "claims": ["A1", "A2"],
    "compare": ["hub-and-spoke", "pato-7", "--futures", "110", "--by-target", *DAY],
    "diff-runs": [],
    "discover": ["--when", "pato-7 beats hub-and-spoke on war_initiations_members", "--resamples", "2"],
    "regret": [],
    "sensitivity": ["--first-order"],
    "tipping": ["taiwan_credence"],
}
ELSEWHERE = {
    "clauses": "takes a minute; its table is tried with its parts",
    "doctor": "says what this machine has",
    "fit": "needs the providers' data",
    "forecast": "writes and scores dated statements, which no run repeats",
    "runs": "writes a file of runs",
}
NO_TABLE = {
    "check", "cite", "completion", "draft", "export", "man", "mcp", "migrate", "serve", "explain", "memo", "new", "panel", "report", "rerun", "schema", "show", "warm",
}  # fmt: skip


def emitted(command, arguments, monkeypatch):
    """Return the tables that a command prints as JSON."""
    found = []
    to_json = Table.to_json
    with monkeypatch.context() as patch:
        patch.setattr(Table, "to_json", lambda self: found.append(self) or to_json(self))
        done = CliRunner().invoke(cli, [command, *arguments, "--format", "json"])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code in {0, 1}, done.output
    return found


def check(table):
    """Assert that pandas reads from CSV what JSON holds, and that no column was rounded."""
    names, _, _ = table._flat()
    assert all(re.fullmatch(r"[A-Za-z0-9_.]+", n) for n in names), names
    assert len(set(names)) == len(names)
    rows = json.loads(table.to_json())["rows"]
    frame = pd.read_csv(io.StringIO(table.to_csv()), keep_default_na=False, na_values=[""])
    assert list(frame.columns) == names
    text = list(csv.reader(io.StringIO(table.to_csv(), newline="")))[1:]
    for label, name in zip(table.columns, table.names, strict=True):
        values = [row[label] for row in rows]
        if name in names:
            at = names.index(name)
            for value, cell in zip(values, (line[at] for line in text), strict=True):
                same(value, cell)
            if values and all(isinstance(v, float | int) and not isinstance(v, bool) for v in values):
                assert frame[name].tolist() == pytest.approx(values, rel=1e-15)
        else:
            assert any(isinstance(row[table.columns.index(label)], Span) for row in table.rows)


def same(value, cell):
    if value is None:
        assert cell == ""
    elif isinstance(value, bool):
        assert cell == str(value).lower()
    elif isinstance(value, float | int):
        assert float(cell) == value
    elif isinstance(value, str):
        assert cell.lstrip("'") == value.lstrip("'")


def rounded(table):
    """Return the columns whose figures are all short: three or more that differ, of five digits at most."""
    found = []
    for i, name in enumerate(table.names):
        values = {row[i] for row in table.rows if isinstance(row[i], float) and not math.isnan(row[i])}
        short = [v for v in values if float(f"{v:.4g}") == v]
        if len(values - {0.0, 1.0}) > 2 and len(short) == len(values):
            found.append(name)
    return found


def test_every_command_is_covered():
    known = Counter([*COMMANDS, *RUN, *ELSEWHERE, *NO_TABLE])
    assert set(known) == set(cli.list_commands(None))
    assert max(known.values()) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_csv_holds_the_numbers_of_json(command, monkeypatch):
    tables = emitted(command, COMMANDS[command], monkeypatch)
    assert tables or command == "who"
    for table in tables:
        check(table)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files") / "run"
    done = CliRunner().invoke(cli, ["compare", *RUN["compare"], "-o", str(folder), "--format", "json"])
    assert done.exit_code == 0, done.output
    return folder


@pytest.mark.parametrize("command", RUN)
def test_csv_of_a_run_holds_the_numbers_of_json(command, run, monkeypatch):
    if command == "discover":
        pytest.importorskip("ema_workbench")
    folders = {"compare": [], "diff-runs": [str(run), str(run)]}.get(command, [str(run)])
    tables = emitted(command, [*folders, *RUN[command]], monkeypatch)
    assert tables
    for table in tables:
        check(table)


def test_a_comparison_writes_machine_names_labels_and_all_digits(run):
    frame = pd.read_csv(run / "tables" / "summary.csv", keep_default_na=False, na_values=[""])
    figures = ["median", "low50", "high50", "low90", "high90", "better", "no_real_change", "worse"]
    assert list(frame.columns) == ["metric", "unit", "architecture", "theory", *figures]
    war = frame[(frame["metric"].str.contains("attack|initiation")) & (frame["median"] > 0)]
    assert max(len(f"{v!r}") for v in war["median"]) > 12
    about = json.loads((run / "tables" / "summary.meta.json").read_text(encoding="utf-8"))
    assert about["columns"]["low50"]["label"] == "50 % from"
    assert about["seed"] == 1
    assert not (run / "tables" / "brief.csv").exists(), "words for the terminal are no data"


@pytest.mark.parametrize("command", ["burden", "formation", "stable", "why", "power"])
def test_no_column_of_computed_figures_is_rounded(command, monkeypatch):
    computed = {"median", "low50", "high50", "low90", "high90", "percentile", "shapley_shubik", "now"}
    seen = set()
    for table in emitted(command, COMMANDS[command], monkeypatch):
        seen |= computed & set(table.names)
        assert not computed & set(rounded(table)), table.title
    assert seen
