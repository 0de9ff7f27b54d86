"""The spatial model of politics in plain Python, from its description: what the compiled kernels are held against."""

from itertools import combinations
from typing import NamedTuple

import numpy as np

LEAST = 1e-8
ADJUSTMENTS, LOWEST = (0, 1 / 3, 1 / 2, 2 / 3, 1), (0, -0.5, -1)


class Rules(NamedTuple):
    victory: int = 0
    election: int = 0
    transition: int = 0
    voting: int = 2
    adjustment: int = 1
    risk_range: int = 1
    commitment: int = 1
    interpolation: int = 0
    bargains: int = 0
    resolution: int = 0
    receiver_estimate: int = 0


def vote(rule, weight, gain):
    sure = min(max(gain / LEAST, -1), 1)
    by_rule = (
        sure,
        0.8 * gain + 0.2 * sure,
        gain,
        (gain + gain**3) / 2,
        gain**3,
        gain if gain < 0 else 2 * gain / 3,
    )
    return weight * by_rule[rule]


def coalitions(rule, weights, worth):
    options = range(worth.shape[1])
    found = np.full((len(options), len(options)), LEAST)
    for j, i in combinations(options, 2):
        votes = [vote(rule, w, u[i] - u[j]) for w, u in zip(weights, worth, strict=True)]
        found[i, j] += sum(v for v in votes if v > 0)
        found[j, i] -= sum(v for v in votes if v < 0)
    return found


def chance(model, a, b):
    if model < 4:
        return 1 / (1 + (b / a) ** 2**model)
    if max(a / b, b / a) >= 1.1:
        return 1 / (1 + 1e-6) if a > b else 1e-6 / (1 + 1e-6)
    return (2.1 * a / (a + b) - 1) / 0.1


def beats(model, strength):
    p = np.full(strength.shape, 0.5)
    for j, i in combinations(range(len(strength)), 2):
        p[i, j] = chance(model, strength[i, j], strength[j, i])
        p[j, i] = 1 - p[i, j]
    return p


def election(kind, model, strength):
    """Return the probability of each option, and whether the chain of challenges came to rest."""
    p, n = beats(model, strength), len(strength)
    if kind == 0:
        product = np.prod(p, axis=1)
        return product / product.sum(), True
    c, tolerance = np.full((n, n), 1 / n), 1e-6
    if kind == 1:
        c = strength * p + 1e-10 * np.eye(n)
        c, tolerance = c / c.sum(axis=0), 1e-8
    q = np.full(n, 1 / n)
    for _ in range(1000):
        new = q * (p * c.T).sum(axis=1) + (p * c) @ q
        change, q = np.abs(new - q).max(), (q + new) / 2
        if change <= tolerance:
            return q, True
    return q, False


def utility(d, risk):
    v = 1 - d
    return v * (1 + risk) if d > 1 else v + risk * v * (1 - v)


