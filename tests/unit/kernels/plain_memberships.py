"""What memberships are worth, written as the equations are, on whole arrays: what the compiled kernels are held against."""

from dataclasses import dataclass

import numpy as np

from pato.kernels.chances import probability
from pato.kernels.deterrence import ANY, LARGEST, TOTAL
from pato.kernels.membership.game import members
from pato.kernels.support import contest

_AT_ONCE, _PERCENT = 4_000_000, 100.0


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What memberships are worth.

    Attributes
    ----------
    utilities
        Gain of each state of the pool, member or not, in per cent of its GDP a year; shape (future, membership, state).
    war_risk
        Expected war-level initiations a year against each state, same shape.
    support
        Mean over a state's challengers of the support it may expect, in per cent of world capability, same shape; 0 without challengers.
    entrapment
        Expected cost of others' wars in per cent of GDP a year, same shape.
    largest_share
        Of the support that members may expect against challengers outside, what the largest supporter of each
        pair gives, shape (future, membership); NaN where there is no support or no gifts were given.
    """

    utilities: np.ndarray
    war_risk: np.ndarray
    support: np.ndarray
    entrapment: np.ndarray
    largest_share: np.ndarray


def evaluate_plainly(game, masks):
    """Return what memberships are worth, written as the equations are: the reference for compiled kernels.

    Chances and contests are those of `pato.kernels.chances`, which are held against scipy's in tests of their own.

    Parameters
    ----------
    game
        The pool.
    masks
        Memberships, shape (membership,).

    Raises
    ------
    ValueError
        If a membership has a state beyond the pool.
    """
    chosen = np.atleast_1d(np.asarray(masks, np.int64))
    if chosen.size and (chosen.min() < 0 or chosen.max() >= 1 << game.n_states):
        raise ValueError(
            f"memberships of {game.n_states} states are numbers from 0 to {(1 << game.n_states) - 1}, found {chosen.min()} to {chosen.max()}"
        )
    shape = (game.n_futures, len(chosen), game.n_states)
    found = Evaluated(
        np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape), np.full(shape[:2], np.nan)
    )
    step = max(1, _AT_ONCE // max(1, game.n_futures * max(game.n_pairs, game.n_states)))
    for first in range(0, len(chosen), step):
        _evaluate_some(game, chosen[first : first + step], found, slice(first, first + step))
    return found


def _evaluate_some(game, masks, found, here):
    inside = members(masks, game.n_states)
    moved = _moved(game, inside)
    p0, p = probability(game.log_odds)[:, None, :], _chances(game, inside, moved)
    support = game.support0[:, None, :] + moved * _over_members(inside, game.support_gain)
    loss0, loss = _loss(game, game.support0[:, None, :]), _loss(game, support)
    targets = np.arange(game.n_states) == game.target[:, None]  # (pair, state)
    found.war_risk[:, here] = p @ targets
    pairs_of = np.maximum(targets.sum(0), 1)
    found.support[:, here] = support @ targets / pairs_of
    war = (p * loss - p0 * loss0) @ targets
    before = _entrapment(game, p0, np.zeros((1, game.n_states), bool), moved[:1] & False)
    after = _entrapment(game, p, inside, moved)
    found.entrapment[:, here] = _PERCENT * after
    within = game.alone[:, None, :] + _over_partners(inside, game.pairwise)
    terms = np.where(inside, within, _over_partners(inside, game.outside))
    found.utilities[:, here] = terms - _PERCENT * (war + after - before)
    found.largest_share[:, here] = _largest_share(game, inside, moved, support)


def _moved(game, inside):
    """Return which pairs have a member as target and none as challenger, shape (membership, pair)."""
    outside = (game.challenger < 0) | ~inside[:, np.maximum(game.challenger, 0)]
    return inside[:, game.target] & outside


def _over_members(inside, gains):
    """Sum gains of shape (..., state, pair) over members: shape (..., membership, pair)."""
    return inside.astype(np.float64) @ gains


def _over_partners(inside, gains):
    """Sum gains of shape (future, state, partner) over members other than the state itself: (future, membership, state)."""
    others = gains * ~np.eye(gains.shape[-1], dtype=bool)
    return inside.astype(np.float64) @ others.swapaxes(-1, -2)


def _chances(game, inside, moved):
    """Return the chance of each pair's war in a year, shape (future, membership, pair)."""
    p = np.repeat(probability(game.log_odds)[:, None, :], len(inside), axis=1)
    for number in np.unique(game.theory):
        here = np.flatnonzero(game.theory == number)
        p[here] = np.where(moved, _moved_chances(game.futures(here), inside), p[here])
    return p


