"""What each clause of a small treaty does: rows worked out from its text, reasons, and what is refused."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from hand_made import metric

from pato.assess import clauses
from pato.assess.clauses import (
    CANNOT,
    LAW_ALONE,
    NO_STANDARDS,
    UNMOVED,
    UNREAD,
    _moved,
    _moving,
    _tried,
    _values,
    _why,
    clauses_table,
    default_metrics,
    parties_known,
    taken_apart,
    taking_apart,
)
from pato.assess.metrics import metrics
from pato.errors import CoverageError, RunError, UsageError
from pato.treaties.architecture import load_architecture
from pato.treaties.load import text_of
from pato.treaties.variants import Variant, variants

DAY = "2026-11-21"
TREATY = {
    "format": 2, "id": "two", "title": "A pact of two", "binding": "treaty", "status": "proposed", "checked": "text",
    "sources": [{"title": "made for a test", "date": "2026-01-01"}], "parties": [{"state": "AUS"}, {"state": "JPN"}],
    "obligations": [
        {"id": "defence", "article": "1", "kind": "defence", "when": {"act": "attack"}, "duty": "assist_with_force"},
        {"id": "capacity", "article": "3", "kind": "assistance", "duty": "maintain_capacity"},
    ],
    "burden": {"rule": "pledge", "pledge_gdp_share": 0.02, "article": "4"},
    "standards": [
        {"id": "elections", "article": "5", "measure": "v2x_polyarchy", "at_least": 0.9, "applies_to": "both", "on_breach": "suspend", "text": "Free elections."}
    ],
}  # fmt: skip
OWN = {
    "futures": 6,
    "date": DAY,
    "members": ["AUS", "JPN"],
    "metrics": ["burden_added", "eligible_now", "gaps"],
}


@pytest.fixture(scope="module")
def pact(tmp_path_factory):
    path = tmp_path_factory.mktemp("pact") / "two.yaml"
    path.write_text(json.dumps(TREATY))  # JSON is YAML
    return path


@pytest.fixture(scope="module")
def table(pact):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clauses, "AT_ONCE", 5)  # so that the changes are two pieces
        return clauses_table(pact, OWN)


def test_head_and_notes_of_the_table(table, pact):
    assert table.columns == (
        "clause", "change", "pairs of states whose commitments change", "metric", "smallest change", "largest change", "5 % of runs below",
        "5 % of runs above", "runs with a real change", "told",
    )  # fmt: skip
    assert (table.title, table.group) == ("What each clause of A pact of two does", 2)
    count = sum(1 for _ in variants(text_of(load_architecture(pact).instruments[0])))
    assert len({tuple(r[:2]) for r in table.rows}) == count
    assert list(table.notes) == [
        "Each clause alone is changed, in the same runs as the unchanged text.",
        "Changes are medians by assumption about deterrence (of a yes-or-no metric that of the share of runs with yes), from the smallest to the largest; a metric that moves by no more than its band of no difference is not shown.",
        f"{count} changes of A pact of two; 6 runs.",
    ]


def rows_of(table, clause, start):
    return [tuple(r[2:]) for r in table.rows if r[0] == clause and str(r[1]).startswith(start)]


def test_without_its_duty_the_two_owe_each_other_nothing(table):
    gap = ("pairs of members without a defence obligation", 1, 1, 1, 1, 1)
    # each way; standards that only members of a pact meet say nothing of the duty
    assert rows_of(table, "Article 1: defence", "left out") == [(2, *gap, None)]
    assert rows_of(table, "Article 1: defence", "duty: act to meet") == [(2, *[None] * 6, LAW_ALONE)]


def test_what_no_metric_shows_has_its_reason(table):
    assert rows_of(table, "Article 3: capacity", "left out") == [(0, *[None] * 6, UNMOVED)]
    assert rows_of(table, "Article 5: standard elections", "left out") == [(0, *[None] * 6, NO_STANDARDS)]


def test_a_larger_pledge_costs_in_every_run(table):
    (row,) = [r for r in rows_of(table, "Article 4: burden", "pledge of") if r[1]]
    law, name, least, most, low, high, share, told = row
    assert (law, name, share, told) == (0, metrics()["burden_added"].label, 1.0, None)
    assert 0 < low <= least == most <= high


@pytest.mark.parametrize(
    ("parts", "law", "computed", "moved", "told"),
    [
        ({"obligations"}, 2, set(), True, LAW_ALONE),
        ({"withdrawal"}, 0, set(), True, UNMOVED),
        ({"standards"}, 0, set(), False, UNMOVED),
        ({"burden", "withdrawal"}, 0, set(), False, UNMOVED),
        ({"withdrawal"}, 0, {"war_risk", "support"}, False, UNREAD),
        ({"obligations"}, 0, {"war_risk"}, False, UNMOVED),
        ({"areas"}, 0, {"war_risk", "support"}, False, UNREAD),
        ({"areas"}, 0, {"war_risk", "support", "burden"}, False, UNREAD),
        (set(), 0, set(), False, UNREAD),
    ],
)
def test_why_no_metric_changes(parts, law, computed, moved, told):
    assert _why(parts, law, computed, moved=moved) == told


def test_any_digit_of_any_outcome_counts_as_moving():
    nan = np.nan
    one = xr.DataArray([[1.0, 1.0, 1.0], [nan, nan, 2.0]], dims=("future", "architecture"))
    assert _moving(xr.Dataset({"x": one}), 3) == [False, False, True]
    other = xr.DataArray(
        [[[1.0, 1.0]], [[1.0 + 1e-15, 1.0]], [[1.0, 1.0]]], dims=("architecture", "state", "future")
    )
    assert _moving(xr.Dataset({"x": one, "y": other, "z": ("state", [5.0])}), 3) == [False, True, True]


def values(base, other, dims=("future", "architecture")):
    return xr.DataArray(np.stack([base, other], axis=-1), dims=dims)


def test_changes_by_assumption_beyond_the_band():
    study = SimpleNamespace(study=SimpleNamespace(no_difference={"own": 10}))
    base, other = np.zeros(4), np.array([1.0, 3.0, -2.0, 0.5])
    wide = metric("wide", "Wide", "u", "lower", no_difference=0.75)
    found = {wide: values(base, other), metric("own", "Own", "u", "lower"): values(base, other)}
    cells = [np.array([0, 1]), np.array([2, 3]), np.array([], int)]
    (row,) = _moved(study, found, 1, cells)
    assert row == ("Wide", -0.75, 2.0, pytest.approx(np.percentile(other, 5)), pytest.approx(np.percentile(other, 95)), 0.75)  # fmt: skip
    gone = values(base, np.array([1.0, np.nan, np.nan, np.nan]))
    (row,) = _moved(study, {wide: gone}, 1, [np.arange(4)])
    assert row == ("Wide", 1.0, 1.0, 1.0, 1.0, 0.25)
    yes = metric("yes", "Yes", "share of runs", "higher", indicator=True, no_difference=0.0)
    (row,) = _moved(study, {yes: values(base, np.array([1.0, 0, 0, 1]))}, 1, [np.arange(3), np.arange(4)])
    assert row[:3] == ("Yes", pytest.approx(1 / 3), 1 / 2)
    law = {wide: values(np.array(3.0), np.array(1.0), ("architecture",))}
    assert list(_moved(study, law, 1, cells[:2])) == [("Wide", -2.0, -2.0, -2.0, -2.0, 1.0)]
    assert list(_moved(study, {wide: values(base, base + 0.75)}, 1, [np.arange(4)])) == []


def test_metrics_by_state_or_without_values_are_passed_over():
    def one(compute):
        return metric("m", "m", "u", "lower").__class__("m", "m", "u", "lower", compute)

    plain = values(np.zeros(2), np.ones(2))
    assert _values(one(lambda _: plain), None) is plain
    assert _values(one(lambda _: plain.expand_dims(state=["A"])), None) is None
    assert _values(one(lambda _: plain.isel(architecture=0)), None) is None
    assert _values(one(lambda _: plain * np.nan), None) is None

    def gone(_):
        raise KeyError("x")

    def uncovered(_):
        raise CoverageError("no")

    assert _values(one(gone), None) is None
    assert _values(one(uncovered), None) is None


def test_what_is_taken_apart(pact):
    system, only = taken_apart(pact, DAY)
    held = [i.id for i in load_architecture("in-force").instruments]
    assert only.id == "two"
    assert [i.id for i in system.instruments] == sorted([*held, "two"])
    named, anzus = taken_apart("in-force", DAY, "anzus")
    assert (named.id, anzus.id) == ("in-force", "anzus")
    assert taken_apart("pato-7", DAY)[1].id == "pato"
    with pytest.raises(UsageError) as refused:
        taken_apart("hub-and-spoke", DAY)
    assert str(refused.value) == (
        "hub-and-spoke  adds no pact with a defence obligation to in-force. Name one of its instruments with --treaty."
    )
    with pytest.raises(UsageError, match="defence obligation to pato-7"):
        taken_apart("pato-7", DAY, status_quo="pato-7")


def test_parties_on_the_day_of_whom_there_are_figures():
    anzus = load_architecture("anzus").instruments[0]
    assert parties_known(anzus, DAY) == ("AUS", "NZL", "USA")
    with pytest.raises(UsageError) as refused:
        parties_known(anzus, "1940-01-01")
    assert (
        str(refused.value) == "anzus  is not in force on 1940-01-01. Ask about a day on which it is (--date)."
    )

    def bound(*states, end=None):
        return SimpleNamespace(id="x", parties_on=lambda _: states, start="1950-01-01", end=end)

    with pytest.raises(UsageError) as refused:
        parties_known(bound(end="1960-01-01"), DAY)
    assert "is not in force on 2026-11-21; it was from 1950-01-01 to 1960-01-01." in str(refused.value)
    assert parties_known(bound("AND", "JPN"), DAY) == ("AND", "JPN")
    with pytest.raises(UsageError) as refused:
        parties_known(bound("AND", "MCO"), DAY)
    assert str(refused.value) == (
        "x  binds only AND, MCO, on whom the snapshot has no data: what its clauses do cannot be computed. "
        "Its obligations can be read all the same: pato obligations."
    )


def test_variants_become_architectures_or_say_why_not(pact, tmp_path):
    system, two = taken_apart(pact, DAY)
    text = text_of(two)
    fewer = text | {"obligations": text["obligations"][:1]}
    broken = text | {"obligations": [{"id": "x"}]}
    good, bad = _tried([Variant("a", "b", fewer), Variant("c", "d", broken)], system, two, tmp_path, DAY)
    assert good.problem == ""
    assert [i.id for i in good.system.instruments] == [i.id for i in system.instruments]
    (made,) = [i for i in good.system.instruments if i.id == "two"]
    assert [o.id for o in made.obligations] == ["defence"]
    assert made.parties_on(DAY) == ("AUS", "JPN")
    assert made.assumed == two.assumed
    assert (bad.system, bool(bad.problem)) == (None, True)
    assert CANNOT == "cannot stand alone"


def test_by_default_metrics_of_attacks_by_anybody_are_left_out():
    found = default_metrics()
    assert "war_initiations_members" in found
    assert "war_initiations_members_all" not in found
    assert "gaps" not in found


def test_other_files_than_those_that_were_asked_about_are_refused(pact):
    asked = {
        "architecture": str(pact),
        "treaty": None,
        "own": OWN,
        "at_once": 5,
        "files": {str(pact): "0" * 64},
    }
    with pytest.raises(RunError, match=str(pact)):
        taking_apart(asked)
