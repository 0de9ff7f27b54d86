"""The estimate of backsliding: what ships is what the data give, and it says how badly it did."""

import numpy as np
import pytest

from pato.estimate import backsliding, backsliding_file
from pato.models.accession import history
from pato.models.accession.backsliding import load_backsliding


@pytest.mark.full_data
def test_the_shipped_fit_is_reproduced(full_data):
    spec = backsliding.specification()
    region_of = backsliding.regions_of(spec, str(full_data))
    regions = tuple(sorted(set(region_of.values())))
    order = {state: regions.index(r) for state, r in region_of.items()}
    measure = spec.measures[0]
    data = backsliding.changes(spec, measure, order, str(full_data))
    observed = data.where(np.isfinite(data.change) & (data.year >= spec.first))
    fitted = backsliding.fit(observed, regions, spec.region_sd)
    shipped = load_backsliding().estimate
    body = shipped["measures"][measure.name]
    assert regions == tuple(shipped["regions"])
    assert fitted.rows == body["sample"]["rows"]
    errors = np.sqrt(np.diag(fitted.covariance))
    assert np.abs(fitted.theta - body["coefficients"]).max() < 1e-3 * errors.min()
    assert (np.abs(fitted.covariance - body["covariance"]) <= 1e-3 * np.outer(errors, errors)).all()


@pytest.mark.full_data
def test_the_yearly_figures_that_ship_are_the_owners(full_data):
    from importlib.resources import files

    shipped = (files("pato") / "models" / "accession" / "history.csv").read_text(encoding="utf-8")
    assert shipped == backsliding_file.history(str(full_data))
    assert shipped.startswith(history.NOTICE)


def scores(measure, origin, horizon, group):
    rows = load_backsliding().estimate["measures"][measure]["scores"]
    return next(r for r in rows if (r["origin"], r["horizon"], r["group"]) == (origin, horizon, group))


@pytest.mark.parametrize("origin", [1993, 2003, 2013])
@pytest.mark.parametrize("horizon", [1, 5, 10])
def test_it_beats_persistence_at_every_horizon(origin, horizon):
    row = scores("v2x_libdem", origin, horizon, "all")
    assert row["crps"] < row["crps_persistence"]


def test_a_normal_walk_beats_it_ten_years_on_and_the_file_says_so():
    """2014-2023: what the documentation and the limits of the estimate tell."""
    row = scores("v2x_libdem", 2013, 10, "democracies")
    assert row["crps"] > row["crps_normal_walk"]
    assert row["inside_90"] == pytest.approx(0.67, abs=0.02)
    assert row["tide_inside_90"] > row["inside_90"]
    assert any("67 %" in limit for limit in load_backsliding().estimate["limits"])


def test_the_estimate_is_a_distribution_of_changes():
    model = load_backsliding()
    assert tuple(model.measures) == ("v2x_libdem", "v2x_polyarchy", "v2x_rule", "v2x_civlib")
    assert np.allclose(model.root @ model.root.T, model.correlation, atol=1e-6)
    for m in model.measures.values():
        assert np.linalg.eigvalsh(np.array(m.posterior.covariance)).min() > 0
