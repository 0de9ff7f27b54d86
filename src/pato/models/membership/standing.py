"""Standing of a membership: states that accept it, would leave, would join, and would admit them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pato.brief import brief
from pato.errors import UsageError, unknown
from pato.futures import Draws
from pato.kernels.arrays import BoolArray, FloatArray
from pato.kernels.support import contest
from pato.models.membership.parts import Wars
from pato.models.membership.pool import Pool
from pato.models.membership.seats import MEMBER, OUTSIDE
from pato.models.membership.terms import CHAPTERS, DEFENCE, chapter
from pato.treaties.associates import ASSOCIATE

RULES = ("open", "unanimity", "majority", "standards")
"""Rule of entry for an outsider that would join: open, all members, more than half of them, or the treaty's standards."""
LEAVING = ("survive", "lapse")
_PERCENT = 100.0


@brief("members", "outsiders")
@dataclass(frozen=True, eq=False)
class Standing:
    """A membership over futures; gains in per cent of GDP a year, NaN where a question makes no sense.

    Attributes
    ----------
    pool, draws, mask
        The membership, and the futures.
    terms
        Terms of the utilities by name, shape (future, state).
    stays, stays_defence
        A member's or associate's gain from staying rather than leaving, shape (future, state); NaN for outsiders. By
        all terms, and by those of defence.
    partner
        What state i gains from j being a member, or an associate, as well, shape (future, i, j); NaN unless both are.
    enters
        An outsider's, or an associate's, gain from becoming a member, shape (future, state); NaN for members.
    welcomed
        Member i's gain from the entry of j, shape (future, i, j).
    steps_back
        A member's gain from being an associate instead, shape (future, state); NaN for those without such a seat.
    """

    pool: Pool
    draws: Draws
    mask: int
    terms: Mapping[str, FloatArray]
    stays: FloatArray
    stays_defence: FloatArray
    partner: FloatArray
    enters: FloatArray
    welcomed: FloatArray
    steps_back: FloatArray

    @property
    def members(self) -> tuple[int, ...]:
        """Positions of the members."""
        return self._in(MEMBER)

    @property
    def associates(self) -> tuple[int, ...]:
        """Positions of the associates."""
        return self._in(ASSOCIATE)

    @property
    def outsiders(self) -> tuple[int, ...]:
        """Positions of the other states of the pool."""
        return self._in(OUTSIDE)

    @property
    def candidates(self) -> tuple[int, ...]:
        """Positions of the states whose entry was examined: outsiders, and associates."""
        return tuple(np.flatnonzero(np.isfinite(self.enters[:1]).all(axis=0)).tolist())

    def _in(self, role: str) -> tuple[int, ...]:
        place = self.pool.seats.place
        return tuple(i for i, s in enumerate(self.pool.states) if place(self.mask, s) == role)

    @property
    def utilities(self) -> FloatArray:
        """Gain of every state of the pool, shape (future, state)."""
        return np.asarray(sum(self.terms.values()))

    @property
    def band(self) -> float:
        """Gain or loss, per cent of GDP a year, within which a state finds no difference."""
        return self.pool.assumptions.no_difference

    def by_chapter(self) -> dict[str, FloatArray]:
        """Return the gain of every state by chapter (`CHAPTERS`), shape (future, state)."""
        return {name: chapter(self.terms, terms) for name, terms in CHAPTERS.items()}

    @property
    def accepts(self) -> BoolArray:
        """Whether each state is no worse off than at the status quo by more than the band, shape (future, state)."""
        return np.asarray(self.utilities >= -self.band)

    @property
    def accepts_all(self) -> BoolArray:
        """Whether all members and associates accept, shape (future,)."""
        return self.accepted_by([*self.members, *self.associates])

    def accepted_by(self, states: Sequence[int]) -> BoolArray:
        """Return whether some states all accept, shape (future,)."""
        return np.asarray(self.accepts[:, list(states)].all(axis=1))

    def kept(self, states: Sequence[int]) -> BoolArray:
        """Return whether no state of a group gains more than the band by leaving, shape (future,)."""
        return np.asarray((self.stays[:, list(states)] >= -self.band).all(axis=1))

    @property
    def internally_stable(self) -> BoolArray:
        """Whether no member gains more than the band by leaving or as an associate, and no associate by leaving, shape (future,)."""
        return self.kept([*self.members, *self.associates]) & ~self.would_step_back.any(axis=1)

    @property
    def would_step_back(self) -> BoolArray:
        """Whether each member would gain more than the band as an associate, shape (future, state)."""
        return np.asarray(self.steps_back > self.band)

    @property
    def defence_accepted(self) -> BoolArray:
        """Whether all members would accept by the terms of defence alone, shape (future,)."""
        gain = chapter(self.terms, DEFENCE)[:, list(self.members)]
        return np.asarray((gain >= -self.band).all(axis=1))

    @property
    def defence_stable(self) -> BoolArray:
        """Whether no member would gain more than the band by leaving, by the terms of defence alone, shape (future,)."""
        return np.asarray((self.stays_defence[:, list(self.members)] >= -self.band).all(axis=1))

    @property
    def objects(self) -> BoolArray:
        """Whether member i loses more than the band by the entry of outsider j, shape (future, i, j)."""
        return np.asarray(self.welcomed < -self.band)

    @property
    def wants_in(self) -> BoolArray:
        """Whether each outsider or associate gains more than the band by becoming a member, shape (future, state)."""
        return np.asarray(self.enters > self.band)

    def let_in(self, rule: str, eligible: BoolArray | None = None) -> BoolArray:
        """Return whether each outsider or associate would become a member and be admitted, shape (future, state).

        Parameters
        ----------
        rule
            One of `RULES`.
        eligible
            With ``standards``: whether each state meets them, shape (future, state).

        Raises
        ------
        UsageError
            If the rule is unknown, or there are no standards.
        """
        if rule not in RULES:
            raise UsageError(unknown("rule", rule, RULES))
        found = np.zeros((self.draws.n_futures, self.pool.n_states), bool)
        inside = list(self.members)
        for j in self.candidates:
            wants = self.wants_in[:, j]
            against = self.objects[:, inside, j].sum(axis=1)
            allowed = {"open": True, "unanimity": against == 0, "majority": against * 2 < len(inside)}
            if rule == "standards":
                if eligible is None:
                    raise UsageError("the treaty has no standards: choose another --rule.")
                allowed["standards"] = eligible[:, j]
            found[:, j] = wants & allowed[rule]
        return found

    def externally_stable(self, rule: str = "unanimity", eligible: BoolArray | None = None) -> BoolArray:
        """Return whether no outsider or associate would become a member and be admitted, shape (future,)."""
        return np.asarray(~self.let_in(rule, eligible).any(axis=1))


