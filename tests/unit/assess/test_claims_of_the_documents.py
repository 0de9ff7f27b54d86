"""The claims that ship: on any design, with a size, with what estimates say, and with a reviewer's note."""

import dataclasses
import json

import numpy as np
import pytest
from pydantic import ValidationError

from pato.assess.claim_evidence import EVIDENCE, evidence
from pato.assess.claims import claims_summary, claims_table, verdict
from pato.assess.load import load_claims
from pato.assess.schema import Claim
from pato.assess.sizes import Size, sizes, span
from pato.assess.strata import POOLED, Stratum
from pato.errors import UnknownNameError, UsageError
from pato.estimate.pressure import rate_ratio
from pato.files.estimates import stored

BASE, PACT = "base", "pact"


def claim(**body):
    return Claim.model_validate({"format": 1, "id": "X1", "text": "t", "identified": "suggestive"} | body)


def test_every_claim_has_a_reviewer_s_note_and_none_is_tied_to_one_design():
    claims = load_claims()
    assert [c.id for c in claims] == [f"A{i}" for i in range(1, 10)] + [f"B{i}" for i in range(1, 6)]
    for one in claims:
        assert len(one.review or "") > 80, one.id
        named = [s.holds_if.model_dump(by_alias=True) for s in (*one.statements, *one.beside)]
        words = {v for c in named for v in c.values() if isinstance(v, str)} - {"USA"}
        assert words <= {"design", "baseline"}, one.id
        assert set(one.evidence) <= set(EVIDENCE)


def test_design_and_baseline_stand_for_what_is_compared(constructed):
    comparison = constructed()
    roles = verdict(claim(metric="wars", holds_if={"better_than": "baseline", "in": "design"}), comparison)
    names = verdict(claim(metric="wars", holds_if={"better_than": BASE, "in": PACT}), comparison)
    assert roles.shares == names.shares
    comparison.study.subject = BASE
    turned = verdict(claim(metric="wars", holds_if={"better_than": "baseline", "in": "design"}), comparison)
    assert set(turned.shares.values()) == {0.0}


def test_how_much_is_a_ratio_a_difference_or_the_figure(constructed):
    comparison = constructed()
    found = verdict(claim(metric="wars", holds_if={"better_than": BASE, "in": PACT}), comparison)
    base, pact = comparison.values["wars"].values.T
    strong = comparison.draws.is_level("theory", "strong")
    assert found.sizes["none"] == Size("ratio", 1.0, 1.0, 1.0)
    assert found.sizes["strong"].middle == pytest.approx(np.median(pact[strong] / base[strong]), rel=1e-2)
    limit = verdict(claim(metric="wars", holds_if={"below": 2, "in": PACT}), comparison)
    assert limit.sizes["none"].kind == "figure"
    two = (Stratum("a", np.arange(3), None), Stratum("b", np.arange(3, 6), None))
    gone = sizes(np.arange(6.0), np.zeros(6), "points", two)
    assert gone["b"] == Size("difference", 4.0, 3.0, 5.0, "points")
    assert span(gone) == "difference 1 to 4 points by theory (90 %: 0 to 5)"
    assert (
        span({**gone, POOLED: Size("difference", 2.0, 0.0, 5.0, "points")}) == "difference 2 points (0 to 5)"
    )
    assert span({}) is None
    assert span({"any": Size("figure", 3.0, 3.0, 3.0, "pairs")}) == "figure 3 pairs"


def test_what_no_data_answer_is_not_added_to_what_is_computed(constructed):
    comparison = constructed()
    one = {"metric": "count", "holds_if": {"below": 1, "in": "design"}}
    found = verdict(
        claim(**one, not_answerable=[{"text": "And it is just.", "why": "Nothing measures it."}]), comparison
    )
    assert found.shares == {}
    assert found.label == "suggestive, and in part not answerable with these data"
    told = {p.words: (p.shares, p.why) for p in found.parts}
    assert told["And it is just."] == ({}, "Nothing measures it.")
    assert any(set(shares.values()) == {1.0} for shares, _ in told.values())


def test_what_stands_beside_a_claim_does_not_count(constructed):
    comparison = constructed()
    one = {"metric": "count", "holds_if": {"below": 1, "in": "design"}}
    never = {"metric": "count", "holds_if": {"above": 100, "in": "design"}}
    found = verdict(claim(**one, beside=[never]), comparison)
    assert set(found.shares.values()) == {1.0}
    (beside,) = found.parts
    assert beside.label.startswith("beside: count of pact above 100")
    assert set(beside.shares.values()) == {0.0}
    rows = claims_table([found], comparison).records()
    assert [r["text"].split(":")[0] for r in rows] == ["t", "t", "beside", "beside"]


