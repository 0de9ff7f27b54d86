"""The owners' data: the estimates behind the theory of expected support and behind disputes a year, and the range of doses."""

import numpy as np
import polars as pl
import pytest

from pato.estimate.expected_support import (
    SUPPORT,
    SupportSpecification,
    draws_of,
    fit_support,
    panel_of,
    support_of,
)
from pato.estimate.logit import converged
from pato.estimate.risk import as_estimate, differences, fit_risk, rows_of
from pato.estimate.specification import load_as
from pato.models.risk.estimate import load_risk
from pato.models.risk.theories.found import theory

pytestmark = pytest.mark.full_data


@pytest.fixture(scope="module")
def again(full_data):
    return fit_support(folder=str(full_data), everything=False)


def test_the_effect_of_expected_support_is_reproduced(again):
    shipped, main = load_risk("risk_support"), again.risk.main
    assert shipped.names == main.names
    assert (shipped.estimate["sample"]["rows"], shipped.estimate["sample"]["events"]) == (
        main.rows,
        main.events,
    )
    np.testing.assert_allclose(main.coefficients, shipped.coefficients, rtol=1e-6)
    i = main.names.index(SUPPORT)
    told = shipped.estimate["support_coefficient"]
    assert again.within[i, i] ** 0.5 == pytest.approx(told["se_without_the_joining_step"], rel=1e-3)
    between = shipped.covariance - again.within
    assert np.linalg.eigvalsh(between).min() > -1e-8
    assert between[i, i] ** 0.5 == pytest.approx(told["sd_between_draws_of_joining"], rel=1e-2)


def test_the_joining_step_adds_what_ships(full_data, again):
    """The first four of the shipped draws again, each fitted from scratch."""
    spec, joining = load_as(SupportSpecification, "risk_support"), load_risk("joining")
    panel = panel_of(spec, str(full_data))
    frame = panel.filter(pl.col(spec.rows) == 1)
    support = support_of(joining, draws_of(joining, spec.draws, spec.seed)[:4], panel, frame)
    told = load_risk("risk_support").estimate["support_coefficient"]
    assert len(told["by_draw_of_joining"]) == spec.draws
    for m in range(4):
        rows = frame.with_columns(pl.Series("expected_support", support[:, m]))
        fitted = converged(rows_of(spec, rows), ridge=spec.ridge, where="test")
        found = fitted.coefficients[again.risk.main.names.index(SUPPORT)]
        assert found == pytest.approx(told["by_draw_of_joining"][m], abs=1e-4)


def test_the_risk_of_a_dispute_today_is_reproduced(full_data):
    name = "risk_dispute_today"
    estimate = as_estimate(fit_risk(name, folder=str(full_data), everything=False), str(full_data))
    found = differences(load_risk(name).estimate, estimate)
    assert len(found) == 0, found.render()


def test_the_cap_of_the_dose_spans_what_the_data_hold(full_data):
    spec = load_as(SupportSpecification, "risk_support")
    rows = panel_of(spec, str(full_data)).filter(pl.col(spec.rows) == 1)
    dose, event = rows["target_dose_lag1"].to_numpy(), rows[spec.outcome].to_numpy() == 1
    (cap,) = theory("additive").factors()
    assert (cap.spec.low, cap.spec.high) == pytest.approx((dose[event].max(), dose.max()), abs=0.005)
