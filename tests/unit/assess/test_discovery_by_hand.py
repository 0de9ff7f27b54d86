"""Boxes, their limits, words and statistics, on runs whose every case is written down."""

# ruff: noqa: PD011  arrays of numpy and xarray

import importlib.util

import numpy as np
import pandas as pd
import pytest
from hand_made import made

from pato.assess import discovery, discovery_table
from pato.assess.discovery import (
    Box,
    Limit,
    Step,
    _density,
    _described,
    _Found,
    _limits,
    _resampled,
    _trimmed,
    discover,
    quasi_p,
    trade_off,
)
from pato.assess.discovery_table import (
    COLUMNS,
    _notes,
    _rows,
    _strongest,
    boxes_of,
    boxes_table,
    nothing_to_tell,
    trade_off_table,
)
from pato.assess.inputs import Input
from pato.errors import UsageError

needs_prim = pytest.mark.skipif(
    importlib.util.find_spec("ema_workbench") is None, reason="needs the extra 'explore'"
)
X = Input("x", "x", np.arange(10.0))
KIND = Input("kind", "kind", np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 0]), ("dry", "mild", "wet"))
CASES = np.array([0, 0, 0, 0, 1, 0, 1, 1, 1, 1], bool)


def test_limits_in_words():
    assert Limit("x", 0.12345, None, (), 0, None).words() == "x is at least 0.123"
    assert Limit("x", None, 2.0, (), 0, None).words() == "x is at most 2"
    assert Limit("x", 0.0, 2.0, (), 0, None).words() == "x is between 0 and 2"
    assert Limit("k", None, None, ("a", "b"), 0, None).words() == "k is a or b"
    limits = (Limit("x", 1.0, None, (), 0, None), Limit("k", None, None, ("a",), 0, None))
    assert Box(limits, 1, 1, 1, 0.5, None, None, dense_enough=True).words() == "x is at least 1 and k is a"
    assert Box((), 1, 1, 1, 0.5, None, None, dense_enough=True).words() == "anywhere"


def test_what_lies_in_a_box():
    box = _Found({"x": (3.0, 8.0), "kind": frozenset({1, 2})})
    assert np.flatnonzero(box.inside([X, KIND])).tolist() == [4, 5, 7, 8]
    assert np.flatnonzero(box.meets("x", [X, KIND])).tolist() == [3, 4, 5, 6, 7, 8]
    assert _Found({}).inside([X]).all()
    assert _density(box, CASES, [X, KIND]) == 3 / 4
    assert _density(_Found({"x": (20.0, 30.0)}), CASES, [X]) == 0.0


def test_the_chance_of_as_many_cases_without_a_limit():
    # without the limit half of the ten are cases; in the box four of five: C(5,4)/32 + 1/32
    box = _Found({"x": (4.0, 8.0)})
    assert quasi_p("x", box, CASES, [X]) == pytest.approx(6 / 32)
    # of the dry ones (0, 3, 6, 9) half are cases, and both in the box are: 1/4
    two = _Found({"x": (6.0, 9.0), "kind": frozenset({0})})
    assert quasi_p("x", two, CASES, [X, KIND]) == pytest.approx(1 / 4)
    assert quasi_p("kind", two, CASES, [X, KIND]) == pytest.approx(1.0)


def test_limits_that_restrict_nothing_are_none():
    frame = pd.DataFrame({"x": [0.0, 9.0], "kind": [{"dry", "wet"}] * 2})
    assert _limits(frame, [X, KIND]).limits == {"kind": frozenset({0, 2})}
    frame = pd.DataFrame({"x": [0.5, 9.0], "kind": [{"dry", "mild", "wet"}] * 2})
    assert _limits(frame, [X, KIND]).limits == {"x": (0.5, 9.0)}
    frame = pd.DataFrame({"x": [0.0, 8.5]})
    assert _limits(frame, [X, KIND]).limits == {"x": (0.0, 8.5)}
    few = Input("kind", "kind", KIND.values % 2, KIND.levels)  # no run is wet
    assert _limits(pd.DataFrame({"kind": [{"dry", "mild"}] * 2}), [few]).limits == {}
    assert _limits(pd.DataFrame({"kind": [{"dry", "wet"}] * 2}), [few]).limits == {"kind": frozenset({0})}


