"""Regret, what is good enough, and dominance, worked out by hand on few runs."""

import numpy as np
import pytest
from hand_made import EVEN, N, made, numbers

from pato.assess.regret import (
    Enough,
    dominance,
    dominance_table,
    judged,
    losses,
    regret_table,
    regrets,
    satisficing_table,
    widths,
)
from pato.assess.strata import Stratum
from pato.assess.tipping import _bands, _successions, tipping_table
from pato.errors import UsageError


def test_regret_of_each_architecture():
    one = made()
    table = regret_table(one, judged(one, ["wars", "support", "count"]))
    assert table.columns == (
        "metric", "unit", "architecture", "theory", "median", "50 % from", "50 % to", "90 % from", "90 % to", "largest",
        "best in share of runs", "minimax",
    )  # fmt: skip
    assert (table.title, table.group, table.meta["seed"]) == ("Regret", 2, 1)
    wars, support, gaps = ("wars of members", "wars"), ("support", "per cent"), ("gaps", "pairs")
    assert [tuple(r) for r in table.rows] == [
        (*wars, "base", "none", 0, 0, 0, 0, 0, 0, 1, "yes"),
        (*wars, "pact", "none", 0, 0, 0, 0, 0, 0, 1, "yes"),
        (*wars, "base", "strong", 0, 0, 0.5, 0, 1, 1, 0.5, "yes"),  # .5, 1, 0, 0
        (*wars, "pact", "strong", 0, 0, 0, 0, 1, 1, 0.75, "yes"),  # 0, 0, within the band, 1
        (*support, "base", "none", 10, 0, 20, 0, 30, 30, 0.25, None),
        (*support, "pact", "none", 0, 0, 0, 0, 0, 0, 1, "yes"),
        (*support, "base", "strong", 0, 0, 0, 0, 0, 0, 1, "yes"),
        (*support, "pact", "strong", 0, 0, 0, 0, 0, 0, 1, "yes"),  # 1 less each, which is the band
        (*gaps, "base", "any", 3, 3, 3, 3, 3, 3, 0, None),
        (*gaps, "pact", "any", 0, 0, 0, 0, 0, 0, 1, "yes"),
    ]
    assert list(table.notes) == [
        "Regret: the distance from the best architecture in the same run, in the metric's unit.",
        "A difference within the band of no difference counts as none. Best: ties count for every architecture that ties. Minimax: the architecture whose largest regret is smallest; the largest value depends on the number of runs.",
        "Results are reported separately for each assumption about deterrence unless the study gives weights.",
    ]


def test_regret_with_weights():
    one = made(weights={"deterrence": {"strong": 3, "none": 1}})
    rows = {(r[2], r[3]): tuple(r[4:]) for r in regret_table(one, judged(one, ["wars"])).rows}
    # regret of the baseline: none in four runs of 1/16, and .5, 1, 0, 0 in runs of 3/16
    assert rows["base", "your weights"] == (0, 0, 0.5, 0, 1, 1, 10 / 16, "yes")
    assert rows["pact", "your weights"] == (0, 0, 0, 0, 1, 1, 13 / 16, "yes")
    table = satisficing_table(one, [Enough.of("wars<=1")])
    assert {(r[1], r[2]): r[3] for r in table.rows}["pact", "your weights"] == (1 + 6) / 16
    table = dominance_table(one, judged(one, ["wars"]))
    assert {(r[0], r[2]): r[3] for r in table.rows}["pact", "your weights"] == 6 / 16
    along = tipping_table(one, "deterrence", judged(one, ["wars"]))
    assert {r[1] for r in along.rows} == {"each"}


