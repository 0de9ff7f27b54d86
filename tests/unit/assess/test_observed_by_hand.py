"""The record and the forecasts shown beside expected numbers: counted and written by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
from hand_made import STATES, metric, study_of

from pato.assess import observed as beside
from pato.assess.observed import (
    column,
    elicited_table,
    matched,
    observed_of,
    observed_table,
    sentences,
    tables,
    values,
)
from pato.models.risk.levels import Match
from pato.models.risk.pairs import PairRisk
from pato.models.risk.record import LEVELS, Observed

FIRST, LAST, RECENT = 1950, 2014, 1990


@pytest.fixture
def asked(monkeypatch):
    """Put made-up counts in the place of the record, and note what is asked of it."""
    seen = []

    def record(level, challengers, targets, *, fellows=(), recent=False):
        seen.append((level, challengers, tuple(targets), tuple(fellows), recent))
        size = {"dispute": 100, "force": 20, "war": 0}[level] + len(tuple(targets))
        between = 0 if tuple(targets) == ("KOR",) else 3
        return Observed(size, between, RECENT if recent else FIRST, LAST)

    monkeypatch.setattr(beside, "observed", record)
    return seen


def study(**changes):
    one = study_of()
    one.metrics = (metric("wars", "wars", "u", "lower", observed=("war", "rivals", "members")),)
    vars(one).update(changes)
    return one


def test_the_record_that_matches_a_metric(asked):
    one = study()
    assert observed_of(one, metric("m", "m", "u", "lower")) is None
    for given, told in (
        (("war", "rivals", "members"), ("war", ("CHN",), ("JPN", "KOR"), ("JPN", "KOR"), False)),
        (("force", "rivals", "outsiders"), ("force", ("CHN",), ("CHN", "PHL"), ("JPN", "KOR"), False)),
        (("dispute", "all", "members"), ("dispute", None, ("JPN", "KOR"), (), False)),
    ):
        observed_of(one, metric("m", "m", "u", "lower", observed=given))
        assert asked[-1] == told
    observed_of(one, metric("m", "m", "u", "lower", observed=("war", "rivals", "members")), "PHL")
    assert asked[-1][2] == ("PHL",)
    one.study = one.study.model_copy(update={"challengers": ["RUS"]})
    observed_of(one, metric("m", "m", "u", "lower", observed=("war", "all", "outsiders")))
    assert asked[-1][1:] == (["RUS"], ("CHN", "PHL"), (), False)
    one.members = ()
    observed_of(one, metric("m", "m", "u", "lower", observed=("war", "rivals", "members")))
    assert asked[-1][2] == STATES


def test_the_heading_and_values_are_over_the_horizon(asked):
    one = study()
    war = one.metrics[0]
    assert column(one, war) == "observed in 10 years, mean of 1950-2014"
    assert column(one, metric("m", "m", "u", "lower")) is None
    # one begun against each in 65 years
    assert values(one, war, ["JPN", "PHL"]) == {"JPN": pytest.approx(10 / 65), "PHL": pytest.approx(10 / 65)}
    assert values(one, metric("m", "m", "u", "lower"), ["JPN"]) == {}
    one.study = one.study.model_copy(update={"horizon_years": 65})
    assert values(one, war, ["JPN"]) == {"JPN": 1.0}


def test_the_record_in_a_sentence(asked):
    one = study()
    told = (
        "Observed 1950-2014, begun by CHN against these members: 16 disputes, 3.4 uses of force and 0.31 wars a decade; "
        "3 pairs of them fought each other in wars, whoever began (table observed)."
    )
    assert list(sentences(one)) == [told]
    assert [a[0] for a in asked] == list(LEVELS)
    one.members = ()
    (told,) = sentences(one)
    assert told.startswith("Observed 1950-2014, begun by CHN against these others: ")
    one.metrics = (metric("m", "m", "u", "lower"),)
    assert list(sentences(one)) == []
    assert tables(one) == {}


def test_the_table_of_the_record(asked):
    table = observed_table(study())
    assert table.title == "Disputes observed between the named rivals and these states"
    span, recent = "1950-2014", "1990-2014"
    assert table.columns == (
        "target", "level", f"begun {span}", f"begun a decade {span}", f"between {span}", f"begun {recent}", f"begun a decade {recent}", f"between {recent}",
    )  # fmt: skip
    assert [tuple(r) for r in table.rows] == [
        ("together", "disputes", 102, 15.69, 3, 102, 40.8, 3),
        ("together", "uses of force", 22, 3.38, 3, 22, 8.8, 3),
        ("together", "wars", 2, 0.31, 3, 2, 0.8, 3),
        ("JPN", "disputes", 101, 15.54, 3, 101, 40.4, 3),
        ("JPN", "uses of force", 21, 3.23, 3, 21, 8.4, 3),
        ("JPN", "wars", 1, 0.15, 3, 1, 0.4, 3),
    ]
    assert list(table.notes) == [
        "Begun by CHN; uses of force and wars are disputes too. Source: Correlates of War, MID 5.0 and Interstate Wars 4.0, counted by 'pato fit observed_record'.",
        "Between: whoever began; at the level of war, pairs that fought on opposite sides, joiners included: one war can include several pairs.",
        "The record ends in 2014. Russia includes the Soviet Union.",
    ]
    assert ("war", ("CHN",), ("KOR",), ("JPN", "KOR"), True) in asked


def forecast(
    name,
    ratio=None,
    *,
    kind="forecast",
    targets=("TWN",),
    challenger="CHN",
    level="war",
    yearly=(0.01, 0.02, 0.03),
):
    one = SimpleNamespace(
        id=name, kind=kind, targets=targets, challenger=challenger, level=level, yearly=yearly, event=f"event {name}", who="Experts", date="2026", title="T", url="u",
    )  # fmt: skip
    return one if ratio is None else Match(one, 0.004, ratio)


def test_together_stands_there_though_nobody_fought(monkeypatch):
    monkeypatch.setattr(beside, "observed", lambda *_, recent=False, **__: Observed(0, 0, RECENT if recent else FIRST, LAST))  # fmt: skip
    assert [r[:2] for r in observed_table(study()).rows] == [("together", w) for w in ("disputes", "uses of force", "wars")]  # fmt: skip


def test_forecasters_in_a_sentence(asked, monkeypatch):
    found = [
        forecast("a", 2.0),
        forecast("b", 5.0),
        forecast("c", 0.5, targets=("JPN", "KOR")),
        forecast("d", 99.0, kind="price"),
    ]
    monkeypatch.setattr(beside, "matched", lambda *_: found)
    told = (
        "Forecasters put the odds of war above or below this estimate: 2 to 5 times for TWN and 0.5 times for JPN/KOR (table elicited). "
        "'baseline: both' shows what that changes, and what the recent record changes."
    )
    assert list(sentences(study()))[1:] == [told]
    monkeypatch.setattr(beside, "matched", lambda *_: found[:1])
    assert len(list(sentences(study()))) == 1


def test_the_table_of_forecasts(asked, monkeypatch):
    known = {"war": [forecast("a", 2.0)], "force": [], "dispute": []}
    monkeypatch.setattr(beside, "matched", lambda _, level="war": known[level])
    shipped = (forecast("a"), forecast("b", kind="price"), forecast("c", challenger="IND"))
    monkeypatch.setattr(beside, "forecasts", lambda: shipped)
    table = elicited_table(study())
    assert table.title == "Forecasts compared with the estimate"
    assert table.columns == (
        "event", "kind", "per cent a year", "low", "high", "estimate, per cent a year", "odds over the estimate's", "source",
    )  # fmt: skip
    source = "Experts, 2026; T, u"
    assert [tuple(r) for r in table.rows] == [
        ("event a", "forecast", 2.0, 1.0, 3.0, 0.4, 2.0, source),
        ("event b", "market price (an upper bound)", 2.0, 1.0, 3.0, None, None, source),
    ]
    assert [note.split(" ")[0] for note in table.notes] == ["The", "Forecasters", "Shares"]
    assert list(tables(study())) == ["observed", "elicited"]
    monkeypatch.setattr(beside, "forecasts", lambda: shipped[2:])
    assert list(tables(study())) == ["observed"]


def test_forecasts_are_matched_with_the_risk_of_their_level(monkeypatch):
    class Risk(PairRisk):
        level = "war"
        yearly, states = "yearly", "states"

        def __init__(self):
            pass

    monkeypatch.setattr(beside, "matches", lambda *given: iter([given]))
    one = study(models=(SimpleNamespace(level="war"), Risk.__new__(Risk)))
    assert matched(one) == [("war", "yearly", "states", ("CHN",))]
    assert matched(one, "force") == []
    assert matched(study()) == []


def test_the_record_that_ships_is_the_one_that_is_shown():
    one = study(metrics=(metric("wars", "wars", "u", "lower", observed=("dispute", "rivals", "members")),))
    shown = observed_table(one)
    together = next(r for r in shown.rows if r[:2] == ("together", "disputes"))
    alone = [r for r in shown.rows if r[0] in {"JPN", "KOR"} and r[1] == "disputes"]
    assert together[2] == sum(r[2] for r in alone) > 0
    assert together[5] <= together[2]
    assert np.isclose(together[3], 10 * together[2] / 65, atol=0.01)
