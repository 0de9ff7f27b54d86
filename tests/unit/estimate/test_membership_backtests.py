"""Backtests of memberships: the specification, what is compared, the decomposition, and the estimate that ships."""

import copy
import json

import numpy as np
import pytest

from pato.errors import CoverageError, FileError
from pato.estimate.fits.membership_backtests import differences
from pato.estimate.membership_backtests import tables
from pato.estimate.membership_backtests.run import compared
from pato.estimate.membership_backtests.specification import load_backtests
from pato.estimate.specification import FOLDER
from pato.files.estimates import stored


@pytest.fixture(scope="module")
def estimate():
    return stored("membership_backtests")


def test_the_specification_names_what_it_compares_with(tmp_path, monkeypatch):
    spec = load_backtests()
    assert spec.weaker_than in {p.id for p in spec.pacts}
    text = (FOLDER / "membership_backtests.yaml").read_text(encoding="utf-8")
    (tmp_path / "membership_backtests.yaml").write_text(
        text.replace("weaker_than: nato_1949", "weaker_than: nato_1950")
    )
    monkeypatch.setattr("pato.estimate.specification.FOLDER", tmp_path)
    with pytest.raises(FileError, match="nato_1950"):
        load_backtests()


def test_a_slip_in_the_specification_is_named_with_its_line(tmp_path, monkeypatch):
    text = (FOLDER / "membership_backtests.yaml").read_text(encoding="utf-8")
    (tmp_path / "membership_backtests.yaml").write_text(text.replace("futures: 1000", "futurs: 1000", 1))
    monkeypatch.setattr("pato.estimate.specification.FOLDER", tmp_path)
    with pytest.raises(FileError, match=r"membership_backtests.yaml:\d+"):
        load_backtests()


def _pact(name, all_accept, accepting):
    return {"id": name, "estimates": {"before": {"all_accept": all_accept, "members_accepting": accepting}}}


def test_weaker_is_fewer_futures_then_fewer_members():
    pacts = [_pact("a", 0.2, 0.5), _pact("b", 0.1, 0.9), _pact("c", 0.2, 0.4), _pact("d", 0.2, 0.6)]
    assert [(r["pact"], r["weaker"]) for r in compared(pacts, "a")] == [
        ("b", True),
        ("c", True),
        ("d", False),
    ]


def test_every_pact_is_reported_with_terms_that_make_its_gain(estimate):
    """Utilities are sums: the terms of each member add up to its mean gain (stored with four digits)."""
    checked = 0
    for pact in estimate["pacts"]:
        for found in pact["estimates"].values():
            assert set(found["members"]) == set(pact["members"])
            for member in found["members"].values():
                size = sum(abs(v) for v in member["terms"].values())
                assert sum(member["terms"].values()) == pytest.approx(
                    member["gain_mean_median_5_95"][0], abs=2e-3 * size
                )
                checked += 1
    assert checked == 2 * sum(len(p.members) for p in load_backtests().pacts)


def test_shares_of_theories_add_up_to_the_whole(estimate):
    for pact in estimate["pacts"]:
        for which, found in pact["estimates"].items():
            parts = found["by_theory"].values()
            assert sum(p["futures"] for p in parts) == found["futures"] == estimate["sample"]["futures"]
            whole = sum(p["futures"] * p["all_accept"] for p in parts) / found["futures"]
            assert whole == pytest.approx(found["all_accept"], abs=1e-3)
            assert "est" not in found["by_theory"] or which == "shipped"


def test_without_look_ahead_means_years_before(estimate):
    for pact in estimate["pacts"]:
        for model, sample in pact["estimates"]["before"]["trained_on"].items():
            assert sample["years"][1] == pact["year"] - 1, (pact["id"], model)


def test_leads_are_sums_of_their_terms(estimate):
    for found in estimate["formation"]["differences"]:
        total = sum(v[0] for v in found["by_term_with_interval_90"].values())
        assert total == pytest.approx(found["log_odds"], abs=2e-3)
        low, high = found["interval_90"]
        assert low < found["log_odds"] < high


