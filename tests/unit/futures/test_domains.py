"""Which values a number can have, by its unit; a study or a file of ranges beyond that is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.assess.load import from_options
from pato.assess.study import resolve
from pato.errors import FileError, UsageError
from pato.files.assumptions import AssumptionsFile, read_assumptions
from pato.files.domains import ANY, POSITIVE, SHARE, Domain, domain_of
from pato.futures.distributions import DISTRIBUTIONS, Distribution, distribution

TODAY = "2026-11-21"
SPECS = {
    "constant": 0.4,
    "uniform": [0.2, 0.6],
    "loguniform": [0.2, 0.6],
    "triangular": [0.2, 0.3, 0.6],
    "normal": [0.5, 0.1],
    "truncated_normal": [0.5, 0.1, 0.2, 0.6],
    "lognormal": [0.5, 0.1],
    "beta": [2.0, 3.0],
    "pert": [0.2, 0.3, 0.6],
}


@pytest.mark.parametrize("name", sorted(DISTRIBUTIONS))
def test_a_support_holds_what_is_drawn(name):
    import numpy as np

    made = distribution({name: SPECS[name]})
    low, high = made.support
    drawn = made.inverse(np.linspace(1e-6, 1 - 1e-6, 101))
    assert (drawn >= low - 1e-12).all()
    assert (drawn <= high + 1e-12).all()


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_a_domain_holds_what_lies_between_its_ends(low, high):
    assert SHARE.holds(low, high) == (low >= 0 and high <= 1)
    assert ANY.holds(low, high)
    assert POSITIVE.holds_value(low) == (low > 0)


def test_domains_in_words():
    assert domain_of("share of output") is SHARE
    assert domain_of("share of value").words() == "0 or more"
    assert domain_of("ratio").words() == "above 0"
    assert domain_of("log-odds").words() == "any number"
    assert domain_of("bushels") is None
    assert Domain(-1.0, 1.0).words() == "from -1 to 1"


def test_every_factor_that_ships_has_a_unit_with_a_domain_and_keeps_to_it():
    study = resolve(from_options(["in-force", "pato-7"], {"futures": 2, "baseline": "both"}), today=TODAY)
    continuous = [f for f in study.factors if f.kind == "continuous"]
    assert len(continuous) > 40
    for factor in continuous:
        assert isinstance(factor.spec, Distribution)
        assert domain_of(factor.unit) is not None, (factor.id, factor.unit)
        assert factor.domain.holds(*factor.spec.support), factor.id


def refused(setting, factor="taiwan_credence", metric="war_initiations_members"):
    asked = {"futures": 2, "metrics": [metric], "factors": {factor: setting}}
    with pytest.raises((UsageError, FileError)) as caught:
        resolve(from_options(["in-force", "pato-7"], asked), today=TODAY)
    return str(caught.value)


def test_a_range_outside_the_domain_is_refused_naming_it():
    told = refused({"range": [3, 60]})
    assert "'taiwan_credence' runs from 3 to 60; it can be from 0 to 1 (share" in told
    assert "for example {range: [0.0, 1.0]}" in told
    assert "it can be above 0 (ratio)" in refused({"range": [-5, 3]}, "pledge_risk_ratio")
    assert "'pledge_risk_ratio' is 0; it can be above 0" in refused({"value": 0}, "pledge_risk_ratio")
    assert "has no end on one side (normal [0.5, 0.1])" in refused({"normal": [0.5, 0.1]})


def test_a_fixed_value_is_a_value_and_a_range_of_one_value_says_so():
    told = refused({"range": [5, 5]}, "additive_cap")
    assert "range [5, 5]: both ends are the same. Write a fixed value as value: 5." in told
    asked = {"futures": 2, "metrics": ["war_initiations_members"], "factors": {"additive_cap": {"value": 3}}}
    study = resolve(from_options(["in-force", "pato-7"], asked), today=TODAY)
    cap = next(f for f in study.factors if f.id == "additive_cap")
    assert cap.spec.support == (3, 3)
    assert math.isfinite(cap.domain.low)


def test_a_file_of_ranges_keeps_to_the_domains_too(tmp_path):
    entry = "{symbol: x, meaning: m, unit: share, range: [0.5, 1.5], source: s}"
    path = tmp_path / "own.yaml"
    path.write_text(f"format: 1\nid: own\nassumptions:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"x runs from 0\.5 to 1\.5; it can be from 0 to 1 \(share\)"):
        read_assumptions(AssumptionsFile, path)
