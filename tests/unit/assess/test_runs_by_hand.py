"""Runs of a moment: what they hold, how they are read back, repeated and kept, large ones too."""

import dataclasses
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from hand_made import made, quick

from pato.assess import large, results
from pato.assess import study as studies
from pato.assess.compare import Comparison
from pato.assess.large import KeptMetrics, incomplete, metrics_of, sample_folder, sample_of, within
from pato.assess.metrics import Context, Metric
from pato.assess.rerun import Reproduction, _largest_difference, difference, rerun
from pato.assess.results import (
    SHOWN,
    _as_shown,
    comparison_of,
    default_folder,
    run_of,
    write_shown,
    write_tables,
)
from pato.assess.run import (
    _along,
    _named,
    _part_of,
    _status_of,
    _widened,
    evaluate,
    run_study,
    stacked,
    summary,
)
from pato.assess.strata import Stratum
from pato.assess.values import GAPS, _nowhere, values_of
from pato.errors import RunError, UsageError
from pato.futures import Evaluation, Run, RunSpec, provenance
from pato.futures.runner import Progress
from pato.futures.status import Status


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "source_fingerprint", lambda: "test")
        study = quick(title="Who spends?")
        folder = tmp_path_factory.mktemp("quick") / "run"
        yield Comparison.of(study, run_study(study, folder)), folder


def test_a_run_holds_the_outcomes_of_every_model_and_architecture(ran):
    comparison, folder = ran
    with Run.open(folder).results() as tree:
        outcomes = tree["outcomes"].to_dataset().load()
        root = tree.to_dataset().load()
    assert outcomes["architecture"].values.tolist() == ["in-force", "pato-7"]
    direct = evaluate(comparison.study.design.draw(), comparison.study.spec().settings).outcomes
    for name in outcomes.data_vars:
        np.testing.assert_array_equal(outcomes[name], direct[name].transpose(*outcomes[name].dims))
    mean = outcomes["burden_percent_gdp"].sel(state=list(comparison.study.members)).mean("state")
    np.testing.assert_allclose(comparison.values["burden_members"], mean.transpose("future", "architecture"))
    assert comparison.values["gaps"].dims == ("architecture",)
    shown = summary({"outcomes": outcomes}, comparison.study.spec().settings)
    assert "burden_members" in shown
    assert "burden_by_state" not in shown
    assert root.sizes["future"] == 12
    assert not summary({}, {"kept": "metrics"})


def test_metrics_of_treaties_alone_draw_nothing():
    study = quick(metrics=["gaps", "conflicts"], futures=3)
    assert study.models == ()
    found = evaluate(study.design.draw(), study.spec().settings)
    assert list(found.outcomes.data_vars) == []
    assert found.outcomes["architecture"].values.tolist() == ["in-force", "pato-7"]
    assert found.diagnostics["status"].values.tolist() == [Status.CONVERGED.code] * 3
    assert not summary({"outcomes": found.outcomes}, study.spec().settings)


def dataset(values, **coords):
    return xr.Dataset({"x": (("future", *coords), np.asarray(values, float), {"units": "u"})}, coords)


def test_architectures_are_stacked_and_must_be_alike():
    one, two = dataset([[1, 2]], state=["A", "B"]), dataset([[3, 4]], state=["A", "B"])
    found = stacked(["a", "b"], [one, two.transpose("state", "future")])
    assert found["x"].dims == ("architecture", "future", "state")
    assert found["x"].values.tolist() == [[[1, 2]], [[3, 4]]]
    assert found["x"].attrs == {"units": "u"}
    assert found["architecture"].values.tolist() == ["a", "b"]
    assert found["state"].values.tolist() == ["A", "B"]
    for other in (dataset([[3, 4]], state=["A", "C"]), two.rename(x="y")):
        with pytest.raises(RunError, match="a model gives one architecture other variables or labels"):
            stacked(["a", "b"], [one, other])
    both = _along(["a", "b"], [Evaluation(one, two), Evaluation(two, one)])
    assert both.outcomes["x"].values.tolist() == [[[1, 2]], [[3, 4]]]
    assert both.diagnostics["x"].values.tolist() == [[[3, 4]], [[1, 2]]]


