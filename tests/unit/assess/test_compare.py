"""Comparison, claims and rerun on real runs, and the arithmetic on figures made by hand."""

import dataclasses
import json

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner

from pato.assess.claims import verdict
from pato.assess.compare import Comparison
from pato.assess.load import from_options
from pato.assess.rerun import rerun
from pato.assess.run import run_study
from pato.assess.schema import Claim
from pato.assess.strata import POOLED
from pato.assess.study import resolve, study_of
from pato.cli.app import cli
from pato.errors import RunError
from pato.futures import Run, provenance
from pato.futures.provenance import with_checksum

DATE = "2026-11-21"


@pytest.fixture(scope="module", autouse=True)
def _steady_source():
    """The source may be edited while a test session runs; the fingerprint has its own test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "source_fingerprint", lambda: "test")
        yield


METRICS = [
    "gaps",
    "war_initiations_members",
    "war_initiations_outsiders",
    "war_initiations_by_target",
    "guarantor_share",
    "defence_duties_members",
]
"""What these tests need: all models together are tested in test_models_together.py."""


def study(**options):
    body = {
        "metrics": METRICS,
        "futures": 40,
        "seed": 1,
        "date": DATE,
        "factors": {"deterrence": {"values": ["no_effect", "patron"]}},
    } | options
    return resolve(from_options(["hub-and-spoke", "pato-7"], body), today=DATE)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return run_study(study(), tmp_path_factory.mktemp("compare") / "run")


@pytest.fixture(scope="module")
def comparison(finished):
    return Comparison.of(study(), finished)


@pytest.mark.parametrize(("workers", "chunk_size"), [(1, 7), (1, 39), (2, 20)])
def test_the_real_models_do_not_show_chunks_or_workers(tmp_path, finished, workers, chunk_size):
    from pato.futures import run

    assert (
        run(study().spec(), tmp_path, workers=workers, chunk_size=chunk_size).content_hash
        == finished.content_hash
    )


def by_hand(comparison, values, **changes):
    """The comparison with one metric's figures made by hand: two theories in alternating futures."""
    figures = xr.DataArray(
        values, dims=("future", "architecture"), coords={"architecture": ["hub-and-spoke", "pato-7"]}
    )
    strata = tuple(
        dataclasses.replace(c, futures=f)
        for c, f in zip(comparison.strata, (np.array([0, 2]), np.array([1, 3])), strict=True)
    )
    return dataclasses.replace(
        comparison, values={"war_initiations_members": figures}, **{"strata": strata} | changes
    )


HAND = [[4.0, 3.0], [4.0, 4.0], [2.0, 5.0], [6.0, 1.0]]


def test_medians_and_shares_by_hand(comparison):
    # theory one: futures 0 and 2, the pact 3 and 5 against 4 and 2: better in one, worse in one.
    # theory two: futures 1 and 3, the pact 4 and 1 against 4 and 6: a tie and a win
    rows = {(r.architecture, r.theory): r for r in by_hand(comparison, HAND).rows()}
    one, two = (c.label for c in comparison.strata)
    assert (rows["pato-7", one].better, rows["pato-7", one].worse) == (0.5, 0.5)
    assert (rows["pato-7", two].better, rows["pato-7", two].worse) == (0.5, 0.0)
    assert rows["hub-and-spoke", one].better is None
    assert (rows["pato-7", one].median, rows["pato-7", one].low90, rows["pato-7", one].high90) == (
        3.0,
        3.0,
        5.0,
    )


def test_theories_are_pooled_only_with_weights(comparison, finished):
    assert {c.label for c in comparison.strata} == {"no_effect", "patron"}
    weighted = Comparison.of(study(weights={"deterrence": {"patron": 3, "no_effect": 1}}), finished)
    assert [c.label for c in weighted.strata][-1] == POOLED
    table = weighted.tables()["summary"]
    # 20 futures of weight 3 and 20 of weight 1: (60 + 20)^2 / (180 + 20) = 32
    assert any("worth 32 of 40 runs" in note for note in table.notes)
    assert any("Results are reported separately" in note for note in comparison.tables()["summary"].notes)
    rows = {
        r.theory: r
        for r in weighted.rows()
        if r.metric == "war_initiations_members" and r.architecture == "pato-7"
    }
    assert rows[POOLED].better == pytest.approx(
        0.75 * rows["patron"].better + 0.25 * rows["no_effect"].better
    )


def test_under_no_effect_nothing_is_better_or_worse(comparison):
    for row in comparison.rows():
        if (
            row.metric.startswith("war_initiations")
            and row.theory == "no_effect"
            and row.architecture == "pato-7"
        ):
            assert (row.better, row.worse) == (0.0, 0.0)


def test_the_pact_closes_all_gaps_and_costs_freedom(comparison):
    rows = {(r.metric, r.architecture): r for r in comparison.rows() if r.theory == "any"}
    assert rows["gaps", "pato-7"].median == 0
    assert rows["gaps", "hub-and-spoke"].median > 10
    assert rows["gaps", "pato-7"].better == 1
    duties = [rows["defence_duties_members", a] for a in ("hub-and-spoke", "pato-7")]
    assert duties[1].median > duties[0].median
    assert duties[1].better is None


