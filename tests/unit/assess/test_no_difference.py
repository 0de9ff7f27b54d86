"""A difference has a size: within the band two figures are the same, in every table that compares designs."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pato.assess.conditions import holds
from pato.assess.metrics import Metric, metrics
from pato.assess.no_difference import Width, band, beats, width_of
from pato.assess.regret import dominance, regrets
from pato.assess.schema import Statement, Study
from pato.assess.tipping import shares

BASE, PACT = "base", "pact"


def metric(**more):
    return Metric("wars", "wars", "wars", "lower", lambda _: None, **more)


def figures(first, second):
    values = np.column_stack([first, second])
    return xr.DataArray(values, dims=("future", "architecture"), coords={"architecture": [BASE, PACT]})


def test_without_a_statement_it_is_one_per_cent_of_the_baseline_s_level_in_the_same_future():
    np.testing.assert_allclose(band(metric(), figures([1.0, -4.0], [9.0, 9.0]), {}), [0.01, 0.04])
    np.testing.assert_allclose(band(metric(no_difference=0.5), figures([1.0, 4.0], [9.0, 9.0]), {}), 0.5)
    np.testing.assert_allclose(band(metric(), figures([1.0, 4.0], [9.0, 9.0]), {"wars": "25 %"}), [0.25, 1.0])
    np.testing.assert_allclose(
        band(metric(no_difference=0.5), figures([1.0, 4.0], [9.0, 9.0]), {"wars": 2}), 2.0
    )
    assert width_of(metric(no_difference=0.5), {}) == Width(0.5, of_level=False)
    assert width_of(metric(no_difference=0.5), {"wars": "3 %"}) == Width(3.0, of_level=True)
    assert [w.words("wars") for w in (Width(0.5, of_level=False), Width(2.0, of_level=True))] == [
        "0.5 wars",
        "2 % of the baseline's level",
    ]


@pytest.mark.parametrize(
    ("given", "width"),
    [
        (0, Width(0.0, of_level=False)),
        (1.5, Width(1.5, of_level=False)),
        ("2 %", Width(2.0, of_level=True)),
        (".5%", Width(0.5, of_level=True)),
        ("3 per cent", Width(3.0, of_level=True)),
    ],
)
def test_what_a_study_may_write(given, width):
    assert Width.read(given) == width


@pytest.mark.parametrize("given", [-1, "much", "-2 %", float("nan"), float("inf"), True, "2"])
def test_what_it_may_not(given):
    with pytest.raises(ValueError, match="no band of no difference"):
        Width.read(given)
    with pytest.raises(ValidationError, match="no band of no difference"):
        Study.model_validate(
            {"format": 1, "id": "s", "architectures": ["in-force"], "no_difference": {"gaps": given}}
        )


def test_metrics_that_may_start_from_nothing_state_their_band_in_their_unit():
    """One per cent of nothing would be nothing: what the status quo has at 0 states its band."""
    at_zero = ("rival_arming", "coercion_loss_members", "welfare_members", "gain_members", "welfare_by_state")
    known = metrics()
    assert all((known[name].no_difference or 0) > 0 for name in at_zero)
    assert width_of(known["war_initiations_members"], {}) == Width(1.0, of_level=True)


@given(
    st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(0, 10)), min_size=1, max_size=30),
)
def test_better_worse_and_no_real_change_are_all_there_is(pairs):
    gain, width = (np.array(column) for column in zip(*pairs, strict=True))
    better, worse = beats(gain, width)
    assert not (better & worse).any()
    np.testing.assert_array_equal(~(better | worse), np.abs(gain) <= width)


def test_a_change_in_the_fourth_digit_wins_nothing(constructed):
    """The case that made it needed: .2243 against .2242 'won' in 99 per cent of futures."""
    made = constructed()
    n = made.study.study.futures
    made.values["wars"] = figures(np.full(n, 0.2243), np.full(n, 0.2242))

    def told(**condition):
        return holds(
            Statement.model_validate({"metric": "wars", "holds_if": {"in": PACT} | condition}), made
        ).mean()

    assert told(better_than=BASE) == told(lower_than=BASE) == 0
    assert told(worse_than=BASE) == told(higher_than=BASE) == 0
    assert told(no_worse_than=BASE) == 1
    made.study.study.no_difference = {"wars": 0}
    assert told(better_than=BASE) == 1
    made.study.study.no_difference = {}
    made.values["wars"] = figures(np.full(n, 0.2243), np.full(n, 0.2243 * 0.98))
    assert told(better_than=BASE) == 1


def test_regret_tipping_and_dominance_know_it():
    loss, width = np.array([[1.0, 1.005, 1.2], [1.0, 1.0, 0.5]]), np.array([[0.01], [0.01]])
    np.testing.assert_allclose(regrets(loss, width), [[0, 0, 0.2], [0.5, 0.5, 0]])
    np.testing.assert_allclose(shares(loss, width), [[0.5, 0.5, 0], [0, 0, 1]])
    both = np.stack([loss, loss])
    bands = np.stack([width[:, 0]] * 2)
    assert dominance(both, 0, 1, width=bands) == 0
    assert dominance(both, 1, 0, width=bands) == 0
    assert dominance(both, 0, 2, width=bands) == 0.5
    assert dominance(both, 2, 0, width=bands) == 0.5
    assert dominance(both, 0, 1) == 0.5  # without a band the fourth digit dominates
