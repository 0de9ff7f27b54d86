"""A metric that one architecture has no value of: nothing is compared with it, and claims about the others test it all the same."""

import numpy as np
import pytest

import pato
from pato.assess.claims import verdict
from pato.assess.conditions import holds
from pato.assess.load import load_claims
from pato.assess.schema import Statement
from pato.errors import UnknownNameError

METRICS = ("agreement_small_over_large", "agreement_probability", "gaps")


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    study = tmp_path_factory.mktemp("partly") / "s.yaml"
    study.write_text(
        f"format: 1\nid: s\narchitectures: [in-force, pato-3]\nmetrics: [{', '.join(METRICS)}]\nfutures: 14\ndate: 2026-11-21\n",
        encoding="utf-8",
    )
    return pato.compare(study)


def test_no_body_has_no_value_and_the_tables_say_of_what(comparison):
    assert "agreement_probability" not in comparison.values
    assert "no value under in-force" in comparison.left_out["agreement_probability"]
    with pytest.raises(UnknownNameError, match="no value under in-force"):
        comparison.metric("agreement_probability")


def test_a_claim_about_the_design_alone_is_tested(comparison):
    found = verdict(load_claims(["A6"])[0], comparison)
    assert found.shares, "what in-force has no body for says nothing of the design's"
    values = comparison.partly["agreement_small_over_large"].sel(architecture="pato-3").values
    assert np.isfinite(values).all()
    share = next(iter(found.shares.values()))
    assert share == pytest.approx((values > 0.01).mean())


def test_what_compares_with_the_missing_one_says_so(comparison):
    asked = Statement.model_validate(
        {"metric": "agreement_probability", "holds_if": {"no_worse_than": "pato-3", "in": "in-force"}}
    )
    with pytest.raises(UnknownNameError, match="no value under in-force"):
        holds(asked, comparison)
