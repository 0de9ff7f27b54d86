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
import numpy.typing as npt

from pato.kernels.logit import probability
from pato.kernels.projection import miles_per_day, projected_capability
from pato.kernels.reach import log_reach
from pato.models.deterrence.base import ExpectedSupport
from pato.models.expected_support import LogOdds, Ties, log_odds, weighed
from pato.models.joining import Joining

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
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
    challengers: Ints
    targets: Ints
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
        against = after.astype(float) - before
        moved = self._moved(change, against)
        parts = log_odds(self.joining.logit, draws, self._ties(before), self._balance[moved])
        more = weighed(self.joining.logit, draws, change)
        self._word(parts, more, draws, credence, before, after)
        less = weighed(self.joining.logit, draws, {"defence_challenger": against})
        return self._summed(parts, share[:, None, None] * more, share[:, None, None] * less, moved)

    def _moved(self, to_target: Mapping[str, FloatArray], against: FloatArray) -> BoolArray:
        columns = _somewhere(np.concatenate(list(to_target.values())))
        return np.asarray(columns[self.targets] | _somewhere(against)[self.challengers])

    def _word(
        self,
        parts: LogOdds,
        more: FloatArray,
        draws: FloatArray,
        credence: FloatArray,
        before: BoolArray,
        after: BoolArray,
    ) -> None:
        """Let a word count for its share of a pledge, before and after, where no pledge is in force."""
        if self.word is None:
            return
        given, absent = before.copy(), before.copy()
        given[self.word], absent[self.word] = True, False
        whole, nothing = (
            weighed(self.joining.logit, draws, self._pledged(p))[:, *self.word] for p in (given, absent)
        )
        whole -= nothing  # a pledge takes the place of a promise to consult
        then, now = (np.zeros_like(whole) if p[self.word] else credence * whole for p in (before, after))
        parts.to_target[:, *self.word] += then
        more[:, *self.word] += now - then

    def _summed(
        self, parts: LogOdds, more: FloatArray, less: FloatArray, moved: BoolArray
    ) -> ExpectedSupport:
        r, k = self.challengers[moved], self.targets[moved]
        before, after = np.zeros(parts.pair.shape), np.zeros(parts.pair.shape)
        changes = _somewhere(more)[:, k] | _somewhere(less)[:, r]
        for d in range(len(changes)):  # one after the other, so that chunks of futures do not show (C5)
            brings = np.where((r == d) | (k == d), 0.0, self._arriving[d, k])
            x = parts.to_target[:, d][:, k]
            x += parts.against[:, d][:, r]
            x += parts.pair
            gift = probability(x) * brings
            before += gift
            here = np.flatnonzero(changes[d])
            if len(here):
                moved_x = x[:, here] + more[:, d][:, k[here]] + less[:, d][:, r[here]]
                gift[:, here] = probability(moved_x) * brings[here]
            after += gift
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


def _somewhere(values: FloatArray) -> BoolArray:
    """Return where a value along the first axis is not zero."""
    return np.asarray((values != 0).any(axis=0))