def stand(
    pool: Pool,
    draws: Draws,
    mask: int,
    *,
    wars: Wars | None = None,
    leaving: str = "survive",
    entry: bool = True,
) -> Standing:
    """Return the standing of a membership, with trade solved exactly for it and for every change by one state.

    Parameters
    ----------
    pool, draws, mask
        The membership, and futures of ``pool.design``.
    wars
        As in `Pool.game`.
    leaving
        One of `LEAVING`: whether the old treaties of a state that leaves survive.
    entry
        Whether to look at outsiders of the pool too.

    Raises
    ------
    UsageError
        If the membership has fewer than two states, or the switch no such level.
    """
    if leaving not in LEAVING:
        raise UsageError(unknown("level of leaving", leaving, LEAVING))
    n, seats = pool.n_states, pool.seats
    places = [seats.place(mask, s) for s in pool.states]
    members = [i for i in range(n) if places[i] == MEMBER]
    if len(members) < 2:
        raise UsageError("a membership has two states at least.")
    inside = [i for i in range(n) if places[i] != OUTSIDE]
    entering = [j for j in range(n) if places[j] != MEMBER] if entry else []
    stepping = [i for i in members if pool.states[i] in seats.associates]
    moves = ((inside, OUTSIDE), (entering, MEMBER), (stepping, ASSOCIATE))
    masks = [mask, *(seats.placed(mask, pool.states[i], to) for states, to in moves for i in states)]
    known = pool.wars(draws) if wars is None else wars
    # a treaty of one state is none
    several = np.array([seats.members(m).bit_count() > 1 for m in masks])
    found = pool.terms(draws, masks, wars=known)
    terms = {k: np.where(several[:, None], v, 0.0) for k, v in found.items()}
    u, defence = np.asarray(sum(terms.values())), chapter(terms, DEFENCE)
    stays, stays_defence, enters, back = (np.full((draws.n_futures, n), np.nan) for _ in range(4))
    partner, welcomed = (np.full((draws.n_futures, n, n), np.nan) for _ in range(2))
    for at, i in enumerate(inside, start=1):
        stays[:, i] = u[:, 0, i] - u[:, at, i]
        stays_defence[:, i] = defence[:, 0, i] - defence[:, at, i]
        others = [j for j in inside if j != i]
        partner[:, others, i] = u[:, 0, others] - u[:, at, others]
        if leaving == "lapse":
            gone = lapsed(pool, draws, known, i, others)
            stays[:, i] -= gone
            stays_defence[:, i] -= gone
    for at, j in enumerate(entering, start=1 + len(inside)):
        enters[:, j] = u[:, at, j] - u[:, 0, j]
        welcomed[:, members, j] = u[:, at, members] - u[:, 0, members]
    for at, i in enumerate(stepping, start=1 + len(inside) + len(entering)):
        back[:, i] = u[:, at, i] - u[:, 0, i]
    here = {k: v[:, 0] for k, v in terms.items()}
    return Standing(pool, draws, mask, here, stays, stays_defence, partner, enters, welcomed, back)


def lapsed(pool: Pool, draws: Draws, wars: Wars, i: int, others: Sequence[int]) -> FloatArray:
    """Return the gain (below zero: loss) of a state that left if its old treaties with some others end too, shape (future,).

    Its own war losses and its fighting for them, at the risks of the status quo for their wars.
    """
    war, place = pool.war, pool.war.place
    theirs = place[list(others)]
    left = war.now.without([(int(place[i]), int(other)) for other in theirs])
    if left is war.now:
        return np.zeros(draws.n_futures)
    without = replace(war, now=left, then=tuple(dict.fromkeys(then, left) for then in war.then))
    joining = without.joining(draws)
    after = war.risk.probabilities(draws, left)
    before = 1.0 / (1.0 + np.exp(-wars.log_odds))
    mine = war.target == i
    away = draws["away_cost"] * draws["war_years"]
    large = draws["large_war_share"]
    years = war.lasting(draws["loss_years"], wars.log_odds, large)
    base, more = war.losses(draws, years, away, large)

    def loss(p: FloatArray, found: Mapping[str, FloatArray]) -> FloatArray:
        rival, m = found["rival"][:, mine], found["decisiveness"][:, None]
        defeat = contest(found["own"][:, mine] + found["support0"][:, mine], rival, m)
        return np.asarray((p[:, mine] * (base[:, mine] + more[:, mine] * defeat)).sum(axis=1))

    def fought(found: Mapping[str, FloatArray]) -> FloatArray:
        return np.asarray((before * found["fights0"][:, i] * ~mine).sum(axis=1))

    lost = loss(after, joining) - loss(before, wars.joining)
    return np.asarray(-_PERCENT * (lost + away * (fought(joining) - fought(wars.joining))))
