"""Standards tried on states: properties, rules, the unknown, and what the shipped figures say."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pato import world
from pato.cli.app import cli
from pato.errors import FileError, UnknownNameError, UsageError
from pato.files import library
from pato.models.accession.assumptions import SYMBOLS, load_assumptions
from pato.models.accession.backsliding import load_backsliding, paths
from pato.models.accession.evaluation import beyond_grace, evaluate
from pato.models.accession.history import NOTICE, VDEM_NOTICE, series, shipped
from pato.models.accession.standards import (
    ALL,
    StandardsRule,
    candidates,
    combined,
    for_curve,
    requirements,
    with_file,
)
from pato.report.tables import accession as tables
from pato.treaties.architecture import load_architecture
from pato.treaties.schema.provisions import Standard

DATE = "2026-11-21"
SHIPPED = library.root() / "assumptions" / "accession.yaml"
STATES = ("USA", "JPN", "AUS", "KOR", "PHL", "TUV")


@pytest.fixture(scope="module")
def figures():
    return world.load()


@pytest.fixture(scope="module")
def asked():
    return requirements(load_architecture("pato"), DATE)


@pytest.fixture(scope="module")
def found(figures, asked):
    return evaluate(asked, STATES, figures, DATE, futures=400)


def without_tide(tmp_path):
    text = SHIPPED.read_text(encoding="utf-8").replace("[-0.007, 0.003]", "[0.0, 0.0]")
    file = tmp_path / "assumptions.yaml"
    file.write_text(text, encoding="utf-8")
    return load_assumptions(str(file))


def test_who_is_what(asked):
    assert asked.parties == ("USA", "JPN", "AUS")
    assert asked.proposed
    assert [asked.role(s) for s in ("USA", "KOR", "CHN")] == ["founder", "candidate", "other"]
    seven = requirements(load_architecture("pato-7"), DATE)
    assert seven.role("KOR") == "founder"


def test_candidates_are_parties_those_invited_and_with_all_everyone(asked, figures):
    assert candidates(asked, figures) == ("USA", "JPN", "AUS", "CAN", "KOR", "TWN", "NZL", "PHL")
    assert set(candidates(asked, figures, everyone=True)) == set(figures.states)
    assert candidates(asked, figures, ["Japan", "KOR"]) == ("JPN", "KOR")
    with pytest.raises(UnknownNameError, match="Did you mean 'JPN'"):
        candidates(asked, figures, ["JPM"])


def test_history_ends_where_the_snapshot_stands(figures):
    for (state, measure), known in shipped().items():
        figure = figures.state(state)[measure]
        assert (max(known), known[max(known)].value) == (figure.year, figure.value), (state, measure)


def test_only_years_before_the_date_count(figures):
    assert max(series(figures, "USA", "v2x_libdem", 2013)) == 2012
    assert series(figures, "TUV", "v2x_libdem", 2026) == {}
    assert series(figures, "SUN", "v2x_libdem", 2026) == {}
    with pytest.raises(UnknownNameError, match="v2x_libdem"):
        series(figures, "USA", "v2x_libdme", 2026)


def test_what_is_not_known_is_neither_passed_nor_failed(found, asked):
    outcome = found.outcomes["TUV", "elections"]
    assert (outcome.uncertainty, outcome.latest, outcome.met_now, outcome.then) == (
        "unknown",
        None,
        None,
        None,
    )
    assert found.together("TUV", asked.on_accession(), "met_now") == (0.0, 1.0)
    assert found.suspended("TUV") == (0.0, 1.0)
    row = next(r for r in tables.by_state(found).records() if r["state"] == "TUV")
    assert row["qualifies"] == (0.0, 1.0)
    assert set(row["unknown"].split(", ")) == {s.id for s in asked.standards} - {"freedom"}


def test_the_philippines_lack_every_standard_and_the_founders_none(found):
    rows = {r["state"]: r for r in tables.by_state(found).records()}
    # of eight indicators it passes one, the constraints that courts set on the executive
    assert rows["PHL"]["lacks"].count("below") == 7
    assert all(rows[s]["lacks"] is None and rows[s]["qualifies"].low > 0.95 for s in ("USA", "JPN", "AUS"))
    assert rows["PHL"]["qualifies"].high < 0.01


def test_sustained_is_never_easier_than_a_single_year(found, figures, asked):
    once = replace(
        asked, standards=tuple(s.model_copy(update={"sustained_years": 1}) for s in asked.standards)
    )
    alone = evaluate(once, STATES, figures, DATE, futures=400)
    for key, outcome in found.outcomes.items():
        if outcome.met_now is not None:
            assert not (outcome.met_now & ~alone.outcomes[key].met_now).any()


def test_a_single_year_agrees_with_the_exact_probability(figures, asked):
    n = 4000
    one = Standard.model_validate({"id": "x", "article": "1", "measure": "v2x_libdem", "at_least": 0.72})
    e = evaluate(replace(asked, standards=(one,)), ("USA", "JPN"), figures, DATE, futures=n)
    for state in ("USA", "JPN"):
        exact = e.outcomes[state, "x"].latest
        assert exact[0] == exact[1]
        assert e.outcomes[state, "x"].met_now.mean() == pytest.approx(exact[0], abs=4 * np.sqrt(0.25 / n))


@settings(max_examples=15)
@given(thresholds=st.tuples(st.floats(0.05, 0.95), st.floats(0.05, 0.95)))
def test_a_higher_threshold_is_met_in_a_part_of_the_futures(thresholds):
    low, high = sorted(thresholds)
    outcome = _libdem()
    easy, hard = (
        replace(outcome, standard=outcome.standard.model_copy(update={"at_least": t})) for t in (low, high)
    )
    for what in ("met_now", "met_then", "never_below"):
        assert not (getattr(hard, what) & ~getattr(easy, what)).any()
    assert not (easy.breached & ~hard.breached).any()


@cache
def _libdem():
    held = requirements(load_architecture("pato"), DATE)
    narrowed, standard = for_curve(held)
    e = evaluate(narrowed, ("USA",), world.load(), DATE, futures=200)
    return e.outcomes["USA", standard.id]


def test_draws_are_by_index_and_a_further_state_or_standard_moves_none(found, figures, asked):
    (one,) = [s for s in asked.standards if s.id == "liberal-democracy"]
    fewer = evaluate(replace(asked, standards=(one,)), ("KOR",), figures, DATE, futures=150)
    key = ("KOR", one.id)
    for name in ("held", "then", "past"):
        whole, part = getattr(found.outcomes[key], name), getattr(fewer.outcomes[key], name)
        assert np.array_equal(whole[..., :150], part), name


def test_paths_with_nothing_moving_are_persistence():
    """All weight on a still component without spread: the level stays."""
    model = load_backsliding()
    names = model.measures["v2x_libdem"].posterior.names
    theta = np.array(
        [
            {
                "ordinary_constant": -50.0,
                "rise_constant": -50.0,
                "fall_constant": -50.0,
                "log_sd_still": -30.0,
            }.get(n, 0.0)
            for n in names
        ]
    )
    level = np.array([0.1, 0.748, 0.9])
    u = np.random.default_rng(1).random((10, 3, 20))
    out = paths(np.tile(theta, (20, 1)), level, np.zeros(3), np.zeros(3, int), u)
    assert np.array_equal(out, np.broadcast_to(level[:, None], out.shape))


def test_paths_stay_on_the_index_and_repeat():
    model = load_backsliding().measures["v2x_libdem"].posterior
    theta = np.tile(model.mean, (50, 1))
    u = np.random.default_rng(1).random((10, 2, 50))
    one, two = (paths(theta, [0.01, 0.99], [0.0, 0.0], [0, 0], u) for _ in range(2))
    assert np.array_equal(one, two)
    assert ((one >= 0) & (one <= 1)).all()
    assert np.array_equal(one, np.round(one, 3))


def test_grace_forgives_that_many_years_in_a_row():
    fails = np.array([[1, 1, 1, 0], [1, 1, 0, 1], [1, 0, 1, 0], [0, 1, 1, 1]], bool)
    assert beyond_grace(fails, 2).tolist() == [True, False, False, False]
    assert beyond_grace(fails, 1).tolist() == [True, True, True, False]
    assert beyond_grace(fails, 0).tolist() == [True, True, True, True]


def test_breach_counts_years_that_are_over(found):
    philippines = found.outcomes["PHL", "elections"]
    assert len(philippines.past) == 5
    assert philippines.breached_now.mean() > 0.9
    assert not (philippines.breached_now & ~philippines.breached).any()
    assert found.suspended("USA", "breached_now")[1] < 0.01


def test_standards_count_together_as_the_rule_says():
    met = {"a": np.array([1, 1, 0, 0], bool), "b": np.array([1, 0, 1, 0], bool), "c": None}
    low, high = combined(ALL, met, 4)
    assert (low.tolist(), high.tolist()) == ([False] * 4, [True, False, False, False])
    low, high = combined(StandardsRule(combine="any"), met, 4)
    assert (low.tolist(), high.tolist()) == ([True, True, True, False], [True] * 4)
    weighted = StandardsRule(combine="weighted", weights={"a": 2}, share=0.5)
    low, high = combined(weighted, met, 4)
    assert (low.tolist(), high.tolist()) == ([True, True, False, False], [True, True, True, False])


@given(st.lists(st.booleans(), min_size=1, max_size=6), st.integers(1, 20).map(lambda k: f"{k}/20"))
def test_weighted_lies_between_any_and_all(passed, share):
    met = {str(i): np.array([p]) for i, p in enumerate(passed)}
    every, weighted, some = (
        combined(r, met, 1)[0][0]
        for r in (ALL, StandardsRule(combine="weighted", share=share), StandardsRule(combine="any"))
    )
    assert every <= weighted <= some


def test_at_most_is_the_mirror_of_at_least(figures, asked):
    clean = Standard.model_validate({"id": "x", "article": "1", "measure": "v2x_corr", "at_most": 0.5})
    e = evaluate(replace(asked, standards=(clean,)), ("USA", "PHL"), figures, DATE, futures=400)
    assert e.outcomes["USA", "x"].met_now.all()
    assert not e.outcomes["PHL", "x"].met_now.any()
    assert tables.lacks(e.outcomes["PHL", "x"]) == "0.311 above"
    assert e.outcomes["USA", "x"].then is None


def test_a_measure_without_yearly_figures_is_not_known_to_be_sustained(figures, asked):
    house = Standard.model_validate(
        {"id": "x", "article": "1", "measure": "freedom_house_total", "at_least": 70, "sustained_years": 3}
    )
    e = evaluate(replace(asked, standards=(house,)), ("TUV",), figures, DATE, futures=100)
    outcome = e.outcomes["TUV", "x"]
    assert outcome.uncertainty == "taken as exact"
    assert outcome.latest == (1.0, 1.0)
    assert outcome.met_now is None
    assert "no data on" in tables.lacks(outcome)


def test_a_tide_downwards_lowers_survival(figures, asked, found, tmp_path):
    calm = evaluate(asked, ("KOR",), figures, DATE, futures=400, assumptions=without_tide(tmp_path))
    key = ("KOR", "liberal-democracy")
    assert calm.outcomes[key].then[-1].mean() > found.outcomes[key].then[-1].mean()
    assert calm.assumptions.digest != found.assumptions.digest


def test_answers_for_an_earlier_date_use_what_was_known_then(figures, asked):
    e = evaluate(asked, ("PHL",), figures, "2014-06-01", futures=100)
    assert (e.outcomes["PHL", "elections"].year, e.target_year) == (2013, 2023)


def test_every_table_with_vdem_figures_carries_its_notice(found, asked, figures):
    narrowed, standard = for_curve(asked)
    alone = evaluate(narrowed, ("USA", "PHL"), figures, DATE, futures=100)
    for table in (
        tables.by_standard(found),
        tables.by_state(found),
        tables.survival(found),
        tables.curve(alone, standard),
    ):
        assert VDEM_NOTICE in table.notes
        assert "CC BY-SA 4.0" in VDEM_NOTICE
        assert tables.NOT_IDENTIFIED in table.notes
    assert "CC BY-SA 4.0" in NOTICE


def test_the_curve_falls(figures, asked):
    narrowed, standard = for_curve(asked)
    e = evaluate(narrowed, ("USA", "JPN", "KOR", "PHL"), figures, DATE, futures=300)
    table = tables.curve(e, standard)
    for column in ("expected_now", f"expected_{e.target_year}"):
        values = [r[column] for r in table.records()]
        assert values == sorted(values, reverse=True)
    assert table.rows[0][1] == "USA, JPN, KOR, PHL"
    assert table.rows[-1][3] == "USA, JPN, KOR, PHL"


@pytest.mark.parametrize(("step", "rows"), [(0.5, 3), (0.25, 5), (0.3, 5)])
def test_the_curve_of_what_is_no_index_runs_over_the_range_of_its_values_in_steps(figures, asked, step, rows):
    narrowed, standard = for_curve(asked, "gdp_usd_bn")
    table = tables.curve(
        evaluate(narrowed, ("USA", "JPN", "KOR"), figures, DATE, futures=100), standard, step
    )
    thresholds = [row[0] for row in table.rows]
    assert len(thresholds) == rows
    assert thresholds[1] - thresholds[0] == pytest.approx(step * (thresholds[-1] - thresholds[0]))
    assert (table.rows[0][1], table.rows[-1][1]) == ("USA, JPN, KOR", "USA")
    assert table.notes[0].startswith("The file asks nothing of gdp_usd_bn. ")


def test_without_standards_the_command_says_which_treaty_has_some():
    with pytest.raises(UsageError, match="holds no governance standards"):
        requirements(load_architecture("anzus"), DATE)


def test_a_file_of_standards_is_tried_and_its_mistakes_are_named(asked, tmp_path):
    good = tmp_path / "own.yaml"
    good.write_text(
        "format: 1\nstandards:\n  - {id: house, article: 1, measure: freedom_house_total, at_least: 70}\n",
        encoding="utf-8",
    )
    assert with_file(asked, str(good)).standards[0].measure == "freedom_house_total"
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "format: 1\nstandards:\n  - {id: a, article: 1, measure: v2x_libdem, at_least: 0.5}\n  - {id: a, article: 1, measure: v2x_rule, at_least: 0.5}\n"
        "standards_rule: {combine: weighted, share: 0.5, weights: {b: 2}}\n",
        encoding="utf-8",
    )
    with pytest.raises(FileError) as caught:
        with_file(asked, str(bad))
    shown = " ".join(map(str, caught.value.problems))
    assert "id 'a' stands twice" in shown
    assert "there is no standard 'b'" in shown
    assert "bad.yaml:4" in shown


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("range: [0.01, 0.09]", "range: [0.09, 0.01]", "low to high"),
        ("range: [0.01, 0.09]", "range: [-0.01, 0.09]", "it can be 0 or more"),
        ("range: [0.5, 1.0]", "range: [0.5, 1.5]", "it can be from -1 to 1"),
        ("symbol: unpublished_sd", "symbol: unpublished_sdd", "unpublished_sd"),
    ],
)
def test_mistakes_in_assumptions_are_named(before, after, words, tmp_path):
    file = tmp_path / "assumptions.yaml"
    file.write_text(SHIPPED.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        load_assumptions(str(file))
    assert words in " ".join(map(str, caught.value.problems))


def test_the_earlier_form_of_the_file_is_read_too(tmp_path):
    file = tmp_path / "mine.yaml"
    ranges = {name: list(load_assumptions().range_of(name)) for name in SYMBOLS}
    entries = "".join(f"  {n}: {{meaning: m, range: {r}, source: s}}\n" for n, r in ranges.items())
    file.write_text(f"format: 1\nassumptions:\n{entries}", encoding="utf-8")
    mine = load_assumptions(str(file))
    assert {name: list(mine.range_of(name)) for name in SYMBOLS} == ranges
    assert (mine.draw(SYMBOLS[0], 5, 1) == load_assumptions().draw(SYMBOLS[0], 5, 1)).all()


@pytest.mark.parametrize("show", ["standards", "states", "survival", "curve"])
def test_command_answers_in_every_view(show):
    shown = CliRunner().invoke(
        cli,
        [
            "eligible",
            "pato",
            "--show",
            show,
            "--state",
            "USA,PHL",
            "--futures",
            "100",
            "--date",
            DATE,
            "--format",
            "json",
        ],
    )
    assert shown.exit_code == 0, shown.output
    assert "USA" in shown.output
    assert "CC BY-SA" in shown.output
