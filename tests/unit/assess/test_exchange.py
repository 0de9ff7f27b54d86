"""A run is read by the programs of the field as it is written: tried with each of them."""

import json

import duckdb
import numpy as np
import pandas as pd
import pytest
import xarray as xr

import pato
from pato.errors import UnknownNameError, UsageError
from pato.futures import Run
from pato.futures.results import content_hash, groups_of

METRICS = ["war_initiations_members", "gaps", "war_initiations_by_target"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("run")
    pato.compare(
        "hub-and-spoke",
        "pato-7",
        futures=80,
        seed=1,
        date="2026-11-21",
        options={"metrics": METRICS},
        folder=place,
    )
    return place


def test_parquet_is_read_by_duckdb_with_levels_by_name(folder, tmp_path):
    pato.runs(folder, tmp_path / "r.parquet")
    found = duckdb.sql(
        f"select deterrence, count(*), avg(war_initiations_members__pato_7) from '{tmp_path}/r.parquet' group by 1"
    ).fetchall()
    assert sum(n for _, n, _ in found) == 80
    assert {"no_effect", "patron"} <= {level for level, _, _ in found}
    assert all(mean > 0 for _, _, mean in found)


def test_csv_and_stata_hold_the_same_table(folder, tmp_path):
    table = pato.runs(folder)
    for name in ("r.csv", "r.dta"):
        pato.runs(folder, tmp_path / name, excel=True)
    csv = pd.read_csv(tmp_path / "r.csv", encoding="utf-8-sig")
    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    pd.testing.assert_frame_equal(csv, table, check_dtype=False, check_categorical=False)
    with pd.io.stata.StataReader(tmp_path / "r.dta") as reader:
        stata, labels = reader.read(), reader.variable_labels()
        assert "hub-and-spoke" in reader.data_label
        assert "no_effect" in reader.value_labels()["deterrence"].values()
    assert stata["deterrence"].tolist() == table["deterrence"].tolist()
    assert labels["pledge_risk_ratio"] == "pledge_risk_ratio (ratio)"
    about = json.loads((tmp_path / "r.meta.json").read_text(encoding="utf-8"))
    assert about["content_hash"] == Run.open(folder).content_hash
    assert about["columns"]["deterrence"]["source"]


def test_figures_by_state_are_columns_when_asked(folder):
    assert not [c for c in pato.runs(folder) if c.endswith("__JPN")]
    wide = pato.runs(folder, by_state=True)
    found = pato.load_run(folder).to_xarray()
    expected = found["war_initiations_by_target"].sel(architecture="pato-7", target="JPN")
    assert wide["war_initiations_by_target__pato_7__JPN"].tolist() == expected.to_numpy().tolist()


def test_another_ending_is_refused(folder, tmp_path):
    with pytest.raises(UsageError, match=r"\.parquet, \.csv, \.dta"):
        pato.runs(folder, tmp_path / "r.feather")


def test_a_table_written_in_ranges_is_the_same(folder, tmp_path, monkeypatch):
    for name in ("one", "many"):
        for ending in ("parquet", "csv"):
            pato.runs(folder, tmp_path / f"{name}.{ending}")
        monkeypatch.setattr("pato.assess.flat.AT_ONCE", 17)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "many.csv").read_bytes()
    one, many = (
        duckdb.sql(f"select * from '{tmp_path}/{n}.parquet' order by future").df() for n in ("one", "many")
    )
    pd.testing.assert_frame_equal(one, many)


def test_plain_xarray_sees_inputs_and_outcomes(folder):
    with xr.open_dataset(folder / "results.nc") as plain:
        assert plain.sizes == {"future": 80}
        table = pato.runs(folder)
        levels = plain["deterrence"].attrs["flag_meanings"].split()
        assert [levels[i] for i in plain["deterrence"].to_numpy()] == table["deterrence"].tolist()
        for name in ("war_initiations_members__pato_7", "war_initiations_members__hub_and_spoke"):
            assert plain[name].to_numpy().tolist() == table[name].tolist()
    run = Run.open(folder)
    with run.results() as tree:
        assert (
            content_hash([groups_of(tree)]) == run.content_hash
        )  # the overview is no part of what is hashed


