"""Turns and courses of bargaining against the model in plain Python, and its parts by hand."""

import math

import numpy as np
import plain_bargaining as plain
import pytest

from pato.kernels.bargaining import challenges, elections, resolution, runs, solve, tables

VALUES = np.random.default_rng(12)


def case(seed, n=4, dims=2):
    rng = np.random.default_rng(seed)
    salience = rng.uniform(0.1, 0.9 / dims, (n, dims))
    return rng.uniform(0, 1, (n, dims)), salience, rng.uniform(5, 100, n)


def turn_of(seed, rules, n=4, dims=2):
    positions, salience, capability = case(seed, n, dims)
    ideals = np.clip(positions + np.random.default_rng(seed + 1).normal(0, 0.05, positions.shape), 0, 1)
    told = plain.Turn(ideals, positions, salience, capability, rules)
    seen = solve.view(ideals, positions, salience, capability, solve.Rules(*rules))
    return told, seen, solve.propose(seen, ideals, positions, salience, capability, solve.Rules(*rules))


RULES = [
    plain.Rules(),
    plain.Rules(1, 1, 0, 3, 0, 0, 0, 1, 1, 1, 0),
    plain.Rules(2, 2, 1, 5, 2, 2, 2, 2, 2, 0, 1),
    plain.Rules(3, 0, 1, 4, 3, 1, 1, 0, 1, 1, 1),
    plain.Rules(0, 1, 0, 1, 4, 2, 1, 2, 2, 1, 0),
    plain.Rules(4, 2, 0, 0, 1, 1, 1, 1, 0, 0, 0),
    plain.Rules(0, 0, 1, 2, 1, 2, 0, 0, 2, 1, 1),
]


@pytest.mark.parametrize("rule", range(6))
@pytest.mark.parametrize("gain", [-0.7, -3e-9, 0.0, 4e-9, 1e-8, 0.25, 1.0])
def test_votes(rule, gain):
    assert elections.vote(rule, 10.0, gain) == pytest.approx(plain.vote(rule, 10.0, gain), abs=1e-15)


@pytest.mark.parametrize("model", range(5))
@pytest.mark.parametrize(
    ("a", "b"), [(3.0, 1.0), (1.0, 3.0), (2.0, 2.0), (1.05, 1.0), (1.0, 1.04), (2.2, 2.0), (2.0, 2.2)]
)
def test_chances(model, a, b):
    assert elections.chance(model, a, b) == pytest.approx(plain.chance(model, a, b), rel=1e-9)


@pytest.mark.parametrize("kind", range(3))
@pytest.mark.parametrize(("voters", "options"), [(1, 2), (3, 4), (5, 3), (2, 1)])
def test_elections(kind, voters, options):
    rng = np.random.default_rng(voters)
    weights, worth = rng.uniform(1, 9, voters), rng.uniform(0, 1, (voters, options))
    strength = elections.coalitions(2, weights, worth)
    np.testing.assert_allclose(strength, plain.coalitions(2, weights, worth))
    np.testing.assert_allclose(elections.pairwise(1, strength), plain.beats(1, strength), atol=1e-15)
    q, computed = elections.election(kind, 1, strength)
    expected, fine = plain.election(kind, 1, strength)
    np.testing.assert_allclose(q, expected, rtol=1e-7, atol=1e-12)
    assert computed == fine


def test_a_chain_of_challenges_that_does_not_come_to_rest_is_told():
    """Of three options each beats the next for certain: with uniform challenges they take turns for longer than anybody waits."""
    strength = np.full((40, 40), 1.0)
    for i in range(40):
        strength[i, i - 1] = 1e12
        strength[i - 1, i] = 1e-12
    q, computed = elections.election(elections.ELECT_UNIFORM, 0, strength)
    expected, fine = plain.election(2, 0, strength)
    assert computed == fine
    np.testing.assert_allclose(q, expected, rtol=1e-6)


@pytest.mark.parametrize("model", [elections.WIN_QUARTIC, elections.WIN_OCTIC])
def test_an_election_in_a_circle_of_sure_wins_does_not_depend_on_the_order_of_options(model):
    strength = np.full((3, 3), 1e-8)
    for i in range(3):
        strength[i, (i + 1) % 3], strength[(i + 1) % 3, i] = 1.0, 1e-5
    found, computed = elections.election(elections.ELECT_CONDITIONAL, model, strength)
    assert computed
    np.testing.assert_allclose(found, 1 / 3)