def test_sums_over_targets_are_those_of_members_and_outsiders(comparison):
    by_target = comparison.values["war_initiations_by_target"]
    parts = comparison.values["war_initiations_members"] + comparison.values["war_initiations_outsiders"]
    np.testing.assert_allclose(
        by_target.sum("target"), parts.transpose(*by_target.sum("target").dims), rtol=1e-12
    )


def test_figures_grow_with_the_horizon_alone(finished, comparison):
    longer = Comparison.of(study(horizon_years=20), finished)
    name = "war_initiations_members"
    np.testing.assert_allclose(longer.values[name], 2 * comparison.values[name], rtol=1e-12)


def test_a_metric_without_a_value_is_left_out_and_says_so(finished):
    found = Comparison.of(study(members=["FJI"]), finished)
    assert "guarantor_share" in found.left_out
    assert any("Left out (guarantor_share)" in note for note in found.tables()["summary"].notes)


def claim(**body):
    return Claim.model_validate({"format": 1, "id": "X1", "text": "t", "identified": "suggestive"} | body)


def test_claims_by_hand(comparison):
    one, two = (c.label for c in comparison.strata)
    made = by_hand(comparison, HAND)
    metric = {"metric": "war_initiations_members"}
    better = verdict(claim(**metric, holds_if={"better_than": "hub-and-spoke", "in": "pato-7"}), made)
    assert better.shares == {one: 0.5, two: 0.5}
    below = verdict(claim(**metric, holds_if={"below": 3.5, "in": "pato-7"}), made)
    assert below.shares == {one: 0.5, two: 0.5}
    above = verdict(claim(**metric, holds_if={"above": 3.5, "in": "hub-and-spoke"}), made)
    assert above.shares == {one: 0.5, two: 1.0}
    assert above.label == "suggestive"


def test_a_claim_that_cannot_be_tested_says_why(comparison):
    silent = verdict(claim(identified="not_answerable", why="The data end in 2010."), comparison)
    assert (silent.shares, silent.why, silent.label) == (
        {},
        "The data end in 2010.",
        "not answerable with these data",
    )
    wrong = verdict(claim(metric="gaps", holds_if={"below": 1, "in": "pato-9"}), comparison)
    assert wrong.shares == {}
    assert "'pato-9' is not known" in wrong.why
    by_target = verdict(
        claim(metric="war_initiations_by_target", holds_if={"below": 1, "in": "pato-7"}), comparison
    )
    assert "a condition needs a single value" in by_target.why


def test_a_run_is_reproduced(tmp_path, finished):
    found = rerun(finished, tmp_path / "again")
    assert found.identical
    assert found.reproduced
    assert found.largest_difference == 0


def test_figures_that_differ_are_not_called_reproduced(tmp_path, finished):
    # the same description under another hash, as a damaged or foreign result would have it
    folder = tmp_path / "other"
    run_study(study(seed=2), folder)
    body = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    body["spec"] = finished.description["spec"]
    (folder / "run.json").write_text(json.dumps(with_checksum(body)), encoding="utf-8")
    found = rerun(Run.open(folder), tmp_path / "again")
    assert not found.identical
    assert not found.reproduced
    assert found.largest_difference > 1e-3


def test_a_run_of_other_figures_is_not_explained_by_these(tmp_path):
    folder = tmp_path / "run"
    run_study(study(futures=5), folder)
    body = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    body["spec"]["files"]["world"] = "0" * 64
    (folder / "run.json").write_text(json.dumps(with_checksum(body)), encoding="utf-8")
    with pytest.raises(RunError, match=r"what it was computed from has changed: files.world is"):
        study_of(Run.open(folder))


def test_other_words_for_the_source_of_a_factor_are_no_other_figures(tmp_path):
    folder = tmp_path / "run"
    run_study(study(futures=5), folder)
    body = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    body["spec"]["design"]["factors"][0]["source"] = "in other words"
    body["versions"]["pato_source"] = "of yesterday"
    (folder / "run.json").write_text(json.dumps(with_checksum(body)), encoding="utf-8")
    assert study_of(Run.open(folder)).labels == study(futures=5).labels
    body["spec"]["design"]["factors"][0]["unit"] = "apples"
    (folder / "run.json").write_text(json.dumps(with_checksum(body)), encoding="utf-8")
    with pytest.raises(RunError, match="unit is"):
        study_of(Run.open(folder))


def test_the_commands_from_end_to_end(tmp_path):
    out = str(tmp_path / "out")
    runner = CliRunner()
    compared = runner.invoke(
        cli,
        [
            "compare",
            "hub-and-spoke",
            "pato-7",
            "--futures",
            "20",
            "--seed",
            "3",
            "--date",
            DATE,
            "-o",
            out,
            "--format",
            "json",
        ],
    )
    assert compared.exit_code == 0, compared.output
    table = json.loads(compared.stdout)
    assert table["meta"]["seed"] == 3
    assert {"better", "worse", "median", "50 % from", "90 % to"} <= set(table["rows"][0])
    written = {p.name for p in (tmp_path / "out" / "tables").iterdir()}
    assert {"summary.csv", "summary.meta.json", "war_initiations_by_target.csv"} <= written
    claims = runner.invoke(cli, ["claims", out, "--format", "csv"])
    assert claims.exit_code == 0, claims.output
    assert "A2" in claims.stdout
    again = runner.invoke(cli, ["rerun", out])
    assert again.exit_code == 0, again.output
    assert "the same in every bit" in again.output