def test_limits_of_chance_are_trimmed_unless_the_density_needs_them():
    n = 100
    x, noise = Input("x", "x", np.arange(n) * 1.0), Input("noise", "noise", np.arange(n) % 10 * 1.0)
    cases = np.arange(n) >= 50
    box = _Found({"x": (50.0, 99.0), "noise": (1.0, 9.0)})
    assert _trimmed(box, cases, [x, noise], 0.9).limits == {"x": (50.0, 99.0)}
    assert _trimmed(_Found({"noise": (1.0, 9.0)}), cases, [x, noise], 0.9).limits == {"noise": (1.0, 9.0)}
    both = _Found({"x": (40.0, 99.0), "noise": (1.0, 9.0)})
    some = cases & ((np.arange(n) % 10 >= 1) | (np.arange(n) < 60))
    p = {name: quasi_p(name, both, some, [x, noise]) for name in both.limits}
    assert p["x"] < 0.05 < p["noise"]
    # with the limit on noise 45 of 54 are cases, without it 46 of 60
    assert _trimmed(both, some, [x, noise], 0.8).limits == both.limits
    assert _trimmed(both, some, [x, noise], 0.9).limits == {"x": (40.0, 99.0)}
    assert _trimmed(both, some, [x, noise], 0.7).limits == {"x": (40.0, 99.0)}


def test_a_box_is_described_among_the_runs_that_remain():
    remaining = np.arange(10) != 9
    box = _Found({"kind": frozenset({1, 2}), "x": (4.0, 8.0)})
    here = box.inside([X, KIND]) & remaining  # 4, 5, 7, 8: three cases
    seen = [
        (_Found({"x": (1.0, 2.0)}), 0.5, 1.0),
        (_Found({}), 0.7, 0.6),
        (_Found({"x": (3.0, 4.0)}), 0.9, 0.5),
    ]
    found = _described(box, here, CASES, [X, KIND], remaining, 0.75, seen)
    assert (found.coverage, found.density, found.mass, found.base) == (3 / 5, 3 / 4, 4 / 10, 5 / 10)
    assert (found.coverage_unseen, found.density_unseen, found.dense_enough) == (0.7, 0.6, True)
    by = {limit.input: limit for limit in found.limits}
    assert [limit.quasi_p for limit in found.limits] == sorted(limit.quasi_p for limit in found.limits)
    # 8 is the largest that remains: that side is open
    assert (by["x"].low, by["x"].high, by["x"].levels) == (4.0, None, ())
    assert by["x"].support == pytest.approx(2 / 3)
    assert (by["kind"].low, by["kind"].high, by["kind"].levels, by["kind"].support) == (
        None,
        None,
        ("mild", "wet"),
        0.0,
    )
    of_nine = CASES[remaining]
    among = [X.at(np.arange(9)), KIND.at(np.arange(9))]
    assert by["x"].quasi_p == quasi_p("x", box, of_nine, among)
    alone = _described(box, here, CASES, [X, KIND], remaining, 0.76, [])
    assert (alone.coverage_unseen, alone.density_unseen, alone.dense_enough) == (None, None, False)
    assert all(limit.support is None for limit in alone.limits)
    low = _described(_Found({"x": (0.0, 4.0)}), here, CASES, [X, KIND], remaining, 0.5, [])
    assert (low.limits[0].low, low.limits[0].high) == (None, 4.0)


def table(n=150):
    rng = np.random.default_rng(5)
    x, kind = rng.random((n, 2)), rng.integers(0, 2, n)
    inputs = [Input("a", "a", x[:, 0]), Input("b", "b", x[:, 1]), Input("k", "k", kind, ("dry", "wet"))]
    return (x[:, 0] > 0.5) & (kind == 1), inputs


@needs_prim
def test_a_second_box_is_sought_outside_the_first():
    x, y = np.random.default_rng(0).random((2, 300))
    cases = (x > 0.7) | (y > 0.8)
    inputs = [Input("x", "x", x), Input("y", "y", y)]
    first, second = discover(cases, inputs, density=0.95, resamples=1)
    assert [[limit.input for limit in box.limits] for box in (first, second)] == [["x"], ["y"]]
    assert first.limits[0].low == pytest.approx(0.7, abs=0.05)
    assert second.limits[0].low == pytest.approx(0.8, abs=0.05)
    assert first.coverage + second.coverage == pytest.approx(1.0, abs=0.06)
    assert first.limits[0].support is not None
    assert second.limits[0].support is None
    assert len(discover(cases, inputs, density=0.95, most=1, resamples=0)) == 1


