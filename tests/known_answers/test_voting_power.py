"""Published voting power, reproduced by every method that can.

EEC Council: Shapley-Shubik and Banzhaf indices of 1958, 1973 and 1981 as in Felsenthal and Machover (1998), The
Measurement of Voting Power, chapter 5. UN Security Council: 421/2145 and 4/2145 (Straffin 1983). United States: the
President's .16047 (Shapley and Shubik's federal system; Lucas 1983).
"""

from fractions import Fraction as F

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.errors import UsageError
from pato.models.decision.power import voting_power
from pato.models.decision.rules import VotingRule, weighted_rule
from pato.report.tables.decision import power_table

EEC = {
    1958: (12, {"FRA": 4, "DEU": 4, "ITA": 4, "BEL": 2, "NLD": 2, "LUX": 1}),
    1973: (
        41,
        {"FRA": 10, "DEU": 10, "ITA": 10, "GBR": 10, "BEL": 5, "NLD": 5, "DNK": 3, "IRL": 3, "LUX": 2},
    ),
    1981: (
        45,
        {
            "FRA": 10,
            "DEU": 10,
            "ITA": 10,
            "GBR": 10,
            "BEL": 5,
            "NLD": 5,
            "GRC": 5,
            "DNK": 3,
            "IRL": 3,
            "LUX": 2,
        },
    ),
}
SHAPLEY = {
    1958: [F(7, 30)] * 3 + [F(3, 20)] * 2 + [F(0)],
    1973: [F(5, 28)] * 4 + [F(17, 210)] * 2 + [F(2, 35)] * 2 + [F(1, 105)],
    1981: [F(73, 420)] * 4 + [F(1, 14)] * 3 + [F(19, 630)] * 3,
}


@pytest.mark.parametrize("year", EEC)
@pytest.mark.parametrize("method", ["enumeration", "generating", "lattice"])
def test_council_of_the_communities(year, method):
    quota, weights = EEC[year]
    found = voting_power(weighted_rule(quota, weights), method=method, exact=True)
    assert found.fractions[0] == SHAPLEY[year]
    floating = voting_power(weighted_rule(quota, weights), method=method)
    assert np.allclose(floating.swings.shapley_shubik, [float(v) for v in SHAPLEY[year]], atol=1e-14)


def test_banzhaf_of_1958():
    quota, weights = EEC[1958]
    found = voting_power(weighted_rule(quota, weights), exact=True)
    absolute = found.fractions[1]
    assert [v / sum(absolute) for v in absolute] == [F(5, 21)] * 3 + [F(1, 7)] * 2 + [F(0)]
    assert found.fractions[2] == F(14, 64)


def test_johnston_deegan_packel_and_coleman_of_1958():
    """By hand: four minimal winning coalitions, {F,D,I} and two of {F,D,I} with both small ones."""
    quota, weights = EEC[1958]
    found = voting_power(weighted_rule(quota, weights))
    assert np.allclose(found.deegan_packel, [5 / 24] * 3 + [3 / 16] * 2 + [0])
    assert np.allclose(found.johnston, [1 / 4] * 3 + [1 / 8] * 2 + [0])
    table = {r["voter"]: r for r in power_table(found).records()}
    assert table["FRA"]["coleman_prevent"] == pytest.approx(10 / 14)
    assert table["FRA"]["coleman_initiate"] == pytest.approx(10 / 50)


@pytest.mark.parametrize("form", ["weights", "veto"])
def test_security_council(form):
    permanent, others = [f"P{i}" for i in range(5)], [f"E{i}" for i in range(10)]
    if form == "weights":
        rule = weighted_rule(39, {**dict.fromkeys(permanent, 7), **dict.fromkeys(others, 1)})
    else:
        rule = weighted_rule(9, dict.fromkeys(permanent + others, 1), vetoes=permanent)
    found = voting_power(rule, exact=True)
    assert found.fractions[0] == [F(421, 2145)] * 5 + [F(4, 2145)] * 10
    assert found.fractions[1] == [F(848, 16384)] * 5 + [F(84, 16384)] * 10


