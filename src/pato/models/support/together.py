"""Allies of one target stand or fall together: an effect of the war that all of them share, as estimated after 1945.

    log-odds(an ally fights | war, pact) = a + b log-odds(by the estimate of joining) + spread * z

a, b and the spread are drawn from the estimate ``reliability`` (`pato fit reliability`); z is standard normal, one for each future and the same
for all who are pledged to defend a target today. All others decide as the estimate of joining has it.
"""

from __future__ import annotations

import numpy as np

from pato.files.estimates import stored
from pato.futures import Draws, Factor, Posterior
from pato.futures.distributions import Normal
from pato.kernels.arrays import FloatArray

ESTIMATE, WAR = "reliability", "war_effect"
_LEAST = 1e-9


def factors() -> list[Factor]:
    """Return what is uncertain: the estimate, and what the war is like in which allies are called upon."""
    estimate = stored(ESTIMATE)
    sample = estimate["sample"]
    source = f"pato fit {ESTIMATE}: {sample['events']} joins of {sample['rows']} allies in {sample['wars']} wars {sample['years'][0]}-{sample['years'][1]}"
    posterior = Posterior.of(tuple(estimate["names"]), estimate["coefficients"], estimate["covariance"])
    shared = "what moves all allies of a target alike: its cause, its place, who attacks; standard normal by construction"
    return [
        Factor(ESTIMATE, posterior, source, "estimate", "log-odds"),
        Factor(WAR, Normal(0.0, 1.0), shared, "estimate", "standard deviations"),
    ]


def share_the_war(chances: FloatArray, bound: FloatArray, draws: Draws) -> None:
    """Move the chances of those who are bound by what their war has in common, in place.

    Parameters
    ----------
    chances
        That each state fights for each target, shape (future, defender, pair).
    bound
        Which states those are, 0 or 1, or a share, shape (defender, pair).
    draws
        Of `factors`.
    """
    a, b, log_spread = draws[ESTIMATE].T
    shift = (a + np.exp(log_spread) * draws[WAR])[:, None]
    defenders, pairs = np.nonzero(bound)
    p, part = chances[:, defenders, pairs], bound[defenders, pairs]
    held = np.clip(p, _LEAST, 1 - _LEAST)
    x = np.log(held / (1 - held))
    moved = 1.0 / (1.0 + np.exp(-(x + part * (shift + (b[:, None] - 1.0) * x))))
    # the parties of a pair cannot join what they began: they stay at nothing
    chances[:, defenders, pairs] = np.where(p > 0, moved, 0.0)
