"""Shares of issues agreed on, against the rules written out with random numbers made apart from the kernel."""

import math
import statistics

import numpy as np
import pytest

from pato.kernels.agreement import CHAIR_PROPOSES, MEMBERS_PROPOSE, agreed_shares

WORD = 2**64 - 1
STEP = 0x9E3779B97F4A7C15
KEYS = np.array([11, 2**63 + 5, 1234567], np.uint64)


def mixed(word):
    """SplitMix64 in whole numbers of any length."""
    z = (word + STEP) & WORD
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & WORD
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & WORD
    return z ^ (z >> 31)


def uniform(key, issue, place):
    word = mixed((mixed(int(key) ^ issue) + place) & WORD)
    return ((word >> 11) + 0.5) / 2**53


def normal(key, issue, place):
    radius = math.sqrt(-2 * math.log(uniform(key, issue, 2 * place)))
    return radius * math.cos(2 * math.pi * uniform(key, issue, 2 * place + 1))


def share(case, f, *, side, slack, issues, rounds):
    """Return the share of one future's issues that are agreed on, straight from the description."""
    points, key, places, weights = case["points"][f], case["keys"][f], case["places"], case["weights"]
    n, agreed = len(points), 0

    def passes(stands, proposal, quo):
        gains = np.sign(proposal - quo) * (np.array(stands) - (proposal + quo) / 2)
        return (np.atleast_2d(weights) @ (gains <= -case["margin"][f]) <= slack).all()

    for issue in range(issues):
        where = side or (-1 if uniform(key, issue, -1) < 0.5 else 1)
        quo = sum(points) / n + where * case["displacement"][f]
        here = list(points)
        here[int(uniform(key, issue, -1_000_000) * n)] -= where * case["stake"][f]
        stands = [
            h + case["departure"][f] * normal(key, issue, int(p)) for h, p in zip(here, places, strict=True)
        ]
        if case["proposer"][f] == CHAIR_PROPOSES:
            agreed += passes(stands, statistics.median(stands), quo)
        else:
            asked = (int(uniform(key, issue, -2 - r) * n) for r in range(rounds))
            agreed += any(passes(stands, stands[chosen], quo) for chosen in asked)
    return agreed / issues


def case_of(n, proposer, *, stake=0.4, margin=0.1):
    rng = np.random.default_rng(n)
    return {
        "points": rng.normal(0, 1, (3, n)),
        "departure": np.array([0.3, 1.0, 2.0]),
        "displacement": np.array([0.5, 1.5, 0.1]),
        "margin": np.array([0.0, margin, 0.5]),
        "proposer": np.full(3, proposer),
        "keys": KEYS,
        "places": rng.permutation(100)[:n],
        "stake": np.array([0.0, stake, 1.0]),
        "weights": rng.integers(1, 4, n).astype(float),
    }


def found(case, side, slack, issues, rounds):
    names = ("points", "departure", "displacement", "margin", "proposer", "keys", "places")
    return agreed_shares(
        *(case[n] for n in names),
        side,
        case["stake"],
        np.atleast_2d(case["weights"]),
        np.atleast_1d(slack),
        issues,
        rounds,
    )


def test_the_random_numbers_of_these_tests_are_those_of_the_published_generator():
    """The first outputs of SplitMix64 from seed 1234567, as the authors' reference program prints them."""
    expected = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert [mixed(1234567 + k * STEP & WORD) for k in range(3)] == expected


@pytest.mark.parametrize("proposer", [MEMBERS_PROPOSE, CHAIR_PROPOSES])
@pytest.mark.parametrize(
    ("n", "side", "slack", "rounds"),
    [(1, 0, 0.0, 1), (2, 1, 0.0, 3), (3, -1, 2.0, 2), (4, 0, 3.0, 1), (5, 0, 4.0, 3), (8, 1, 6.0, 2)],
)
def test_shares_are_those_of_the_rules_written_out(proposer, n, side, slack, rounds):
    case = case_of(n, proposer)
    expected = [share(case, f, side=side, slack=slack, issues=40, rounds=rounds) for f in range(3)]
    assert found(case, side, slack, 40, rounds) == pytest.approx(expected)
    assert len(set(expected)) > 1 or n == 1


@pytest.mark.parametrize("proposer", [MEMBERS_PROPOSE, CHAIR_PROPOSES])
def test_a_rule_of_several_counts_asks_for_each_of_them(proposer):
    case = case_of(6, proposer)
    votes, people = np.ones(6), np.array([9.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    asked = {"side": 1, "issues": 60, "rounds": 2}
    shares = {}
    for name, weights, slack in (
        ("votes", votes, [2.0]),
        ("people", people, [5.0]),
        ("both", np.array([votes, people]), [2.0, 5.0]),
    ):
        case["weights"] = weights
        shares[name] = found(case, asked["side"], slack, asked["issues"], asked["rounds"])
        assert shares[name] == pytest.approx([share(case, f, slack=slack, **asked) for f in range(3)])
    assert (shares["both"] <= np.minimum(shares["votes"], shares["people"])).all()
    assert shares["both"].sum() < min(shares["votes"].sum(), shares["people"].sum())


@pytest.mark.parametrize("proposer", [MEMBERS_PROPOSE, CHAIR_PROPOSES])
@pytest.mark.parametrize(("margin", "slack", "agrees"), [(0.0, 2.5, 0), (0.0, 3.0, 1), (1e-9, 0.0, 1)])
def test_whoever_gains_nothing_is_against_unless_silence_is_consent(proposer, margin, slack, agrees):
    """Three members in one place and the status quo there: nobody gains; three votes may be against, or not."""
    case = case_of(3, proposer)
    case |= {
        "points": np.full((3, 3), 0.25),
        "departure": np.zeros(3),
        "displacement": np.zeros(3),
        "stake": np.zeros(3),
        "margin": np.full(3, margin),
        "weights": np.ones(3),
    }
    assert found(case, 1, slack, 5, 2) == pytest.approx(agrees)


def test_the_middle_member_proposes_and_a_member_exactly_half_way_does_not_gain():
    """Members at 0, 2 and 4, the status quo at 4: the chair proposes 2, for which 0 and 2 are and 4 is against."""
    case = case_of(3, CHAIR_PROPOSES)
    case |= {
        "points": np.array([[4.0, 0.0, 2.0]] * 3),
        "departure": np.zeros(3),
        "displacement": np.full(3, 2.0),
        "stake": np.zeros(3),
        "margin": np.array([0.0, 0.99, 1.01]),
        "weights": np.array([1.0, 1.0, 1.0]),
    }
    # the member at 4 lies one from the middle, on the wrong side: silent only within a margin above one
    assert found(case, 1, 0.0, 3, 1) == pytest.approx([0, 0, 1])
    assert found(case, 1, 1.0, 3, 1) == pytest.approx([1, 1, 1])
    # at 3, half way between proposal and status quo, it gains nothing
    case["points"] = np.array([[3.0, 0.0, 2.0, 2.0]] * 3)
    case |= {"displacement": np.full(3, 2.25), "places": np.arange(4), "weights": np.ones(4)}
    assert found(case, 1, 0.0, 3, 1) == pytest.approx([0, 1, 1])