class Turn:
    """What actors see in a turn, from ideals, positions, saliences (actor, dimension) and capabilities."""

    def __init__(self, ideals, positions, salience, capability, rules):
        self.ideals, self.positions, self.salience = ideals, positions, salience
        self.capability, self.rules, self.n = capability, rules, len(ideals)
        self.distance = np.array([[self.far(i, x) for x in positions] for i in range(self.n)])
        neutral = 1 - self.distance
        self.safety, self.computed = election(
            rules.election, rules.victory, coalitions(rules.voting, capability, neutral)
        )
        low, high = min(self.safety), max(self.safety)
        least = LOWEST[rules.risk_range]
        flat = high - low < 1e-12
        self.risk = np.zeros(self.n) if flat else least + (1 - least) * (self.safety - low) / (high - low)
        self.utility = self.as_seen(None)
        self.attention = salience.sum(axis=1)
        self.strength = capability * self.attention

    def far(self, i, place):
        s = self.salience[i]
        return float(np.linalg.norm(s * (self.ideals[i] - place)) / np.linalg.norm(s))

    def as_seen(self, by):
        a = ADJUSTMENTS[self.rules.adjustment]
        risk = self.risk if by is None else (1 - a) * self.risk[by] + a * self.risk
        return np.array([[utility(d, r) for d in row] for row, r in zip(self.distance, risk, strict=True)])

    def third_party(self, u, k, i, j, for_i, for_j):
        weight, rule, bound = self.strength[k], self.rules.voting, self.rules.commitment
        v = vote(rule, weight, u[k, i] - u[k, j])
        p = (for_i + max(v, 0)) / (for_i + for_j + abs(v))
        won = 2 * u[k, i] + (u[k, i] if bound == 2 else u[k, k])
        lost = 2 * u[k, i] + (u[k, k] if bound == 0 else u[k, i])
        if bound != 1:
            return 0.0, p, won, lost
        with_i = p * won + (1 - p) * 3 * u[k, j]
        with_j = p * lost + (1 - p) * (2 * u[k, j] + u[k, k])
        return vote(rule, weight, with_i - with_j), p, won, lost

    def principals(self, u, i, j):
        votes = [vote(self.rules.voting, self.strength[k], u[k, i] - u[k, j]) for k in (i, j)]
        return 1e-10 + sum(v for v in votes if v > 0), 1e-10 - sum(v for v in votes if v < 0)

    def victory(self, u, i, j):
        for_i, for_j = self.principals(u, i, j)
        votes = [self.third_party(u, k, i, j, for_i, for_j)[0] for k in range(self.n) if k not in (i, j)]
        all_i, all_j = for_i + sum(v for v in votes if v > 0), for_j - sum(v for v in votes if v < 0)
        return all_i / (all_i + all_j)

    def challenge(self, u, k, i, j, p):
        won, contest = 2 * u[k, i], 2 * p * u[k, i] + 2 * (1 - p) * u[k, j]
        a = self.attention[j]
        return u[k, i] + u[k, j], won, contest, (1 - a) * won + a * contest

    def gain(self, u, i, j, p):
        status_quo, _, _, worth = self.challenge(u, i, i, j, p)
        return worth - status_quo

    def between(self, i, j, p):
        """Where i ends in a bargain with j, if it prevails with probability p."""
        kind, found = self.rules.interpolation, []
        for own, other, s, t in zip(
            self.positions[i], self.positions[j], self.salience[i], self.salience[j], strict=True
        ):
            if kind == 2:
                edge = max(0.0, (1 - p) - p)
                push, hold = edge * t**2, (1 - edge) * s**2
                found.append(own + push / (push + 1e-6 + hold) * (other - own))
                continue
            mine, theirs = ((s * p) ** (1 + kind), (t * (1 - p)) ** (1 + kind))
            place = ((mine + 1e-6) * own + theirs * other) / (mine + 1e-6 + theirs)
            found.append(min(1.0, max(0.0, np.floor(0.5 + place * 10_000) / 10_000)))
        return np.array(found)

    def proposals(self):
        """Return (initiator, receiver, value, odds, place of the first, place of the second) of every bargain."""
        made = [(i, i, 0.0, 0.0, self.positions[i], self.positions[i]) for i in range(self.n)]
        for i in range(self.n):
            u, best = self.as_seen(i), (1e-5, None, 0.0)
            for j in range(self.n):
                p = 0.0 if i == j else self.victory(u, i, j)
                if i != j and self.gain(u, i, j, p) > best[0]:
                    best = self.gain(u, i, j, p), j, p
            gain, j, p = best
            if j is None:
                continue
            views = [p]
            if self.rules.bargains:
                u = self.as_seen(j)
                q = self.victory(u, i, j)
                views.append(self.gain(u, i, j, q) if self.rules.receiver_estimate else q)
            both = [(i, j, gain, q, self.between(i, j, q), self.between(j, i, 1 - q)) for q in views]
            if self.rules.bargains == 2:
                share = self.strength[i] / (self.strength[i] + self.strength[j])
                mixed = (share * both[0][k] + (1 - share) * both[1][k] for k in (4, 5))
                both = [(*both[0][:4], *mixed)]
            made += both
        return made

    def worth(self, made):
        """Return the utility of the state of affairs after each bargain, shape (actor, bargain)."""
        found = np.empty((self.n, len(made)))
        for a in range(self.n):
            for b, (i, j, _, _, at_i, at_j) in enumerate(made):
                values = list(self.utility[a])
                if i != j:
                    values[i], values[j] = (utility(self.far(a, at), self.risk[a]) for at in (at_i, at_j))
                found[a, b] = sum(values) / self.n
        return found

    def standing(self):
        """Return each actor's share of the election among places."""
        group = list(range(self.n))
        for a, b in combinations(range(self.n), 2):
            if np.linalg.norm(self.positions[a] - self.positions[b]) < 1e-3:
                group = [group[a] if g == group[b] else g for g in group]
        places = list(dict.fromkeys(group))
        options = np.stack([self.utility[:, [g == p for g in group]].mean(axis=1) for p in places], axis=1)
        p, computed = election(
            self.rules.election, self.rules.victory, coalitions(self.rules.voting, self.capability, options)
        )
        held = np.array([p[places.index(g)] for g in group])
        return held, held / [group.count(g) for g in group], computed


