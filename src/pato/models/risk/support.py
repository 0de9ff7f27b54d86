"""How much more support targets can expect under an architecture than under the status quo, for all pairs at once.

Pledges of defence move it; consultation and promises not to fight stay as they are. How much of the difference that pledges go
with is their doing is the joining model's factor ``pledge_effect``. Today's American word for Taiwan counts for the
share of a pledge that the future gives it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pato.kernels.arrays import BoolArray, FloatArray, IntArray
from pato.kernels.projection import miles_per_day, projected_capability
from pato.kernels.reach import log_reach
from pato.models.risk.theories.situation import ExpectedSupport
from pato.models.support.estimate import LogOdds, Ties, gift, log_odds, log_odds_of, weighed
from pato.models.support.joining import Joining

_PERCENT = 100.0


@dataclass(frozen=True)
class PairSupport:
    """Expected support for the targets of some pairs.

    Attributes
    ----------
    joining
        Who would fight.
    challengers, targets
        Positions of the pairs, shape (pair,).
    word
        Positions of a state and of another that it has given its word short of a pledge; None if there is none.
    """

    joining: Joining
    challengers: IntArray
    targets: IntArray
    word: tuple[int, int] | None = None

    def expect(
        self, draws: FloatArray, share: FloatArray, credence: FloatArray, before: BoolArray, after: BoolArray
    ) -> ExpectedSupport:
        """Return expected support where the architecture moves it.

        Parameters
        ----------
        draws
            Of the joining model, shape (future, coefficient).
        share
            How much of what pledges go with is their doing, shape (future,).
        credence
            What the word is worth of a pledge, shape (future,).
        before, after
            Pledges of defence, shape (defender, target).
        """
        old, new = self._pledged(before), self._pledged(after)
        change = {name: new[name] - old[name] for name in new}
        against = {"defence_challenger": after.astype(float) - before}
        here, there = (_somewhere(c) for c in (change, against))
        columns, rows = np.asarray(here.any(axis=0)), np.asarray(there.any(axis=0))
        moved = columns[self.targets] | rows[self.challengers]
        model = self.joining.logit
        parts = log_odds(model, draws, self._ties(before), self._balance[moved])
        more, less = (
            share[:, None] * weighed(model, draws, {n: v[at] for n, v in c.items()})
            for c, at in ((change, here), (against, there))
        )
        if self.word is not None:
            self._word(parts, more, draws, share, credence, (before, after), here)
        return self._summed(parts, moved, _Change(here, more), _Change(there, less))

    def _word(
        self,
        parts: LogOdds,
        more: FloatArray,
        draws: FloatArray,
        share: FloatArray,
        credence: FloatArray,
        pledges: tuple[BoolArray, BoolArray],
        here: BoolArray,
    ) -> None:
        """Let a word count for its share of a pledge, before and after, where no pledge is in force."""
        assert self.word is not None
        before, after = (bool(p[self.word]) for p in pledges)
        given, absent = pledges[0].copy(), pledges[0].copy()
        given[self.word], absent[self.word] = True, False
        with_it, without = self._pledged(given), self._pledged(absent)
        # a pledge takes the place of a promise to consult
        whole = weighed(
            self.joining.logit, draws, {n: with_it[n][self.word] - without[n][self.word] for n in with_it}
        )
        then, now = (np.zeros_like(whole) if p else credence * whole for p in (before, after))
        parts.to_target[:, *self.word] += then
        if before != after:
            position = int(np.cumsum(here.ravel())[np.ravel_multi_index(self.word, here.shape)]) - 1
            more[:, position] += share * (now - then)

    def _summed(self, parts: LogOdds, moved: BoolArray, more: _Change, less: _Change) -> ExpectedSupport:
        r, k = self.challengers[moved], self.targets[moved]
        before, after = np.zeros(parts.pair.shape), np.zeros(parts.pair.shape)
        changes = more.here[:, k] | less.here[:, r]
        for d in range(len(changes)):  # one after the other, so that chunks of futures do not show (C5)
            brings = np.where((r == d) | (k == d), 0.0, self._arriving[d, k])
            if not brings.any():
                continue
            x = log_odds_of(parts, d, r, k)
            at = np.flatnonzero(changes[d])
            if len(at):
                moved_x = x[:, at]
                more.add(moved_x, d, k[at])
                less.add(moved_x, d, r[at])
            brought = gift(x, brings)
            before += brought
            if len(at):
                brought[:, at] = gift(moved_x, brings[at])
            after += brought
        return ExpectedSupport(moved, before, after)

    @cached_property
    def _miles(self) -> float:
        return miles_per_day(int(self.joining.date[:4]))

    @cached_property
    def _arriving(self) -> FloatArray:
        distance = np.nan_to_num(self.joining.figures["distance_km"])
        return np.asarray(_PERCENT * projected_capability(self.joining.cinc[:, None], distance, self._miles))

    @cached_property
    def _reach(self) -> FloatArray:
        return log_reach(self.joining.cinc[:, None], self.joining.figures["distance_km"], self._miles)

    @cached_property
    def _balance(self) -> FloatArray:
        cinc = self.joining.cinc
        return np.asarray(np.log(cinc[self.targets] / cinc[self.challengers]))

    def _pledged(self, pledges: BoolArray) -> dict[str, FloatArray]:
        """Return the covariates that pledges of defence make, each of shape (defender, target)."""
        defence = pledges.astype(float)
        consultation = self.joining.status_quo.consultation & ~pledges
        return {
            "defence": defence,
            "defence_reach": np.where(pledges, self._reach, 0.0),
            "defence_war": defence,
            "defence_after_1945": defence,
            "consultation": consultation.astype(float),
        }

    def _ties(self, pledges: BoolArray) -> Ties:
        figures, shape = self.joining.figures, pledges.shape
        to_target = self._pledged(pledges) | {
            "reach": self._reach,
            "major": np.broadcast_to(self.joining.major[:, None], shape),
            "rivalry_target": figures["rivalry"],
            "near_target": (figures["contiguity"] > 0).astype(float),
            "joint_democracy": figures["joint_democracy"],
        }
        against = {
            "restrained": self.joining.status_quo.restraint.astype(float),
            "defence_challenger": pledges.astype(float),
            "rivalry_challenger": figures["rivalry"],
            "land_challenger": (figures["contiguity"] == 1).astype(float),
            "history_challenger": figures["dispute_history"],
        }
        return Ties(to_target, against, {**self.joining.logit.estimate["at_prediction"], "war": 1.0})


@dataclass(frozen=True, slots=True)
class _Change:
    """What is added to log-odds at some places: which, shape (defender, state), and how much, shape (future, place)."""

    here: BoolArray
    values: FloatArray

    def add(self, log_odds: FloatArray, defender: int, states: IntArray) -> None:
        """Add it to one defender's log-odds for some pairs, shape (future, pair)."""
        given = np.flatnonzero(self.here[defender, states])
        if len(given):
            first = int(self.here[:defender].sum())
            place = first + np.cumsum(self.here[defender]) - 1
            log_odds[:, given] += self.values[:, place[states[given]]]


def _somewhere(values: Mapping[str, FloatArray]) -> BoolArray:
    """Return where one of several arrays of a shape is not zero."""
    return np.asarray(np.any([v != 0 for v in values.values()], axis=0))
