"""Boxes keep what their own trajectory offers at the density asked for; and any table can be asked."""

import importlib.util

import numpy as np
import pytest
from click.testing import CliRunner

from pato.api.studies import discover as discover_api
from pato.assess import discovery
from pato.assess.discovery import discover
from pato.assess.inputs import Input
from pato.cli.app import cli
from pato.errors import FileError, UsageError

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("ema_workbench") is None, reason="needs the extra 'explore'"
)


@pytest.mark.parametrize("seed", range(6))
def test_no_dense_enough_box_of_the_trajectory_covers_more(seed, monkeypatch):
    """Limits that chance would explain used to be trimmed before density was looked at, and dense boxes were lost."""
    rng = np.random.default_rng(seed)
    x = rng.random((500, 6))
    chance = 0.02 + 0.9 * (x[:, 0] > 0.6) * (x[:, 1] > 0.5) * (0.6 + 0.4 * x[:, 2])
    cases = rng.random(500) < chance
    inputs = [Input(f"x{j}", f"x{j}", x[:, j]) for j in range(6)]
    seen = []
    plain = discovery._limits
    monkeypatch.setattr(discovery, "_limits", lambda frame, of: seen.append(plain(frame, of)) or seen[-1])
    density = 0.8
    box = discover(cases, inputs, density=density, most=1, resamples=0)[0]
    told = [(cases[b.inside(inputs)].mean(), cases[b.inside(inputs)].sum() / cases.sum()) for b in seen]
    dense = [coverage for d, coverage in told if d >= density]
    assert dense, "the trajectory reaches the density"
    assert box.dense_enough
    assert box.coverage >= max(dense)


def table(tmp_path, rows=400, *, gap=False):
    rng = np.random.default_rng(3)
    x, kind = rng.random((rows, 2)), rng.choice(["dry", "wet"], rows)
    good = ((x[:, 0] > 0.5) & (kind == "wet")).astype(int)
    lines = ["cost %,yield,kind of year,good"]
    lines += [f"{a:.6f},{b:.6f},{k},{g}" for (a, b), k, g in zip(x, kind, good, strict=True)]
    if gap:
        lines[5] = f",{lines[5].split(',', 1)[1]}"
    path = tmp_path / "runs.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_table_of_somebody_else_s(tmp_path):
    found = discover_api(table(tmp_path), "good is 1", resamples=0)
    text = " ".join(found.notes)
    assert "kind of year is wet" in text
    assert "cost % is at least 0.4" in text
    assert found.title.startswith("When good is 1: ")
    assert "rows" in found.title
    only = discover_api(table(tmp_path), "good above 0.5", inputs=["cost %"], resamples=0)
    assert {row["when"] for row in only.records()} == {"cost %"}
    words = discover_api(
        table(tmp_path), "kind of year is wet", inputs=["cost %", "yield", "good"], resamples=0
    )
    assert "good is at least" in " ".join(words.notes)


@pytest.mark.parametrize(
    "form", ["semicolons", "told", "tabs in UTF-16", "carriage returns", "empty columns"]
)
def test_tables_of_other_spreadsheets_say_the_same(tmp_path, form):
    plain = discover_api(table(tmp_path), "good is 1", resamples=0)
    text = (tmp_path / "runs.csv").read_text(encoding="utf-8")
    european = text.replace(",", ";").replace(".", ",")
    other = {
        "semicolons": ("\ufeff" + european).encode(),
        "told": ("sep=;\r\n" + european.replace("\n", "\r\n")).encode(),
        "tabs in UTF-16": text.replace(",", "\t").encode("utf-16"),
        "carriage returns": text.replace("\n", "\r").encode(),
        "empty columns": text.replace("\n", ",,\n").encode(),
    }[form]
    (tmp_path / "other.csv").write_bytes(other)
    assert discover_api(tmp_path / "other.csv", "good is 1", resamples=0).to_csv() == plain.to_csv()


def test_names_of_columns_stand_there_once(tmp_path):
    path = tmp_path / "twice.csv"
    path.write_text("a,a,,b\n1,2,3,4\n")
    with pytest.raises(FileError) as told:
        discover_api(path, "b above 0.5")
    first, second = told.value.problems
    assert "the name 'a' stands over columns 1 and 2" in str(first)
    assert "column 3 has no name" in str(second)


def test_where_nothing_differs_it_says_so(tmp_path):
    always = discover_api(table(tmp_path), "cost % below 2", resamples=0)
    assert not len(always)
    assert always.notes == ("Always holds: in every one of the 400 rows, so no condition separates them.",)
    never = discover_api(table(tmp_path), "cost % above 2", resamples=0)
    assert never.notes == ("Never holds: in none of the 400 rows, so no condition separates them.",)


@pytest.mark.parametrize(
    ("when", "inputs", "told"),
    [
        ("goods is 1", (), "is no condition on a column"),
        ("good", (), "is no condition on a column"),
        ("kind of year above 3", (), "compares no numbers"),
        ("good above much", (), "compares no numbers"),
        ("good is 1", ("yeild",), "Did you mean 'yield'"),
        ("good is 1", ("good",), "which the condition is about"),
    ],
)
def test_what_makes_no_sense_is_told(tmp_path, when, inputs, told):
    with pytest.raises(UsageError, match=told):
        discover_api(table(tmp_path), when, inputs=inputs)


def test_an_empty_cell_is_not_put_anywhere(tmp_path):
    with pytest.raises(UsageError, match="has 1 empty cell, the first in line 6"):
        discover_api(table(tmp_path, gap=True), "good is 1")


def test_no_table(tmp_path):
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(FileError, match="is no table"):
        discover_api(tmp_path / "empty.csv", "good is 1")
    (tmp_path / "head.csv").write_text("good,bad\n")
    with pytest.raises(FileError, match="has no rows"):
        discover_api(tmp_path / "head.csv", "good is 1")
    with pytest.raises(UsageError, match="names a metric"):
        discover_api(table(tmp_path), "good is 1", on="wars")


def test_on_the_command_line(tmp_path):
    done = CliRunner().invoke(
        cli, ["discover", str(table(tmp_path)), "--when", "good is 1", "--resamples", "0"]
    )
    assert done.exit_code == 0, done.output
    assert "Box 1: good is 1 in " in done.output
