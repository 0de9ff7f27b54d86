"""Bad input: each table and each fit that cannot be used says what is wrong, where, and what to do."""

import numpy as np
import polars as pl
import pytest

from pato.errors import DataError, EstimationError
from pato.estimate.fitting import fitted
from pato.estimate.panel import build_panel
from pato.estimate.panel.keys import checked

KNOWN = np.array([2, 20, 255])


def table(*rows):
    return pl.DataFrame(rows, schema=("ccode", "year", "cinc"), orient="row")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(2, 1990, 0.1), (2, 1990, 0.2)], ["table 'cow_nmc'", "several rows for ccode 2, year 1990", "Keep one"]),
        ([(2, 1990, 0.1)] * 4, ["several rows", "and 2 more"]),
        ([(2, 1990, 0.1), (9999, 1990, 0.2)], ["ccode 9999 is no state's code", "Correlates of War"]),
        ([(c, 1990, 0.1) for c in range(300, 309)], ["ccode 300, 301, 302, 303, 304 and 4 more"]),
        ([(2, 19900, 0.1)], ["year 19900 is no year", "between 1000 and 2100"]),
        ([(2, None, 0.1)], ["year unknown in 1 rows", "Complete or delete"]),
        ([(None, 1990, 0.1)], ["ccode unknown"]),
    ],
)  # fmt: skip
def test_keys_that_cannot_be_relied_on_are_named(rows, words):
    with pytest.raises(DataError) as caught:
        checked(table(*rows), ("ccode",), "year", "cow_nmc", KNOWN)
    assert all(word in str(caught.value) for word in words)


def test_several_faults_of_one_table_are_reported_together():
    rows = [(2, 1990, 0.1), (2, 1990, 0.2), (77, 3000, 0.1)]
    with pytest.raises(DataError) as caught:
        checked(table(*rows), ("ccode",), "year", "cow_nmc", KNOWN)
    assert all(word in str(caught.value) for word in ("several rows", "ccode 77", "year 3000"))


def test_sound_keys_pass_through():
    frame = table((2, 1990, 0.1), (2, 1991, 0.1), (20, 1990, None))
    assert checked(frame, ("ccode",), "year", "cow_nmc", KNOWN) is frame


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("cow_nmc", "capability"),
        ("isard_cw_democracy_1816_2025", "regime"),
        ("unga_idealpoints_s1_s78", "ideal_points"),
        ("cow_trade_sy", "trade"),
        ("cow_mindist", "distance"),
        ("atop51_directed_dyad_year_1815_2018", "pledges"),
    ],
)
def test_a_panel_is_not_built_from_doubled_rows(world, name, group):
    frame = pl.read_parquet(f"{world}/{name}.parquet")
    pl.concat([frame, frame.head(1)]).write_parquet(f"{world}/{name}.parquet")
    with pytest.raises(DataError, match=rf"table '{name}'.*several rows"):
        build_panel("directed-dyad-year", (1990, 1991), [group], world)


def test_an_unknown_code_is_no_quiet_loss(world):
    frame = pl.read_parquet(f"{world}/cow_nmc.parquet")
    frame.with_columns(ccode=pl.col("ccode") + 10_000).write_parquet(f"{world}/cow_nmc.parquet")
    with pytest.raises(DataError, match=r"table 'cow_nmc'.*no state's code"):
        build_panel("state-year", (1990, 1991), ["capability"], world)


def test_a_state_that_leaves_before_it_enters_is_named(world):
    frame = pl.read_parquet(f"{world}/cow_states.parquet")
    frame.with_columns(endyear=pl.when(pl.col("ccode") == 678).then(1900).otherwise("endyear")).write_parquet(
        f"{world}/cow_states.parquet"
    )
    with pytest.raises(DataError, match=r"cow_states.*state 678"):
        build_panel("state-year", (1990, 1991), (), world)


RNG = np.random.Generator(np.random.Philox(5))
N = 400
X1 = RNG.normal(size=N)
Y = (RNG.random(N) < 1 / (1 + np.exp(1 - X1))).astype(float)


@pytest.mark.parametrize(
    ("extra", "y", "words"),
    [
        (np.full(N, 3.0), Y, ["same in every row", "'extra'", "Leave it out"]),
        (2 * X1 + 1, Y, ["linearly dependent", "Leave one of them out"]),
        (Y * 2 - 1, Y, ["separate", "'extra'", "ridge"]),
        (RNG.normal(size=N), np.ones(N), ["outcome is the same in every row", "more years"]),
    ],
)
def test_a_fit_that_has_no_solution_names_the_column_the_place_and_the_remedy(extra, y, words):
    X = np.column_stack([np.ones(N), X1, extra])
    with pytest.raises(EstimationError) as caught:
        fitted(X, y, ("constant", "x1", "extra"), ridge=0.0, where="windows to 1950")
    assert all(word in str(caught.value) for word in [*words, "windows to 1950", "400 rows"])


def test_an_empty_window_says_so_before_anything_is_computed():
    with pytest.raises(EstimationError, match=r"windows to 1950.*no complete rows.*other years"):
        fitted(np.empty((0, 3)), np.empty(0), ("constant", "a", "b"), ridge=0.0, where="windows to 1950")