def test_the_status_of_a_model_is_that_of_each_of_its_outcomes():
    outcomes = xr.Dataset({"x": ("future", [1.0]), "y": ("future", [2.0])})
    own = xr.Dataset({"status": ("future", [0]), "y_status": ("future", [1]), "steps": ("future", [9])})
    found = _named(Evaluation(outcomes, own)).diagnostics
    assert {n: v.values.tolist() for n, v in found.data_vars.items()} == {"x_status": [0], "y_status": [1], "steps": [9]}  # fmt: skip
    same = Evaluation(outcomes, own.drop_vars("status"))
    assert _named(same) is same


def test_states_that_a_model_does_not_cover_have_no_value_and_a_status():
    part = Evaluation(
        dataset([[1, 2]], state=["A", "B"]), xr.Dataset({"x_status": (("future", "state"), np.array([[0, 1]], np.int8)), "steps": ("future", [3])}, {"state": ["A", "B"]}),
    )  # fmt: skip
    found = _widened(part, {"state": ["B", "C", "A"], "target": [], "challenger": []})
    np.testing.assert_array_equal(found.outcomes["x"], [[2, np.nan, 1]])
    status = found.diagnostics["x_status"]
    assert status.values.tolist() == [[1, Status.NOT_COVERED.code, 0]]
    assert status.dtype == np.int8
    assert "flag_meanings" in status.attrs
    assert found.diagnostics["steps"].values.tolist() == [3]
    again = _widened(part, {"state": ["B", "A"]})
    assert again.outcomes["x"].values.tolist() == [[2, 1]]
    assert again.diagnostics["x_status"].values.tolist() == [[1, 0]]
    whole = Evaluation(part.outcomes, xr.Dataset({"x_status": ("future", np.array([1], np.int8))}))
    assert _widened(whole, {"state": ["A", "C", "B"]}).diagnostics["x_status"].values.tolist() == [[1, Status.NOT_COVERED.code, 1]]  # fmt: skip
    gone = xr.DataArray([False, True], dims=("state",), coords={"state": ["A", "B"]})
    none = _status_of("x", xr.Dataset(), gone, part.outcomes)
    assert none.values.tolist() == [[0, Status.NOT_COVERED.code]]
    flat = xr.Dataset({"x_status": ("future", np.array([2], np.int8))})
    assert _status_of("x", flat, gone, part.outcomes).values.tolist() == [[2, Status.NOT_COVERED.code]]


def test_progress_of_a_part_is_that_of_the_whole():
    assert _part_of(None, 1, 2) is None
    told = []
    before = _part_of(told.append, 0, 60)
    before(Progress(5, 20, 3.0))
    before(Progress(20, 20, 0.0))
    before(Progress(0, 20, None))
    after = _part_of(told.append, 20, 0)
    after(Progress(30, 60, 7.0))
    # 15 of its own and 60 more at 3 seconds for 15
    assert told == [
        Progress(5, 80, 15.0),
        Progress(20, 80, None),
        Progress(0, 80, None),
        Progress(50, 80, 7.0),
    ]


