"""Effects of agreements: the specification, the panel, the fit against an independent one, and what ships."""

import copy
import json

import numpy as np
import polars as pl
import pytest

from pato.errors import EstimationError, FileError
from pato.estimate.agreement_panel import (
    DEPTHS,
    Variant,
    agreement_panel,
    depth_of_clusters,
    load_agreement_specification,
    rows_of,
)
from pato.estimate.agreements import as_estimate, fit_agreements, fit_variant, summary
from pato.estimate.fits import names
from pato.estimate.risk import differences, to_json
from pato.estimate.specification import FOLDER
from pato.files.estimates import stored

EFFECTS = ("exporter_year", "importer_year", "pair")


def world(seed=4, states=9, years=6):
    """Trade between made-up states that agreements raise by known amounts, with zeros."""
    draw = np.random.Generator(np.random.Philox(seed))
    codes = [f"S{n}" for n in range(states)]
    size, pull = draw.normal(0, 1, (2, states, years)), draw.normal(0, 1, (states, states))
    start = draw.integers(1, 2 * years, (states, states))
    kind = draw.integers(0, 2, (states, states))
    rows = []
    for i, exporter in enumerate(codes):
        for j, importer in enumerate(codes):
            for t in range(years if i != j else 0):
                deep, medium = (float(t >= start[i, j] and kind[i, j] == k) for k in (0, 1))
                mean = np.exp(2 + size[0, i, t] + size[1, j, t] + pull[i, j] + 0.5 * deep + 0.2 * medium)
                trade = draw.poisson(mean)
                rows.append((exporter, importer, 1964 + 4 * t, float(trade), deep, medium))
    frame = pl.DataFrame(rows, schema=["exp", "imp", "time", "export", "deep", "medium"], orient="row")
    return frame.with_columns(
        exporter_year=pl.format("{}{}", "exp", "time"),
        importer_year=pl.format("{}{}", "imp", "time"),
        pair=pl.format("{}{}", "exp", "imp"),
        pair_unordered=pl.format("{}{}", pl.min_horizontal("exp", "imp"), pl.max_horizontal("exp", "imp")),
    )


def variant(**changes):
    main = {"id": "v", "terms": ("deep", "medium"), "effects": EFFECTS, "cluster": ("pair_unordered",)}
    return Variant(**{**main, **changes})


def test_the_fit_is_the_maximum_that_dummies_for_every_effect_reach():
    """The same coefficients and clustered errors as a plain Poisson regression with a column for every effect."""
    sm = pytest.importorskip("statsmodels.api")
    frame = world()
    found = fit_variant(frame, variant())
    data = frame.to_pandas()
    # rows of an effect that never trades carry no information in either
    for effect in EFFECTS * 3:
        data = data[data.groupby(effect)["export"].transform("sum") > 0]
    import pandas as pd

    dummies = pd.get_dummies(data[list(EFFECTS)], dtype=float).to_numpy()
    keep = np.abs(np.diag(np.linalg.qr(dummies, mode="r"))) > 1e-8
    X = np.column_stack([data["deep"], data["medium"], dummies[:, keep]])
    model = sm.GLM(data["export"].to_numpy(), X, family=sm.families.Poisson())
    groups = pd.factorize(data["pair_unordered"])[0]
    plain = model.fit(
        tol=1e-12, maxiter=200, cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
    )
    np.testing.assert_allclose(found.coefficients, plain.params[:2], rtol=1e-6)
    ratio = np.sqrt(np.diag(found.covariance)) / plain.bse[:2]
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-5)  # they differ by one small-sample factor
    assert 1 < ratio[0] < 1.2  # clusters, and the degrees of freedom of effects that pairs do not nest
    assert found.rows == len(data)


def test_known_effects_are_found():
    found = fit_variant(world(seed=11, states=14, years=8), variant())
    for name, truth in (("deep", 0.5), ("medium", 0.2)):
        value, error = found.of(name)
        assert abs(value - truth) < 4 * error
        assert error < 0.15


def test_pairs_that_identify_an_effect_are_those_that_change():
    frame = world()
    found = fit_variant(frame, variant())
    assert 0 < found.changing[0] < found.pairs
    assert found.rows <= found.rows_given == frame.height


