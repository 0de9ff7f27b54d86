"""The sweep over a game: the statistics are those of whole tables, whatever the chunks, the threads or the interruptions."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from membership_games import THEORIES, changed, random_game, symmetric_game
from plain_memberships import evaluate_plainly

from pato.errors import RunError, UsageError
from pato.kernels.membership.game import members
from pato.kernels.membership.stability import (
    accepted,
    external_stability,
    internal_stability,
)
from pato.kernels.membership.tally import BINS, COUNTS, SKETCHED, SUMS, bin_of, cuts_between, quantiles
from pato.models.sweep.constraints import Constraints
from pato.models.sweep.plan import Plan, plan_of, seconds_for
from pato.models.sweep.run import Sweep, _state
from pato.models.sweep.summary import Frame


def swept(game, *, bits=None, threads=1):
    n = game.n_states
    plan = plan_of(game)
    plan = Plan(n, plan.futures, plan.theories, bits or n, threads)
    sweep = Sweep.of(game, plan)
    parts = [sweep.statistics(chunk) for chunk in range(plan.chunks)]
    return sweep, [np.concatenate(arrays, axis=1) for arrays in zip(*parts, strict=True)]


def table_of(game):
    """Utilities of all memberships; fewer than two states make none."""
    masks = np.arange(1 << game.n_states)
    found = evaluate_plainly(game, masks).utilities
    found[:, np.bitwise_count(masks) < 2] = 0.0
    return found


@given(st.integers(0, 1000), st.integers(2, 7))
def test_counts_and_sums_are_those_of_whole_tables(seed, n):
    game = random_game(seed, n=n, q=6, futures=9)
    sweep, (counts, accepts, sums, _bins) = swept(game)
    table, inside = table_of(game), members(np.arange(1 << n), n)
    agree, inner = accepted(table), internal_stability(table)
    expected = {
        "accepted": agree,
        "internal": inner,
        "open": external_stability(table, "open"),
        "exclusive": external_stability(table, "unanimity"),
    }
    expected["holds_open"] = agree & inner & expected["open"]
    expected["holds_exclusive"] = agree & inner & expected["exclusive"]
    for t, theory in enumerate(sweep.present):
        here = game.theory == theory
        for name, values in expected.items():
            np.testing.assert_array_equal(counts[t, :, COUNTS.index(name)], values[here].sum(0))
        gains = (table[here] * inside * game.weights).sum(-1).sum(0)
        np.testing.assert_allclose(sums[t, :, SUMS.index("members_gain")], gains, atol=1e-10)
        least = np.where(inside, table[here], np.inf).min(-1)
        least = np.where(inside.any(-1), least, 0.0).sum(0)
        np.testing.assert_allclose(sums[t, :, SUMS.index("members_least")], least, atol=1e-10)
        np.testing.assert_array_equal(accepts[t], ((table[here] >= -1e-9) & inside).sum(0))


@pytest.mark.parametrize(("bits", "threads"), [(9, 2), (9, 3), (8, 2), (7, 1), (6, 2)])
def test_chunks_and_threads_do_not_show(bits, threads):
    game = random_game(3, n=9, q=14, futures=16)
    for one, other in zip(swept(game)[1], swept(game, bits=bits, threads=threads)[1], strict=True):
        np.testing.assert_array_equal(one, other)


class Stop(KeyboardInterrupt):
    pass


@pytest.mark.parametrize("after", [1, 7, 15])
def test_an_interrupted_sweep_goes_on_with_the_same_figures(tmp_path, after):
    game = random_game(4, n=8, q=10, futures=16)
    sweep = Sweep.of(game, plan_of(game))
    whole = sweep.statistics(0)

    def stop(done):
        if done == after:
            raise Stop

    with pytest.raises(KeyboardInterrupt):
        sweep.statistics(0, tmp_path, stop)
    seen = []
    again = sweep.statistics(0, tmp_path, seen.append)
    assert seen[0] == after + 1
    for one, other in zip(whole, again, strict=True):
        np.testing.assert_array_equal(one, other)


def test_damaged_statistics_are_computed_again_and_anothers_are_refused(tmp_path):
    game = random_game(4, n=6, q=5, futures=8)
    sweep = Sweep.of(game, plan_of(game))
    whole = sweep.statistics(0, tmp_path, save_seconds=0.0)
    path = _state(tmp_path, 0)
    assert path.exists()
    other = random_game(5, n=6, q=5, futures=8)
    another = Sweep.of(other, plan_of(other))
    with pytest.raises(RunError, match="statistics of another sweep"):
        another.statistics(0, tmp_path)
    path.write_bytes(path.read_bytes()[:-7])
    seen = []
    again = sweep.statistics(0, tmp_path, seen.append)
    assert seen[0] == 1
    np.testing.assert_array_equal(whole.sums, again.sums)


def test_quantiles_are_right_to_the_width_of_a_bin():
    rng = np.random.default_rng(1)
    values = rng.standard_t(3, 4000)
    in_bin = bin_of.py_func  # kernels alone can call what it is compiled to
    cuts = cuts_between(values[:, None])[0]
    bins = np.bincount([in_bin(v, cuts) for v in values], minlength=BINS)
    assert bins.sum() == len(values)
    np.testing.assert_array_equal(
        [in_bin(v, cuts) for v in values[:50]], np.searchsorted(cuts, values[:50], "right")
    )
    levels = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    found = quantiles(bins[None].astype(float), cuts, levels)[0]
    for level, value in zip(np.quantile(values, levels), found, strict=True):
        at = np.searchsorted(cuts, level)
        width = cuts[min(at, len(cuts) - 1)] - cuts[max(at - 1, 0)]
        assert abs(level - value) <= width


def test_rows_of_a_frame_are_means_over_theories_by_weight():
    game = random_game(8, n=5, q=6, futures=15)  # one theory has three futures, the others two
    sweep, parts = swept(game)
    kept = type(sweep.statistics(0))(*parts)
    states = ("A", "B", "C", "D", "E")
    everything = Constraints.of(states)
    alike = dict.fromkeys(THEORIES, 1.0)
    frame = Frame.of(game, states, sweep.cuts, tuple(THEORIES), called={3: "pair"}, weights=alike)
    rows = frame.rows(kept, 0, everything)
    assert len(rows) == 32 - 6
    table, inside = table_of(game), members(np.arange(32), 5)
    each = [(table[game.theory == t] * inside * game.weights).sum(-1).mean(0) for t in range(7)]
    np.testing.assert_allclose(
        rows["members_gain"], np.mean(each, axis=0)[rows["membership"]], rtol=1e-5, atol=1e-7
    )
    assert rows.filter(rows["membership"] == 21)["members"].item() == "A+C+E"
    assert rows.filter(rows["membership"] == 3)["called"].item() == "pair"
    assert rows.filter(rows["membership"] == 31)["outsiders_gain"].item() is None
    one = Frame.of(game, states, sweep.cuts, tuple(THEORIES), weights={"patron": 1.0}).rows(
        kept, 0, everything
    )
    np.testing.assert_allclose(one["members_gain"], one["members_gain__patron"], rtol=1e-6)
    assert one.filter(one["membership"] == 3)["accepts_C"].item() is None
    assert set(SKETCHED) <= {c.removesuffix("_p50") for c in one.columns}
    wars = evaluate_plainly(game, [31]).war_risk.sum(-1)[:, 0]
    expected = np.mean([wars[game.theory == t].mean() for t in range(7)])
    assert rows.filter(rows["membership"] == 31)["wars_members"].item() == pytest.approx(expected, rel=1e-6)


def test_without_weights_nothing_is_pooled():
    game = random_game(8, n=5, q=6, futures=15)
    sweep, parts = swept(game)
    kept = type(sweep.statistics(0))(*parts)
    states = ("A", "B", "C", "D", "E")
    frame = Frame.of(game, states, sweep.cuts, tuple(THEORIES))
    rows = frame.rows(kept, 0, Constraints.of(states))
    assert not frame.is_pooled
    for name, worst, best in (
        ("members_gain", "min", "max"),
        ("accepted", "min", "max"),
        ("wars_change", "max", "min"),
    ):
        apart = np.array([rows[f"{name}__{t}"].to_numpy() for t in THEORIES])
        np.testing.assert_allclose(rows[name], getattr(apart, worst)(axis=0), rtol=1e-6)
        np.testing.assert_allclose(rows[f"{name}_best"], getattr(apart, best)(axis=0), rtol=1e-6)
    assert "members_gain_p50" not in rows.columns, "a median over theories would pool them"
    one = [
        Frame.of(game, states, sweep.cuts, tuple(THEORIES), weights={t: 1.0}).rows(
            kept, 0, Constraints.of(states)
        )
        for t in THEORIES
    ]
    lowest = np.min([r["members_gain_p05"].to_numpy() for r in one], axis=0)
    np.testing.assert_allclose(rows["members_gain_p05"], lowest, rtol=1e-6)


def test_alike_states_hold_by_size_only():
    game = symmetric_game(6)
    _sweep, (counts, _accepts, sums, _bins) = swept(game)
    size = np.bitwise_count(np.arange(64))
    for k in range(2, 7):
        assert (np.ptp(counts[:, size == k], axis=1) == 0).all()
        assert np.ptp(sums[:, size == k][:, :, : len(SUMS) - 1], axis=1).max() < 1e-12


def test_plans_fit_the_memory_and_say_what_they_take():
    small = random_game(1, n=8, q=4, futures=7)
    plan = plan_of(small)
    assert plan.chunks == 1
    assert seconds_for(small, Sweep.of(small, plan).read, plan) > 0
    # results take time too: a plan of a million times the memberships' assumptions takes longer by that
    many = replace(plan, theories=plan.theories + 1_000_000)
    assert seconds_for(small, Sweep.of(small, plan).read, many) > 8e-6 * 1_000_000 * (1 << small.n_states)
    tight = plan_of(small, memory=plan.memory_bytes / 3)
    assert tight.chunks == 4
    assert tight.memory_bytes <= plan.memory_bytes / 3 * 1.1
    assert tight.work == plan.work * 3
    for n, bits in ((20, 20), (24, 20)):
        found = Plan(n, 100, 7, bits, 2)
        assert found.memory_bytes < 4e9


def test_pools_that_cannot_be_swept_are_refused_in_words():
    game = random_game(1, n=1, q=1, futures=7)
    with pytest.raises(UsageError, match="has 1 state: 2\\^1 memberships"):
        plan_of(changed(game, target=[0], challenger=[-1]))
    with pytest.raises(UsageError, match="2\\^6 are the least"):
        plan_of(random_game(1, n=7), bits=3)
