"""Theories of deterrence: rows of data, what each shifts, and what must hold for all of them."""

import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pato.errors import UnknownNameError, UsageError
from pato.futures import Factor
from pato.kernels.commitments import Dose
from pato.kernels.projection import pledge_dose
from pato.models.risk.doses import Pledged
from pato.models.risk.theories.found import theories, theory
from pato.models.risk.theories.row import Theory
from pato.models.risk.theories.situation import Coefficients, Known, Situation

CINC = np.array([0.15, 0.05, 0.03, 0.2])
KM = np.full((4, 4), 3000.0)
CAP, RATIO, RISE, YEARS, EFFECT = 2.0, 0.8, 0.3, 4.0, -0.5
OWN = {
    "additive_cap": CAP,
    "pledge_risk_ratio": RATIO,
    "provocation_log_odds": RISE,
    "provocation_years": YEARS,
    "support_effect": EFFECT,
}
EVERY = ("no_effect", "patron", "additive", "pledge", "provoke", "provoke_patron", "est")
B = (-0.7, 0.1)
"""The coefficient of the largest dose in two futures."""


def dose(*pledges):
    """Whole pledges, in the two futures alike."""
    pledged = np.zeros((4, 4))
    for k, i in pledges:
        pledged[k, i] = 1
    found = pledge_dose(pledged, cinc=CINC, distance_km=KM)
    largest, total = (
        np.repeat(np.expm1(getattr(found, p)).reshape(1, -1), 2, axis=0) for p in ("largest", "total")
    )
    return Dose(largest, total, (largest > 0).astype(float))


def pair(r, k):
    return 4 * r + k


def at(before, after, *, support=(5.0, 5.0), **changed):
    pairs = before.largest.shape[-1]
    values = OWN | changed

    def expect():
        return tuple(np.full((2, pairs), s) for s in support)

    coefficients = Coefficients(("constant", "dose_largest"), np.array([[0.0, B[0]], [0.0, B[1]]]))
    known = Known(coefficients, {name: np.full(2, value) for name, value in values.items()}, 10)
    # of whole pledges one is new where more is pledged by all together
    newly = (after.total > before.total).astype(float)
    return Situation(known, Pledged(np.arange(pairs), before, after, newly), expect)


def test_every_file_is_a_theory():
    assert sorted(EVERY) == sorted(theories())
    for name, found in theories().items():
        assert isinstance(found, Theory)
        assert found.id == name
        assert found.basis in {"estimate", "assumption"}
        assert len(found.describe()) > 40
        assert all(isinstance(f, Factor) for f in found.factors())


def test_what_a_theory_assumes_is_a_range_with_a_source():
    found = {f.id: f for t in theories().values() for f in t.factors()}
    for name in ("additive_cap", "pledge_risk_ratio", "provocation_log_odds", "provocation_years"):
        assert found[name].basis == "assumption"
        assert len(found[name].source) > 60
    assert found["support_effect"].basis == "estimate"


def test_the_range_of_provocation_is_that_of_the_evidence():
    """None at the low end; the upper end of the 95 % interval of the largest of the project's estimates at the high one."""
    source = files("pato") / "library" / "estimates" / "evidence.json"
    rows = json.loads(source.read_text(encoding="utf-8"))["provocation"]
    ends = [np.log1p((r["estimate"] + 1.96 * r["se"]) / r["rate_percent"]) for r in rows]
    spec = {f.id: f for f in theory("provoke").factors()}["provocation_log_odds"].spec
    assert spec.low == 0
    assert spec.high == pytest.approx(max(ends), abs=0.005)


@pytest.mark.parametrize("name", EVERY)
def test_no_change_of_pledges_is_no_change_of_risk(name):
    same = dose((0, 1), (2, 1))
    found = theory(name)
    assert found.shift(at(same, same)).shape == (2, 16)
    assert (found.shift(at(same, same)) == 0).all()
    surge = found.surge(at(same, same))
    assert surge is None or (surge.log_odds == 0).all()


def test_no_effect_never_shifts():
    assert (theory("no_effect").shift(at(dose(), dose((0, 1)))) == 0).all()


def test_patron_is_the_coefficient_times_the_change_in_the_largest_dose():
    before, after = dose((2, 1)), dose((2, 1), (0, 1))
    shift = theory("patron").shift(at(before, after))
    change = (np.log1p(after.largest) - np.log1p(before.largest))[0, pair(3, 1)]
    assert change > 0
    np.testing.assert_allclose(shift[:, pair(3, 1)], [B[0] * change, B[1] * change])
    assert shift[0, pair(0, 1)] == 0  # against the patron itself its pledge is worth nothing


def test_patron_ignores_lesser_pledgers_and_additive_counts_them():
    change = at(dose((0, 1)), dose((0, 1), (2, 1)), additive_cap=9.0)
    assert theory("patron").shift(change)[0, pair(3, 1)] == 0
    assert theory("additive").shift(change)[0, pair(3, 1)] < 0