def test_runs_of_no_weight_count_for_no_largest_regret_and_no_lead():
    one = made(weights={"deterrence": {"strong": 1}})
    rows = {(r[2], r[3]): tuple(r[4:]) for r in regret_table(one, judged(one, ["support"])).rows}
    # the baseline's regret of 30 is under 'none' alone, which has no weight
    assert rows["base", "your weights"] == (0, 0, 0, 0, 0, 0, 1, "yes")
    assert rows["pact", "your weights"] == (0, 0, 0, 0, 0, 0, 1, "yes")
    weighed = Stratum("w", np.arange(4), np.array([0.5, 0.0, 0.25, 0.25])).counting()
    assert (weighed.label, weighed.futures.tolist(), weighed.weight.tolist()) == (
        "w",
        [0, 2, 3],
        [0.5, 0.25, 0.25],
    )
    even = Stratum("e", np.arange(4), None)
    assert even.counting() is even
    table = tipping_table(one, "word", judged(one, ["wars"]))
    both = [{tuple(r[2:]) for r in table.rows if r[1] == theory} for theory in ("strong", "your weights")]
    assert both[0] == both[1]


def test_bands_and_successions_count_with_weights():
    loss, weight = np.array([[0.0, 1.0], [1.0, 0.0]] * 5), np.array([1.0, 3.0] * 5)
    rows = list(_bands(loss, np.zeros((10, 1)), numbers(np.arange(10)), ("a", "b"), weight))
    assert [(r[1], r[2]) for r in rows] == [("b", 0.75)] * 5
    assert [r[1] for r in _bands(loss, np.zeros((10, 1)), numbers(np.arange(10)), ("a", "b"))] == ["a"] * 5
    preferred = np.tile([[1.0, 0.0], [0.0, 1.0]], (200, 1))
    turned = np.where(np.arange(N) < 200, np.tile([3.0, 1.0], 200), np.tile([1.0, 3.0], 200))
    assert _successions(preferred, numbers(EVEN), turned) == [(0, 1)]
    assert _successions(preferred, numbers(EVEN)) == []


def test_losses_and_bands_are_by_run():
    one = made()
    wars, count = losses(one, one.metric("wars")), losses(one, one.metric("count"))
    np.testing.assert_array_equal(wars, one.values["wars"])
    np.testing.assert_array_equal(losses(one, one.metric("support")), -one.values["support"])
    assert count.tolist() == [[3.0, 0.0]] * 8
    np.testing.assert_allclose(widths(one, one.metric("wars")), one.values["wars"].values[:, :1] / 100)
    assert widths(one, one.metric("count")).tolist() == [[0.0]] * 8
    np.testing.assert_array_equal(regrets(np.array([[2.0, 1.0, 1.5]])), [[1.0, 0.0, 0.5]])


def test_what_can_be_judged():
    one = made()
    assert [m.id for m in judged(one)] == ["wars", "support", "agrees", "count"]
    assert [m.id for m in judged(one, ["count", "wars"])] == ["count", "wars"]
    with pytest.raises(UsageError) as refused:
        judged(one, ["duties", "wars", "wars_by_target"])
    assert [p.what.split(" is not")[0] for p in refused.value.problems] == [
        "metric that has a better and a worse 'duties'",
        "metric that has a better and a worse 'wars_by_target'",
    ]


@pytest.mark.parametrize(
    ("text", "found", "words"),
    [
        ("gaps<1", Enough("gaps", "<", 1.0), "gaps < 1"),
        (" wars >= -.5e1 ", Enough("wars", ">=", -5.0), "wars >= -5"),
        ("a_b<=+2.", Enough("a_b", "<=", 2.0), "a_b <= 2"),
        ("x > 0.25", Enough("x", ">", 0.25), "x > 0.25"),
    ],
)
def test_thresholds_are_read(text, found, words):
    assert Enough.of(text) == found
    assert found.words() == words


@pytest.mark.parametrize("text", ["gaps", "gaps=1", "gaps<", "<1", "gaps<1x", "gaps<<1", ""])
def test_what_is_no_threshold(text):
    with pytest.raises(UsageError) as refused:
        Enough.of(text)
    assert (
        str(refused.value)
        == f"'{text}'  is no threshold. Write METRIC<NUMBER or METRIC>NUMBER, such as gaps<1."
    )