def test_a_run_is_read_back_as_its_study_wants_it_shown(ran):
    before, folder = ran
    path = write_shown(before.study.study, folder)
    assert path == folder / SHOWN
    body = json.loads(path.read_text(encoding="utf-8"))
    assert set(body) == {"title", "weights", "metrics", "by", "no_difference", "subject", "historical"}
    assert path.read_text(encoding="utf-8").endswith("}\n")
    again = comparison_of(folder)
    assert again.study.study.title == "Who spends?"
    assert list(again.values) == list(before.values)
    path.write_text(json.dumps(body | {"subject": "in-force", "futures": 5}), encoding="utf-8")
    other = comparison_of(str(folder))
    assert (other.study.subject, other.study.study.futures) == ("in-force", 12)
    path.unlink()
    assert comparison_of(Run.open(folder)).study.study.title == ""
    assert comparison_of(before) is before
    assert run_of(before) is before.run
    assert run_of(before.run) is before.run
    with pytest.raises(UsageError) as refused:
        run_of(7)
    assert (
        str(refused.value)
        == "run  found 7, of type int. Give the folder of a run, or what pato.compare returns."
    )


def test_a_damaged_file_of_display_settings_is_told(ran, tmp_path):
    study = ran[0].study
    path = tmp_path / SHOWN
    assert _as_shown(study, path) is study
    path.write_text("[1]")
    with pytest.raises(RunError) as refused:
        _as_shown(study, path)
    assert str(refused.value) == (
        f"{path}  does not say how the results are shown: it holds no mapping. "
        "Remove it to see the run without its study's title and weights, or run 'pato compare' again."
    )
    path.write_text('{"title": 5}')
    with pytest.raises(RunError, match=r"shown: 1 validation error for Study\. Remove"):
        _as_shown(study, path)


def test_tables_are_written_with_what_is_known_of_them(tmp_path):
    written = write_tables(made().files(), tmp_path)
    assert [p.relative_to(tmp_path).as_posix() for p in written] == [
        "tables/summary.csv", "tables/largest_change.csv", "tables/wars_by_target.csv",
    ]  # fmt: skip
    about = json.loads((tmp_path / "tables" / "summary.meta.json").read_text(encoding="utf-8"))
    assert about["seed"] == 1


def test_a_folder_in_the_cache_is_that_of_one_study_and_version(ran, monkeypatch, tmp_path):
    study = ran[0].study
    monkeypatch.setenv("PATO_CACHE", str(tmp_path))
    pruned = []
    monkeypatch.setattr(results, "prune", lambda folder, **limits: pruned.append((folder, limits)))
    first = default_folder(study)
    assert first.parent == tmp_path / "runs"
    assert len(first.name) == 16
    assert default_folder(study) == first
    assert default_folder(quick(seed=2)) != first
    assert default_folder(study.shown(study.study.model_copy(update={"weights": {}}))) == first
    assert pruned[0] == (str(tmp_path / "runs"), {"most_bytes": 2_000_000_000, "oldest_days": 30.0})
    monkeypatch.setattr(results, "program", lambda: {"pato": "other"})
    assert default_folder(study) != first


def test_a_run_is_repeated_and_compared(ran, tmp_path):
    told = []
    found = rerun(ran[0].run, tmp_path / "again", progress=told.append)
    assert found == Reproduction(identical=True, largest_difference=0.0, changed_versions=())
    assert found.reproduced
    assert told[-1].done == 12


def test_what_counts_as_reproduced():
    assert not Reproduction(False, 1e-12, ()).reproduced
    assert Reproduction(False, 1e-9, ("numpy",)).reproduced
    assert not Reproduction(False, 1.1e-9, ("numpy",)).reproduced
    assert Reproduction(True, 0.0, ("numpy",)).reproduced


def test_a_function_that_nobody_registered_is_not_called(tmp_path):
    spec = SimpleNamespace(function="os:system")
    with pytest.raises(RunError) as refused:
        rerun(SimpleNamespace(spec=spec, folder=Path("there")), tmp_path)
    assert str(refused.value) == (
        "there/run.json  names 'os:system' as what computes its figures, which is no evaluation that pato knows. "
        "Nothing has been called. If the function is yours: pato.futures.processes.entry_point('module:function')."
    )


def held(**values):
    """Something whose results are a tree of three groups with these variables."""
    data = xr.Dataset({n: ("future", np.asarray(v, float)) for n, v in values.items()})
    tree = xr.DataTree.from_dict({"inputs": xr.Dataset(), "outcomes": data, "diagnostics": xr.Dataset()})
    return SimpleNamespace(results=lambda: tree)


