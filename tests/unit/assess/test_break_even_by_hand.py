"""Break-evens and tipping points, worked out by hand on few runs."""

import numpy as np
import pytest
from hand_made import EVEN, N, made, numbers

from pato.assess.breakeven import FEWEST, BreakEven, Curve, break_even, grid
from pato.assess.inputs import Input
from pato.assess.regret import (
    judged,
)
from pato.assess.tipping import Tip, _apart_from, _bands, _successions, tipping_table, tips
from pato.errors import UnknownNameError, UsageError


def test_a_break_even_in_words():
    one = BreakEven("x", 0.41234, 0.30456, 0.5, True, 1, 0.6, (0.01, 0.99), "share")
    assert one.words() == "x at least 0.412 (0.305 to 0.5)"
    other = BreakEven("x", 0.4, 0.3, 0.5, False, 2, 0.6, (0.01, 0.99))
    assert other.words() == "x at most 0.4 (0.3 to 0.5), one of 2 crossings"
    never = BreakEven("x", None, None, None, None, 0, 0.5, (0.0123, 0.9876))
    assert never.words() == "x: not reached between 0.0123 and 0.988 (holds in most)"
    few = BreakEven("x", None, None, None, None, 0, 0.499, (0.0, 1.0))
    assert few.words() == "x: not reached between 0 and 1 (holds in few)"


@pytest.mark.parametrize("rises", [True, False])
def test_a_step_is_found_where_it_is(rises):
    found = break_even((EVEN >= 0.3) == rises, numbers(EVEN, unit="share"))
    assert found.input == "x"
    assert found.value == pytest.approx(0.3, abs=0.01)
    assert found.low90 < found.value < found.high90
    assert found.high90 - found.low90 < 0.08
    assert (found.rises, found.crossings, found.unit) == (rises, 1, "share")
    assert found.share == pytest.approx(0.7 if rises else 0.3)
    np.testing.assert_allclose(found.span, np.quantile(EVEN, (0.01, 0.99)))


def test_values_count_by_their_order_and_are_told_on_their_scale():
    mixed = np.random.default_rng(0).permutation(N)
    found = break_even((EVEN >= 0.3)[mixed], numbers((1000 + EVEN**3)[mixed]))
    assert found.value == pytest.approx(1000 + 0.3**3, abs=0.01)


def test_a_share_that_is_linear_in_ranks_crosses_where_its_line_does():
    # multiples of the golden ratio fill the interval evenly, and so do those of any few neighbours
    holds = np.arange(N) * 0.6180339887 % 1 < EVEN
    found = break_even(holds, numbers(EVEN))
    assert found.value == pytest.approx(0.5, abs=0.03)
    curve = Curve.of(EVEN, holds, np.full(N, 1 / N), 0)
    np.testing.assert_allclose(curve.share[5:-5], grid()[5:-5], atol=0.04)
    assert curve.slope(0.5) == pytest.approx(0.03, abs=0.006)
    assert curve.value_at(0.25) == pytest.approx(0.25, abs=0.005)
    assert (curve.value_at(-1), curve.value_at(2)) == (0.0, EVEN[-1])


def test_weights_move_it():
    # two populations: one turns at 0.3, the other, with nearly all the weight, at 0.7
    second = np.arange(N) % 2 == 1
    holds = np.where(second, EVEN >= 0.7, EVEN >= 0.3)
    weight = np.where(second, 100.0, 1.0)
    found = break_even(holds, numbers(EVEN), weight)
    assert found.value == pytest.approx(0.7, abs=0.03)
    assert found.share == pytest.approx(weight @ holds / weight.sum())
    again = break_even(holds, numbers(EVEN), 7 * weight)
    assert again == found


def test_what_never_turns_clearly_has_none():
    always = break_even(np.ones(N, bool), numbers(EVEN))
    assert (always.value, always.low90, always.high90, always.rises, always.crossings) == (None, None, None, None, 0)  # fmt: skip
    assert always.share == pytest.approx(1.0)
    np.testing.assert_allclose(always.span, np.quantile(EVEN, (0.01, 0.99)))
    assert (always.input, always.unit) == ("x", "")
    by_chance = np.random.default_rng(3).random(N) < 0.5
    assert break_even(by_chance, numbers(EVEN)).value is None
    one_side = (EVEN < 0.5) & by_chance  # clearly below one half above, never clearly above it
    assert break_even(one_side, numbers(EVEN)).value is None


def test_of_several_crossings_the_steepest_is_told():
    holds = (EVEN > 0.75) | ((EVEN > 0.2) & (EVEN < 0.5))
    found = break_even(holds, numbers(EVEN))
    assert found.crossings == 3
    assert min(abs(found.value - at) for at in (0.2, 0.5, 0.75)) < 0.03