def test_a_claim_is_told_apart_by_what_it_names(constructed):
    comparison = constructed()
    plain = comparison.metric
    comparison.metric = lambda name: dataclasses.replace(plain(name), by=())
    whole = verdict(claim(metric="wars", holds_if={"better_than": BASE, "in": PACT}), comparison)
    assert set(whole.shares) == {"any"}
    found = verdict(
        claim(metric="wars", holds_if={"better_than": BASE, "in": PACT}, by=["theory"]), comparison
    )
    assert set(found.shares) == {"none", "strong"}


def test_a_reviewer_speaks_where_few_claims_are_asked_about(constructed):
    comparison = constructed()
    one = verdict(
        claim(metric="count", holds_if={"below": 1, "in": "design"}, review="It counts, and does not weigh."),
        comparison,
    )
    assert "X1, a reviewer: It counts, and does not weigh." in claims_summary([one], comparison).notes
    many = claims_summary([one] * 4, comparison).notes
    assert not any("does not weigh" in note for note in many)
    assert any("name a claim" in note for note in many)


def test_a_claim_rests_on_something():
    with pytest.raises(ValidationError, match="has no metric and condition"):
        claim()
    assert claim(evidence=["acceptance_backtest"]).statements == ()
    with pytest.raises(UsageError, match="Did you mean 'acceptance_backtest'"):
        evidence(["acceptance_backtests"], None)


def test_the_backtest_stands_beside_claims_about_acceptance():
    from pato.models.membership.backtest import record

    assert evidence(["acceptance_backtest"], None) == (record().told,)
    for one in load_claims(["A8", "B1"]):
        assert "acceptance_backtest" in one.evidence


def test_rates_before_and_after():
    ratio, low, high, dispersion = rate_ratio(np.array([2.0, 2, 2, 2]), np.array([4.0, 4]))
    assert (ratio, dispersion) == (2.0, 1.0)
    error = np.sqrt(1 / 8 + 1 / 8)
    assert np.log(high / low) == pytest.approx(2 * 1.6449 * error, rel=1e-3)
    *_, rough = rate_ratio(np.array([0.0, 8, 0, 0]), np.array([4.0, 4]))
    assert rough == pytest.approx((3 * 2 + 36 / 2) / 4)
    ships = stored("pressure")["measures"]
    assert ships["disputes_begun"]["interval_90"][0] < 1, (
        "two of three years tell no rise of disputes from none"
    )
    for m in ships.values():
        assert m["after"]["a_year"] / m["before"]["a_year"] == pytest.approx(m["ratio"], rel=1e-3)


@pytest.mark.full_data
def test_the_counts_that_ship_are_those_of_the_data(full_data):
    from pato.estimate.fits import refit

    found = refit("pressure", str(full_data))
    assert len(found.differences) == 0, found.differences.to_text()
    assert json.loads(found.text)["id"] == "pressure"


def test_claims_on_a_design_of_my_own(tmp_path):
    from click.testing import CliRunner

    from pato.api.studies import compare
    from pato.cli.app import cli

    own = tmp_path / "mine.yaml"
    own.write_text(
        "format: 1\nid: mine\ntitle: Mine\nextends: hub-and-spoke\nadd: [pato]\nparties: {pato: [USA, JPN]}\n",
        encoding="utf-8",
    )
    study = tmp_path / "study.yaml"
    study.write_text(
        f"format: 1\nid: s\narchitectures: [hub-and-spoke, pato-7, {own.name}]\nfutures: 2\ndate: 2026-11-21\n"
        "metrics: [gaps, gaps_within_pact, guarantor_share]\n",
        encoding="utf-8",
    )
    run = tmp_path / "out"
    compare(study, folder=run)

    def told(*more):
        done = CliRunner().invoke(cli, ["claims", str(run), "A2", "--format", "json", *more])
        assert done.exit_code == 0, done.output
        body = json.loads(done.stdout)
        return " ".join(body["notes"]), [r["text"] for r in body["rows"]]

    notes, rows = told()
    assert "The design is mine, the baseline hub-and-spoke" in notes
    assert "part: gaps_within_pact of mine below 1" in rows
    notes, rows = told("--for", "pato-7")
    assert "The design is pato-7" in notes
    assert "part: gaps_within_pact of pato-7 below 1" in rows
    wrong = CliRunner().invoke(cli, ["claims", str(run), "A2", "--for", "pato-9"])
    assert isinstance(wrong.exception, UnknownNameError)
