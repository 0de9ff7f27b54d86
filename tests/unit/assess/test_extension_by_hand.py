"""The extension of a run for Sobol indices: what it evaluates, keeps, uses again and discards; on runs of a moment."""

import dataclasses
import json

import numpy as np
import pytest
import xarray as xr
from hand_made import quick

from pato.assess import sensitivity
from pato.assess import study as studies
from pato.assess.compare import Comparison
from pato.assess.run import evaluate as evaluate_study
from pato.assess.run import run_study
from pato.assess.saltelli import draws_of, evaluate, spec_of
from pato.assess.sensitivity import FOLDER, _adapted, _differ, extend
from pato.assess.sensitivity_tables import Question, extended
from pato.errors import UsageError
from pato.futures import Run, provenance
from pato.futures.status import Status

GROUPS = {"pledge_compliance": ("pledge_compliance",)}


@pytest.fixture(scope="module", autouse=True)
def _steady_source():
    """The source may be edited while a test session runs; the fingerprint has its own test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "source_fingerprint", lambda: "test")
        yield


@pytest.fixture(scope="module")
def study():
    return quick()


@pytest.fixture
def run(study, tmp_path):
    return run_study(study, tmp_path / "run")


def test_a_run_of_which_metrics_alone_are_kept_is_extended_too(study, monkeypatch):
    asked = spec_of(study, GROUPS, 4).design.draw()
    expected = evaluate(asked, spec_of(study, GROUPS, 4).settings).outcomes
    monkeypatch.setattr(studies, "MOST_IN_FULL", study.study.futures - 1)
    settings = spec_of(study, GROUPS, 4).settings
    assert settings["kept"] == "metrics"
    xr.testing.assert_identical(evaluate(asked, settings).outcomes, expected)


def test_an_extension_holds_metrics_with_one_value_a_run(study):
    spec = spec_of(study, GROUPS, 4)
    asked = spec.design.draw()
    found = evaluate(asked, spec.settings)
    assert list(found.outcomes.data_vars) == ["burden_members"]
    moved = draws_of(study.design, GROUPS, asked.futures)
    direct = evaluate_study(moved, study.spec().settings).outcomes["burden_percent_gdp"]
    expected = direct.sel(state=list(study.members)).mean("state").transpose("future", "architecture")
    np.testing.assert_allclose(found.outcomes["burden_members"], expected)
    assert found.outcomes["burden_members"].dims == ("future", "architecture")
    assert found.outcomes["architecture"].values.tolist() == ["in-force", "pato-7"]
    assert "future" not in found.outcomes.coords
    status = found.diagnostics["burden_members_status"]
    assert status.dims == ("future", "architecture")
    assert (status == Status.CONVERGED.code).all()
    assert status.dtype == np.int8
    assert "flag_meanings" in status.attrs
    # what is A with the only factor from B is B
    rows = found.outcomes["burden_members"].values.reshape(4, 3, 2)
    np.testing.assert_array_equal(rows[:, 2], rows[:, 1])
    assert (rows[:, 0, 1] != rows[:, 1, 1]).all()


def test_rows_are_whole_chunks_and_what_is_there_is_used(run, study):
    first = extend(run, study, rows=1)
    assert (first.rows, dict(first.groups)) == (32, GROUPS)
    (folder,) = (run.folder / FOLDER).iterdir()
    assert len(folder.name) == 8
    told = []
    again = extend(run, study, rows=32, progress=told.append)
    assert again.rows == 32
    np.testing.assert_array_equal(again.outcomes["burden_members"], first.outcomes["burden_members"])
    more = extend(run, study, rows=33)
    assert more.rows == 64
    np.testing.assert_array_equal(more.outcomes["burden_members"][:96], first.outcomes["burden_members"])
    assert extend(run, study, rows=5).rows == 64
    other = extend(run, study, rows=5, groups=["g=pledge_compliance"])
    assert (other.rows, dict(other.groups)) == (32, {"g": ("pledge_compliance",)})
    assert len(list((run.folder / FOLDER).iterdir())) == 2


def test_what_a_folder_holds_decides_what_is_run(run, study):
    spec = spec_of(study, GROUPS, 32)
    assert _adapted(run.folder / "nowhere", spec) == (spec, False)
    extend(run, study, rows=64)
    (folder,) = (run.folder / FOLDER).iterdir()
    found, stale = _adapted(folder, spec)
    assert (found.design.n_futures, stale) == (64 * 3, False)
    assert _adapted(folder, dataclasses.replace(spec, vintage="other")) == (
        dataclasses.replace(spec, vintage="other"),
        True,
    )
    body = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert not _differ(body, spec)
    assert _differ(body | {"versions": body["versions"] | {"numpy": "0"}}, spec)
    assert _differ(body, dataclasses.replace(spec, design=dataclasses.replace(spec.design, seed=2)))
    more = spec_of(study, GROUPS, 96)
    assert _adapted(folder, more) == (more, False)
    now = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert (now["n_futures"], now["state"] == "complete", now["chunk_size"]) == (96 * 3, False, 32 * 3)


def test_an_unfinished_extension_is_taken_up_at_what_is_asked(run, study):
    extend(run, study, rows=32)
    (folder,) = (run.folder / FOLDER).iterdir()
    _adapted(folder, spec_of(study, GROUPS, 96))  # begun, and never run
    spec = spec_of(study, GROUPS, 64)
    assert _adapted(folder, spec) == (spec, False)
    assert extend(run, study, rows=64).rows == 64


def test_rows_of_another_version_are_discarded(run, study, monkeypatch):
    assert extend(run, study, rows=64).rows == 64
    monkeypatch.setattr(provenance, "source_fingerprint", lambda: "another")
    assert extend(run, study, rows=32).rows == 32


def test_where_nothing_moves_there_is_nothing_to_extend(run):
    fixed = quick(factors={"pledge_compliance": {"value": 0.5}})
    with pytest.raises(UsageError) as refused:
        extend(run, fixed, rows=32)
    assert str(refused.value) == f"{run.folder}  has no factor that moves."


def test_the_only_factor_drives_what_moves(run, study, monkeypatch):
    monkeypatch.setattr(sensitivity, "WIDEST", 5.0)
    comparison = Comparison.of(study, Run.open(run.folder))
    asked = Question.of(comparison, "burden_members", "pato-7")
    told = []
    table = extended(comparison, asked, rows=32, progress=told.append)
    assert told[-1].done == 96
    assert table.title == "What it depends on: pato-7 less in-force, 32 runs, each with 2 variants"
    (first, total) = (tuple(r) for r in table.rows)
    assert first[:3] == ("burden_members", "pledge_compliance", "first-order")
    assert total[:3] == ("burden_members", "pledge_compliance", "total")
    assert first[3] == pytest.approx(1.0, abs=0.4)
    assert total[3] == pytest.approx(1.0, abs=0.4)