def test_a_term_that_never_changes_is_refused_by_name():
    with pytest.raises(EstimationError, match="not estimated: medium"):
        fit_variant(world().with_columns(medium=pl.lit(0.0)), variant())


def test_a_slip_in_the_specification_is_reported_with_its_line(tmp_path, monkeypatch):
    text = (FOLDER / "agreements.yaml").read_text(encoding="utf-8")
    (tmp_path / "agreements.yaml").write_text(
        text.replace("numbering: kmean\n", "numbering: kmeans\n"), encoding="utf-8"
    )
    monkeypatch.setattr("pato.estimate.specification.FOLDER", tmp_path)
    with pytest.raises(FileError, match=r"agreements\.yaml:\d+:\d+.*kmeans"):
        load_agreement_specification()


def test_what_ships_is_whole():
    estimate = stored("agreements")
    spec = load_agreement_specification()
    assert json.loads(to_json(estimate)) == estimate
    assert tuple(estimate["names"]) == spec.terms
    assert set(estimate["variants"]) == {v.id for v in spec.variants}
    covariance = np.array(estimate["covariance"])
    np.testing.assert_array_equal(covariance, covariance.T)
    assert (np.linalg.eigvalsh(covariance) > 0).all()
    assert estimate["published"]["values"] == {"deep": 0.323, "medium": 0.216, "shallow": 0.021}
    assert len(estimate["limits"]) >= 6


def test_a_comparison_finds_what_differs_and_nothing_else():
    estimate = stored("agreements")
    assert len(differences(estimate, estimate)) == 0
    other = copy.deepcopy(estimate)
    other["coefficients"][0] += 1e-4
    other["sample"]["rows"] += 1
    found = differences(estimate, other)
    assert [row[0] for row in found.rows] == ["rows", "coefficient deep"]
    assert "Differs from what ships in 2 places." in summary(other, found).notes


def test_fits_are_found_by_file():
    assert {"agreements", "risk_war"} <= set(names())


@pytest.mark.full_data
def test_depth_is_read_from_the_owners_index_not_from_a_number(full_data):
    first, second = (depth_of_clusters(n, str(full_data)) for n in ("kmean", "kmean_robust"))
    assert {number: depth for number, (depth, _, _) in first.items()} == {
        1: "deep",
        2: "medium",
        3: "shallow",
    }
    assert {number: depth for number, (depth, _, _) in second.items()} == {
        1: "deep",
        3: "medium",
        2: "shallow",
    }
    assert [round(first[n][1], 2) for n in (1, 2, 3)] == [5.05, 3.40, 2.63]


@pytest.mark.full_data
def test_the_panel_has_one_row_for_a_pair_and_year_and_its_traps_are_out(full_data):
    spec = load_agreement_specification()
    frame = agreement_panel(spec, "kmean", str(full_data))
    assert not frame.select("exp", "imp", "time").is_duplicated().any()
    assert (frame.select(*DEPTHS, "uncoded").sum_horizontal() == frame["any"]).all()
    rows = rows_of(frame, spec, spec.main())
    taiwan = rows.filter(pl.col("imp") == "TWN")
    assert taiwan.height > 0
    assert not set(taiwan["exp"]) & set(spec.oil_exporters)
    year = frame.filter((pl.col("exp") == "BEL") & (pl.col("imp") == "DEU") & (pl.col("time") == 2016))
    assert year["deep"].item() == 1  # Belgium stands as BLX in the trade table
    nafta = frame.filter((pl.col("exp") == "USA") & (pl.col("imp") == "CAN")).sort("time")
    assert nafta.filter(pl.col("medium") == 1)["time"].to_list() == [1996, 2000, 2004, 2008, 2012, 2016]
    assert nafta.filter(pl.col("medium_lag4") == 1)["time"].to_list() == [2000, 2004, 2008, 2012, 2016]


@pytest.mark.full_data
def test_fitting_again_gives_what_ships(full_data):
    pytest.importorskip("pyfixest")
    again = as_estimate(fit_agreements(folder=str(full_data), everything=False), str(full_data))
    found = differences(stored("agreements"), again)
    assert len(found) == 0, found.render()
