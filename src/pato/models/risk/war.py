"""War risk of an architecture: today's estimated risk, changed by a theory of the effect of commitments (M1 and M4).

For a target k in a future: the sum over challengers r of the probability that r starts a dispute with k that reaches the
level of war within a year,

    logit p(r, k; A) = x(r, k) b + shift(theory; status quo, A)

with b drawn from the estimate's joint posterior; a theory may also raise the risk for the first years of the horizon, of which
p is then the average. Everything else (capability, regimes, rivalry, dispute history) is as in the snapshot and stays
constant over the horizon. Pledgers and challengers are the states of the snapshot; challengers that are not
politically relevant to the target are outside the estimate's sample and are left out. Two sums are given: over the
named rivals from outside (`pato.models.rivals`), and over all challengers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import xarray as xr

from pato.brief import brief
from pato.futures import Draws, Evaluation, status_variable
from pato.futures.dims import FUTURE, TARGET
from pato.kernels.arrays import FloatArray
from pato.kernels.chances import probability
from pato.memo import Memo
from pato.models.commitments.profiles import Commitments
from pato.models.commitments.worth import CREDENCE
from pato.models.risk.pairs import THEORY, PairRisk, describe_theories, draws_by_theory
from pato.treaties.architecture import Architecture

ESTIMATE = "risk_war"
_KEPT = 3
__all__ = ["CREDENCE", "ESTIMATE", "THEORY", "WarRisk", "describe_theories"]


@brief("date")
@dataclass(frozen=True, eq=False)
class WarRisk(PairRisk):
    """The model for one world and one status quo; see the module and `pato.models.risk.pairs.PairRisk`."""

    estimate_id = ESTIMATE
    level = "war"
    id: str = "war_risk"
    _done: Memo = field(default_factory=lambda: Memo(1), init=False, compare=False, repr=False)

    def probabilities(self, draws: Draws, then: Commitments) -> FloatArray:
        """Return the chance that each challenger starts a war with its target within a year, shape (future, pair).

        Parameters
        ----------
        draws
            Draws of the model's factors.
        then
            Commitments; those of the status quo give the estimated risk of today. Pairs are those of `challengers` and `targets`.

        Raises
        ------
        UsageError
            If the commitments are not of the model's states.

        Notes
        -----
        Results for the latest draws and architectures are cached: several models need the same.
        """
        self.refuse_other_states(then)
        of_draws: Memo = self._done.get(draws, make=lambda: Memo(_KEPT))
        return of_draws.get(then, make=lambda: self._computed(draws, then)).copy()

    def _computed(self, draws: Draws, then: Commitments) -> FloatArray:
        x = self.today(draws)
        p = probability(x)
        pairs = self.moved(draws, then).pairs
        if not len(pairs):  # every theory leaves an unchanged world as it is
            return p
        p[:, pairs] = self._after(x[:, pairs], draws, then)
        return p

    def _after(self, x: FloatArray, draws: Draws, then: Commitments) -> FloatArray:
        """Return probabilities of the moved pairs after each future's theory has moved their log-odds."""
        surges = []
        for theory, here in draws_by_theory(draws):
            at = self.situation(theory, here, draws, then)
            x[here] += theory.shift(at)
            surges.append((here, theory.surge(at)))
        p = probability(x)
        for here, surge in surges:
            if surge is not None:
                # written as a difference, so that pairs without a surge keep their probability to the last digit
                p[here] += surge.share * (probability(x[here] + surge.log_odds) - p[here])
        return p

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return the war risk of each target under an architecture.

        Outcomes of shape (future, target): ``war_initiations_a_year`` (by named rivals from outside),
        ``war_initiations_all_a_year`` (by all challengers), ``pledged_largest_percent`` and ``pledged_total_percent``
        (capability pledged to the target against those rivals, at its capital, in per cent of the world's).
        """
        then = self.committed(architecture)
        largest, total = self.doses.pledged(self.now, self.moved(draws, then), draws, self.counted)
        dims, percent = (FUTURE, TARGET), "per cent of world capability"
        p, unit = self.probabilities(draws, then), "expected attacks a year"
        named = {
            "war_initiations_a_year": (
                self.by_target(p, self.counted),
                unit,
                "Attacks that lead to war, by named rivals from outside",
            ),
            "war_initiations_all_a_year": (
                self.by_target(p),
                unit,
                "Attacks that lead to war, by all challengers",
            ),
            "pledged_largest_percent": (
                largest,
                percent,
                "Capability pledged by the largest pledger, at the target's capital",
            ),
            "pledged_total_percent": (total, percent, "Capability pledged by all, at the target's capital"),
        }
        outcomes = xr.Dataset(
            {n: (dims, v, {"units": unit, "long_name": label}) for n, (v, unit, label) in named.items()},
            {TARGET: list(self.states)},
        )
        return Evaluation(outcomes, xr.Dataset({"status": status_variable(0, draws)}))
