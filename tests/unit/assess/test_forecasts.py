"""Forecasts that can be wrong: what is frozen stays as it was, and scores are those worked out by hand."""

import re

import numpy as np
import pytest

from pato.api.forecasting import forecast_freeze, forecast_score, pair_of
from pato.assess.forecasts import load_forecasts, read_outcomes, score_tables
from pato.assess.forecasts.schema import ForecastFile, plain, seal_of, shipped
from pato.errors import DataError, FileError, UnknownNameError, UsageError

LATER = "2032-06-01"


def statement(name, chance, event="war", until="2031-12-31"):
    return {
        "id": name, "event": event, "first": "CHN", "second": "TWN", "since": "2027-01-01", "until": until, "forecasts": {"m": {"probability": chance}},
    }  # fmt: skip


def forecasts(*statements):
    body = {
        "format": 1,
        "id": "x",
        "title": "X",
        "frozen": "2026-11-29",
        "made_by": {"pato": "1"},
        "statements": list(statements),
        "seal": "",
    }
    found = ForecastFile.model_validate(body)
    return found.model_copy(update={"seal": seal_of(plain(found))})


@pytest.fixture(scope="module")
def frozen(tmp_path_factory):
    path = tmp_path_factory.mktemp("frozen") / "mine.yaml"
    shown = forecast_freeze(
        path, years=(2090, 2091), challengers="CHN", targets="TWN,JPN", pacts=[("AUS", "JPN")], futures=20
    )
    return path, shown


def test_what_is_frozen_reads_back_with_its_seal(frozen):
    path, shown = frozen
    found = load_forecasts(str(path))
    assert [s.id for s in found.statements] == [
        "war-CHN-TWN",
        "war-CHN-JPN",
        "dispute-CHN-TWN",
        "dispute-CHN-JPN",
        "pact-AUS-JPN",
    ]
    war, dispute = (
        found.statements[0].forecasts["risk_war"],
        found.statements[2].forecasts["risk_dispute_today"],
    )
    assert 0 < war.low < war.probability < dispute.probability < 1
    assert set(found.made_by) == {
        "pato",
        "architecture",
        "futures",
        "war_level",
        "risk_war",
        "risk_dispute_today",
        "formation",
    }
    assert len(shown.tables["statements"]) == 5


def test_one_changed_digit_breaks_the_seal(frozen, tmp_path):
    text = frozen[0].read_text()
    number = re.search(r'"probability": (0\.\d+)', text).group(1)
    changed = tmp_path / "changed.yaml"
    changed.write_text(text.replace(number, f"{number}1", 1))
    with pytest.raises(FileError, match="changed after it was frozen"):
        load_forecasts(str(changed))


def test_a_longer_span_has_a_larger_chance():
    chances = []
    for last in (2090, 2094):
        found = forecast_freeze(
            years=(2090, last), challengers="CHN", targets="TWN", events="dispute", futures=20
        )
        chances.append(found.tables["statements"].records()[0]["probability"])
    # the same yearly chances, over one year and over five
    assert chances[0] < chances[1] < 5 * chances[0]


@pytest.mark.parametrize(
    ("years", "words"),
    [((2090, 2089), "runs backwards"), ((2020, 2024), "has begun")],
)
def test_years_that_make_no_forecast_are_refused(years, words):
    with pytest.raises(UsageError, match=words):
        forecast_freeze(years=years, challengers="CHN", targets="TWN", futures=20)


def test_a_pair_is_two_states():
    assert pair_of("AUS: JPN") == ("AUS", "JPN")
    with pytest.raises(UsageError, match="is no pair"):
        pair_of("AUS-JPN")


def test_scores_are_those_worked_out_by_hand():
    found = forecasts(statement("a", 0.5), statement("b", 0.1), statement("c", 0.2))
    scores = score_tables(found, {"a": True, "b": False})["scores"].records()[0]
    assert (scores["resolved"], scores["happened"]) == (2, 1)
    assert scores["expected"] == pytest.approx(0.6)
    assert scores["brier"] == pytest.approx((0.25 + 0.01) / 2)
    assert scores["log_score"] == pytest.approx(-(np.log(0.5) + np.log(0.9)) / 2)
    assert scores["auc"] == 1.0


def test_places_are_scored_by_rank():
    pact = {k: v for k, v in statement("p", 0.1, "pact").items() if k != "forecasts"}
    found = forecasts({**pact, "percentile": {"f": 90.0}}, {**pact, "id": "q", "percentile": {"f": 20.0}})
    scores = score_tables(found, {"p": True, "q": False})["scores"].records()[0]
    assert (scores["auc"], scores["mean_percentile_of_events"], scores["brier"]) == (1.0, 90.0, None)


def outcomes(tmp_path, text):
    path = tmp_path / "outcomes.csv"
    path.write_text(text)
    return path


def test_outcomes_are_read_and_blanks_stay_open(tmp_path):
    found = forecasts(statement("a", 0.5), statement("b", 0.1))
    assert read_outcomes(outcomes(tmp_path, "id,happened,source\na,yes,MIE\nb,,\n"), found, today=LATER) == {
        "a": True
    }


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("id,happened\na,perhaps\n", DataError, "'happened' is 'perhaps'"),
        ("id,happened\na,yes\na,no\n", DataError, "a second time"),
        ("id,happened\nz,yes\n", UnknownNameError, "statement 'z' is not known"),
        ("id,became\na,yes\n", DataError, "has no column 'happened'"),
        ("", DataError, "has no column 'id'"),
    ],
)
def test_outcomes_that_cannot_be_are_refused(tmp_path, text, kind, words):
    with pytest.raises(kind, match=words):
        read_outcomes(outcomes(tmp_path, text), forecasts(statement("a", 0.5)), today=LATER)


def test_what_has_not_happened_is_known_only_at_the_end(tmp_path):
    found, path = forecasts(statement("a", 0.5)), outcomes(tmp_path, "id,happened\na,no\n")
    with pytest.raises(DataError, match="runs until 2031-12-31"):
        read_outcomes(path, found, today="2031-12-31")
    assert read_outcomes(path, found, today="2032-01-01") == {"a": False}


def test_the_sets_that_ship_are_as_they_were_frozen():
    assert "2027-2031" in shipped()
    for name in shipped():
        found = load_forecasts(name)
        assert found.frozen < min(s.since for s in found.statements)
        assert len(forecast_score(name).tables["statements"]) >= len(found.statements)
    ids = {s.id for s in load_forecasts("2027-2031").statements}
    assert {"war-CHN-TWN", "dispute-CHN-PHL", "war-PRK-KOR"} <= ids
