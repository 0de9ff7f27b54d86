"""Measures of memberships that are the same in all futures: capability pledged against a rival, and ability to decide."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.models.assumptions import load_assumptions
from pato.models.decision.positions import point_of, positions_of
from pato.models.membership.pool import Pool
from pato.world import World

ENCIRCLEMENT = "pledged_against_rival_percent"
DECIDES = "decides_share"
_AT_ONCE = 1 << 16


def encirclement(dose: FloatArray, target: IntArray, counts: BoolArray) -> FloatArray:
    """Return the capability newly pledged to a rival's targets under every membership, per cent of world capability.

    Parameters
    ----------
    dose
        A state's addition through a new commitment, shape (state, pair).
    target
        Of each pair, shape (pair,).
    counts
        Whether the rival is the pair's challenger, shape (pair,).

    Returns
    -------
    Shape (2^n,): the sum over pairs of members, built state by state with one addition a membership and state.
    """
    n = len(dose)
    between = np.zeros((n, n))
    for pair in np.flatnonzero(counts):
        between[:, target[pair]] += dose[:, pair]
    both = between + between.T
    found = np.zeros(1)
    for b in range(n):
        added = np.zeros(1)
        for j in range(b):
            added = np.concatenate([added, added + both[b, j]])
        found = np.concatenate([found, found + added])
    return found


def decides(points: FloatArray, spread: FloatArray, reach: float, rival: float) -> FloatArray:
    """Return the chance that no member objects to answering an attack, under every membership (a plain surrogate).

    Parameters
    ----------
    points, spread
        Ideal points of the pool and their standard deviations, shape (state,).
    reach
        Distance from the members' mean towards the rival beyond which a member objects.
    rival
        The rival's ideal point.

    Notes
    -----
    One dimension, independent errors, every member can object: the model of `pato decide` has more dimensions, rules and rounds.
    """
    n = len(points)
    found = np.empty(1 << n)
    for first in range(0, len(found), _AT_ONCE):
        masks = np.arange(first, min(first + _AT_ONCE, len(found)))
        inside = masks[:, None] >> np.arange(n) & 1 == 1
        mean = (inside @ points) / np.maximum(inside.sum(1), 1)
        towards = np.sign(rival - mean)[:, None] * (points - mean[:, None])
        silent = ndtr((reach - towards) / np.maximum(spread, 1e-6))
        found[masks] = np.where(inside, silent, 1.0).prod(1)
    found[np.bitwise_count(np.arange(1 << n)) < 2] = np.nan
    return found


def fixed(pool: Pool, dose: FloatArray, world: World) -> tuple[dict[str, FloatArray], list[str]]:
    """Return these measures for a pool, by column, and notes on them."""
    rival, found, notes = pool.assumptions.rival, {}, []
    states = pool.war.risk.states
    if rival in states:
        counts = pool.war.risk.challengers == states.index(rival)
        found[ENCIRCLEMENT] = encirclement(dose, pool.war.target, counts)
        notes.append(
            f"{ENCIRCLEMENT}: capability that members newly commit to each other against {rival}, discounted for distance, summed over its targets."
        )
    points, spread = _points(pool.states, world)
    against = point_of(rival, world)
    if against is not None:
        of = load_assumptions("decision").of
        middle = {s: sum(of[s].range) / 2 for s in ("displacement_invocation", "objection_margin")}
        reach = middle["displacement_invocation"] / 2 + middle["objection_margin"]
        found[DECIDES] = decides(points, spread, reach, against[0])
        notes.append(
            f"{DECIDES}: chance that no member objects to answering an attack, from ideal points alone, at the middle of the "
            f"assumed ranges (a member objects beyond {reach:g} points); a plain stand-in for 'pato decide', which knows rules and rounds."
        )
    return found, notes


def _points(states: Sequence[str], world: World) -> tuple[FloatArray, FloatArray]:
    held = positions_of(states, world, load_assumptions("decision"))
    found = []
    for state in states:
        if state in held.known:
            found.append(held.known[state])
        else:
            low, high = held.assumed[state]
            found.append(((low + high) / 2, (high - low) / np.sqrt(12)))
    made = np.array(found, np.float64)
    return made[:, 0], made[:, 1]
