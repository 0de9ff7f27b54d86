"""Change in the support that targets can expect from the status quo to an architecture, for all pairs at once.

Commitments change it; promises not to fight are held fixed. The causal share of the association with commitments is
the joining model's factor ``pledge_effect``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pato.kernels.arrays import FloatArray, IntArray
from pato.kernels.projection import miles_per_day, projected_capability
from pato.models.commitments.profiles import Commitments
from pato.models.commitments.worth import Worth
from pato.models.support.estimate import Ties, gift, log_odds, log_odds_of
from pato.models.support.joining import Joining

_PERCENT = 100.0


@dataclass(frozen=True)
class PairSupport:
    """Expected support for the targets of some pairs.

    Attributes
    ----------
    joining
        Model of who would fight.
    challengers, targets
        Positions of the pairs, shape (pair,).
    """

    joining: Joining
    challengers: IntArray
    targets: IntArray

    def expect(
        self,
        draws: FloatArray,
        share: FloatArray,
        commitments: tuple[Commitments, Commitments],
        worth: tuple[Worth, Worth],
        pairs: IntArray,
    ) -> tuple[FloatArray, FloatArray]:
        """Return expected support of some pairs before and after, per cent of the world's capability, each of shape (future, pair of those).

        Parameters
        ----------
        draws
            Coefficients of the joining model, shape (future, coefficient).
        share
            Causal share of the association with commitments, shape (future,).
        commitments
            Commitments of the status quo and of the architecture.
        worth
            Their strengths in those futures.
        pairs
            Positions of the pairs.
        """
        now, then = commitments
        r, k = self.challengers[pairs], self.targets[pairs]
        parts = log_odds(self.joining.logit, draws, self._ties(), self._balance[pairs])
        before, after = np.zeros(parts.pair.shape), np.zeros(parts.pair.shape)
        for d in range(
            len(self.joining.states)
        ):  # One after the other, so that chunks of futures do not show (C5)
            brings = np.where((r == d) | (k == d), 0.0, self._arriving[d, k])
            if not brings.any():
                continue
            x = log_odds_of(parts, d, r, k)
            today = self._at(d, r, k, now)
            if len(today):
                x[:, today] += self._added(draws, share, d, r[today], k[today], now, (worth[0], worth[0]))
            changed = np.flatnonzero(then.moves(now)[d, k, r] | (then.defence[d, r] != now.defence[d, r]))
            if len(changed):
                fitted = log_odds_of(parts, d, r, k)[:, changed]
                fitted += self._added(draws, share, d, r[changed], k[changed], then, worth)
            brought = gift(x, brings)
            before += brought
            if len(changed):
                brought[:, changed] = gift(fitted, brings[changed])
            after += brought
        return before, after

    def _at(self, defender: int, r: IntArray, k: IntArray, then: Commitments) -> IntArray:
        """Return the pairs for which a defender's commitments add something to the estimate's log-odds."""
        return np.flatnonzero(self.joining.moves(then)[defender, k, r])

    def _added(
        self,
        draws: FloatArray,
        share: FloatArray,
        defender: int,
        r: IntArray,
        k: IntArray,
        then: Commitments,
        worth: tuple[Worth, Worth],
    ) -> FloatArray:
        return self.joining.added(draws, share, np.full(len(k), defender), r, k, then, worth)

    @cached_property
    def _arriving(self) -> FloatArray:
        miles = miles_per_day(int(self.joining.date[:4]))
        distance = np.nan_to_num(self.joining.figures["distance_km"])
        return np.asarray(_PERCENT * projected_capability(self.joining.cinc[:, None], distance, miles))

    @cached_property
    def _balance(self) -> FloatArray:
        cinc = self.joining.cinc
        return np.asarray(np.log(cinc[self.targets] / cinc[self.challengers]))

    def _ties(self) -> Ties:
        figures, pledges = self.joining.figures, self.joining.status_quo
        defence, reach = pledges.defence.astype(float), self.joining.reach
        to_target = {
            "defence": defence,
            "defence_reach": np.where(pledges.defence, reach, 0.0),
            "defence_war": defence,
            "defence_after_1945": defence,
            "consultation": pledges.consultation.astype(float),
            "reach": reach,
            "major": np.broadcast_to(self.joining.major[:, None], defence.shape),
            "rivalry_target": figures["rivalry"],
            "near_target": (figures["contiguity"] > 0).astype(float),
            "joint_democracy": figures["joint_democracy"],
        }
        against = {
            "restrained": pledges.restraint.astype(float),
            "defence_challenger": defence,
            "rivalry_challenger": figures["rivalry"],
            "land_challenger": (figures["contiguity"] == 1).astype(float),
            "history_challenger": figures["dispute_history"],
        }
        return Ties(to_target, against, {**self.joining.logit.estimate["at_prediction"], "war": 1.0})