def _moved_chances(game, inside):
    """Return the chance of war where a pair is moved, under futures of one theory."""
    slope, cap, step, surge, share = (
        v[:, None, None] for v in (game.slope, game.cap, game.step, game.surge, game.surge_share)
    )
    doses = game.reach * game.worth
    dose = np.where(inside[:, :, None], doses[:, None], 0.0).max(axis=2, initial=0.0)
    worth, newly = (
        np.where(inside[:, :, None], v[:, None], 0.0).max(axis=2, initial=0.0)
        for v in (game.worth, game.newly)
    )
    left = np.where(game.first_only[:, None, None], 1.0 - game.any0[:, None, :], 1.0)
    graded = game.statistic[0] == ANY
    before, after = _statistic(game, inside, dose, worth)
    rises = after - before if graded else after > before
    if game.in_logs[0] and not graded:
        before, after = np.log1p(before), np.log1p(after)
    shift = slope * (np.minimum(after, cap) - np.minimum(before, cap)) + step * rises
    x = game.log_odds[:, None, :] + (1.0 if graded else left) * shift
    part = share * (newly > 0)
    surge = surge * newly * left
    return np.asarray(part * probability(x + surge) + (1.0 - part) * probability(x))


def _statistic(game, inside, dose, worth):
    """Return the statistic before and after, shapes (future, 1 or membership, pair)."""
    statistic = int(game.statistic[0])
    if statistic == LARGEST:
        before = game.largest0[:, None, :]
        return before, np.maximum(before, dose)
    if statistic == ANY:
        before = game.any0[:, None, :]
        return before, np.maximum(before, worth)
    if statistic == TOTAL:
        before, gain = game.total0[:, None, :], game.reach * game.newly
    else:
        before, gain = game.support0[:, None, :], game.support_gain
    return before, before + _over_members(inside, gain)


def _loss(game, support):
    """Return the share of GDP that a war costs its target, shape (future, membership, pair)."""
    defeat = contest(game.own[:, None, :] + support, game.rival[:, None, :], game.decisiveness[:, None, None])
    return np.asarray(game.loss_base[:, None, :] + game.loss_defeat[:, None, :] * defeat)


def _entrapment(game, p, inside, moved):
    """Return the expected cost of others' wars as a share of GDP, shape (future, membership, state)."""
    others = np.arange(game.n_states)[:, None] != game.target  # (state, pair)
    always = p @ (game.fights0 * others).swapaxes(-1, -2)
    newly = (p * moved) @ (game.fights_gain * others).swapaxes(-1, -2)
    return np.asarray(game.war_cost[:, None, :] * (always + inside * newly))


def _largest_share(game, inside, moved, support):
    """Return the largest supporters' share of the support in the pairs that are moved, shape (future, membership)."""
    if game.gift0 is None or game.gift is None:
        return np.full(support.shape[:2], np.nan)
    largest = np.repeat(game.gift0[:, None, :], len(inside), axis=1)
    for d in range(game.n_states):
        given = np.where(inside[:, d, None], game.gift[:, None, d, :], 0.0)
        np.maximum(largest, given, out=largest)
    whole = (support * moved).sum(-1)
    part = (largest * moved).sum(-1)
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0))
