"""Several models in one study: states that one does not cover, statuses, the models that metrics need, strata by metric."""

import numpy as np
import pytest
import xarray as xr

from pato.assess.load import from_options
from pato.assess.metrics import Context, metrics
from pato.assess.run import _merged, evaluate
from pato.assess.strata import POOLED, strata_by
from pato.assess.study import resolve
from pato.errors import UsageError
from pato.futures import Evaluation
from pato.futures.results import assembled
from pato.futures.status import Status
from pato.models.base import makers

TODAY = "2026-11-21"


def study(**options):
    return resolve(from_options(["hub-and-spoke", "pato-7"], {"futures": 12} | options), today=TODAY)


def test_what_a_model_does_not_cover_has_a_status_and_no_figure():
    wide = xr.Dataset({"a": (("future", "state"), np.ones((2, 3)))}, {"state": ["AUS", "JPN", "USA"]})
    narrow = xr.Dataset({"b": (("future", "state"), np.full((2, 2), 5.0))}, {"state": ["USA", "AUS"]})
    own = xr.Dataset({"status": ("future", np.zeros(2, np.int8))})
    found = _merged([Evaluation(wide, own), Evaluation(narrow, own)])
    assert found.outcomes["b"].sel(state="JPN").isnull().all()
    assert (found.diagnostics["b_status"].sel(state="JPN") == Status.NOT_COVERED.code).all()
    assert (found.diagnostics["b_status"].sel(state="AUS") == 0).all()
    assert (found.outcomes["b"].sel(state=["USA", "AUS"]) == 5).all()
    assert set(found.diagnostics) == {"a_status", "b_status"}


def test_an_own_status_by_state_is_kept():
    one = xr.Dataset({"a": (("future", "state"), np.ones((1, 2)))}, {"state": ["AUS", "JPN"]})
    other = xr.Dataset({"b": (("future", "state"), [[np.nan]])}, {"state": ["AUS"]})
    refused = xr.Dataset(
        {"b_status": (("future", "state"), np.array([[Status.REFUSED.code]], np.int8))}, {"state": ["AUS"]}
    )
    found = _merged([Evaluation(one), Evaluation(other, refused)])
    assert found.diagnostics["b_status"].values.tolist() == [[Status.REFUSED.code, Status.NOT_COVERED.code]]


def test_a_study_runs_the_models_that_its_metrics_need():
    assert [m.id for m in study(metrics=["gaps"]).models] == []
    assert [m.id for m in study(metrics=["war_initiations_members", "burden_gini"]).models] == [
        "war_risk",
        "burden",
    ]


def test_every_metric_names_models_that_exist_and_models_have_their_own_names():
    assert {name for metric in metrics().values() for name in metric.models} <= set(makers())
    everything = study(metrics=[m.id for m in metrics().values()])
    assert [m.id for m in everything.models] == list(makers())


def test_results_of_several_models_pass_the_checks_on_silent_gaps():
    found = study(metrics=["war_initiations_members", "burden_members", "expected_support_members"])
    draws = found.design.draw()
    assembled(draws, evaluate(draws, found.spec().settings), function="test")


def test_cells_split_by_what_a_metric_hangs_on():
    found = study(futures=60, metrics=["expected_support_members"])
    strata = strata_by(found, ("guarantor",), ("support",))
    assert [c.label for c in strata] == ["estimated", "honours", "absent"]
    assert sorted(np.concatenate([c.futures for c in strata])) == list(range(60))
    assert all(c.weight is None for c in strata)


def test_weights_of_other_factors_act_within_cells():
    given = {"pledge_effect": {"causal": 1, "half": 0, "screening": 0}}
    found = study(futures=60, metrics=["expected_support_members"], weights=given)
    strata = strata_by(found, ("guarantor",), ("support",))
    causal = found.design.draw().is_level("pledge_effect", "causal")
    for stratum in strata:
        assert stratum.label != POOLED
        np.testing.assert_allclose(stratum.weight.sum(), 1)
        assert (stratum.weight[~causal[stratum.futures]] == 0).all()


