"""The risk model at run time: what ships, how it predicts, what it refuses."""

import copy
import subprocess
import sys

import numpy as np
import pytest

from pato.errors import DataError, UnknownNameError, UsageError
from pato.kernels.chances import probability
from pato.models.risk.estimate import load_risk, risk_from
from pato.models.risk.theories.found import theories

MODEL = load_risk()


def covariates(**changes):
    n = 3
    off = {
        "dose_largest": 0, "dose_rest": 0, "challenger_defence": 0, "challenger_offence": 0, "challenger_neutrality": 0,
        "portfolio_s": 0.7, "cinc_challenger": 0.05, "cinc_target": 0.02, "major_challenger": 1, "major_target": 0,
        "joint_democracy": 0, "contiguity": 1, "distance_km": 1500, "peace_years": 20, "dispute_history": 0.5, "rivalry": 0,
    }  # fmt: skip
    return {k: np.full((n, n), float(v)) for k, v in off.items()} | {
        k: np.asarray(v, float) for k, v in changes.items()
    }


def chances(known):
    """Return the chance of each pair by the estimate itself."""
    return probability(MODEL.design(known) @ MODEL.coefficients)


def test_it_names_every_covariate_it_needs_and_says_how_each_is_made():
    assert set(MODEL.covariates) == set(covariates())
    assert set(MODEL.estimate["covariates"]) == set(MODEL.covariates)
    assert all(len(text) > 10 for text in MODEL.estimate["covariates"].values())


def test_a_probability_is_the_inverse_logit_of_the_sum_of_the_terms():
    b = dict(zip(MODEL.names, MODEL.coefficients, strict=True))
    eta = (
        b["constant"] + 0.7 * b["portfolio_s"] + np.log(0.05) * b["log_cinc_challenger"] + np.log(0.02) * b["log_cinc_target"]
        + b["major_challenger"] + b["land"] + np.log(1501) * b["log_distance"] + np.log(21) * b["log_peace_years"]
        + np.sqrt(0.5) * b["sqrt_dispute_history"]
    )  # fmt: skip
    p = chances(covariates())
    assert p.shape == (3, 3)
    assert p[0, 1] == pytest.approx(1 / (1 + np.exp(-eta)), rel=1e-9)


def test_draws_have_the_posteriors_mean_and_covariance():
    k = len(MODEL.names)
    rng = np.random.Generator(np.random.Philox(1))
    draws = MODEL.draws_from(rng.standard_normal((200_000, k)))
    error = np.sqrt(np.diag(MODEL.covariance))
    # Monte Carlo error of a mean is sd / sqrt(n), of a covariance about sd sd sqrt(2 / n): five of either
    assert (np.abs(draws.mean(axis=0) - MODEL.coefficients) < 5 * error / np.sqrt(200_000)).all()
    assert (
        np.abs(np.cov(draws.T) - MODEL.covariance) < 5 * np.outer(error, error) * np.sqrt(2 / 200_000)
    ).all()


def test_an_unknown_covariate_is_an_unknown_risk():
    peace = np.full((3, 3), 20.0)
    peace[0, 1] = np.nan
    p = chances(covariates(peace_years=peace))
    assert np.isnan(p[0, 1])
    assert not np.isnan(p[1, 0])


def test_pairs_outside_the_samples_rule_are_marked():
    inside = MODEL.covers(
        covariates(contiguity=np.diag([0, 0, 0]), major_challenger=np.zeros((3, 3)), major_target=np.eye(3))
    )
    assert inside.tolist() == np.eye(3, dtype=bool).tolist()


def test_missing_covariates_are_refused():
    values = covariates()
    del values["rivalry"], values["portfolio_s"]
    with pytest.raises(UsageError) as caught:
        MODEL.design(values)
    assert "rivalry" in str(caught.value)
    assert "portfolio_s" in str(caught.value)


@pytest.mark.parametrize("damage", ["names", "terms", "covariance", "coefficients"])
def test_a_damaged_estimate_is_refused(damage):
    broken = copy.deepcopy(dict(MODEL.estimate))
    if damage == "covariance":
        broken["covariance"][0][1] = 9.0
    else:
        broken[damage] = broken[damage][:-1]
    with pytest.raises(DataError, match="risk_war"):
        risk_from(broken)


def test_an_estimate_that_is_not_there_is_named():
    with pytest.raises(UnknownNameError, match="risk_peace"):
        load_risk("risk_peace")


def test_the_shipped_file_is_small_and_says_what_it_rests_on():
    estimate = MODEL.estimate
    assert estimate["sample"]["events"] < estimate["sample"]["rows"]
    assert all(len(v["sha256"]) == 64 and v["version"] for v in estimate["data"].values())
    assert np.linalg.eigvalsh(MODEL.covariance).min() > 0
    assert estimate["limits"]


def test_predicting_needs_numpy_only():
    theories()  # the library is compiled, which needs more
    code = "import sys, pato.models.risk.estimate, pato.models.risk.theories.found as d; d.theories(); print(*sorted({'polars', 'pandas', 'pydantic', 'numba', 'xarray'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
