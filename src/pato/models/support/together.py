"""Common effect of a war: the same for all states that might join it, as estimated after 1945.

    log-odds(d fights | war) = a + b x(d) + spread * z

x(d) are the log-odds by the estimate of joining, with or without a pledge. a, b and the spread are drawn from the estimate ``reliability``
(`pato fit reliability`); z is standard normal, one for each future and the same for every defender, allied today, newly allied or not allied.
Since b is positive, a commitment's addition to x raises the chance of fighting in the same war, whoever gave it and
whenever.
"""

from __future__ import annotations

import numpy as np

from pato.files.estimates import stored
from pato.futures import Draws, Factor, Levels, Posterior
from pato.futures.distributions import Normal
from pato.kernels.arrays import FloatArray
from pato.models.risk.estimate import CONSTANT

ESTIMATE, WAR, RECORD = "reliability", "war_effect", "reliability_record"
SINCE, EVER, BEFORE = "since_1945", "1816_to_2003", "to_1944"
RECORDS = (SINCE, EVER, BEFORE)
"""The record that applies to allied democracies: that of defence pacts since 1945, of all years, or to 1944."""
_UNIT = "defence pact in a war"
_SPANS = {"1816-1944": BEFORE, "1945-2003": SINCE}


def factors() -> list[Factor]:
    """Return the uncertain factors: the estimate, the common effect of the war, and the record of democracies."""
    estimate = stored(ESTIMATE)
    sample = estimate["sample"]
    source = f"pato fit {ESTIMATE}: {sample['events']} joins of {sample['rows']} allies in {sample['wars']} wars {sample['years'][0]}-{sample['years'][1]}"
    posterior = Posterior.of(tuple(estimate["names"]), estimate["coefficients"], estimate["covariance"])
    shared = "what moves all defenders of a target alike: its cause, its place, who attacks; standard normal by construction"
    counts = ", ".join(f"{span} {kept} of {cases}" for span, (kept, cases) in _pacts().items())
    which = (
        f"which record applies where a democracy is pledged to defend another: defence pacts honoured in war ({counts}; Berkemeier and Fuhrmann 2018). "
        "No war shows such a pact called upon by the attack of a great power on a member's home"
    )
    return [
        Factor(ESTIMATE, posterior, source, "estimate", "log-odds"),
        Factor(WAR, Normal(0.0, 1.0), shared, "estimate", "standard deviations"),
        Factor(RECORD, Levels(RECORDS, "theory"), which, "assumption"),
    ]


def in_this_war(coefficients: FloatArray, names: tuple[str, ...], draws: Draws) -> FloatArray:
    """Return the coefficients of joining as each future's war makes them, shape (future, coefficient).

    Parameters
    ----------
    coefficients
        Drawn from the estimate of joining, shape (future, coefficient).
    names
        Of the coefficients.
    draws
        Of `factors`.
    """
    a, b, log_spread = draws[ESTIMATE].T
    found = np.asarray(coefficients * np.maximum(b, 0.0)[:, None], np.float64)
    found[:, names.index(CONSTANT)] += a + np.exp(log_spread) * draws[WAR]
    return found


def better_odds(draws: Draws) -> FloatArray:
    """Return the ratio of the odds that a democracy fights for an allied one to those of the record since 1945, shape (future,)."""
    ratios = odds_by_record()
    return np.array([ratios[name] for name in draws.factor(RECORD).levels])[draws[RECORD]]


def odds_by_record() -> dict[str, float]:
    """Return the odds of each record over those of the record since 1945, by name of the record."""
    counts = {_SPANS[span]: found for span, found in _pacts().items()}
    counts[EVER] = (sum(kept for kept, _ in counts.values()), sum(cases for _, cases in counts.values()))
    odds = {name: kept / (cases - kept) for name, (kept, cases) in counts.items()}
    return {name: odds[name] / odds[SINCE] for name in RECORDS}


def _pacts() -> dict[str, tuple[int, int]]:
    """Return the number of defence pacts honoured in war, and the total, by years."""
    published = stored(ESTIMATE)["published"]
    return {r["years"]: (r["honoured"], r["of"]) for r in published if r["unit"] == _UNIT}
