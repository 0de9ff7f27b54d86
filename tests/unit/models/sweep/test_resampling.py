"""Ranks and the front of a sweep with their chances, and a design of one's own among all memberships."""

import json

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from membership_games import random_game

from pato import world
from pato.cli.app import cli
from pato.kernels.membership.stability import better_by, dominators, pareto_front, pareto_ranks
from pato.kernels.membership.tally import COUNTS, SUMS, collapsed
from pato.models.sweep import resampling
from pato.models.sweep.job import blocks_of, execute, read
from pato.models.sweep.plan import plan_of
from pato.models.sweep.prepare import Request, prepare
from pato.models.sweep.ranking import CRITERIA, FRONT_CHANCE, READ, ranked
from pato.models.sweep.resampling import BLOCKS, Blocks, blocks_for, groups_of, resampled
from pato.models.sweep.run import Sweep
from pato.report.tables.sweep import tables

DATE = "2026-11-21"
POOL = ("USA", "JPN", "KOR", "PHL")
SIGN = np.array([s for _, s in CRITERIA.values()])


@given(st.integers(0, 500), st.integers(1, 30), st.floats(0, 1))
def test_with_a_band_a_row_beats_another_by_more_than_it_somewhere(seed, rows, width):
    values = np.random.default_rng(seed).normal(size=(rows, 3)).round(1)
    band = np.array([width, 0.0, width / 2])
    beats = [
        [bool((a >= b).all() and (a > b + band).any()) for a in values] for b in values
    ]  # row: who beats it
    front = np.array([not any(row) for row in beats])
    np.testing.assert_array_equal(pareto_front(values, band), front)
    np.testing.assert_array_equal(pareto_ranks(values, band) == 1, front)
    np.testing.assert_array_equal(dominators(values, range(rows), band), [sum(row) for row in beats])
    for row in range(rows):
        np.testing.assert_array_equal(
            better_by(values, row, band), [(a > values[row] + band).all() for a in values]
        )
    assert (dominators(values, range(rows), band) <= dominators(values, range(rows))).all()


