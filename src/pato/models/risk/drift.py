"""Level of risk in recent years compared with the estimate: a drifting level, drawn in every run with the estimate's own level.

The estimate of war risk is for 1946-2007. A filter that follows the wars of earlier years (`pato.kernels.level`;
`pato validate` prints it for three records of disputes) lies below the estimate's level after their last year.
``war_level`` multiplies the odds of every attack that leads to war: from the lower end of the lowest record's
interval to the upper end of the highest one's, so that "as estimated" is inside. Set it to 1 to switch it off.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaincinv

from pato.files.estimates import stored
from pato.futures import Draws, Factor
from pato.futures.distributions import LogUniform
from pato.kernels.arrays import FloatArray

FACTOR = "war_level"
_ESTIMATE = "scoreboard"
_ENDS = (0.05, 0.95)
_NAMES = {"gml": "Gibler, Miller and Little", "mid": "MID 5.0", "mie": "MIE 1.0"}


def factors(date: str) -> list[Factor]:
    """Return the level on a date after the records of disputes end; empty for earlier dates, which the estimate covers.

    Parameters
    ----------
    date
        ISO date.
    """
    found = stored(_ESTIMATE)["shipped_level"]
    if int(date[:4]) <= max(r["late_years"][1] for r in found):
        return []
    ends = [[float(gammaincinv(r["gamma_shape"], q)) / r["gamma_rate"] for q in _ENDS] for r in found]
    low, high = min(e[0] for e in ends), max(e[1] for e in ends)
    told = "; ".join(
        f"{_NAMES[r['record']]} {r['multiplier']:.2f} ({low:.2f}-{high:.2f}; {r['late_events']} wars in {r['late_years'][0]}-{r['late_years'][1]}, {r['late_expected']:.1f} expected)"
        for r, (low, high) in zip(found, ends, strict=True)
    )
    source = f"level of the wars of the years before against the estimate, 90 % intervals by record: {told}"
    return [Factor(FACTOR, LogUniform(low, high), source, "estimate", "ratio of odds")]


def added(draws: Draws) -> FloatArray:
    """Return the level's addition to the log-odds of war, 0 if it is not drawn, shape (future,)."""
    return np.log(draws[FACTOR]) if FACTOR in draws else np.zeros(draws.n_futures)
