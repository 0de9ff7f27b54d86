"""Runs as one flat table, and in the formats of other programs, on eight runs made by hand."""

# ruff: noqa: PD011  arrays of numpy and xarray

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hand_made import BY_TARGET, FIGURES, META, made

from pato.assess import flat
from pato.assess.exchange import from_ema, to_arviz, to_ema, to_salib
from pato.assess.flat import Column, FlatRuns, pandas_of
from pato.errors import MissingExtraError, UsageError

INPUTS = ["future", "deterrence", "word", "slope__first", "slope__second"]
OUTCOMES = [f"{m}__{a}" for m in (*FIGURES, "count") for a in ("base", "pact")]


@pytest.fixture
def comparison():
    return made()


def strong(comparison):
    return comparison.study.design.draw().is_level("deterrence", "strong")


def test_columns_with_their_role_label_unit_source_and_levels(comparison):
    found = {c.name: c for c in FlatRuns(comparison).columns}
    assert list(found) == INPUTS + OUTCOMES
    assert found["future"] == Column("future", "input", "number of the run")
    assert found["deterrence"] == Column(
        "deterrence", "input", "deterrence", "", "made up", ("none", "strong")
    )
    assert found["word"] == Column("word", "input", "word", "share", "made up")
    assert found["slope__first"] == Column("slope__first", "input", "slope.first", "", "an estimate")
    assert found["wars__pact"] == Column(
        "wars__pact", "outcome", "wars of members, pact", "wars", "", (), "wars", "pact"
    )
    wide = {c.name: c for c in FlatRuns(comparison, by_state=True).columns}
    assert list(wide)[7:13] == [f"wars_by_target__{a}__{t}" for a in ("base", "pact") for t in BY_TARGET]
    assert wide["wars_by_target__pact__KOR"] == Column(
        "wars_by_target__pact__KOR", "outcome", "wars by target, pact, KOR", "wars", "", (), "wars_by_target", "pact", "KOR",
    )  # fmt: skip
    assert (wide["future"].metric, wide["future"].architecture, wide["future"].state) == (None, None, None)


def test_rows_hold_draws_and_figures_of_the_same_run(comparison):
    table = FlatRuns(comparison, by_state=True).frame()
    draws, here = comparison.study.design.draw(), strong(comparison)
    assert table["future"].to_list() == list(range(8))
    assert table["deterrence"].dtype == pl.Enum(["none", "strong"])
    assert [w == "strong" for w in table["deterrence"]] == here.tolist()
    assert table["word"].to_list() == draws["word"].tolist()
    assert table["slope__second"].to_list() == draws["slope"][:, 1].tolist()
    assert table["wars__pact"].to_numpy()[here].tolist() == [0.5, 1, 4.02, 9]
    assert table["wars_by_target__pact__KOR"].to_numpy()[here].tolist() == [0.25, 0.5, 3.02, 7]
    assert table["count__base"].to_list() == [3.0] * 8
    assert table["count__pact"].to_list() == [0.0] * 8


def test_a_range_of_runs_is_that_part_of_the_table(comparison):
    made_of = FlatRuns(comparison)
    whole = made_of.frame()
    for start, stop in ((0, 3), (3, 8), (5, 100), (2, 3)):
        assert made_of.frame(start, stop).equals(whole[start : min(stop, 8)])
    assert made_of.frame(6).equals(whole[6:])
    assert made_of.runs == 8


def test_states_are_left_out_where_fewer_runs_were_kept_of_them(comparison):
    comparison.values["wars_by_target"] = comparison.values["wars_by_target"].isel(future=slice(5))
    assert [c.name for c in FlatRuns(comparison, by_state=True).columns] == INPUTS + OUTCOMES


def test_what_is_missing_is_null_and_not_a_number(comparison):
    comparison.values["wars"].values[2, 1] = np.nan
    column = FlatRuns(comparison).frame()["wars__pact"]
    assert column.null_count() == 1
    assert column[2] is None


def test_metadata_and_labels(comparison):
    made_of = FlatRuns(comparison)
    told = made_of.about()
    assert (told["title"], told["rows"], told["content_hash"]) == ("By hand", 8, META["content_hash"])
    assert list(told["columns"]) == INPUTS + OUTCOMES
    assert told["columns"]["deterrence"] == {
        "role": "input", "label": "deterrence", "unit": "", "source": "made up", "levels": ["none", "strong"],
    }  # fmt: skip
    assert told["columns"]["support__base"] == {
        "role": "outcome", "label": "support, base", "unit": "per cent", "source": "", "levels": [],
    }  # fmt: skip
    labels = made_of.labels()
    assert labels["word"] == "word (share)"
    assert labels["slope__first"] == "slope.first"
    assert labels["future"] == "number of the run"