def test_crossings_lie_between_the_ranks_of_the_grid():
    curve = Curve(EVEN, EVEN, np.concatenate([np.full(50, 0.4), np.full(51, 0.6)]), np.zeros((1, 101)))
    ((at, rises),) = curve.crossings()
    assert (at, rises) == (pytest.approx(0.495), True)
    ((at, rises),) = curve.crossings(np.concatenate([np.full(20, 0.9), np.full(81, 0.4)]))
    assert (at, rises) == (pytest.approx(0.19 + 0.01 * 0.4 / 0.5), False)
    assert curve.crossings(np.full(101, 0.5)) == []
    for ends in ((0.4, 0.5), (0.6, 0.4)):
        ((at, rises),) = curve.crossings(np.concatenate([np.full(100, ends[0]), [ends[1]]]))
        assert (at, rises) == (pytest.approx(0.99 + 0.01 * (1.0 if ends[1] == 0.5 else 0.5)), ends[0] < 0.5)
    resampled = curve.resampled_crossings(0.3, rises=True)
    assert resampled.tolist() == [0.3]  # no resample has one


def test_the_crossing_of_a_resample_is_the_nearest_of_its_kind():
    row = np.concatenate([np.full(20, 0.1), np.full(40, 0.9), np.full(20, 0.1), np.full(21, 0.9)])
    curve = Curve(EVEN, EVEN, row, row[None])
    assert [round(u, 3) for u, _ in curve.crossings(row)] == [0.195, 0.595, 0.795]
    assert curve.resampled_crossings(0.3, rises=True).round(3).tolist() == [0.195]
    assert curve.resampled_crossings(0.6, rises=True).round(3).tolist() == [0.795]
    assert curve.resampled_crossings(0.3, rises=False).round(3).tolist() == [0.595]


def test_the_seed_moves_intervals_alone():
    holds = (EVEN + 0.3 * np.random.default_rng(0).normal(size=N)) > 0.5
    one, other, same = (break_even(holds, numbers(EVEN), seed=s) for s in (1, 2, 1))
    assert one == same
    assert one.value == other.value
    assert one.low90 != other.low90


def test_what_has_no_break_even_is_refused():
    with pytest.raises(UsageError) as refused:
        break_even(np.ones(N, bool), Input("t", "t", np.zeros(N, int), ("a", "b")))
    assert str(refused.value) == "'t' has levels and no break-even; 'pato tipping' shows each level."
    with pytest.raises(UsageError) as refused:
        break_even(np.ones(FEWEST - 1, bool), numbers(np.arange(FEWEST - 1)))
    assert str(refused.value) == f"a break-even needs at least {FEWEST} runs, found {FEWEST - 1}."
    assert break_even(np.ones(FEWEST, bool), numbers(np.arange(FEWEST))).value is None


def test_tips_of_three_architectures_come_in_order_of_the_factor():
    # the first leads below 0.25, the second to 0.65, then the third
    loss = np.column_stack([EVEN, np.where(EVEN < 0.25, 1.0, 0.1), np.where(EVEN < 0.65, 2.0, 0.05)])
    found = tips(loss, ("a", "b", "c"), numbers(EVEN))
    assert [(t.below, t.above) for t in found] == [("a", "b"), ("b", "c")]
    assert [t.value for t in found] == [pytest.approx(0.25, abs=0.02), pytest.approx(0.65, abs=0.02)]
    assert all(isinstance(t, Tip) and t.low90 <= t.value <= t.high90 for t in found)
    assert _successions(np.eye(3)[np.repeat([0, 1, 2, 0], 100)], numbers(EVEN)) == [(0, 1), (1, 2), (2, 0)]
    assert _successions(np.eye(3)[np.repeat([0, 1, 0, 1], 100)], numbers(EVEN)) == [(0, 1), (1, 0)]
    assert _successions(np.eye(3)[np.repeat([2, 1], 200)], numbers(np.zeros(N))) == [
        (2, 1)
    ]  # equal values stay in order


