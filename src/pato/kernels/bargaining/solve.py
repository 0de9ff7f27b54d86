"""A spatial model of politics: actors challenge, bargain and move, turn by turn, until they stop moving.

In a turn an election over positions shows how safe each actor's position is, hence its attitude to risk; each actor
challenges whom it expects to gain most from; a challenge becomes a proposal of where both should move; and an
election among the proposals that concern an actor settles where that actor goes.

Sources: as `pato.kernels.bargaining.elections`; the binding of best bargains follows the same model's published library.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.bargaining.challenges import (
    between,
    challenge,
    distance,
    distances,
    risk_attitudes,
    utilities,
    utility,
    victory,
)
from pato.kernels.bargaining.elections import coalitions, election
from pato.kernels.jit import builder, compiled, inner

ADJUSTMENTS = (0.0, 1.0 / 3.0, 0.5, 2.0 / 3.0, 1.0)
"""Degree to which others' risk attitudes are known: none, a third, half, two thirds, full."""
LOWEST_RISK = (0.0, -0.5, -1.0)
"""Attitude of the actor with the least probable position: min, mid, max."""
BARGAIN_INITIATOR, BARGAIN_BOTH, BARGAIN_COMPROMISE = 0, 1, 2

_LEAST_GAIN = 1e-5
_SAME_PLACE = 1e-3


class Rules(NamedTuple):
    """The switches as numbers; see `pato.models.negotiation.switches` for what they mean."""

    victory: int
    election: int
    transition: int
    voting: int
    adjustment: int
    risk_range: int
    commitment: int
    interpolation: int
    bargains: int
    resolution: int
    receiver_estimate: int


class Views(NamedTuple):
    """Actors' views of the positions of a turn.

    Attributes
    ----------
    distance
        Shape (actor, actor): of the first's ideal to the second's position.
    safety
        Probability of each position among risk-neutral actors, shape (actor,).
    risk
        Attitudes, shape (actor,).
    utility
        Of each position with each actor's own attitude, shape (actor, actor).
    computed
        Whether the election could be computed.
    """

    distance: FloatArray
    safety: FloatArray
    risk: FloatArray
    utility: FloatArray
    computed: bool


class Proposals(NamedTuple):
    """Bargains of a turn; the first n leave actor 0 to n - 1 where it is.

    Attributes
    ----------
    initiator, receiver
        Shape (bargain,).
    value
        Utility that the initiator expects to gain by the challenge, shape (bargain,).
    odds
        Initiator's probability of prevailing, as whose view made the bargain sees it, shape (bargain,).
    to_initiator, to_receiver
        Proposed positions, shape (bargain, dimension).
    utility
        Of the state of affairs after each bargain, shape (actor, bargain).
    """

    initiator: IntArray
    receiver: IntArray
    value: FloatArray
    odds: FloatArray
    to_initiator: FloatArray
    to_receiver: FloatArray
    utility: FloatArray


@compiled
def view(
    ideals: FloatArray, positions: FloatArray, salience: FloatArray, capability: FloatArray, rules: Rules
) -> Views:
    """Return actors' views of positions; arrays of shape (actor, dimension) and (actor,)."""
    d = distances(ideals, positions, salience)
    neutral = utilities(d, np.zeros(len(d)), -1, 0.0)
    safety, computed = election(rules.election, rules.victory, coalitions(rules.voting, capability, neutral))
    risk = risk_attitudes(safety, LOWEST_RISK[rules.risk_range])
    return Views(d, safety, risk, utilities(d, risk, -1, 0.0), computed)


@compiled
def gap(a: FloatArray, b: FloatArray) -> float:
    """Return the plain distance of two points, shape (dimension,)."""
    total = 0.0
    for d in range(len(a)):
        total += (a[d] - b[d]) ** 2
    return math.sqrt(total)


@compiled
def places(positions: FloatArray) -> tuple[IntArray, int]:
    """Return the index of each actor's position, shape (actor,), and the number of distinct positions.

    Actors within a thousandth of one another hold one place, and so do those that such neighbours link: who stands with
    whom does not depend on the order of actors.
    """
    n, count = len(positions), 0
    place = np.arange(n)
    for i in range(n):
        for j in range(i):
            if place[i] != place[j] and gap(positions[i], positions[j]) < _SAME_PLACE:
                kept, gone = place[j], place[i]
                for k in range(n):
                    if place[k] == gone:
                        place[k] = kept
    named, found = np.full(n, -1), np.empty(n, np.int64)
    for i in range(n):
        if named[place[i]] < 0:
            named[place[i]] = count
            count += 1
        found[i] = named[place[i]]
    return found, count


@compiled
def standing(
    seen: Views, positions: FloatArray, capability: FloatArray, rules: Rules
) -> tuple[FloatArray, FloatArray, bool]:
    """Return the probability that each actor's position prevails, each actor's share of it, and whether it could be computed.

    Actors at one place hold it together: their probabilities, shape (actor,), may add up to more than 1, their shares add
    up to 1. A place is worth to an actor what the positions of those who hold it are worth to it, on average.
    """
    n = len(positions)
    place, count = places(positions)
    options, crowd = np.zeros((n, count)), np.zeros(count)
    for i in range(n):
        crowd[place[i]] += 1.0
    for i in range(n):
        for j in range(n):
            options[i, place[j]] += seen.utility[i, j] / crowd[place[j]]
    p, computed = election(rules.election, rules.victory, coalitions(rules.voting, capability, options))
    found, share = np.empty(n), np.empty(n)
    for i in range(n):
        found[i] = p[place[i]]
        share[i] = found[i] / crowd[place[i]]
    return found, share, computed


