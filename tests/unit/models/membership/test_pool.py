"""The game of a pool: exact where it can be, additive in its terms, blind to order; and what it refuses."""

import numpy as np
import pytest

from pato.errors import CoverageError, PatoError, UsageError
from pato.futures import Draws
from pato.kernels.membership.named import evaluate
from pato.models.membership.changes import Changes
from pato.models.membership.joined import with_treaty
from pato.models.membership.pool import TERMS, Pool
from pato.models.membership.query import ask, strangers
from pato.world import World

from .conftest import DATE, STATES

NO_TRADE = ("trade", "coercion", "spill_overs", "burden")
EVERYBODY = 0b1111


def by_state(pool, p):
    total = np.zeros((len(p), pool.n_states))
    for pair, target in enumerate(pool.war.target):
        total[:, target] += p[:, pair]
    return total


@pytest.mark.parametrize("names", [STATES, ("USA", "TWN"), ("JPN", "KOR", "TWN")])
def test_risk_is_that_of_the_war_model_under_every_theory(pool, across, figures, status_quo, treaty, names):
    draws, wars = across
    system = with_treaty(status_quo, treaty, names)
    then = pool.war.risk.committed(system)
    mask = pool.mask(names)
    theirs = pool.war.risk.probabilities(draws, then)
    before = pool.war.risk.probabilities(draws, pool.war.risk.now)
    inside = np.array([bool(mask >> i & 1) for i in range(pool.n_states)])
    challenger = pool.war.challenger
    moved = inside[pool.war.target] & ~np.where(challenger >= 0, inside[challenger], False)
    expected = by_state(pool, np.where(moved, theirs, before))
    found = evaluate(pool.game(draws, wars=wars), [mask]).war_risk[:, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert np.abs(found - by_state(pool, before)).max() > 1e-6, "somebody's risk moves"


def test_who_fights_is_what_the_joining_model_says_of_members(pool, across, status_quo, treaty):
    draws, wars = across
    joining = pool.war.support.joining
    then = joining.committed(with_treaty(status_quo, treaty, ("JPN", "TWN")))
    worth = tuple(joining.valuation.worth(c, draws) for c in (joining.now, then))
    r, k = pool.war.risk.challengers, pool.war.risk.targets
    pairs = np.flatnonzero((pool.war.challenger < 0) & (pool.war.target == STATES.index("TWN")))
    effects = np.array([1.0, 0.5, 0.0])[draws["pledge_effect"]]
    names = draws.factor("pledge_effect").levels
    assert names == ("causal", "half", "screening")
    expected = joining.probabilities(draws["joining"], then, r[pairs], k[pairs], worth=worth, effect=effects)
    japan = STATES.index("JPN")
    found = (wars.joining["fights0"] + wars.joining["fights_gain"])[:, japan][:, pairs]
    np.testing.assert_allclose(found, expected[:, pool.war.place[japan]], atol=1e-12)


def test_terms_sum_to_the_utility(pool, across):
    draws, wars = across
    masks = list(range(16))
    terms = pool.terms(draws, masks, wars=wars)
    whole = evaluate(pool.game(draws, wars=wars), masks).utilities
    np.testing.assert_allclose(sum(terms.values()), whole, atol=1e-12)
    assert list(terms) == [t for t in TERMS if t not in pool.left_out]


def test_nothing_joined_is_nothing_gained(pool, across):
    draws, wars = across
    for name, values in pool.terms(draws, [0], wars=wars).items():
        assert np.abs(values).max() < 1e-12, name


def test_the_order_of_the_pool_does_not_matter(pool, across, figures, status_quo, treaty):
    draws, wars = across
    other = Pool.of(
        figures,
        status_quo,
        DATE,
        STATES[::-1],
        treaty,
        without=("trade", "coercion"),
        priced=("mistrust", "autonomy"),
    )
    theirs = other.terms(draws, [other.mask(("USA", "JPN", "TWN"))])
    ours = pool.terms(draws, [pool.mask(("USA", "JPN", "TWN"))], wars=wars)
    for name in ours:
        np.testing.assert_allclose(ours[name][:, 0], theirs[name][:, 0, ::-1], atol=1e-9)


def test_futures_do_not_depend_on_their_company(pool):
    draws = pool.design(20, 3).draw()
    some = pool.design(20, 3).draw(5, 9)
    whole = sum(pool.terms(draws, [EVERYBODY]).values())
    part = sum(pool.terms(some, [EVERYBODY]).values())
    assert np.array_equal(whole[5:9], part)


def test_theories_differ_by_nothing_else(pool, across):
    draws, wars = across
    per = 24
    for name, values in wars.joining.items():
        if name != "theory":
            levels = draws.factor("deterrence").levels
            blocks = [values[i * per : (i + 1) * per] for i, t in enumerate(levels) if t != "est"]
            assert all(np.array_equal(blocks[0], b) for b in blocks), name
    null = draws.is_level("deterrence", "no_effect")
    patron = draws.is_level("deterrence", "patron")
    terms = pool.terms(draws, [EVERYBODY], wars=wars)
    assert np.array_equal(terms["burden"][null], terms["burden"][patron])
    assert not np.array_equal(terms["war"][null], terms["war"][patron])


@pytest.mark.parametrize(
    ("name", "worse"),
    [
        ("autonomy_partner", 0.02),
        ("autonomy_membership", 0.1),
        ("mistrust_claim", 0.05),
        ("mistrust_occupation", 0.3),
        ("common_budget", 0.02),
    ],
)
def test_a_dearer_membership_is_never_liked_better(pool, across, name, worse):
    draws, wars = across
    terms = {k: v[:, 0] for k, v in pool.terms(draws, [EVERYBODY], wars=wars).items()}
    changes = Changes(pool, draws, wars, EVERYBODY, terms)
    cheap, dear = (changes.utilities({name: v}) for v in (0.0, worse))
    assert (dear <= cheap + 1e-12).all()
    assert (dear < cheap).any()


def test_changing_nothing_changes_nothing(pool, across):
    draws, wars = across
    terms = {k: v[:, 0] for k, v in pool.terms(draws, [EVERYBODY], wars=wars).items()}
    first = Draws(tuple(draws.factor(k) for k in draws), draws.futures, {k: draws[k] for k in draws})
    changes = Changes(pool, first, wars, EVERYBODY, terms)
    value = 0.4
    for name in ("burden_own_worth", "large_war_share", "contest_decisiveness", "taiwan_credence"):
        arrays = {k: first[k] for k in first} | {name: np.full(first.n_futures, value)}
        drawn = Draws(tuple(first.factor(k) for k in first), first.futures, arrays)
        fresh = sum(pool.terms(drawn, [EVERYBODY], wars=pool.wars(drawn)).values())[:, 0]
        known = drawn.labels("deterrence") != "est"
        np.testing.assert_allclose(changes.utilities({name: value})[known], fresh[known], atol=1e-12)


@pytest.mark.parametrize(
    ("states", "words"),
    [
        (("USA",), "has 1 state"),
        (("USA", "JPN", "USA"), "named twice"),
        (("USA", "ZZZ"), "ZZZ"),
        (("USA", "PRK"), "military expenditure of PRK"),
    ],
)
def test_pools_that_cannot_be(figures, status_quo, treaty, states, words):
    with pytest.raises(PatoError, match=words):
        Pool.of(figures, status_quo, DATE, states, treaty, without=("trade", "coercion"))


def test_a_pool_of_the_whole_world_is_refused(figures, status_quo, treaty):
    with pytest.raises(UsageError, match="2\\^46 memberships"):
        Pool.of(figures, status_quo, DATE, tuple(figures.states), treaty)


def test_states_without_trade_are_told(figures, status_quo, treaty):
    with pytest.raises(CoverageError, match="sales of goods at home, are known of PRK"):
        Pool.of(figures, status_quo, DATE, ("USA", "PRK"), treaty, without=("burden",))


def test_more_futures_than_fit_are_refused_in_words(pool):
    with pytest.raises(UsageError, match="GB of memory") as told:
        pool.across_theories(pool.design(1_000_000, 1).draw())
    most = int(str(told.value).split("Ask for ")[1].split()[0])
    assert 0 < most < 1_000_000


def test_terms_that_there_are_not(figures, status_quo, treaty):
    with pytest.raises(UsageError, match="no term 'luck'"):
        Pool.of(figures, status_quo, DATE, STATES, treaty, without=("luck",))


def test_a_world_without_trade_will_do(figures, status_quo, treaty, monkeypatch):
    def nothing(self):
        raise AssertionError("trade was asked for")

    monkeypatch.setattr(World, "trade", property(nothing))
    monkeypatch.setattr(World, "agreements", property(nothing))
    pool = Pool.of(figures, status_quo, DATE, ("USA", "JPN"), treaty, without=NO_TRADE)
    terms = pool.terms(pool.design(5, 1).draw(), [3])
    assert "trade" not in terms
    assert set(pool.left_out) == {*NO_TRADE, "mistrust", "autonomy"}


def test_only_those_of_the_pool_can_be_members(pool):
    with pytest.raises(UsageError, match="PHL is not in the pool"):
        pool.mask(("USA", "PHL"))
    assert pool.named(pool.mask(("TWN", "USA"))) == ("USA", "TWN")


def test_an_architecture_without_a_pact_has_no_membership(figures):
    with pytest.raises(UsageError, match="adds no pact"):
        ask(figures, "flexible", DATE)


def test_who_cannot_sign_with_whom(treaty):
    found = strangers(treaty, STATES)
    assert found == {"TWN": ("USA", "JPN", "KOR")}


def test_rivals_of_a_question_are_named_or_those_of_the_pacific_and_none_of_the_pool_attacks(figures):
    from pato.models.membership.query import ask

    for rivals, expected in ((None, {"CHN", "PRK", "RUS"}), (("RUS",), {"RUS"}), (("JPN", "RUS"), {"RUS"})):
        pool = ask(figures, "pato-3", DATE, without=("trade",), rivals=rivals).pool
        risk = pool.war.risk
        assert {risk.states[r] for r in risk.challengers} <= expected
        assert risk.states[risk.challengers[0]] in expected
