"""Laws of the spatial model of politics, on cases drawn at random: what no relabelling, mirror or copy may change."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pato.kernels.bargaining import solve as kernel
from pato.kernels.bargaining.challenges import between, third_party, utility, victory
from pato.kernels.bargaining.elections import chance, coalitions, election, pairwise, vote
from pato.models.negotiation import Case, Switches, negotiate
from pato.models.negotiation.forecast import repeated
from pato.models.negotiation.switches import switch

FEW = settings(max_examples=25, deadline=None)
SWITCHED = {
    "victory": ("linear", "square", "quartic"),
    "voting": ("proportional", "proportional_cubic", "asymmetric"),
    "commitment": ("none", "semi", "full"),
    "risk_range": ("min", "mid", "max"),
    "bargains": ("initiator", "compromise"),
}
ROUNDED = 2e-2
"""Bargains lie on a grid of a hundredth of 100 points, halves upwards: mirrors and sums in another order may differ by one step."""
STEPS = st.integers(-1900, 1900).map(lambda steps: steps / 100)
"""Shifts by whole steps of that grid. Others move where a bargain is rounded to, which decides between bargains that are nearly as good."""


@st.composite
def cases(draw, fewest=3, most=5):
    """Cases with figures without ties: the seed is drawn, and figures from it."""
    n, d = draw(st.integers(fewest, most)), draw(st.integers(1, 2))
    stream = np.random.default_rng(draw(st.integers(0, 2**32)))
    salience = stream.uniform(10, 95 / d, (n, d))
    return Case.of(
        "drawn", "xyz"[:d], [f"A{i}" for i in range(n)], stream.uniform(5, 200, n), stream.uniform(20, 80, (n, d)), salience
    )  # fmt: skip


@st.composite
def choices(draw):
    return Switches(**{name: draw(st.sampled_from(words)) for name, words in SWITCHED.items()})


def changed(case, *, order=None, positions=None):
    rows = np.arange(len(case.actors)) if order is None else np.asarray(order)
    places = case.positions if positions is None else positions
    return Case.of(
        case.title, case.dimensions, [case.actors[i] for i in rows], case.capability[rows], places[rows], case.salience[rows]
    )  # fmt: skip


def first_turn(case, switches):
    return negotiate(case, switches, most_turns=1)


@FEW
@given(cases(), choices(), st.randoms(use_true_random=False))
def test_names_and_order_of_actors_do_not_matter(case, switches, shuffler):
    """With one exception, as published: where losses count more than gains, it matters which of two options comes first."""
    assume(switches.voting != "asymmetric")
    order = list(range(len(case.actors)))
    shuffler.shuffle(order)
    one, other = first_turn(case, switches), first_turn(changed(case, order=order), switches)
    assert np.allclose(one.risk[order], other.risk, atol=1e-9)
    assert np.allclose(one.turns[0].probability[order], other.turns[0].probability, atol=1e-9)
    assert np.allclose(one.positions[1][order], other.positions[1], atol=ROUNDED)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (1, 0, 3, 2), (3, 1, 2, 0), (2, 3, 0, 1)])
def test_who_holds_a_place_together_does_not_depend_on_their_order(order):
    """Actors within a tenth of a point hold one place, and neighbours link those farther apart: 40, 40.08 and 40.16 are one."""
    case = Case.of(
        "near", ["x"], list("abcd"), [90, 20, 60, 50], [[40.0], [40.08], [40.16], [70.0]], [[50], [40], [60], [30]]
    )  # fmt: skip
    rows = list(order)
    one, other = first_turn(case, Switches()), first_turn(changed(case, order=rows), Switches())
    assert np.allclose(one.turns[0].probability[rows], other.turns[0].probability, atol=1e-12)
    assert one.turns[0].probability[0] == one.turns[0].probability[2]
    assert np.allclose(one.outcome[0], other.outcome[0], atol=1e-9)


@FEW
@given(cases(), choices())
def test_a_mirror_mirrors_the_bargains(case, switches):
    one, other = (
        first_turn(case, switches),
        first_turn(changed(case, positions=100 - case.positions), switches),
    )
    assert np.allclose(one.risk, other.risk, atol=1e-9)
    assert np.allclose(one.positions[1], 100 - other.positions[1], atol=ROUNDED)
    assert np.allclose(one.outcome[0], 100 - other.outcome[0], atol=1e-6)


@FEW
@given(cases(), choices(), STEPS)
def test_only_distances_count(case, switches, by):
    one, other = (
        first_turn(case, switches),
        first_turn(changed(case, positions=case.positions + by), switches),
    )
    assert np.allclose(one.risk, other.risk, atol=1e-7)
    assert np.allclose(one.positions[1] + by, other.positions[1], atol=ROUNDED)
    assert np.allclose(one.outcome[0] + by, other.outcome[0], atol=1e-6)


@FEW
@given(cases(), choices())
def test_the_unit_of_capability_does_not_matter(case, switches):
    scaled = Case.of(
        case.title, case.dimensions, case.actors, 1000 * case.capability, case.positions, case.salience
    )
    one, other = first_turn(case, switches), first_turn(scaled, switches)
    # coalitions begin at 1e-8, so that 0 against 0 is defined: a trace that attitudes may show, and the rounding of a bargain,
    # which decides between bargains that are nearly as likely
    assert np.allclose(one.risk, other.risk, atol=1e-3)
    clear = [_lead(odds) > 1e-3 for odds in one.turns[0].odds]
    assert np.allclose(one.positions[1][clear], other.positions[1][clear], atol=ROUNDED)


def _lead(odds):
    best = np.sort(odds[np.isfinite(odds)])[::-1]
    return best[0] - best[1] if len(best) > 1 else 1.0


@FEW
@given(cases(), choices())
def test_copies_of_an_actor_are_treated_alike(case, switches):
    rows = [0, *range(len(case.actors))]
    twins = Case.of(
        "twins", case.dimensions, ["copy", *case.actors], case.capability[rows], case.positions[rows], case.salience[rows]
    )  # fmt: skip
    turn = first_turn(twins, switches).turns[0]
    assert turn.seen.risk[0] == pytest.approx(turn.seen.risk[1], abs=1e-12)
    assert turn.probability[0] == pytest.approx(turn.probability[1], abs=1e-12)
    assert np.allclose(turn.seen.utility[0], turn.seen.utility[1])
    assert turn.seen.utility[0, 1] == pytest.approx(
        turn.seen.utility[0, 0]
    )  # nothing to gain from one another
    assert not ({0, 1} <= {turn.proposals.initiator[-1], turn.proposals.receiver[-1]})


@FEW
@given(st.integers(2, 5), choices())
def test_actors_that_agree_stay_where_they_are(n, switches):
    case = Case.of("agreed", ["x"], [f"A{i}" for i in range(n)], range(1, n + 1), [[40]] * n, [[50]] * n)
    run = negotiate(case, switches)
    assert run.status == "settled"
    assert np.array_equal(run.positions[0], run.positions[-1])
    assert (run.risk == 0).all()  # nothing to infer an attitude from


@FEW
@given(cases(), st.sampled_from(["linear", "square", "quartic"]))
def test_one_actor_above_all_others_prevails(case, model):
    heavy = case.capability.copy()
    heavy[0] = 1e7 * heavy[1:].sum()
    giant = Case.of(case.title, case.dimensions, case.actors, heavy, case.positions, case.salience)
    run = negotiate(giant, Switches(victory=model))
    assert run.turns[0].probability[0] > 0.999
    assert run.risk[0] == pytest.approx(1)
    assert np.allclose(run.outcome[0], case.positions[0], atol=0.1)


@FEW
@given(cases(), choices(), st.sampled_from(["conditional", "markov_uniform", "markov_incentive"]))
def test_probabilities_are_probabilities(case, switches, kind):
    chosen = Switches(**{name: getattr(switches, name) for name in SWITCHED}, election=kind)
    run = negotiate(case, chosen, most_turns=3)
    for turn in run.turns:
        assert (turn.share >= 0).all()
        assert turn.share.sum() == pytest.approx(1, abs=1e-6)
        assert ((turn.probability >= 0) & (turn.probability <= 1 + 1e-9)).all()
        assert ((turn.seen.risk >= -1 - 1e-12) & (turn.seen.risk <= 1 + 1e-12)).all()
        if turn.odds is not None:
            assert np.nansum(turn.odds, axis=1) == pytest.approx(1, abs=1e-6)
            assert ((turn.proposals.odds >= 0) & (turn.proposals.odds <= 1)).all()
    assert ((run.positions >= 0) & (run.positions <= 100)).all()


@st.composite
def elections(draw):
    stream = np.random.default_rng(draw(st.integers(0, 2**32)))
    voters, options = draw(st.integers(1, 5)), draw(st.integers(2, 5))
    return stream.uniform(1, 100, voters), stream.uniform(0, 1, (voters, options))


@FEW
@given(elections(), st.integers(0, 5), st.integers(0, 4))
def test_every_two_options_share_one(drawn, voting, model):
    weights, worth = drawn
    p = pairwise(model, coalitions(voting, weights, worth))
    assert np.allclose(p + p.T, 1)
    assert ((p >= 0) & (p <= 1)).all()


@FEW
@given(elections(), st.integers(0, 5), st.integers(0, 2))
def test_an_option_that_everybody_likes_less_than_another_hardly_prevails(drawn, voting, kind):
    weights, worth = drawn
    worth = np.column_stack([worth, worth[:, 0] - 0.2])  # the last is worse than the first for each
    q, computed = election(kind, 0, coalitions(voting, weights, worth))
    assert q.sum() == pytest.approx(1, abs=1e-5)
    if computed:
        assert q[-1] < q[0]
        assert kind or q[-1] < 1e-3  # a chain of challenges lets it be favourite for a while


@FEW
@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_victory_is_the_steeper_the_higher_the_power(a, b):
    found = [chance(switch("victory").number(w), a, b) for w in ("linear", "square", "quartic", "octic")]
    ratio = b / a
    assert found == pytest.approx([1 / (1 + ratio**k) for k in (1, 2, 4, 8)], abs=1e-12)
    assert found == sorted(found, reverse=a < b)
    certain = chance(switch("victory").number("binary"), a, b)
    assert certain + chance(switch("victory").number("binary"), b, a) == pytest.approx(1, abs=1e-9)
    if ratio < 1 / 1.1 - 1e-9:
        assert certain > 0.999998
    assert chance(4, a, a) == pytest.approx(0.5)


@FEW
@given(*[st.floats(0, 1)] * 3, st.floats(0.1, 50), st.floats(0.1, 50), st.floats(0.1, 50), st.integers(0, 5))
def test_what_third_parties_must_do_after_a_contest(at_i, at_j, own, weight, for_i, for_j, rule):
    """Bound to nothing, to the winner's place where its side lost, or to the winner's place: the published three.

    The odds do not depend on the side it takes, so that only what follows from siding with the loser can sway it:
    bound to nothing, or whatever its side, it abstains.
    """
    u = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [at_i, at_j, own]])
    first = vote(rule, weight, at_i - at_j)
    p = (for_i + max(first, 0)) / (for_i + for_j + abs(first))
    semi = third_party(u, 2, 0, 1, weight, for_i, for_j, rule, 1)
    sided = [p * (2 * at_i + own) + (1 - p) * 3 * at_j, p * 3 * at_i + (1 - p) * (2 * at_j + own)]
    assert (
        semi[0] == pytest.approx(vote(rule, weight, sided[0] - sided[1]), abs=1e-6 * weight)
        or abs(sided[0] - sided[1]) < 1e-7
    )
    assert semi[1:] == pytest.approx((p, 2 * at_i + own, 3 * at_i))
    none = third_party(u, 2, 0, 1, weight, for_i, for_j, rule, 0)
    full = third_party(u, 2, 0, 1, weight, for_i, for_j, rule, 2)
    assert none[0] == full[0] == 0
    assert none[1:] == pytest.approx((p, 2 * at_i + own, 2 * at_i + own))
    assert full[1:] == pytest.approx((p, 3 * at_i, 3 * at_i))


@FEW
@given(cases(most=4), st.integers(0, 5), st.sampled_from([0, 2]))
def test_without_third_parties_a_contest_is_between_two(case, rule, commitment):
    seen = kernel.view(
        *[case.positions / 100] * 2, case.salience / 100, case.capability, kernel.Rules(*Switches().numbers)
    )
    strength = case.capability * case.salience.sum(axis=1) / 100
    u = seen.utility
    for_i, for_j = vote(rule, strength[0], u[0, 0] - u[0, 1]), -vote(rule, strength[1], u[1, 0] - u[1, 1])
    near = 1e-6 + 2e-10 / (
        for_i + for_j
    )  # each side has at least 1e-10, which counts where both have hardly more
    assert victory(u, 0, 1, strength, rule, commitment) == pytest.approx(for_i / (for_i + for_j), abs=near)


@FEW
@given(st.floats(0, 1), st.floats(-1, 1))
def test_utility_falls_with_distance_and_attitudes_bend_it(d, risk):
    assert 0 <= utility(d, risk) <= 1 + 1e-12
    assert utility(0.0, risk) == 1
    assert utility(1.0, risk) == pytest.approx(0)
    assert utility(d, 1.0) >= utility(d, 0.0) >= utility(d, -1.0)
    assert utility(d, risk) >= utility(min(d + 0.01, 1.0), risk) - 1e-12


@FEW
@given(*[st.floats(0, 1)] * 2, *[st.floats(0.05, 1)] * 2, st.floats(0.05, 0.95), st.integers(0, 2))
def test_bargains_lie_between_the_two(own, other, s_own, s_other, p, kind):
    found = np.empty(1)
    between(kind, np.array([own]), np.array([s_own]), p, np.array([other]), np.array([s_other]), 1 - p, found)
    assert min(own, other) - 1e-4 <= found[0] <= max(own, other) + 1e-4
    stronger = np.empty(1)
    between(
        kind,
        np.array([own]),
        np.array([s_own]),
        p + 0.04,
        np.array([other]),
        np.array([s_other]),
        0.96 - p,
        stronger,
    )
    assert abs(stronger[0] - own) <= abs(found[0] - own) + 1e-4  # likelier to prevail, less to give


@FEW
@given(cases(), st.integers(0, 1000))
def test_certain_courses_do_not_see_the_seed(case, seed):
    assert np.array_equal(negotiate(case, seed=seed).positions, negotiate(case, seed=1).positions)


@settings(max_examples=5, deadline=None)
@given(cases())
def test_stochastic_courses_take_bargains_by_their_probability(case):
    """First turn of 600 courses: each actor's choices come as often as their probabilities say."""
    runs = 600
    stochastic = Switches(transition="stochastic")
    odds = negotiate(case, stochastic, most_turns=1).turns[0].odds
    taken = [negotiate(case, stochastic, course=c, most_turns=1).turns[0].taken for c in range(runs)]
    for k, own in enumerate(odds):
        for b in np.flatnonzero(np.isfinite(own)):
            share, p = float(np.mean([t[k] == b for t in taken])), float(own[b])
            assert abs(share - p) < 5 * np.sqrt(p * (1 - p) / runs) + 1e-3


@settings(max_examples=5, deadline=None)
@given(cases(), st.integers(1, 11))
def test_a_course_does_not_see_how_many_others_are_run(case, fewer):
    stochastic = Switches(transition="stochastic")
    many, few = (repeated(case, stochastic, runs=n, seed=3) for n in (12, fewer))
    assert np.array_equal(many.positions[:fewer], few.positions)
    assert np.array_equal(many.outcome[:fewer], few.outcome)
    assert np.array_equal(many.status[:fewer], few.status)
