"""The spatial model against KTAB: relations that reproduce its printed first turn, and the ratios of its user guide."""

import math
from pathlib import Path

import numpy as np
import pytest

from pato.kernels.bargaining import elections
from pato.models.negotiation import Case, negotiate, read_case
from pato.models.negotiation.switches import Switches, switch
from pato.models.negotiation.tables import frame

ROOT = Path(__file__).resolve().parents[2]
DUMMY = ROOT.parent / "shared" / "answers" / "ktab" / "dummyData_3Dim.csv"
PRINTED = [-0.500, -0.459, -0.499, -0.274, 1.000, -0.232, -0.430]

OWN = Case.of(
    "Four in the plane",
    ["size", "speed"],
    ["A", "B", "C", "D"],
    [100, 65, 40, 80],
    [[10, 35], [80, 20], [55, 90], [70, 60]],
    [[50, 30], [20, 70], [45, 45], [60, 25]],
)


def plain_first_turn(case):
    """Recompute values, attitudes and odds with plain loops, from the published relations alone."""
    n = len(case.actors)
    x, s, c = case.positions, case.salience, case.capability
    v = [
        [1 - np.linalg.norm(s[i] * (x[i] - x[j]) / 100) / np.linalg.norm(s[i]) for j in range(n)]
        for i in range(n)
    ]
    probability = []
    for i in range(n):
        product = 1.0
        for j in range(n):
            if i != j:
                votes = [c[h] * (v[h][i] - v[h][j]) for h in range(n)]
                for_i, for_j = sum(w for w in votes if w > 0), -sum(w for w in votes if w < 0)
                product *= for_i / (for_i + for_j)
        probability.append(product)
    probability = np.array(probability) / sum(probability)
    low, high = probability.min(), probability.max()
    r = -0.5 + 1.5 * (probability - low) / (high - low)
    return np.array(v), r, probability


def curved(v, r):
    return v + r * v * (1 - v)


def plain_odds(case, h, i, j):
    """Return i's chance of prevailing over j as h sees it: proportional votes, third parties half committed."""
    v, r, _ = plain_first_turn(case)
    n, weight = len(case.actors), case.capability * case.salience.sum(axis=1) / 100
    u = np.array([[curved(v[a, b], (2 * r[h] + r[a]) / 3) for b in range(n)] for a in range(n)])
    own_i, own_j = weight[i] * (u[i, i] - u[i, j]), weight[j] * (u[j, j] - u[j, i])
    all_i, all_j = own_i, own_j
    for k in range(n):
        if k in (i, j):
            continue
        vote = weight[k] * (u[k, i] - u[k, j])
        p = (own_i + max(vote, 0)) / (own_i + own_j + abs(vote))
        with_i = p * (2 * u[k, i] + u[k, k]) + (1 - p) * 3 * u[k, j]
        with_j = p * 3 * u[k, i] + (1 - p) * (2 * u[k, j] + u[k, k])
        vote = weight[k] * (with_i - with_j)
        all_i, all_j = all_i + max(vote, 0), all_j + max(-vote, 0)
    return all_i / (all_i + all_j)


@pytest.fixture
def dummy():
    if not DUMMY.exists():
        pytest.skip(f"KTAB's input is not at {DUMMY}")
    return read_case(DUMMY)


def test_first_turn_attitudes_are_those_that_ktab_prints(dummy):
    assert [f"{r:+.3f}" for r in negotiate(dummy).risk] == [f"{r:+.3f}" for r in PRINTED]


