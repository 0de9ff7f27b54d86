"""Runs of very many futures: metrics as in a run that is kept in full, figures by state from the first futures."""

import numpy as np
import pytest
from hand_made import quick

from pato.assess import large
from pato.assess import study as studies
from pato.assess.compare import Comparison
from pato.assess.run import run_study
from pato.assess.strata import Stratum
from pato.assess.study import study_of
from pato.futures import Run, provenance

METRICS = ["gaps", "burden_members", "burden_by_state", "burden_added"]  # of a model that takes a moment


def study():
    return quick(futures=60, seed=3, metrics=METRICS)


def test_metrics_of_a_large_run_are_those_of_one_kept_in_full(tmp_path, monkeypatch):
    monkeypatch.setattr(provenance, "source_fingerprint", lambda: "test")
    full = Comparison.of(study(), run_study(study(), tmp_path / "full"))
    monkeypatch.setattr(studies, "MOST_IN_FULL", 50)
    monkeypatch.setattr(large, "SAMPLE", 20)
    told = []
    run_study(study(), tmp_path / "large", progress=told.append)
    assert told[0].done == 0
    assert {p.total for p in told} == {80}
    assert [p.done for p in told] == sorted(p.done for p in told)
    assert told[-1].done == 80
    run = Run.open(tmp_path / "large")
    found = Comparison.of(study(), run)
    assert isinstance(found.values, large.KeptMetrics)
    assert set(found.values) == set(full.values)
    for name in ("gaps", "burden_members", "burden_added"):
        np.testing.assert_array_equal(found.values[name], full.values[name])
    name = "burden_by_state"
    np.testing.assert_array_equal(found.values[name], full.values[name].isel(future=slice(20)))
    tables = found.tables()
    assert any("first 20 runs" in note for note in tables[name].notes)
    assert tables["summary"].rows == full.tables()["summary"].rows
    with run.results() as tree:
        assert all("state" not in v.dims for v in tree["outcomes"].to_dataset().data_vars.values())
    assert study_of(run).is_large


def test_cells_within_the_first_futures():
    one = Stratum("a", np.array([0, 2, 5]), np.array([0.5, 0.25, 0.25]))
    (kept,) = large.within((one, Stratum("b", np.array([7]), None)), 4)
    assert kept.futures.tolist() == [0, 2]
    np.testing.assert_allclose(kept.weight, [2 / 3, 1 / 3])


def test_unknown_metric_of_a_large_run_is_a_key_error():
    with pytest.raises(KeyError):
        large.KeptMetrics(None, ("a",), {})["b"]