@needs_prim
def test_resampled_boxes_and_what_they_cover_in_the_runs_left_out():
    cases, inputs = table()
    seen = _resampled(cases, inputs, 0.9, 0.05, 2, 0)
    assert len(seen) == 2
    for box, coverage, density in seen:
        assert set(box.limits) == {"a", "k"}
        assert 0.8 < coverage <= 1.0
        assert 0.7 < density <= 1.0
    assert _resampled(cases, inputs, 0.9, 0.05, 0, 0) == []
    again, other = (_resampled(cases, inputs, 0.9, 0.05, 1, seed) for seed in (0, 1))
    assert again[0] == seen[0]
    assert other[0] != seen[0]


@needs_prim
def test_the_trade_off_begins_with_everything():
    cases, inputs = table()
    steps = trade_off(cases, inputs)
    assert steps[0] == Step(1.0, pytest.approx(cases.mean()), 1.0, 0)
    coverage = [s.coverage for s in steps]
    assert coverage == sorted(coverage, reverse=True)
    assert max(s.density for s in steps) == 1.0
    assert min(s.mass for s in steps) >= 0.05
    assert max(s.limits for s in steps) >= 2
    assert min(s.mass for s in trade_off(cases, inputs, mass_min=0.3)) >= 0.3


@pytest.mark.parametrize(("density", "mass"), [(0.0, 0.1), (1.01, 0.1), (0.5, 0.0), (0.5, 1.0), (-1, 0.5)])
def test_shares_that_are_none(density, mass):
    with pytest.raises(UsageError) as refused:
        discover(np.arange(100) < 50, [X], density=density, mass_min=mass)
    assert str(refused.value) == f"density and least mass are shares above 0, found {density:g} and {mass:g}."


def test_too_few_on_either_side_and_nothing_that_differs():
    told = "the condition  holds in {} of 60 runs; a box needs at least 20 in which it holds and as many in which it does not. Choose another limit, or compare over more runs."
    x = [Input("x", "x", np.arange(60.0))]
    for count in (19, 41):
        with pytest.raises(UsageError) as refused:
            discovery._refuse(np.arange(60) < count, x, 1.0, 0.1)
        assert str(refused.value) == told.format(count)
    for count in (20, 40):
        discovery._refuse(np.arange(60) < count, x, 1.0, 0.1)
    with pytest.raises(UsageError) as refused:
        discovery._refuse(np.arange(60) < 30, [], 1.0, 0.1)
    assert str(refused.value) == "no factor differs between these runs, so that no box can separate them."


LIMITS = (Limit("x", 1.0, None, (), 0.01, 0.5), Limit("kind", None, None, ("dry", "wet"), 0.02, None))
BOX = Box(LIMITS, 0.625, 0.756, 0.3, 0.4, 0.51, 0.72, dense_enough=True)
QUASI = "Quasi p: chance of such a density if that limit did nothing. A box shows in which part of the runs a condition holds, not how likely that is."


def test_rows_of_a_box():
    assert _rows(2, BOX) == [
        (2, "x", 1.0, None, 0.01, 0.5, 0.625, 0.756, 0.3),
        (2, "kind: dry or wet", None, None, 0.02, None, None, None, None),
    ]


def test_notes_on_boxes():
    rest = {"statement_words": "wars of pact below 1", "density": 0.8, "unit": "runs"}
    assert _notes([BOX], dropped=0, **rest) == [
        "Box 1: wars of pact below 1 in 76% of the runs in which x is at least 1 and kind is dry or wet; they are 30% of all runs and 62% of those in which it holds.",
        "Sought again on resampled runs, boxes have density 0.72 and coverage 0.51 in the runs left out (medians). Support: share of resamples whose box limits the same factor.",
        QUASI,
    ]
    thin = Box(LIMITS[:1], 0.6, 0.75, 0.3, 0.4, None, None, dense_enough=False)
    told = _notes([thin, thin], dropped=3, **rest)
    assert told[1] == "Box 1 is the densest found: no box of that mass reaches a density of 0.8."
    assert told[2].startswith("Box 2: wars of pact below 1 in 75% of the runs in which x is at least 1; ")
    assert told[-2] == "3 factors or coefficients that matter least alone are left out of the search."
    assert len(told) == 6
    assert _notes([], dropped=0, **rest) == [
        "No box is denser than all runs together: no small set of factors shows when it holds.", QUASI,
    ]  # fmt: skip