@given(st.integers(0, 300), st.integers(1, 5), st.integers(1, 9))
def test_futures_of_a_theory_are_dealt_out_evenly(seed, theories, blocks):
    theory = np.random.default_rng(seed).integers(0, theories, 60)
    present = np.unique(theory)
    groups = groups_of(theory, present, blocks)
    np.testing.assert_array_equal(groups // blocks, np.searchsorted(present, theory))
    for t in present:
        sizes = np.bincount(groups[theory == t] % blocks, minlength=blocks)
        assert sizes.max() - sizes.min() <= 1


def test_blocks_are_kept_where_there_are_futures_enough_and_memberships_few_enough():
    assert blocks_for(np.repeat([0, 1], 40), 8) == BLOCKS
    assert blocks_for(np.repeat([0, 1], 5), 8) == 5
    assert blocks_for(np.repeat([0, 1], 3), 8) == 1
    assert blocks_for(np.repeat([0, 1], 40), 13) == 1


def test_blocks_add_up_to_what_is_kept_without_them():
    game = random_game(3, n=5, futures=24)
    whole = Sweep.of(game, plan_of(game)).statistics(0)
    sweep = Sweep.of(game, plan_of(game, blocks=3))
    kept = sweep.statistics(0)
    assert len(kept.sums) == 3 * len(whole.sums)
    for one, other in zip(collapsed(kept, 3), whole, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)
        assert one.dtype == other.dtype


def made(noise, seed=0, memberships=6, blocks=16):
    """Blocks of two theories: membership m has mean m in everything, wars the other way, plus noise by block."""
    rng = np.random.default_rng(seed)
    level = np.arange(memberships, dtype=float)[:, None] * np.array([1.0, 1.0, -1.0, 0.1])
    sums = level + noise * rng.normal(size=(2, blocks, memberships, 4))
    return Blocks(np.arange(3, 3 + memberships), 10 * sums, np.full((2, blocks), 10.0), np.array([0.5, 0.5]))


def test_without_noise_the_best_is_on_the_front_in_every_resample():
    found = resampled(made(0.0), SIGN, np.zeros(4), [3, 8])
    np.testing.assert_array_equal(found.front, [0, 0, 0, 0, 0, 1])
    assert set(found.ranks[8].ravel()) == {1}
    assert set(found.ranks[3].ravel()) == {6}
    assert set(found.dominators[3]) == set(found.better[3]) == {5}
    wide = resampled(made(0.0), SIGN, np.array([9.0, 9.0, 9.0, 9.0]), [3])
    np.testing.assert_array_equal(wide.front, np.ones(6))
    assert set(wide.dominators[3]) == {0}


def test_means_of_resamples_spread_by_the_standard_error_of_a_mean():
    rng = np.random.default_rng(5)
    blocks = Blocks(np.array([1]), rng.normal(0, 1, (1, 400, 1, 4)), np.ones((1, 400)), np.ones(1))
    drawn = rng.multinomial(400, np.full(400, 1 / 400), size=(2000, 1)).astype(float)
    means = np.array([resampling._means(blocks, one, np.ones(4))[0, 0] for one in drawn])
    assert means.std() == pytest.approx(blocks.sums[..., 0].std() / 20, rel=0.1)
    assert means.mean() == pytest.approx(blocks.sums[..., 0].mean(), abs=0.01)


@pytest.fixture(scope="module")
def prepared():
    return prepare(world.load(), Request(POOL, futures=42, date=DATE, place="pato-3"))


@pytest.fixture(scope="module")
def folder(prepared, tmp_path_factory):
    place = tmp_path_factory.mktemp("sweep")
    execute(prepared, place)
    return place


def test_what_is_kept_by_blocks_gives_the_rows_again(prepared, folder):
    blocks = blocks_of(folder)
    rows = read(folder).collect()
    np.testing.assert_array_equal(blocks.membership, rows["membership"].to_numpy())
    apart = blocks.sums.sum(1) / blocks.futures.sum(1)[:, None, None]
    assert not len(blocks.weight), "nobody weighs the theories"
    for k, (column, (_, sign)) in enumerate(CRITERIA.items()):
        means = sign * (sign * apart).min(0)
        np.testing.assert_allclose(means[:, k], rows[column].fill_null(0.0).to_numpy(), rtol=1e-4, atol=1e-7)
    assert {"members_gain", "wars"} <= set(SUMS)
    assert "holds_exclusive" in COUNTS


def test_the_answer_tells_chances_and_bands(prepared, folder):
    answer = tables(prepared, read(folder), blocks_of(folder))
    frame = answer.ranking.frame
    assert frame[FRONT_CHANCE].is_between(0, 1).all()
    assert any("Bands of no difference" in note for note in answer.shown["proposals"].notes)
    plain = tables(prepared, read(folder))
    assert FRONT_CHANCE not in plain.ranking.frame.columns
    assert any("Not resampled" in note for note in plain.shown["proposals"].notes)
    ranking = ranked(read(folder).select(READ).collect(), POOL, {7: "three"}, blocks_of(folder))
    values = frame["members_gain"].to_numpy()
    row = frame["membership"].index_of(7)
    assert ranking.frame["rank_members_gain"][row] == 1 + (values > values[row] + ranking.band[0]).sum()


def test_damaged_blocks_are_not_told(prepared, folder, tmp_path):
    place = tmp_path / "sweep"
    execute(prepared, place)
    (place / "resampling.npz").write_bytes(b"damaged")
    assert blocks_of(place) is None
    execute(prepared, place, resume=True)
    assert blocks_of(place) is not None
    assert read(place).collect().equals(read(folder).collect())


def test_a_design_of_my_own_is_placed(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "format: 1\nid: mine\ntitle: Mine\nextends: hub-and-spoke\nadd: [pato]\nparties: {pato: [USA, JPN, PHL]}\n",
        encoding="utf-8",
    )
    line = ["sweep", "--pool", ",".join(POOL), "--futures", "42", "--date", DATE, "--place", str(mine)]
    done = CliRunner().invoke(cli, [*line, "--format", "json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)["answer"]
    (own,) = (t for t in told if "mine is number" in t)
    assert "resamples" in own
    away = CliRunner().invoke(cli, [*line[:2], "USA,JPN,KOR", *line[3:], "--format", "json"])
    assert "mine is not in the pool: PHL not in the pool." in json.loads(away.stdout)["answer"]


def test_rows_stay_a_parquet_file(folder):
    assert len(pl.read_parquet(folder / "memberships.parquet")) == 11