@pytest.mark.parametrize("which", ["own", "dummy"])
def test_first_turn_against_plain_loops(which, request):
    case = OWN if which == "own" else request.getfixturevalue("dummy")
    run = negotiate(case)
    values, attitudes, probability = plain_first_turn(case)
    assert np.allclose(1 - run.turns[0].seen.distance, values, atol=1e-12)
    assert np.allclose(run.turns[0].seen.safety, probability, atol=1e-6)
    assert np.allclose(
        run.risk, attitudes, atol=1e-6
    )  # coalitions begin at 1e-8, so that 0 against 0 is defined
    assert np.allclose(run.turns[0].seen.utility, curved(values, attitudes[:, None]), atol=1e-6)
    n = len(case.actors)
    shown = {
        (r["estimator"], r["initiator"], r["receiver"]): r["probability"]
        for r in frame(run, "challenges").filter(turn=0).to_dicts()
    }
    for h in range(n):
        for i in range(n):
            for j in set(range(n)) - {i}:
                assert shown[case.actors[h], case.actors[i], case.actors[j]] == pytest.approx(
                    plain_odds(case, h, i, j), abs=1e-6
                )


def test_first_bargains_lie_where_squares_of_salience_and_odds_put_them():
    run = negotiate(OWN)
    made = run.turns[0].proposals
    n = len(OWN.actors)
    assert len(made.initiator) > n
    for b in range(n, len(made.initiator)):
        i, j, p = made.initiator[b], made.receiver[b], made.odds[b]
        wi, wj = (OWN.salience[i] / 100 * p) ** 2, (OWN.salience[j] / 100 * (1 - p)) ** 2
        between = (wi * OWN.positions[i] + wj * OWN.positions[j]) / (wi + wj)
        assert np.allclose(
            100 * made.to_initiator[b], between, atol=0.02
        )  # four decimals of 0 to 1, and a least weight
        assert np.allclose(100 * made.to_receiver[b], between, atol=0.02)


@pytest.mark.parametrize(
    ("word", "chance"),
    [("linear", 2 / 3), ("square", 4 / 5), ("quartic", 16 / 17), ("octic", 256 / 257), ("binary", 1)],
)
def test_a_ratio_of_two_to_one_wins_as_the_user_guide_says(word, chance):
    model = switch("victory").number(word)
    assert elections.chance(model, 2.0, 1.0) == pytest.approx(chance, abs=2e-6)
    assert elections.chance(model, 1.0, 2.0) == pytest.approx(1 - chance, abs=2e-6)
    assert elections.chance(model, 3.0, 3.0) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("word", "gain", "vote"),
    [
        ("proportional", 0.3, 0.3),
        ("cubic", 0.3, 0.027),
        ("binary", 0.3, 1.0),
        ("binary", -0.001, -1.0),
        ("proportional_binary", 0.3, 0.8 * 0.3 + 0.2),
        ("proportional_cubic", 0.3, 0.5 * 0.3 + 0.5 * 0.027),
        ("asymmetric", 0.3, 0.2),
        ("asymmetric", -0.3, -0.3),
    ],
)
def test_votes_are_those_of_the_user_guide(word, gain, vote):
    assert elections.vote(switch("voting").number(word), 10.0, gain) == pytest.approx(10 * vote)


@pytest.mark.parametrize(("word", "range_"), [("min", (0, 1)), ("mid", (-0.5, 1)), ("max", (-1, 1))])
def test_attitudes_span_the_range_of_the_user_guide(word, range_):
    risk = negotiate(OWN, Switches(risk_range=word)).risk
    assert (risk.min(), risk.max()) == pytest.approx(range_)


@pytest.mark.parametrize("word", ["markov_uniform", "markov_incentive"])
def test_markov_elections_settle_where_no_step_changes_them(word):
    """A stationary distribution is checked by one more step of the chain, written out here."""
    strength = np.array([[1e-8, 3.0, 1.0], [2.0, 1e-8, 4.0], [5.0, 1.0, 1e-8]])
    q, settled = elections.election(switch("election").number(word), 0, strength)
    p = elections.pairwise(0, strength)
    challenge = (
        np.full((3, 3), 1 / 3) if word == "markov_uniform" else strength * p / (strength * p).sum(axis=0)
    )
    stepped = [
        sum(p[i, j] * (q[i] * challenge[j, i] + q[j] * challenge[i, j]) for j in range(3)) for i in range(3)
    ]
    assert settled
    assert q.sum() == pytest.approx(1)
    assert np.allclose(stepped, q, atol=3e-6)
    assert math.isclose(p[0, 1] + p[1, 0], 1)
