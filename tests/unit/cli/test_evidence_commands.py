"""`pato validate`, `pato evidence`, `pato explain`: what ships is printed without data; pages stand alone; slips are answered."""

import json
import re

import pytest

from pato.cli.app import _run
from pato.cli.commands.evidence import largest_difference
from pato.estimate.evidence.specification import load_evidence
from pato.estimate.scoreboard.scores import SCORES as SCORED
from pato.estimate.scoreboard.specification import load_scoreboard
from pato.files.estimates import as_text, stored, stored_names


@pytest.fixture(autouse=True)
def _no_data(tmp_path, monkeypatch):
    monkeypatch.setenv("PATO_DATA", str(tmp_path / "none"))
    monkeypatch.setenv("COLUMNS", "200")


def test_the_scoreboard_is_printed_as_stored(capsys):
    assert _run(["validate"]) == 0
    shown = capsys.readouterr().out
    for board in stored("scoreboard")["boards"]:
        assert board["title"] in shown
        value, low, high = board["models"]["logit"]["scores"]["auc"]
        assert f"{value:.3f} [{low:.3f}, {high:.3f}]" in shown
    assert "UCDP" in shown


def test_machines_get_numbers(capsys):
    assert _run(["validate", "--board", "relevant_war", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {r["board"] for r in rows} == {"relevant_war"}
    assert all(r["low_95"] <= r["value"] <= r["high_95"] for r in rows if r["model"] != "base_rate")


def test_what_ships_is_what_the_file_of_specifications_asks_for():
    spec, found = load_scoreboard(), stored("scoreboard")
    assert [b.id for b in spec.boards] == [b["id"] for b in found["boards"]]
    for asked, board in zip(spec.boards, found["boards"], strict=True):
        assert set(asked.models) == set(board["models"])
        assert board["years"] == [asked.test[0], asked.last]
        assert board["bootstrap_draws"] == asked.bootstrap
        for model, scores in board["models"].items():
            assert set(scores["scores"]) == set(SCORED) - (
                {"calibration_slope", "calibration_intercept"} if model == "base_rate" else set()
            )
    asked, evidence = load_evidence(), stored("evidence")
    n = len(asked.pledge.specifications) * len(asked.pledge.outcomes) * len(asked.pledge.doses)
    assert len(evidence["pledge"]) == n
    assert len({r["specification"] for r in evidence["pledge"]}) >= 6
    assert [r["specification"] for r in evidence["provocation"]] == [
        m.id for m in asked.provocation.specifications
    ]
    assert [r["specification"] for r in evidence["arming"]] == [m.id for m in asked.arming.specifications]
    assert all(p["source"] for p in evidence["published"])


@pytest.mark.parametrize("command", ["validate", "evidence"])
def test_pages_stand_alone(command, tmp_path, capsys):
    target = tmp_path / "page.html"
    assert _run([command, "-o", str(target)]) == 0
    page = target.read_text(encoding="utf-8")
    assert page.count("<svg") >= 5
    assert not re.search(r"(src|href)=\"https?:", page)
    assert "<script src" not in page
    assert "script-src 'sha256-" in page
    capsys.readouterr()


def test_evidence_states_the_nulls(capsys):
    assert _run(["evidence"]) == 0
    shown = capsys.readouterr().out
    for word in ("Leeds", "Benson", "Kenwick", "Berkemeier", "pairs and decades", "personnel", "below zero"):
        assert word in shown


@pytest.mark.parametrize("name", stored_names())
def test_every_estimate_is_explained(name, capsys, tmp_path):
    assert _run(["explain", name]) == 0
    shown = capsys.readouterr().out
    estimate = stored(name)
    if "question" not in estimate:
        assert "pato " in shown
        return
    for part in ("QUESTION", "FORMULA", "ESTIMATES", "LIMITS", "DATA"):
        assert part in shown
    target = tmp_path / "page.html"
    assert _run(["explain", name, "-o", str(target)]) == 0
    assert estimate["question"][:30] in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["explain", "risk_wra"], "risk_war"),
        (["validate", "--board", "relevant_wra"], "relevant_war"),
        (["validate", "-o", "x.pdf"], ".html"),
        (["evidence", "-o", "x.pdf"], ".html"),
        (["evidence", "--refit"], "pato data get"),
        (["validate", "--refit"], "pato data get"),
    ],
)
def test_slips_are_answered(arguments, word, capsys):
    assert _run(arguments) == 2
    assert word in capsys.readouterr().err


def test_differences_are_found_wherever_they_are():
    one = {"a": [{"b": 1.0}, {"b": 2.0}], "data": {"x": 5.0}}
    assert largest_difference(one, {"a": [{"b": 1.0}, {"b": 2.5}], "data": {"x": 9.0}}) == 0.5
    assert largest_difference(one, one) == 0


def test_text_that_is_stored_reads_back():
    for name in ("scoreboard", "evidence"):
        assert json.loads(as_text(stored(name))) == stored(name)