def test_federal_system_of_the_united_states():
    """535 legislators and the President: three chambers, two ways to pass a law."""
    voters = ("P", *(f"S{i}" for i in range(100)), *(f"H{i}" for i in range(435)))
    measures = {letter: tuple(F(v[0] == letter) for v in voters) for letter in "PSH"}
    ways = ({"P": F(1), "S": F(51), "H": F(218)}, {"S": F(67), "H": F(290)})
    found = voting_power(VotingRule("us", "US", voters, measures, ways))
    assert "lattice" in found.method
    assert found.swings.shapley_shubik[0] == pytest.approx(0.16047, abs=5e-6)
    assert found.swings.shapley_shubik.sum() == pytest.approx(1, abs=1e-12)


def test_double_majority_by_two_methods():
    """A rule of votes and population with an alternative, as the Treaty of Lisbon's: lattice against enumeration."""
    population = (83, 67, 60, 47, 38, 19, 17, 11, 10, 10, 10, 9)
    voters = tuple(f"V{i}" for i in range(len(population)))
    measures = {"members": (F(1),) * 12, "population": tuple(map(F, population))}
    total = sum(population)
    ways = ({"members": F(7), "population": F(65, 100) * total}, {"members": F(9)})
    rule = VotingRule("double", "double majority", voters, measures, ways)
    one, other = (voting_power(rule, method=m) for m in ("enumeration", "lattice"))
    assert np.allclose(one.swings.shapley_shubik, other.swings.shapley_shubik, atol=1e-13)
    assert np.allclose(one.swings.banzhaf, other.swings.banzhaf, atol=1e-13)


@given(
    st.integers(1, 5).flatmap(lambda n: st.lists(st.integers(-9, 20), min_size=2**n - 1, max_size=2**n - 1))
)
def test_every_game_is_answered_and_its_least_core_is_the_standard_one(worth):
    """The least core's programme written out: min e with x(S) + e >= v(S) for every proper coalition, x(N) = v(N)."""
    pytest.importorskip("coopgame")
    from scipy.optimize import linprog

    from pato.models.decision.games import solve_game

    values, n = [0, *worth], (len(worth) + 1).bit_length() - 1
    found = solve_game(values, "ABCDE"[:n])
    assert sum(found.shapley) == pytest.approx(values[-1], abs=1e-6)
    assert (found.nucleolus is None) == (found.alone > found.together)
    assert bool(found.why_no_nucleolus) == (found.nucleolus is None)
    if n == 1:
        return
    inside = (np.arange(1, 2**n - 1)[:, None] >> np.arange(n)) & 1
    solved = linprog(
        [0] * n + [1],
        A_ub=np.column_stack([-inside, -np.ones(len(inside))]),
        b_ub=-np.array(values[1:-1]),
        A_eq=[[1] * n + [0]],
        b_eq=[values[-1]],
        bounds=[(None, None)] * (n + 1),
    )
    assert found.least_excess == pytest.approx(solved.fun, abs=1e-6)


def test_the_least_core_gives_a_player_less_than_it_has_alone_where_that_is_best():
    pytest.importorskip("coopgame")
    from pato.models.decision.games import solve_game

    found = solve_game([0, 2, 6, 15, 5, 1, 18, 14], "ABC")
    assert found.least_excess == pytest.approx(3.0)  # 6.0 if every player had to be given what it has alone
    improper = solve_game([0, 1, 1, 1], "AB")
    assert (improper.nucleolus, improper.alone, improper.together) == (None, 2.0, 1.0)
    assert improper.least_excess == pytest.approx(0.5)


def test_worth_that_is_no_number_is_refused():
    from pato.models.decision.games import solve_game

    with pytest.raises(UsageError, match="no finite number"):
        solve_game([0, 1, float("nan"), 1], "AB")


def test_nucleolus_and_core():
    """A glove game: one left glove, two right ones; the core holds one point, which is the nucleolus."""
    pytest.importorskip("coopgame")
    from pato.models.decision.games import game_of, solve_game

    found = solve_game([0, 0, 0, 1, 0, 1, 0, 1], ("left", "right1", "right2"))
    assert found.nucleolus == pytest.approx((1, 0, 0))
    assert found.shapley == pytest.approx((2 / 3, 1 / 6, 1 / 6))
    assert not found.core_is_empty
    quota, weights = EEC[1958]
    council = solve_game(game_of(weighted_rule(quota, weights)), tuple(weights))
    assert council.core_is_empty
    assert council.shapley == pytest.approx([float(v) for v in SHAPLEY[1958]])