def test_the_largest_relative_difference():
    nan = np.nan
    assert _largest_difference(held(x=[1.0, -4.0, nan]), held(x=[1.0, -5.0, nan])) == pytest.approx(0.2)
    assert _largest_difference(held(x=[0.0]), held(x=[0.0])) == 0.0
    assert _largest_difference(held(x=[1.0], y=[8.0]), held(x=[2.0], y=[9.0])) == 0.5
    for other in (held(y=[1.0]), held(x=[1.0, 2.0]), held(x=[nan]), held(x=[np.inf])):
        assert _largest_difference(held(x=[1.0]), other) == float("inf")
    assert _largest_difference(held(x=[np.inf]), held(x=[-np.inf])) == float("inf")
    assert _largest_difference(held(x=[np.inf, 1.0]), held(x=[np.inf, 1.0])) == 0.0


def test_a_value_that_is_left_of_large_ones_has_their_digits():
    # 1e-14 of a variable whose values reach 1: the last digit of a double, and nothing that a reader may be told about
    assert difference([1.0, 1e-8], [1.0, 1e-8 + 1e-14]) == pytest.approx(1e-11, rel=1e-3)
    assert difference([1.0, 2e-3], [1.0, 2.2e-3]) == pytest.approx(1 / 11)


def test_metrics_that_have_no_value_are_left_out_with_the_reason(ran):
    def fixed(name, values, dims=("future", "architecture"), **more):
        coords = {"architecture": ["in-force", "pato-7"]} | ({"state": ["A", "B"]} if "state" in dims else {})
        return Metric(
            name, name, "u", "lower", lambda _: xr.DataArray(values, dims=dims, coords=coords), **more
        )

    nan = np.nan
    chosen = (
        fixed("whole", [[1, 2]]), fixed("gaps", [[1, nan], [1, 2]]), fixed("partly", [[nan, 2], [nan, 3]]), fixed("none", [[nan, nan]]),
        fixed("state", [[[1, nan], [1, nan]]], ("future", "architecture", "state")),
            fixed("half", [[[1, nan], [1, 2]]], ("future", "architecture", "state")), Metric("lost", "lost", "u", "lower", lambda c: c.outcomes["gone"]),
        Metric("some", "some", "u", "lower", lambda c: c.lacking.append("FJI") or xr.DataArray([[1, 2]], dims=("future", "architecture"))),
    )  # fmt: skip
    real = ran[0].study
    study = SimpleNamespace(
        members=real.members, unmet={"unmet": "Why."}, metrics=chosen, study=real.study, world=real.world, labels=real.labels, architectures=real.architectures,
        status_quo=real.status_quo, date=real.date, rival="CHN",
    )  # fmt: skip
    found = values_of(study, SimpleNamespace(group=lambda _: xr.Dataset()))
    assert list(found.values) == ["whole", "state", "some"]
    assert found.values["state"]["state"].values.tolist() == ["A"]
    assert found.lacking == {"some": ("FJI",)}
    assert found.left_out == {
        "unmet": "Why.", "gaps": GAPS, "none": GAPS, "half": GAPS, "lost": "the run lacks what this metric needs: No variable named 'gone'.",
        "partly": "it has no value under in-force: nothing can be compared with that. Claims about the others test it.",
    }  # fmt: skip
    assert found.lacking == {"some": ("FJI",)}
    assert list(found.partly) == ["partly"]
    study.members = ()
    assert "unmet" not in values_of(study, SimpleNamespace(group=lambda _: xr.Dataset())).left_out
    by_hand = xr.DataArray([[nan, 2.0]], dims=("future", "architecture"), coords={"architecture": ["a", "b"]})
    assert _nowhere(by_hand.transpose("architecture", "future")) == ["a"]
    assert _nowhere(by_hand.isel(future=0)) == []