def test_runs_that_tie_within_the_band_count_for_neither():
    loss = np.column_stack([np.zeros(N), np.where(EVEN < 0.5, 0.1, -0.1)])
    (tip,) = tips(loss, ("a", "b"), numbers(EVEN), width=0.05)
    assert tip.value == pytest.approx(0.5, abs=0.02)
    assert tips(loss, ("a", "b"), numbers(EVEN), width=0.1) == []  # all tie: a leads everywhere
    few = np.full((N, 1), 1.0)
    few[: FEWEST // 2] = few[-FEWEST // 2 + 1 :] = 0.0
    assert tips(loss, ("a", "b"), numbers(EVEN), width=few) == []


def test_fifths_of_a_factor_and_who_leads_there():
    loss = np.column_stack([np.arange(10.0), np.full(10, 5.5)])
    rows = list(_bands(loss, np.zeros((10, 1)), numbers(np.arange(10.0)[::-1]), ("a", "b")))
    assert rows == [
        ("0 to 1", "b", 1.0), ("2 to 3", "b", 1.0), ("4 to 5", "a", 1.0), ("6 to 7", "a", 1.0), ("8 to 9", "a", 1.0),
    ]  # fmt: skip
    assert list(_bands(loss[:2], np.zeros((2, 1)), numbers([1.0, 2.0]), ("a", "b"))) == [("1 to 1", "a", 1.0), ("2 to 2", "a", 1.0)]  # fmt: skip


TIPPING = ("metric", "theory", "factor", "preferred", "share of runs", "tips at", "90 % from", "90 % to")


def test_the_table_along_a_number():
    one = made()
    table = tipping_table(one, "word", judged(one, ["wars"]))
    assert table.columns == TIPPING
    assert table.title == "Along word"
    assert table.group == 2
    assert table.meta["seed"] == 1
    # under 'none' all tie; under 'strong' three runs differ, too few for a tip, one in each of three fifths
    first, *others = (tuple(r) for r in table.rows)
    assert first == ("wars", "none", "any", "none: all tie", None, None, None, None)
    word = one.study.design.draw()
    here = word["word"][word.is_level("deterrence", "strong")][[0, 1, 3]]
    order = np.argsort(here)
    assert [r[:5] for r in others] == [
        *(
            ("wars", "strong", f"{here[i]:.3g} to {here[i]:.3g}", ("pact", "pact", "base")[i], 1.0)
            for i in order
        ),
        ("wars", "strong", "tipping point", "none", None),
    ]
    assert list(table.notes) == [
        "Preferred: the architecture that is best in most runs of that fifth of the factor's values. Runs in which all tie, within the band of no difference, are left out.",
        "Tips at: the value at which the next architecture becomes better in most runs, other inputs as sampled; none where no crossing is clear.",
    ]


def test_the_table_along_levels_and_of_coefficients():
    one = made()
    table = tipping_table(one, "deterrence", judged(one, ["wars", "count"]))
    assert table.columns == ("metric", "theory", "deterrence", "architecture", "preferred in share of runs")
    assert (table.title, table.group, table.meta["seed"]) == ("Along deterrence", 2, 1)
    assert [tuple(r) for r in table.rows] == [
        ("wars", "each", "none", "base", 0.5),
        ("wars", "each", "none", "pact", 0.5),
        # .5 < 1 and 1 < 2 for the pact, a tie, and 8 < 9 for the baseline
        ("wars", "each", "strong", "base", 1.5 / 4),
        ("wars", "each", "strong", "pact", 2.5 / 4),
    ]
    assert list(table.notes) == ["Preferred: best, or within the band of no difference of the best; ties are shared evenly."]  # fmt: skip
    assert tipping_table(one, "first", judged(one, ["wars"])).title == "Along slope.first"
    with pytest.raises(UnknownNameError, match=r"factor that differs between these runs 'wrd' is not known\. Did you mean 'word'"):  # fmt: skip
        tipping_table(one, "wrd", judged(one))
    one.study.labels = ("base",)
    with pytest.raises(UsageError, match=r"^a tipping point needs two architectures or more\.$"):
        tipping_table(one, "word", [])


def test_a_table_along_levels_is_broken_down_by_the_other_factors_with_their_weights():
    one = made(weights={"deterrence": {"strong": 3, "none": 1}})
    wars = one.metric("wars")
    assert [s.label for s in _apart_from(one, wars, "another")] == ["none", "strong", "your weights"]
    (each,) = _apart_from(one, wars, "deterrence")
    assert (each.label, each.futures.tolist()) == ("each", list(range(8)))
    assert each.weight.tolist() == np.where(one.study.design.draw().is_level("deterrence", "none"), 1 / 16, 3 / 16).tolist()  # fmt: skip
    (each,) = _apart_from(made(), wars, "deterrence")
    assert (each.label, each.weight) == ("each", None)
    (alone,) = _apart_from(one, one.metric("count"), "deterrence")
    assert alone.label == "any"
    # a level without weight has no row
    one = made(weights={"deterrence": {"strong": 1}})
    rows = tipping_table(one, "deterrence", judged(one, ["wars"])).rows
    assert {r[2] for r in rows} == {"strong"}