def test_the_probability_of_hundreds_of_options_does_not_underflow():
    n = 400
    strength = np.full((n, n), 1.0)
    strength[7] = 3.0
    strength[:, 7] = 1.0
    q, computed = elections.election(elections.ELECT_CONDITIONAL, 3, strength)
    assert computed
    assert q[7] == pytest.approx(1.0)
    assert q.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("number", range(len(RULES)))
@pytest.mark.parametrize(("n", "dims"), [(4, 2), (3, 1), (2, 1)])
def test_a_turn_is_that_of_the_description(number, n, dims):
    rules = RULES[number]
    told, seen, made = turn_of(10 * number + n, rules, n, dims)
    np.testing.assert_allclose(seen.distance, told.distance)
    np.testing.assert_allclose(seen.safety, told.safety, rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(seen.risk, told.risk, atol=1e-9)
    np.testing.assert_allclose(seen.utility, told.utility, atol=1e-9)
    assert seen.computed == told.computed
    held, share, computed = solve.standing(seen, told.positions, told.capability, solve.Rules(*rules))
    expected = told.standing()
    np.testing.assert_allclose(held, expected[0], rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(share, expected[1], rtol=1e-7, atol=1e-12)
    assert computed == expected[2]
    bargains = told.proposals()
    columns = list(zip(*bargains, strict=True))
    for name, column in zip(
        ("initiator", "receiver", "value", "odds", "to_initiator", "to_receiver"), columns, strict=True
    ):
        np.testing.assert_allclose(
            getattr(made, name), np.array(column), atol=1.01e-4 if name[:3] == "to_" else 1e-8, err_msg=name
        )
    np.testing.assert_allclose(made.utility, told.worth(bargains), atol=1e-4)
    draws = np.random.default_rng(number).random(n)
    taken, odds = np.empty(n, np.int64), np.full(made.utility.shape, np.nan)
    fine = resolution.resolve(made, told.capability, solve.Rules(*rules), draws, taken, odds)
    settled = plain.resolve(told, bargains, made.utility, draws)
    np.testing.assert_allclose(odds, settled[1], rtol=1e-6, atol=1e-12)
    for k, (one, other) in enumerate(zip(taken, settled[0], strict=True)):
        # where two bargains are as likely, rounding decides
        assert one == other or odds[k, one] == pytest.approx(odds[k, other], rel=1e-6)
    assert fine == settled[2]
    new = resolution.moved(made, taken)
    for k, b in enumerate(taken):
        expected = made.to_initiator[b] if made.initiator[b] == k else made.to_receiver[b]
        np.testing.assert_array_equal(new[k], expected)


@pytest.mark.parametrize("number", range(len(RULES)))
def test_tables_of_a_turn_are_all_votes_and_challenges(number):  # noqa: C901  loops over all codes
    rules = RULES[number]
    told, seen, made = turn_of(5, rules)
    adjustment = solve.ADJUSTMENTS[rules.adjustment]
    codes, values = tables.challenge_rows(
        seen.distance, seen.risk, adjustment, told.attention, told.strength, rules.voting, rules.commitment
    )  # fmt: skip
    expected = []
    for h in range(4):
        u = told.as_seen(h)
        for i in range(4):
            for j in range(4):
                if i != j:
                    p = told.victory(u, i, j)
                    for k in dict.fromkeys((i, j, h)):
                        expected.append((h, k, i, j, p, *told.challenge(u, k, i, j, p)))
    np.testing.assert_array_equal(codes, [e[:4] for e in expected])
    np.testing.assert_allclose(values, [e[4:] for e in expected], atol=1e-8)
    for everyone in (False, True):
        codes, values = tables.third_party_rows(
            seen.distance, seen.risk, adjustment, told.strength, rules.voting, rules.commitment, everyone
        )
        expected = []
        for h in range(4):
            u = told.as_seen(h)
            for i in range(4):
                for j in range(4):
                    if i != j and (everyone or i == h):
                        for_i, for_j = told.principals(u, i, j)
                        for k in range(4):
                            if k not in (i, j):
                                expected.append((h, i, j, k, *told.third_party(u, k, i, j, for_i, for_j)))
        np.testing.assert_array_equal(codes, [e[:4] for e in expected])
        np.testing.assert_allclose(values, [e[4:] for e in expected], rtol=1e-6, atol=1e-7)
    options = np.array([4, 0, 2])
    worth = np.column_stack([made.utility, made.utility[:, 0]])
    codes, values = tables.vote_rows(rules.voting, told.capability, worth, options)
    expected = [
        (options[a], options[b], k, plain.vote(rules.voting, told.capability[k], worth[k, options[a]] - worth[k, options[b]]))
        for a in range(3) for b in range(a) for k in range(4)
    ]  # fmt: skip
    np.testing.assert_array_equal(codes, [e[:3] for e in expected])
    np.testing.assert_allclose(values, [e[3] for e in expected])


@pytest.mark.parametrize("number", range(len(RULES)))
def test_courses_are_those_of_the_description(number):
    """Three courses of four turns at most, each with its own figures and rules; ideals follow in part."""
    rows = [RULES[number], plain.Rules(voting=RULES[number].voting), RULES[number]._replace(transition=1)]
    cases = [case(100 + 3 * number + c, 3, 2) for c in range(3)]
    follows = np.array([[1.0, 0, 0], [0.3, 0.4, 0.1], [0, 0, 0]])
    draws = np.random.default_rng(number).random((3, 4, 3))
    positions, salience, capability = (np.stack(v) for v in zip(*cases, strict=True))
    found = runs.run_courses(positions, salience, capability, follows, np.array(rows), 4, 0.3, draws)
    for c, (x, s, w) in enumerate(cases):
        here, outcome, share, pull, turns, status = plain.course(x, s, w, follows, rows[c], 4, 0.3, draws[c])
        assert (found.turns[c], found.status[c]) == (turns, status)
        np.testing.assert_allclose(found.positions[c], here, atol=2e-4)
        np.testing.assert_allclose(found.outcome[c], outcome, atol=1e-3)
        np.testing.assert_allclose(found.share[c], share, atol=1e-3)
        np.testing.assert_allclose(found.pull[c].sum(axis=0), pull.sum(axis=0), atol=1e-3)
        if rows[c].bargains == 0:  # else both parties may propose the same, and rounding decides whose it is
            np.testing.assert_allclose(found.pull[c], pull, atol=1e-3)


def test_one_row_of_draws_serves_all_courses():
    x, s, w = (np.stack([v, v]) for v in case(3, 3, 1))
    rules = np.array([plain.Rules(transition=1)] * 2)
    draws = np.random.default_rng(0).random((1, 2, 3))
    one = runs.run_courses(x, s, w, np.eye(3), rules, 2, 0.02, draws)
    two = runs.run_courses(x, s, w, np.eye(3), rules, 2, 0.02, np.concatenate([draws, draws]))
    np.testing.assert_array_equal(one.positions, two.positions)


@pytest.mark.parametrize(
    ("turn", "step", "first", "rests"),
    [
        (1, 0.0, 1.0, False),
        (2, 0.0199, 1.0, True),
        (2, 0.0201, 1.0, False),
        (9, 0.0, 0.0, True),
        (5, 3e-6, 0.0, False),
    ],
)
def test_a_course_rests_after_two_turns_of_hardly_any_movement(turn, step, first, rests):
    assert runs.settled(turn, step, first, 0.02) == rests


def test_places_are_named_in_the_order_of_actors():
    """0 and 3 are linked by 2; 1 and 4 stand alone, though 4 is a thousandth away from 1."""
    x = np.array([[0.1], [0.5], [0.1008], [0.1016], [0.501]])
    place, count = solve.places(x)
    assert place.tolist() == [0, 1, 0, 0, 2]
    assert count == 3


def test_parts_by_hand():
    assert challenges.distance(
        np.array([0.2, 0.5]), np.array([0.6, 0.5]), np.array([0.3, 0.4])
    ) == pytest.approx(0.24)
    assert challenges.utility(0.4, 0.5) == pytest.approx(0.6 + 0.5 * 0.6 * 0.4)
    assert challenges.utility(1.0, 0.5) == 0.0
    assert challenges.utility(1.2, 0.5) == pytest.approx(-0.3)
    assert solve.gap(np.array([0.0, 3.0]), np.array([4.0, 0.0])) == 5.0
    assert solve.step_length(np.zeros((2, 2)), np.array([[3.0, 4.0], [0.0, 1.0]])) == 6.0
    attention, strength = solve.influence(np.array([[0.2, 0.3], [0.4, 0.0]]), np.array([10.0, 5.0]))
    assert attention == pytest.approx([0.5, 0.4])
    assert strength == pytest.approx([5.0, 2.0])
    follows = np.array([[0.5, 0.25], [0.75, 0.75]])
    found = solve.adjusted(np.array([[1.0], [0.0]]), np.array([[0.2], [0.6]]), follows)
    assert found[:, 0] == pytest.approx([0.5 * 0.2 + 0.25 * 0.6 + 0.25, 0.75 * 0.8])


@pytest.mark.parametrize("kind", range(3))
def test_whoever_cares_for_nothing_stays_and_places_lie_within_the_scale(kind):
    found = np.empty(2)
    challenges.between(
        kind, np.array([0.33333, 1.0]), np.zeros(2), 0.4, np.array([0.9, 1.0]), np.zeros(2), 0.6, found
    )
    assert found == pytest.approx([0.3333, 1.0], abs=5e-5)
    told, _, _ = turn_of(1, plain.Rules(interpolation=kind))
    for p in (0.2, 0.5, 0.9):
        challenges.between(
            kind, told.positions[0], told.salience[0], p, told.positions[1], told.salience[1], 1 - p, found
        )
        np.testing.assert_allclose(found, told.between(0, 1, p), atol=1e-9)


def test_the_first_of_equal_bargains_is_taken_and_the_heaviest_when_all_are_bound_together():
    """Three actors in one place: nobody proposes anything, each keeps its own, however equal the odds are."""
    x, s, w = np.full((3, 1), 0.5), np.full((3, 1), 0.4), np.array([1.0, 3.0, 2.0])
    for number in (0, 1):
        rules = solve.Rules(*plain.Rules(resolution=number))
        seen = solve.view(x, x, s, w, rules)
        assert seen.risk.tolist() == [0, 0, 0]
        made = solve.propose(seen, x, x, s, w, rules)
        taken, odds = np.empty(3, np.int64), np.full((3, 3), np.nan)
        assert resolution.resolve(made, w, rules, np.zeros(3), taken, odds)
        assert taken.tolist() == [0, 1, 2]
        assert math.isclose(np.nansum(odds), 3.0 if number == 0 else 1.0)


@pytest.mark.parametrize(
    ("capability", "taken"),
    [([1.0, 3.0, 2.0], [1, 1, 2]), ([5.0, 3.0, 2.0], [0, 0, 2]), ([3.0, 3.0, 9.0], [2, 2, 2])],
)
def test_of_equally_likely_bargains_the_most_capable_parties_go_first(capability, taken):
    """Bargains 0-1, 1-0 and 2-2 (and 2-0 in the last case), all worth the same to everybody."""
    last = 0 if capability[2] > 5 else 2
    made = solve.Proposals(
        np.array([0, 1, 2]), np.array([1, 0, last]), np.zeros(3), np.zeros(3),
        np.zeros((3, 1)), np.zeros((3, 1)), np.full((3, 3), 0.5),
    )  # fmt: skip
    if last == 0:
        made = made._replace(receiver=np.array([1, 0, 0]), initiator=np.array([0, 1, 2]))
    found, odds = np.empty(3, np.int64), np.full((3, 3), np.nan)
    if last == 0:
        # 2 binds 0; 1 is left with bargains that concern somebody bound, and keeps none: give it one of its own
        made = solve.Proposals(
            np.array([0, 1, 2, 1]), np.array([1, 0, 0, 1]), np.zeros(4), np.zeros(4),
            np.zeros((4, 1)), np.zeros((4, 1)), np.full((3, 4), 0.5),
        )  # fmt: skip
        odds, taken = np.full((3, 4), np.nan), [2, 3, 2]
    resolution.resolve(
        made, np.array(capability), solve.Rules(*plain.Rules(resolution=1)), np.zeros(3), found, odds
    )
    assert found.tolist() == taken