def test_good_enough_at_the_bound():
    one = made()

    def share(text, architecture="pact"):
        return float(Enough.of(text).holds(one, architecture).mean())

    # the pact's wars: 1, 2, 3, 4 and .5, 1, 4.02, 9
    assert [share(t) for t in ("wars<1", "wars<=1", "wars>4.02", "wars>=4.02")] == [
        1 / 8,
        3 / 8,
        1 / 8,
        2 / 8,
    ]
    assert share("wars<1", "base") == 0
    assert Enough.of("count<1").holds(one, "pact").tolist() == [True] * 8


def test_the_table_of_what_is_good_enough():
    one = made()
    alone = satisficing_table(one, [Enough.of("wars<1")])
    assert [tuple(r) for r in alone.rows] == [
        ("wars < 1", "base", "none", 0), ("wars < 1", "base", "strong", 0), ("wars < 1", "pact", "none", 0), ("wars < 1", "pact", "strong", 0.25),
    ]  # fmt: skip
    table = satisficing_table(one, [Enough.of("wars<=2"), Enough.of("count<1")])
    assert table.columns == ("good enough", "architecture", "theory", "share of runs")
    assert (table.title, table.group, table.meta["seed"]) == ("Good enough", 1, 1)
    cells = [("base", "none"), ("base", "strong"), ("pact", "none"), ("pact", "strong")]
    told = {"wars <= 2": (0.5, 0.5, 0.5, 0.5), "count < 1": (0, 0, 1, 1), "all of them": (0, 0, 0.5, 0.5)}
    assert [tuple(r) for r in table.rows] == [
        (words, *cell, share) for words, shares in told.items() for cell, share in zip(cells, shares, strict=True)
    ]  # fmt: skip


def test_dominance_is_nowhere_worse_and_somewhere_better():
    loss = np.array([[[1.0, 2.0], [1.0, 1.0], [1.0, 0.0]], [[1.0, 1.0], [1.0, 1.0], [0.0, 1.0]]])
    assert dominance(loss, 0, 1) == pytest.approx(1 / 3)
    assert dominance(loss, 1, 0) == 0.0
    assert dominance(loss, 0, 1, np.array([2.0, 1.0, 1.0])) == 0.5
    assert dominance(loss, 0, 1, width=np.ones((2, 3))) == 0.0
    narrow = np.array([[0.5, 0.5, 1.0], [0.5, 0.5, 0.5]])
    assert dominance(loss, 0, 1, width=narrow) == pytest.approx(2 / 3)


def test_the_table_of_dominance():
    one = made()
    table = dominance_table(one, judged(one, ["wars", "support"]))
    assert table.columns == ("architecture", "dominates", "theory", "share of runs")
    assert (table.title, table.group, table.meta["seed"]) == ("Dominance", 1, 1)
    assert [tuple(r) for r in table.rows] == [
        ("base", "pact", "none", 0),
        ("base", "pact", "strong", 0.25),
        ("pact", "base", "none", 0.75),
        ("pact", "base", "strong", 0.5),
    ]
    assert list(table.notes) == [
        "Over wars, support: nowhere worse and somewhere better by more than the band of no difference, in the same run."
    ]


def test_metrics_together_are_broken_down_by_all_that_any_of_them_is():
    one = made()
    metric = one.metric
    assert [c.label for c in one.strata_of(metric("count"), metric("wars"))] == ["none", "strong"]
    assert [c.label for c in one.strata_of(metric("count"))] == ["any"]


def test_weights_of_either_metric_count_in_whatever_order_they_are_named():
    one = made(weights={"deterrence": {"strong": 3, "none": 1}})
    agrees, count = one.metric("agrees"), one.metric("count")  # neither is broken down, one is drawn
    for metrics in ((agrees, count), (count, agrees)):
        (stratum,) = one.strata_of(*metrics)
        assert sorted(set(stratum.weight.tolist())) == [1 / 16, 3 / 16]
