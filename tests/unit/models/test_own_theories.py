"""A theory of deterrence of one's own: one file in a folder, at work in every command that meets theories, or refused in words."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from pato.cli import app
from pato.errors import USAGE, FileError, UnknownNameError
from pato.kernels.deterrence import shifts
from pato.models.risk.theories.found import theories, theory

POOL = "USA,JPN,AUS,KOR"
DAY = ("--date", "2026-07-01")
MINE = """format: 1
id: mine
title: all pledgers, at a cap of my own
basis: assumption
says: if all pledgers add up as I see it
claim: As additive, with a range of my own for the cap.
statistic: total
slope: dose_largest
cap: my_cap
ranges:
  - {symbol: my_cap, meaning: Where pledges stop to count., unit: log dose, range: [0.2, 0.5], source: my own judgement}
"""
TWIN = (
    MINE.replace("id: mine", "id: twin").replace("cap: my_cap", "cap: additive_cap").partition("ranges:")[0]
)
"""The shipped theory 'additive' under another name: every figure of it must be the same."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "theories").mkdir()
    monkeypatch.setenv("PATO_PATH", str(tmp_path))
    return tmp_path


@pytest.fixture
def own(folder):
    (folder / "theories" / "mine.yaml").write_text(MINE)
    (folder / "theories" / "twin.yaml").write_text(TWIN)
    return folder


def said(*words):
    found = CliRunner().invoke(app.cli, list(map(str, words)))
    assert found.exit_code == 0, found.output + str(found.exception)
    return found.output