def test_where_there_is_nothing_to_find():
    always = nothing_to_tell("a beats b", 1.0, 2000, "because")
    assert (always.title, always.notes) == ("When a beats b: 100% of 2,000", ("Always holds: because.",))
    assert (always.columns, list(always.rows)) == (COLUMNS, [])
    assert nothing_to_tell("a beats b", 0.0, 5, "so").notes == ("Never holds: so.",)


def found(cases, inputs, **options):
    return boxes_of(
        cases,
        inputs,
        "it holds",
        **{"density": 0.8, "mass_min": 0.05, "resamples": 0, "unit": "rows"} | options,
    )


@needs_prim
def test_the_table_of_boxes():
    cases, inputs = table()
    told = found(cases, inputs)
    assert told.columns == ("box", "when", "low", "high", "quasi p", "support", "coverage", "density", "mass")
    assert told.title == f"When it holds: {cases.mean():.0%} of 150 rows"
    assert {r[1] for r in told.rows} == {"a", "k: wet"}
    assert [r[0] for r in told.rows] == [1, 1]
    assert told.notes[0].startswith("Box 1: it holds in ")
    assert not any("Sought" in note for note in told.notes)


@needs_prim
def test_what_holds_mostly_already_is_sought_denser(monkeypatch):
    cases, inputs = table()
    told = found(~cases, inputs, density=0.6)
    share = (~cases).mean()
    assert share > 0.6
    assert told.notes[0] == (
        f"It holds in {share:.0%} of all rows already; boxes of a density of {(1 + share) / 2:.2f} are sought."
    )
    monkeypatch.setattr(discovery_table, "MOST_FUTURES", 100)
    few = found(cases, inputs)
    assert few.title == f"When it holds: {cases[:100].mean():.0%} of 100 rows"
    assert few.notes[-1] == "Sought in the first 100 of 150 rows."


def test_always_and_never_are_told_of_the_rows_searched():
    inputs = [X]
    assert found(np.ones(10, bool), inputs).notes == (
        "Always holds: in every one of the 10 rows, so no condition separates them.",
    )
    never = found(np.zeros(10, bool), inputs, unit="runs")
    assert never.notes == ("Never holds: in none of the 10 runs, so no condition separates them.",)
    assert never.title == "When it holds: 0% of 10"


def test_of_many_columns_those_that_matter_most_are_searched(monkeypatch):
    rng = np.random.default_rng(2)
    columns = [Input(f"f.{i}", "f", rng.random(200), unit="u") for i in range(5)]
    cases = (columns[3].values > 0.5).astype(float)
    assert _strongest(cases, columns) == columns
    monkeypatch.setattr(discovery_table, "MOST_COLUMNS", 1)
    assert [i.id for i in _strongest(cases, columns)] == ["f.3"]
    monkeypatch.setattr(discovery_table, "MOST_COLUMNS", 5)
    assert _strongest(cases, columns) == columns


@pytest.mark.parametrize("when", ["count of pact below 1", "count of pact above 1", "wars of pact below 99", "wars of pact below 0"])  # fmt: skip
def test_there_is_no_trade_off_where_a_condition_always_or_never_holds(when):
    table = trade_off_table(made(), when)
    assert list(table.rows) == []
    assert table.columns == ("coverage", "density", "share of runs in the box", "inputs limited")
    assert table.title == f"Coverage against density of the boxes for: {when}"


@needs_prim
def test_boxes_of_a_comparison(constructed):
    few = constructed(n=200)
    told = boxes_table(few, "pact beats base on wars", resamples=0)
    assert told.title.startswith("When pact beats base on wars: ")
    assert "theory: strong" in {r[1] for r in told.rows}
    assert boxes_table(made(), "count of pact below 1").notes == (
        "Always holds: it follows from the treaties alone.",
    )
    assert boxes_table(made(), "count of pact above 1").title == "When count of pact above 1: 0% of 8"
    steps = trade_off_table(few, "pact beats base on wars")
    assert steps.columns == ("coverage", "density", "share of runs in the box", "inputs limited")
    assert steps.title == "Coverage against density of the boxes for: pact beats base on wars"
    assert next(iter(steps.rows[0])) == 1.0
    assert list(steps.notes) == [
        "Coverage: share of all runs in which the condition holds that lie in the box; density: share of the box's runs in which it holds."
    ]