def test_nato_ranks_as_in_the_formation_models_own_backtest(estimate):
    """The same coefficients and pairs by another way: the medians agree."""
    own = next(b for b in stored("formation")["backtests"]["shipped"] if b["id"] == "nato_1949")
    ours = next(g for g in estimate["formation"]["groups"] if g["id"] == "nato_1949")
    assert ours["pairs_at_risk"] == own["founding_pairs_at_risk"]
    assert ours["median_percentile"] == pytest.approx(own["median_percentile"], abs=0.05)


def test_a_what_if_raises_the_risk_and_the_worth_of_accession(estimate):
    cases = estimate["accessions"]["cases"]
    for state in ("FIN", "SWE"):
        risk = [
            c["candidates"][state]["war_initiations_a_year_outside_and_inside"][0] for c in cases.values()
        ]
        assert risk[-1] > risk[-2] > risk[1]  # dispute, rivalry, as the data have it
        assert cases["dispute"]["candidates"][state]["gains"] >= cases["after"]["candidates"][state]["gains"]
    assert cases["rivalry"]["inputs"]["FIN"]["rivalry"] == 1 != cases["after"]["inputs"]["FIN"]["rivalry"]


def test_tables_show_every_pact_and_render(estimate):
    made = tables.tables(estimate)
    assert len(made[0].rows) == 2 * len(estimate["pacts"])
    assert all(t.render("table") and t.render("csv") for t in made)
    assert "cinc" in tables.changed(estimate)


def test_a_changed_number_is_a_difference_and_rounding_is_none(estimate):
    assert len(differences(estimate, copy.deepcopy(estimate))) == 0
    other = copy.deepcopy(estimate)
    other["pacts"][0]["estimates"]["before"]["members_accepting"] += 0.01
    (row,) = differences(estimate, other).rows
    assert row[0] == "pacts[0].estimates.before.members_accepting"


def test_the_command_explains_the_estimate(estimate):
    from click.testing import CliRunner

    from pato.cli.commands.explain import command

    result = CliRunner().invoke(command, ["membership_backtests"])
    assert result.exit_code == 0
    assert "Past pacts and proposals as memberships" in result.output
    assert "racism and identity" in result.output
    found = CliRunner().invoke(command, ["membership_backtests", "--format", "json"])
    assert json.loads(found.output)["id"] == "membership_backtests"


@pytest.mark.full_data
def test_refit_of_the_check_equals_what_ships(full_data, estimate):
    """The smallest pact, in few futures: the whole way from the data store to the shares."""
    from pato.estimate.membership_backtests.run import check
    from pato.models.membership.assumptions import load

    assert load().digest == estimate["sample"]["assumptions_sha256"], (
        "assumptions changed: pato fit membership_backtests"
    )
    assert len(differences(estimate["check"], check(str(full_data)))) == 0


@pytest.mark.full_data
def test_decomposition_equals_what_ships(full_data, estimate):
    from pato.estimate.formation.decomposition import Group, decompose

    spec = load_backtests().formation
    found = decompose(spec.as_groups[:2], trained_before=spec.trained_before, fought=spec.fought, seed=spec.seed, folder=str(full_data))  # fmt: skip
    assert found["groups"] == estimate["formation"]["groups"][:2]
    assert found["differences"] == estimate["formation"]["differences"][:1]
    with pytest.raises(CoverageError, match="no pair at risk"):
        decompose((Group("new", 1949, ("KOR", "TWN")),), trained_before=1949, fought=(1931, 1945), seed=1, folder=str(full_data))  # fmt: skip


def test_joining_predicts_for_the_number_of_states_of_the_time():
    from pato.estimate.membership_backtests.trained import in_a_system_of
    from pato.models.risk.estimate import load_risk

    shipped = load_risk("joining")
    model = in_a_system_of(shipped, 75)
    assert model.estimate["at_prediction"]["states"] == 75.0 != shipped.estimate["at_prediction"]["states"]
    assert np.array_equal(model.coefficients, shipped.coefficients)