def refused(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        app.main(list(map(str, words)))
    assert ended.value.code == USAGE
    return capsys.readouterr().err


def tables(*words):
    """The tables that a command prints as JSON."""
    return json.loads(said(*words, "--format", "json"))["tables"]


def figures_of(table, name):
    """The figures of one theory: its rows without its name, or its column."""
    rows = [{k: v for k, v in r.items() if k != "theory"} for r in table["rows"] if r.get("theory") == name]
    return rows or [r[name] for r in table["rows"] if name in r]


def test_own_theories_stand_after_those_that_ship(own):
    shipped = [t.id for t in theories().values() if not t.is_own]
    assert shipped == sorted(shipped)
    assert list(theories()) == [*shipped, "mine", "twin"]
    assert [f.id for f in theory("mine").factors()] == ["my_cap"]


def test_check_and_list_know_them(own):
    assert "nothing wrong was found" in said("check", own / "theories" / "mine.yaml")
    assert "my_cap" in said("list", "--factors", "--format", "csv")


def test_a_comparison_and_all_that_is_asked_of_it(own, tmp_path, capsys, monkeypatch):
    run = tmp_path / "run"
    study = tmp_path / "study.yaml"
    study.write_text(
        "format: 1\nid: s\ntitle: t\narchitectures: [hub-and-spoke, pato-7]\nfutures: 120\ndate: 2026-07-01\n"
        "metrics: [war_initiations_members]\nweights: {deterrence: {twin: 1, mine: 1}}\n"
    )
    shown = said("compare", study, "-o", run, "--by-theory", "--format", "csv")
    assert "mine" in shown
    assert "all pledgers, at a cap of my own" in (run / "report.html").read_text(encoding="utf-8")
    assert str(own / "theories" / "mine.yaml") in json.loads((run / "run.json").read_text())["spec"]["files"]
    metric = ("--metric", "war_initiations_members")
    assert "deterrence" in said("sensitivity", run, "--first-order", *metric)
    assert "mine" in said("regret", run, *metric, "--format", "csv")
    assert "mine" in said("tipping", run, "deterrence", *metric, "--format", "csv")
    assert "mine" in said("claims", run, "--by-theory", "--format", "csv")
    said("report", run)
    other = tmp_path / "other" / "theories"
    other.mkdir(parents=True)
    (other / "mine.yaml").write_text(MINE.replace("0.2, 0.5", "0.2, 0.6"))
    (other / "twin.yaml").write_text(TWIN)
    monkeypatch.setenv("PATO_PATH", str(other.parent))
    assert "has changed" in refused(capsys, "regret", run, *metric)


@pytest.mark.parametrize(
    "words", [("why", "JPN", "--in", "pato-3"), ("stable", "pato-3", "--show", "all"), ("refuse", "pato-3", "--pool", "KOR")]
)  # fmt: skip
def test_memberships_give_a_copy_the_figures_of_the_original(own, words):
    seen = 0
    for table in tables(*words, *DAY, "--futures", "20"):
        one, other = figures_of(table, "twin"), figures_of(table, "additive")
        assert one == other
        seen += len(one)
    assert seen


def test_the_sweep_gives_a_copy_the_figures_of_the_original(own, tmp_path):
    import polars as pl

    found = {}
    for name in ("twin", "additive", "mine"):
        said("sweep", "--pool", POOL, "--futures", "8", *DAY, "--theory", name, "-o", tmp_path / name)
        found[name] = pl.read_parquet(tmp_path / name / "memberships.parquet")
    same = [c for c in found["twin"].columns if "__" not in c]
    assert found["twin"].select(same).equals(found["additive"].select(same))
    assert not found["mine"].select(same).equals(found["additive"].select(same))
    assert np.array_equal(found["twin"]["accepted__twin"], found["additive"]["accepted__additive"])
    said("sweep", "--pool", POOL, "--futures", "18", *DAY, "-o", tmp_path / "all")
    assert "accepted__mine" in pl.read_parquet(tmp_path / "all" / "memberships.parquet").columns


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (("id: mine", "id: patron"), "is also that of library/theories/patron.yaml"),
        (("cap: my_cap", "cap: my_lid"), "'my_lid' is not known"),
        (
            ("symbol: my_cap", "symbol: additive_cap"),
            "'additive_cap' is one of the assumptions that ship with pato",
        ),
        (("slope: dose_largest", "slope: dose_lrgest"), "'dose_lrgest' is not known"),
        (("statistic: total", "statistic: sum"), "statistic 'sum' is not known"),
        (("cap: my_cap", "cap: my_cap\nsurge: 0.2"), "surge and years are given together"),
        (("cap: my_cap", "cap: my_cap\nstep: 0.2\nratio: 0.9"), "step and ratio are both given"),
        (("cap: my_cap", "cap: my_cap\nsurge: 0.2\nyears: -3"), "years is -3"),
        (("cap: my_cap", "ratio: dose_largest"), "ratio is 'dose_largest', which has other values"),
        (("cap: my_cap", "cap: my_cap\nsurge: 0.2\nyears: unseen_cause"), "years is 'unseen_cause', which has other values"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_in_words(folder, capsys, changed, words):
    path = folder / "theories" / "mine.yaml"
    path.write_text(MINE.replace(*changed))
    for command in (("sweep", "--pool", POOL, *DAY), ("compare", "pato-3", *DAY, "--futures", "7"), ("why", "JPN", "--in", "pato-3")):  # fmt: skip
        assert words in refused(capsys, *command)


def test_two_ranges_of_one_symbol_are_refused(own):
    (own / "theories" / "other.yaml").write_text(
        MINE.replace("id: mine", "id: other").replace("[0.2, 0.5]", "[1.0, 2.0]")
    )
    with pytest.raises(FileError, match=r"the range 'my_cap' is another one in .*mine\.yaml"):
        theories()


def test_the_name_of_old_still_means_no_effect():
    assert theory("null").id == "no_effect"
    with pytest.raises(UnknownNameError, match=r"nul.*no_effect"):
        theory("nul")


def test_a_row_reads_as_its_formula():
    """Every part of the rule in turn, on numbers that can be checked by hand."""
    one, every = np.ones(1), np.ones((1, 3))
    before, after = np.array([[0.0, 1.0, 2.0]]), np.array([[1.0, 1.0, 4.0]])
    plain = shifts(-0.5 * one, np.inf * one, 0.0 * one, before, after, every)
    assert plain.tolist() == [[-0.5, 0.0, -1.0]]
    assert shifts(-0.5 * one, 3.0 * one, 0.0 * one, before, after, every).tolist() == [[-0.5, 0.0, -0.5]]
    assert shifts(0.0 * one, 3.0 * one, 0.25 * one, before, after, every).tolist() == [[0.25, 0.0, 0.25]]
    room = np.array([[1.0, 1.0, 0.0]])
    first = shifts(-0.5 * one, 3.0 * one, 0.25 * one, before, after, room)
    assert first.tolist() == [[-0.25, 0.0, 0.0]]
    graded = shifts(0.0 * one, np.inf * one, 0.5 * one, before, after, every, graded=True)
    assert graded.tolist() == [[0.5, 0.0, 1.0]]