def test_additive_is_capped():
    before, after = dose(), dose((0, 1), (2, 1))
    total = np.log1p(after.total[0, pair(3, 1)])
    for cap, expected in ((total + 1, total), (total / 2, total / 2)):
        shift = theory("additive").shift(at(before, after, additive_cap=cap))
        assert shift[0, pair(3, 1)] == pytest.approx(B[0] * expected)
    beyond = at(after, dose((0, 1), (2, 1), (3, 1)), additive_cap=total / 2)
    assert theory("additive").shift(beyond)[0, pair(3, 1)] == 0


def test_a_first_pledge_has_a_factor_and_a_second_none():
    first = theory("pledge").shift(at(dose(), dose((2, 1))))
    np.testing.assert_allclose(first[:, pair(3, 1)], np.log(RATIO))
    assert (first[:, [pair(2, 1), pair(3, 0)]] == 0).all()  # the pledger itself; another target
    second = theory("pledge").shift(at(dose((2, 1)), dose((2, 1), (0, 1))))
    assert second[0, pair(3, 1)] == 0


def test_provocation_lasts_for_its_years_and_no_longer_than_the_horizon():
    change = at(dose((0, 1)), dose((0, 1), (2, 1)))
    surge = theory("provoke").surge(change)
    np.testing.assert_allclose(surge.share, YEARS / 10)
    np.testing.assert_allclose(surge.log_odds[:, pair(3, 1)], RISE)
    assert (surge.log_odds[:, [pair(3, 0), pair(3, 2)]] == 0).all()
    assert (theory("provoke").surge(at(dose(), dose((0, 1)), provocation_years=40.0)).share == 1).all()


def test_provocation_with_the_patron_is_both():
    change = at(dose((2, 1)), dose((2, 1), (0, 1)))
    both = theory("provoke_patron")
    np.testing.assert_array_equal(both.shift(change), theory("patron").shift(change))
    np.testing.assert_array_equal(both.surge(change).log_odds, theory("provoke").surge(change).log_odds)


def test_expected_support_counts_in_logs():
    shift = theory("est").shift(at(dose(), dose((0, 1)), support=(1.0, 3.0)))
    np.testing.assert_allclose(shift, EFFECT * np.log(4 / 2))


def test_support_is_computed_for_theories_that_ask_alone():
    def refuse():
        raise AssertionError("asked for")

    change = at(dose(), dose((0, 1)))
    silent = Situation(change.known, change.pledged, refuse)
    for name in set(EVERY) - {"est"}:
        theory(name).shift(silent)
        theory(name).surge(silent)
    with pytest.raises(AssertionError, match="asked for"):
        theory("est").shift(silent)


def test_half_a_pledge_has_half_the_effect_of_a_first_one_and_half_the_rise():
    """What lies between no pledge and a whole one is assumed to count in proportion."""
    none, whole = dose(), dose((2, 1))
    half = Dose(whole.largest / 2, whole.total / 2, whole.any / 2)
    one = pair(3, 1)
    first, second = (theory("pledge").shift(at(a, b))[0, one] for a, b in ((none, half), (half, whole)))
    assert first == pytest.approx(np.log(RATIO) / 2)
    assert first + second == pytest.approx(np.log(RATIO))
    situation = at(none, half)
    newly = Pledged(situation.pledged.pairs, none, half, half.any)
    risen = theory("provoke").surge(Situation(situation.known, newly)).log_odds
    assert risen[0, one] == pytest.approx(RISE / 2)


def test_losing_the_patron_raises_the_risk():
    shift = theory("patron").shift(at(dose((0, 1)), dose()))
    assert shift[0, pair(3, 1)] > 0


pledges = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda p: p[0] != p[1]), max_size=6)


@settings(max_examples=60, deadline=None)
@given(pledges, pledges, st.floats(0.5, 6.0))
def test_where_more_capability_is_pledged_additive_deters_at_least_as_much(one, other, cap):
    before, after = dose(*one), dose(*(one | other))
    more = (after.total >= before.total)[0]
    shift = theory("additive").shift(at(before, after, additive_cap=cap))[0]
    assert (shift[more] <= 0).all()
    assert (shift >= B[0] * cap).all()
    # nothing changes in risk where nothing changes in what is pledged, whatever the theory
    same = ((after.total == before.total) & (after.largest == before.largest))[0]
    for name in set(EVERY) - {"est"}:
        assert (theory(name).shift(at(before, after, additive_cap=cap))[:, same] == 0).all()
        surge = theory(name).surge(at(before, after))
        assert surge is None or (surge.log_odds[:, same] == 0).all()


def test_unknown_theories_coefficients_and_factors_are_named():
    with pytest.raises(UnknownNameError, match=r"patorn.*patron"):
        theory("patorn")
    change = at(dose(), dose((0, 1)))
    other = Situation(Known(Coefficients(("constant",), np.zeros((2, 1)))), change.pledged)
    with pytest.raises(UsageError, match="dose_largest"):
        theory("patron").shift(other)
    with pytest.raises(UsageError, match="pledge_risk_ratio"):
        theory("pledge").shift(other)
    with pytest.raises(UsageError, match="expected support"):
        _ = other.support
