"""Wars that a state fights for others: the cost of commitments to the states that give them (B3).

For a member i in a future: the sum over pairs of a named rival r and a target k that is not its fellow member, i being neither, of the
chance that r starts a war with k within a year under the architecture, times the chance that i joins it for k. Both
change with commitments: the first by the assumption about deterrence, the second by the causal share of the
association with commitments. A state fighting two wars at once is counted twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from pato.futures import Draws, Evaluation, Factor, status_variable
from pato.futures.dims import FUTURE, STATE
from pato.futures.factor import together
from pato.kernels.arrays import FloatArray
from pato.kernels.chances import probability, sum_of_products
from pato.memo import Memo
from pato.models.commitments.profiles import Commitments
from pato.models.commitments.worth import Worth
from pato.models.risk.support import PairSupport
from pato.models.risk.war import WarRisk
from pato.models.support.estimate import Ties, log_odds
from pato.models.support.joining import EFFECT, EFFECTS, ESTIMATE
from pato.treaties.architecture import Architecture
from pato.world import World

OUTCOME = "wars_for_others_a_year"


class Chances(PairSupport):
    """Chance that some states fight for the target of each pair."""

    def today(self, draws: FloatArray, who: Sequence[int]) -> list[FloatArray]:
        """Return the estimate's log-odds of each state of ``who`` to fight in each pair under today's pledges, shape (future, pair)."""
        ties = self._ties()
        rows = Ties(_rows(ties.to_target, who), _rows(ties.against, who), ties.shared)
        parts = log_odds(self.joining.logit, draws, rows, self._balance)
        k, r = self.targets, self.challengers
        return [
            parts.to_target[:, row][:, k] + parts.against[:, row][:, r] + parts.pair
            for row in range(len(who))
        ]

    def fight(
        self,
        today: Sequence[FloatArray],
        draws: FloatArray,
        share: FloatArray,
        then: Commitments,
        worth: tuple[Worth, Worth],
        who: Sequence[int],
    ) -> list[FloatArray]:
        """Return the chance of each state of ``who`` to fight in each pair, shape (future, pair); 0 where it is of the pair.

        Parameters
        ----------
        today
            See `today`.
        draws
            Coefficients of the joining model, shape (future, coefficient).
        share
            Causal share of the association with commitments, shape (future,).
        then, worth
            Commitments of the architecture, and strengths of those of the status quo and of the architecture.
        who
            Positions of states.
        """
        k, r, found = self.targets, self.challengers, []
        bars = then.defence != self.joining.now.defence
        for row, state in enumerate(who):
            x = today[row]
            moved = np.flatnonzero(self.joining.moves(then)[state, k, r] | bars[state, r])
            if len(moved):
                x = x.copy()
                x[:, moved] += self._added(draws, share, state, r[moved], k[moved], then, worth)
            chance = probability(x)
            chance[:, (r == state) | (k == state)] = 0.0
            found.append(chance)
        return found


def _rows(values: Mapping[str, FloatArray], who: Sequence[int]) -> dict[str, FloatArray]:
    return {name: v[list(who)] for name, v in values.items()}


@dataclass(frozen=True)
class Entrapment:
    """The model for one world, status quo and set of members; see the module.

    Attributes
    ----------
    risk
        Model of who starts wars.
    chances
        Model of who joins them.
    members
        States for which wars for others are counted.
    """

    risk: WarRisk
    chances: Chances
    members: tuple[str, ...]
    id: str = "entrapment"
    _today: Memo = field(default_factory=lambda: Memo(1), init=False, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        world: World,
        status_quo: Architecture,
        date: str,
        *,
        members: tuple[str, ...],
        challengers: tuple[str, ...] | None = None,
        horizon_years: int = 10,
        rivals: tuple[str, ...] | None = None,
        baseline: str = "estimated",
        readings: Mapping[str, float] | None = None,
        risk: WarRisk | None = None,
    ) -> Entrapment:
        """Return the model of a world; parameters as in `WarRisk.of`, and the states for which wars for others are counted.

        ``risk`` is an existing model of war risk, reused so that its results are not computed again.

        Raises
        ------
        CoverageError
            If data on a state or a pair are missing.
        """
        risk = risk or WarRisk.of(
            world,
            status_quo,
            date,
            challengers=challengers,
            horizon_years=horizon_years,
            rivals=rivals,
            members=members,
            baseline=baseline,
            readings=readings,
        )
        who = risk.counted
        return cls(risk, Chances(risk.joining, risk.challengers[who], risk.targets[who]), members)

    def factors(self) -> list[Factor]:
        """Return the uncertain factors of the risk of war and of joining."""
        return together([*self.risk.factors(), *self.chances.joining.factors()])

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return ``wars_for_others_a_year``, dims (future, state): how many wars each member can expect to fight for others."""
        after = self.risk.committed(architecture)
        wars = np.ascontiguousarray(self.risk.probabilities(draws, after)[:, self.risk.counted])
        share = np.array([EFFECTS[name] for name in draws.factor(EFFECT).levels])[draws[EFFECT]]
        who = [self.risk.states.index(m) for m in self.members]
        worth = tuple(self.risk.valuation.worth(c, draws) for c in (self.risk.now, after))
        fight = self.chances.fight(
            self._known(draws, who), draws[ESTIMATE], share, after, (worth[0], worth[1]), who
        )
        found = np.stack([sum_of_products(wars, chance) for chance in fight], axis=1)
        about = {"units": "expected number a year", "long_name": "Wars fought for others"}
        outcomes = xr.Dataset({OUTCOME: ((FUTURE, STATE), found, about)}, {STATE: list(self.members)})
        return Evaluation(outcomes, xr.Dataset({"status": status_variable(0, draws)}))

    def _known(self, draws: Draws, who: Sequence[int]) -> list[FloatArray]:
        """Return log-odds of joining today; those of the last draws are kept, since every architecture starts from them."""
        return self._today.get(draws, make=lambda: self.chances.today(draws[ESTIMATE], who))