def pick(p, draw):
    weight = np.maximum(p, 0)
    if draw is None or not weight.sum():
        return int(np.argmax(p))
    return int(np.argmax(np.cumsum(weight) > draw * weight.sum()))


def resolve(turn, made, worth, draws):
    """Return the bargain that each actor takes, the odds by actor and bargain, and whether elections were computed."""
    rules, n = turn.rules, turn.n
    odds, taken = np.full((n, len(made)), np.nan), [-1] * n
    if rules.resolution == 0:
        fine = True
        for k in range(n):
            mine = [b for b, m in enumerate(made) if k in m[:2]]
            p, computed = election(
                rules.election, rules.victory, coalitions(rules.voting, turn.capability, worth[:, mine])
            )
            fine &= computed
            odds[k, mine] = p
            taken[k] = mine[pick(p, draws[k] if rules.transition else None)]
        return taken, odds, fine
    p, fine = election(1, rules.victory, coalitions(rules.voting, turn.capability, worth))
    for b, m in enumerate(made):
        odds[list(m[:2]), b] = p[b]
    free, step = p.copy(), 0
    while -1 in taken:
        best = pick(free, draws[step] if rules.transition else None)
        if not rules.transition:
            weight = [2 * turn.capability[m[0]] + turn.capability[m[1]] for m in made]
            best = max((b for b in range(len(made)) if free[b] == free[best]), key=lambda b: (weight[b], -b))
        step += 1
        bound = made[best][:2]
        for k in bound:
            taken[k] = best
        for b, m in enumerate(made):
            if set(bound) & set(m[:2]):
                free[b] = -1
    return taken, odds, fine


def course(positions, salience, capability, accommodation, rules, most, least_ratio, draws):
    """Return positions, outcome by turn, shares, pulls, turns taken, and how a course ended (0, 1 or 2)."""
    here, ideals, status, outcome, first = positions, positions, 0, [], 0.0
    pull = np.zeros((len(positions), *positions.shape))
    while True:
        turn = Turn(ideals, here, salience, capability, rules)
        _, share, fine = turn.standing()
        outcome.append(share @ here)
        if not (fine and turn.computed):
            status = 2
        if status or len(outcome) == most + 1:
            break
        made = turn.proposals()
        taken, _, fine = resolve(turn, made, turn.worth(made), draws[(len(outcome) - 1) * rules.transition])
        new = np.array([made[b][4] if made[b][0] == k else made[b][5] for k, b in enumerate(taken)])
        for k, b in enumerate(taken):
            pull[made[b][0], k] += new[k] - here[k]
        step = np.linalg.norm(new - here, axis=1).sum()
        first = step if len(outcome) == 1 else first
        left = np.maximum(0, 1 - accommodation.sum(axis=1))
        here, ideals = new, accommodation @ new + left[:, None] * ideals
        if not fine:
            status = 2
        elif len(outcome) >= 2 and step / (first + 1e-4) < least_ratio:
            status = 1
    turns = len(outcome) - 1
    return here, np.array(outcome + outcome[-1:] * (most - turns)), share, pull, turns, status