def test_experiments_of_the_ema_workbench_and_back(folder):
    experiments, outcomes = pato.to_ema(folder)
    assert set(experiments["policy"]) == {"hub-and-spoke", "pato-7"}
    assert {v.shape for v in outcomes.values()} == {(160,)}
    back = pato.from_ema(experiments, outcomes)
    pd.testing.assert_frame_equal(back, pato.runs(folder)[list(back.columns)])


def test_prim_of_the_ema_workbench_takes_them(folder):
    prim = pytest.importorskip("ema_workbench.analysis.prim")
    experiments, outcomes = pato.to_ema(folder)
    here = (experiments["policy"] == "pato-7").to_numpy()
    y = outcomes["war_initiations_members"][here]
    x = experiments[here].drop(columns=["scenario", "policy", "model"]).reset_index(drop=True)
    varying = x[[c for c in x if len(set(x[c])) > 1]]
    box = prim.Prim(varying, y > np.quantile(y, 0.7), threshold=0.5).find_box()
    assert box.peeling_trajectory["density"].max() > 0.3


def test_what_the_ema_workbench_ran_is_read():
    ema = pytest.importorskip("ema_workbench")
    model = ema.Model("m", function=lambda x=0.0, lever=0.0: {"y": x * (1 + lever)})
    model.uncertainties = [ema.RealParameter("x", 0, 1)]
    model.levers = [ema.RealParameter("lever", 0, 1)]
    model.outcomes = [ema.ScalarOutcome("y")]
    policies = [ema.Policy("none", lever=0.0), ema.Policy("all", lever=1.0)]
    table = pato.from_ema(*ema.perform_experiments(model, scenarios=6, policies=policies))
    assert len(table) == 6
    assert np.allclose(table["y__none"], table["x"])
    assert np.allclose(table["y__all"], 2 * table["x"])
    assert table["lever__all"].tolist() == [1.0] * 6


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda e, o: (e.drop(columns="policy"), o), "no column 'policy'"),
        (lambda e, o: (pd.concat([e, e]), {k: np.tile(v, 2) for k, v in o.items()}), "twice"),
        (lambda e, o: (e, {k: v[:-1] for k, v in o.items()}), "experiments"),
        (lambda e, o: (e.iloc[:-1], {k: v[:-1] for k, v in o.items()}), "other scenarios"),
    ],
)
def test_incomplete_experiments_are_refused(folder, change, words):
    with pytest.raises(UsageError, match=words):
        pato.from_ema(*change(*pato.to_ema(folder)))


def test_salib_ranks_what_moves_the_figure(folder):
    from SALib.analyze import pawn

    problem, x, y = pato.to_salib(folder, "war_initiations_members", "pato-7", "hub-and-spoke")
    assert x.shape == (80, problem["num_vars"])
    assert all(low < high for low, high in problem["bounds"])
    assert set(problem["groups"]) > {"deterrence", "risk_war"}
    found = pawn.analyze({k: problem[k] for k in ("num_vars", "names", "bounds")}, x, y, S=5, seed=1)
    assert dict(zip(problem["names"], found["median"], strict=True))["deterrence"] > 0.1


@pytest.mark.parametrize("names", [("pato-8",), ("pato-7", "pato-8")])
def test_an_architecture_that_was_not_compared_is_named_to_salib(folder, names):
    with pytest.raises(UnknownNameError, match=r"architecture of this comparison 'pato-8' is not known\. Did you mean 'pato-7'"):  # fmt: skip
        pato.to_salib(folder, "war_initiations_members", *names)


def test_arviz_summarises_an_estimate():
    arviz = pytest.importorskip("arviz")
    found = pato.to_arviz("risk_war", draws=4000)
    estimate = json.loads((pato.explain("risk_war")).render("json"))
    summary = arviz.summary(found)
    term = estimate["names"].index("dose_largest")
    mean, sd = estimate["coefficients"][term], estimate["covariance"][term][term] ** 0.5
    row = summary.loc["coefficient[dose_largest]"]
    assert abs(float(row["mean"]) - mean) < 4 * sd / 4000**0.5 + 0.001
    assert abs(float(row["sd"]) / sd - 1) < 0.06
    with pytest.raises(UsageError, match="no estimate of coefficients"):
        pato.to_arviz("scoreboard")