def test_files_in_ranges_and_in_one_piece(comparison, tmp_path, monkeypatch):
    made_of = FlatRuns(comparison)
    monkeypatch.setattr(flat, "AT_ONCE", 3)
    csv, parquet = made_of.write(tmp_path / "r.csv"), made_of.write(str(tmp_path / "p.parquet"))
    assert (csv, parquet) == (tmp_path / "r.csv", tmp_path / "p.parquet")
    lines = csv.read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(INPUTS + OUTCOMES)
    assert len(lines) == 9
    assert [line.split(",")[0] for line in lines[1:]] == list("01234567")
    back = pl.read_parquet(parquet)
    assert back.equals(made_of.frame())
    assert json.loads((tmp_path / "p.meta.json").read_text(encoding="utf-8")) == made_of.about()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["p.meta.json", "p.parquet", "r.csv", "r.meta.json"]
    made_of.write(tmp_path / "x.csv", excel=True)
    assert (tmp_path / "x.csv").read_bytes() == b"\xef\xbb\xbf" + csv.read_bytes()


def test_stata_carries_labels_and_levels_and_has_a_limit(comparison, tmp_path, monkeypatch):
    made_of = FlatRuns(comparison)
    made_of.write(tmp_path / "deep" / "r.DTA")
    with pd.io.stata.StataReader(tmp_path / "deep" / "r.DTA") as reader:
        stata = reader.read()
        assert reader.data_label == "By hand"
        assert reader.variable_labels()["word"] == "word (share)"
    assert stata["deterrence"].tolist() == made_of.frame()["deterrence"].to_list()
    monkeypatch.setattr(flat, "_MOST_STATA", 8)
    made_of.write(tmp_path / "r.dta")
    monkeypatch.setattr(flat, "_MOST_STATA", 7)
    with pytest.raises(UsageError) as refused:
        made_of.write(tmp_path / "s.dta")
    told = "-o  8 runs are more than Stata's format can be written with (7). Write .parquet or .csv."
    assert str(refused.value) == told


def test_another_ending_is_refused_with_those_there_are(comparison, tmp_path):
    with pytest.raises(UsageError) as refused:
        FlatRuns(comparison).write(tmp_path / "r.xls")
    assert ".parquet, .csv, .dta" in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_pandas_without_pyarrow():
    table = pandas_of(pl.DataFrame({"a": [1, 2], "b": pl.Series(["y", "x"], dtype=pl.Enum(["x", "y", "z"]))}))
    assert list(table.columns) == ["a", "b"]
    assert table["a"].tolist() == [1, 2]
    assert table["b"].tolist() == ["y", "x"]
    assert table["b"].cat.categories.tolist() == ["x", "y", "z"]


def test_experiments_of_the_ema_workbench(comparison):
    experiments, outcomes = to_ema(comparison)
    assert list(experiments.columns) == [*INPUTS[1:], "scenario", "policy", "model"]
    assert experiments["scenario"].tolist() == [*range(8), *range(8)]
    assert experiments["policy"].tolist() == ["base"] * 8 + ["pact"] * 8
    assert experiments["policy"].cat.categories.tolist() == ["base", "pact"]
    assert set(experiments["model"]) == {"pato"}
    assert experiments.index.tolist() == list(range(16))
    assert list(outcomes) == [*FIGURES, "count"]
    here = np.concatenate([np.zeros(8, bool), strong(comparison)])
    assert outcomes["wars"][here].tolist() == [0.5, 1, 4.02, 9]
    assert outcomes["count"].tolist() == [3.0] * 8 + [0.0] * 8
    back = from_ema(experiments, outcomes)
    expected = pandas_of(FlatRuns(comparison).frame())
    assert sorted(back.columns) == sorted(expected.columns)
    pd.testing.assert_frame_equal(back, expected[list(back.columns)], check_dtype=False)


def experiments():
    """Two scenarios under two policies, in another order, with a lever that the policies set."""
    return pd.DataFrame(
        {"x": [2.0, 1.0, 1.0, 2.0], "lever": [0, 0, 5, 5], "scenario": [7, 3, 3, 7], "policy": list("aabb"), "model": "m"},
        index=[4, 4, 9, 9],
    )  # fmt: skip


def test_results_of_the_ema_workbench_by_scenario():
    table = from_ema(experiments(), {"y": np.array([20.0, 10.0, 11.0, 21.0])})
    assert table.to_dict("list") == {
        "future": [3, 7], "x": [1.0, 2.0], "lever__a": [0, 0], "y__a": [10.0, 20.0], "lever__b": [5, 5], "y__b": [11.0, 21.0],
    }  # fmt: skip
    assert list(table.columns) == ["future", "x", "lever__a", "y__a", "lever__b", "y__b"]


@pytest.mark.parametrize(
    ("change", "values", "told"),
    [
        (lambda e: e.drop(columns=["scenario", "policy"]), [1.0] * 4, "experiments  has no column 'scenario'. Give what the workbench returned."),
        (lambda e: e.drop(columns="policy"), [1.0] * 4, "experiments  has no column 'policy'. Give what the workbench returned."),
        (lambda e: e.assign(scenario=[7, 7, 3, 7]), [1.0] * 4, "experiments  holds a scenario and policy twice. Give each pair once."),
        (lambda e: e, [1.0] * 3, "outcomes  outcome 'y' has the shape (3,), and there are 4 experiments. Give one number an experiment."),
        (lambda e: e, [[1.0, 2.0]] * 4, "outcomes  outcome 'y' has the shape (4, 2), and there are 4 experiments. Give one number an experiment."),
        (lambda e: e.assign(scenario=[7, 3, 3, 8]), [1.0] * 4, "experiments  policy 'b' and 'a' have other scenarios. Run every policy in every scenario."),
    ],
)  # fmt: skip
def test_what_is_no_result_of_the_workbench_is_refused(change, values, told):
    with pytest.raises(UsageError) as refused:
        from_ema(change(experiments()), {"y": np.array(values)})
    assert str(refused.value) == told