def test_weights_of_factors_that_do_not_enter_a_metric_waste_no_futures():
    given = {"deterrence": {"no_effect": 1}}
    found = study(futures=60, metrics=["expected_support_members", "war_initiations_members"], weights=given)
    assert all(c.weight is None for c in strata_by(found, ("guarantor",), ("support",)))
    assert strata_by(found, ("deterrence",), ("war_risk",))[-1].label == POOLED


def test_wrong_names_of_rival_and_by_are_told():
    with pytest.raises(UsageError, match="DEU"):
        study(rival="DEU")
    with pytest.raises(UsageError, match="categorical factor 'guarantr'"):
        study(metrics=["expected_support_members"], by=["guarantr"])


def test_no_model_shows_chunks():
    found = study(futures=5, metrics=[m.id for m in metrics().values()])
    settings = found.spec().settings
    whole = evaluate(found.design.draw(), settings).outcomes
    part = evaluate(found.design.draw(1, 3), settings).outcomes
    for name in whole.data_vars:
        np.testing.assert_array_equal(whole[name].values[:, 1:3], part[name].values, err_msg=str(name))


def test_gains_are_those_of_the_members_of_each_pact():
    values = np.array([[[1.0, 9.0], [1.0, -2.0]]])
    outcomes = xr.Dataset(
        {"gain_percent_gdp": (("future", "architecture", "state"), values)},
        {"architecture": ["hub", "small"], "state": ["AUS", "JPN"]},
    )
    context = Context(outcomes, ("AUS", "JPN"), 10, {}, ("AUS", "JPN"), own={"hub": (), "small": ("JPN",)})
    share = metrics()["accepting_share"].compute(context)
    assert share.sel(architecture="hub").item() == 1
    assert share.sel(architecture="small").item() == 0
    assert metrics()["gain_members"].compute(context).sel(architecture="small").item() == -2


def test_gains_that_are_not_covered_stay_missing():
    values = np.array([[[0.0, 0.0], [np.nan, np.nan]]])
    outcomes = xr.Dataset(
        {"gain_percent_gdp": (("future", "architecture", "state"), values)},
        {"architecture": ["hub", "other"], "state": ["AUS", "JPN"]},
    )
    context = Context(outcomes, ("AUS", "JPN"), 10, {}, ("AUS", "JPN"), own={"other": ("AUS", "JPN")})
    for name, today in (("accepting_share", 1), ("gain_members", 0)):
        found = metrics()[name].compute(context)
        assert found.sel(architecture="hub").item() == today
        assert np.isnan(found.sel(architecture="other").item())


def test_what_holds_or_does_not_issummarised_as_a_share():
    from pato.assess.compare import summarised

    holds = np.array([1.0, 0.0, 0.0, 0.0])
    assert list(summarised(metrics()["stable"], holds, None)) == [0.25] * 5
    assert summarised(metrics()["gaps"], holds, None)[0] == 0
    weight = np.array([0.7, 0.1, 0.1, 0.1])
    np.testing.assert_allclose(summarised(metrics()["stable"], holds, weight), 0.7)


def test_a_member_without_figures_is_told_and_not_counted_as_nothing():
    values = np.array([[[1.0, np.nan], [2.0, np.nan]], [[3.0, np.nan], [np.nan, np.nan]]])
    outcomes = xr.Dataset(
        {"welfare_usd_bn": (("future", "architecture", "state"), values)},
        {"architecture": ["a", "b"], "state": ["JPN", "PLW"]},
    )
    context = Context(outcomes, ("JPN", "PLW"), 10, {}, ("JPN", "PLW"))
    found = metrics()["welfare_members"].compute(context)
    assert context.lacking == ["PLW"]
    assert found.sel(architecture="a").values.tolist() == [1, 3]
    assert np.isnan(found.sel(architecture="b").values[1])  # a gap is no zero