@builder
def best_challenge(
    seen: Views, i: int, strength: FloatArray, attention: FloatArray, rules: Rules
) -> tuple[int, float, float]:
    """Return the actor that i gains most by challenging (-1: none), its odds, and the expected gain."""
    u = utilities(seen.distance, seen.risk, i, ADJUSTMENTS[rules.adjustment])
    target, odds, gain = -1, 0.0, _LEAST_GAIN
    for j in range(len(strength)):
        if j == i:
            continue
        p = victory(u, i, j, strength, rules.voting, rules.commitment)
        status_quo, _, _, worth = challenge(u, i, i, j, p, attention[j])
        if worth - status_quo > gain:
            target, odds, gain = j, p, worth - status_quo
    return target, odds, gain


@builder
def receiver_odds(
    seen: Views, i: int, j: int, strength: FloatArray, attention: FloatArray, rules: Rules
) -> float:
    """Return the probability that i prevails over j as j sees it (or, by a switch, i's gain as j sees it)."""
    u = utilities(seen.distance, seen.risk, j, ADJUSTMENTS[rules.adjustment])
    p = victory(u, i, j, strength, rules.voting, rules.commitment)
    if rules.receiver_estimate == 0:
        return p
    status_quo, _, _, worth = challenge(u, i, i, j, p, attention[j])
    return worth - status_quo


@compiled
def influence(salience: FloatArray, capability: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return each actor's total salience, and that times its capability; shapes (actor,)."""
    attention, strength = np.zeros(len(capability)), np.empty(len(capability))
    for i in range(len(capability)):
        for d in range(salience.shape[1]):
            attention[i] += salience[i, d]
        strength[i] = capability[i] * attention[i]
    return attention, strength


@compiled
def propose(
    seen: Views,
    ideals: FloatArray,
    positions: FloatArray,
    salience: FloatArray,
    capability: FloatArray,
    rules: Rules,
) -> Proposals:
    """Return the bargains that actors propose, with what each actor would think of each."""
    n, n_dims = positions.shape
    attention, strength = influence(salience, capability)
    most = 3 * n
    initiator, receiver = np.empty(most, np.int64), np.empty(most, np.int64)
    value, odds = np.zeros(most), np.zeros(most)
    to_i, to_r = np.empty((most, n_dims)), np.empty((most, n_dims))
    for i in range(n):
        initiator[i] = receiver[i] = i
        for d in range(n_dims):
            to_i[i, d] = to_r[i, d] = positions[i, d]
    count = n
    for i in range(n):
        j, p, gain = best_challenge(seen, i, strength, attention, rules)
        if j < 0:
            continue
        seen_by_j = (
            p
            if rules.bargains == BARGAIN_INITIATOR
            else receiver_odds(seen, i, j, strength, attention, rules)
        )
        for view_of in range(1 if rules.bargains == BARGAIN_INITIATOR else 2):
            q = p if view_of == 0 else seen_by_j
            initiator[count], receiver[count], value[count], odds[count] = i, j, gain, q
            at_i, at_j, kind = positions[i], positions[j], rules.interpolation
            between(kind, at_i, salience[i], q, at_j, salience[j], 1.0 - q, to_i[count])
            between(kind, at_j, salience[j], 1.0 - q, at_i, salience[i], q, to_r[count])
            count += 1
        if rules.bargains == BARGAIN_COMPROMISE:
            count -= 1
            share = strength[i] / (strength[i] + strength[j])
            for d in range(n_dims):
                to_i[count - 1, d] = share * to_i[count - 1, d] + (1.0 - share) * to_i[count, d]
                to_r[count - 1, d] = share * to_r[count - 1, d] + (1.0 - share) * to_r[count, d]
    made = Proposals(
        initiator[:count],
        receiver[:count],
        value[:count],
        odds[:count],
        to_i[:count],
        to_r[:count],
        np.empty((n, count)),
    )
    _judge(made, seen, ideals, salience)
    return made


@inner
def _judge(made: Proposals, seen: Views, ideals: FloatArray, salience: FloatArray) -> None:
    """Fill in the utility of each bargain: the mean over all positions, with two of them moved."""
    n = len(ideals)
    for a in range(n):
        now = 0.0
        for i in range(n):
            now += seen.utility[a, i]
        for b in range(len(made.initiator)):
            total, i, j = now, made.initiator[b], made.receiver[b]
            if i != j:
                total -= seen.utility[a, i] + seen.utility[a, j]
                total += utility(distance(ideals[a], made.to_initiator[b], salience[a]), seen.risk[a])
                total += utility(distance(ideals[a], made.to_receiver[b], salience[a]), seen.risk[a])
            made.utility[a, b] = total / n


@compiled
def adjusted(ideals: FloatArray, positions: FloatArray, accommodation: FloatArray) -> FloatArray:
    """Return ideals drawn towards positions: row i of `accommodation` weighs all positions, the rest its old ideal."""
    n, n_dims = ideals.shape
    found = np.zeros((n, n_dims))
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += accommodation[i, j]
            for d in range(n_dims):
                found[i, d] += accommodation[i, j] * positions[j, d]
        for d in range(n_dims):
            found[i, d] += max(0.0, 1.0 - total) * ideals[i, d]
    return found


@compiled
def step_length(before: FloatArray, after: FloatArray) -> float:
    """Return the total distance moved by all actors."""
    total = 0.0
    for i in range(len(before)):
        total += gap(before[i], after[i])
    return total
