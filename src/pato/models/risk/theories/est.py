"""T-est: what deters is the support that the target can expect, as the project re-estimates it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from pato.kernels.arrays import AnyArray, FloatArray
from pato.models.risk.theories.base import Situation, Theory

if TYPE_CHECKING:
    from pato.futures import Factor

ESTIMATE, EFFECT = "risk_support", "support_effect"
COEFFICIENT = "support"
_95 = 1.96


class Est(Theory):
    """The change in the log of expected support times its estimated coefficient."""

    id = "est"
    label = "expected support"
    basis = "estimate"

    def describe(self) -> str:
        """Return what it claims."""
        b, se, events = self._estimated()
        return (
            "The log-odds of war change with the support that the target can expect: the chance that each other state joins it in a war times "
            f"the capability that arrives, logged. The project's own re-estimate by statistical backward induction on {events} initiations after 1945: "
            f"coefficient {b:+.2f}, 95 % interval {b - _95 * se:+.2f} to {b + _95 * se:+.2f}, the joining step included."
        )

    def _estimated(self) -> tuple[float, float, int]:
        from pato.models.risk.estimate import load_risk

        estimated = load_risk(ESTIMATE)
        i = estimated.names.index(COEFFICIENT)
        events = int(estimated.estimate["sample"]["events"])
        return float(estimated.coefficients[i]), float(estimated.covariance[i, i]) ** 0.5, events

    def factors(self) -> list[Factor]:
        """Return the coefficient, and what the joining model is uncertain of."""
        from pato.futures import Factor
        from pato.futures.distributions import Normal
        from pato.models.risk.estimate import load_risk
        from pato.models.support.joining import factors_of

        b, se, events = self._estimated()
        source = f"pato fit {ESTIMATE}: {events} events; standard error with the joining step"
        return [
            Factor(EFFECT, Normal(b, se), source, "estimate", "log-odds"),
            *factors_of(load_risk("joining")),
        ]

    def slope(self, draws: Mapping[str, AnyArray]) -> FloatArray:
        """Return the coefficient of the log of expected support in drawn futures, shape (future,)."""
        return np.asarray(draws[EFFECT], np.float64)

    def shift(self, at: Situation) -> FloatArray:
        """Return coefficient times change in log(1 + expected support in per cent), shape (future, pair)."""
        found, support = np.zeros(at.shape), at.support
        change = np.log1p(support.after) - np.log1p(support.before)
        found[:, support.moved] = at.value(EFFECT) * change
        return found


THEORY = Est()
