"""Refusals of a membership, by state and by the partner that causes them, if mistrust counted as assumed."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric
from pato.models.membership.assumptions import load

PAIR = ("JPN", "KOR")
"""The two states named by the answer of 2013."""


def _refusals_japan_korea(context: Context) -> xr.DataArray:
    """Return the share of refusals, dims (future, architecture); 0 if no state refuses."""
    gain = context.of_own_members("gain_percent_gdp")
    cost = context.outcomes["mistrust_percent_gdp"].sel(state=gain["state"].values)
    band = load().no_difference
    named = [p for p in PAIR if p in cost["partner"].values]
    without = gain - cost.sum("partner") + cost.sel(partner=named).sum("partner")
    refuses = (gain - cost.sum("partner") < -band) & gain.notnull()
    theirs = gain["state"].isin(named) | (without >= -band)
    several = refuses.sum("state")
    share = (refuses & theirs).sum("state") / several.where(several > 0)
    covered = gain.notnull().any("state")
    return context.without_pact(share.fillna(0.0).where(covered), 0.0)


METRICS = (
    Metric(
        "refusals_japan_korea",
        "refusals by Japan or Korea, or because of them",
        "share of the refusals by members, mistrust counted",
        "neither",
        _refusals_japan_korea,
        needs_members=True,
        note="Because of them: the member would accept but for mistrust of either. Mistrust, which is not measured, counts here at its assumed range; 0 if no state refuses.",
        models=("membership", "mistrust"),
        by=RISK,
        no_difference=0.0,
        rank=94,
    ),
)