def test_a_chunk_of_a_large_run_keeps_metrics_alone():
    coords = {"architecture": ["a", "b"]}
    two = xr.DataArray([[1.0, np.nan]], dims=("future", "architecture"), coords=coords)
    by_state = xr.DataArray([[[1.0], [2.0]]], dims=("future", "architecture", "state"), coords=coords | {"state": ["A"]})  # fmt: skip
    chosen = (
        Metric("x", "the x", "units", "lower", lambda _: two.transpose("architecture", "future"), models=("m",)),
        Metric("law", "law", "u", "lower", lambda _: two), Metric("by", "by", "u", "lower", lambda _: by_state, models=("m",)),
    )  # fmt: skip
    found = metrics_of(Context(xr.Dataset(), (), 1, {}, ()), chosen)
    assert list(found.outcomes) == ["x"]
    assert found.outcomes["x"].dims == ("future", "architecture")
    assert found.outcomes["x"].attrs == {"units": "units", "long_name": "the x"}
    status = found.diagnostics["x_status"]
    assert status.transpose("future", "architecture").values.tolist() == [[Status.CONVERGED.code, Status.NOT_COVERED.code]]  # fmt: skip
    assert status.dtype == np.int8
    assert "flag_meanings" in status.attrs


def test_the_first_runs_of_a_large_one_are_kept_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(provenance, "source_fingerprint", lambda: "test")
    monkeypatch.setattr(studies, "MOST_IN_FULL", 11)
    monkeypatch.setattr(large, "SAMPLE", 5)
    assert sample_of(quick()).study.futures == 5
    assert sample_folder(tmp_path) == tmp_path / "by-state"
    assert large.note() == "Figures by state rest on the first 5 runs."
    run = run_study(quick(), tmp_path / "large")
    assert incomplete(run) == []
    assert not list((tmp_path / "large" / "by-state").glob("chunks/*"))
    assert list((tmp_path / "large").glob("chunks/*"))
    found = Comparison.of(quick(), run)
    assert list(found.values) == ["burden_members", "burden_by_state", "gaps"]
    assert found.values["burden_by_state"].sizes["future"] == 5
    assert found.tables()["burden_by_state"].notes[0] == large.note()


def test_kept_metrics_are_read_one_at_a_time():
    opened = []

    class Held:
        def results(self):
            opened.append(1)
            return xr.DataTree.from_dict({"outcomes": xr.Dataset({"a": ("future", [1.0, np.nan]), "b": ("future", [3.0, 4.0])})})  # fmt: skip

    kept = KeptMetrics(Held(), ("a", "b", "c"), {"c": "other"})
    assert (list(kept), len(kept), kept["c"]) == (["a", "b", "c"], 3, "other")
    assert kept["b"].values.tolist() == kept["b"].values.tolist() == [3, 4]
    assert len(opened) == 1
    assert kept["a"].values[0] == 1
    assert len(opened) == 2
    with pytest.raises(KeyError, match="d"):
        kept["d"]
    assert incomplete(Held()) == ["a"]


def test_strata_of_the_first_runs_alone():
    even, weighted = Stratum("a", np.array([0, 3, 4]), None), Stratum("b", np.array([1, 2, 5]), np.array([0.5, 0.25, 0.25]))  # fmt: skip
    none, weightless = (
        Stratum("c", np.array([4, 5]), None),
        Stratum("d", np.array([1, 5]), np.array([0.0, 1.0])),
    )
    one, two = within((even, weighted, none, weightless), 4)
    assert (one.label, one.futures.tolist(), one.weight) == ("a", [0, 3], None)
    assert (two.label, two.futures.tolist()) == ("b", [1, 2])
    np.testing.assert_allclose(two.weight, [2 / 3, 1 / 3])
    spec = RunSpec("f", {}, made().study.design, {}, "v", "t")
    assert dataclasses.replace(spec, title="u").title == "u"