def test_a_problem_of_salib(comparison):
    problem, x, y = to_salib(comparison, "wars", "pact", "base")
    draws = comparison.study.design.draw()
    assert problem["num_vars"] == 4
    assert problem["names"] == ["deterrence", "word", "slope.first", "slope.second"]
    assert problem["groups"] == ["deterrence", "word", "slope", "slope"]
    word = draws["word"]
    assert problem["bounds"][0] == [0.0, 1.0]
    assert problem["bounds"][1] == [word.min(), word.max()]
    np.testing.assert_array_equal(x[:, 1], word)
    np.testing.assert_array_equal(x[:, 3], draws["slope"][:, 1])
    np.testing.assert_allclose(y[strong(comparison)], [-0.5, -1, 0.02, 1])
    np.testing.assert_array_equal(y[~strong(comparison)], 0)
    comparison.values["wars"].values[3, 1] = np.inf
    _, fewer, own = to_salib(comparison, "wars", "pact")
    assert len(fewer) == len(own) == 7
    np.testing.assert_array_equal(fewer, np.delete(x, 3, axis=0))


@pytest.mark.parametrize("name", ["wars_by_target", "count"])
def test_salib_takes_one_figure_a_run(comparison, name):
    with pytest.raises(UsageError) as refused:
        to_salib(comparison, name, "pact")
    told = (
        f"metric  '{name}' has no single figure a run. Choose one that is drawn and is not reported by state."
    )
    assert str(refused.value) == told


ESTIMATE = {"names": ["a", "b"], "coefficients": [1.0, -2.0], "covariance": [[0.04, 0.0], [0.0, 0.0]], "question": "Why?"}  # fmt: skip


def test_an_estimate_for_arviz(monkeypatch):
    pytest.importorskip("arviz")
    monkeypatch.setattr("pato.assess.exchange.stored", lambda _: ESTIMATE)
    found = to_arviz("mine", draws=4000, seed=3).posterior
    values = found["coefficient"]
    assert values.dims == ("chain", "draw", "term")
    assert values.shape == (1, 4000, 2)
    assert (values["term"].values.tolist(), values["chain"].values.tolist()) == (["a", "b"], [0])
    assert values["draw"].values.tolist() == list(range(4000))
    assert found.attrs["estimate"] == "mine"
    assert found.attrs["question"] == "Why?"
    assert found.attrs["seed"] == 3
    assert found.attrs["approximation"] == "multivariate normal at the estimate, with its robust covariance"
    one = values.sel(term="a").values
    assert abs(one.mean() - 1) < 0.02
    assert abs(one.std() - 0.2) < 0.02
    np.testing.assert_allclose(values.sel(term="b").values, -2.0)
    again, other = to_arviz("mine", draws=5, seed=3).posterior, to_arviz("mine", draws=5).posterior
    np.testing.assert_array_equal(
        again["coefficient"], to_arviz("mine", draws=5, seed=3).posterior["coefficient"]
    )
    assert not np.array_equal(again["coefficient"].values[..., 0], other["coefficient"].values[..., 0])
    assert to_arviz("mine").posterior.sizes["draw"] == 2000


@pytest.mark.parametrize("lost", ["names", "coefficients", "covariance"])
def test_what_is_no_estimate_for_arviz(monkeypatch, lost):
    pytest.importorskip("arviz")
    body = {k: v for k, v in ESTIMATE.items() if k != lost}
    monkeypatch.setattr("pato.assess.exchange.stored", lambda _: body)
    with pytest.raises(UsageError) as refused:
        to_arviz("mine")
    told = "estimate  'mine' is no estimate of coefficients with a covariance. See 'pato explain' for those that are."
    assert str(refused.value) == told


def test_without_arviz_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "arviz", None)
    with pytest.raises(MissingExtraError, match=r"arviz.*pip install 'pato\[explore\]'"):
        to_arviz("mine")


@pytest.mark.parametrize("change", [{"names": ["a"]}, {"covariance": [[1.0]]}, {"coefficients": [1.0]}])
def test_a_damaged_estimate_is_told(monkeypatch, change):
    pytest.importorskip("arviz")
    monkeypatch.setattr("pato.assess.exchange.stored", lambda _: ESTIMATE | change)
    with pytest.raises(Exception, match=r"mine.*names, coefficients and covariance do not fit together"):
        to_arviz("mine")


def test_a_comparison_of_one_run_has_its_columns(comparison):
    one = made(futures=8)
    one.study.study = SimpleNamespace(futures=1)
    found = FlatRuns(one).frame()
    assert found.shape == (1, len(INPUTS + OUTCOMES))
