"""How many members are no worse off than today."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric

_NOTHING = 1e-9
"""Per cent of GDP a year: rounding is no loss."""


def compute(context: Context) -> xr.DataArray:
    """Return the share of members, dims (future, architecture)."""
    gain = context.of_own_members("gain_percent_gdp")
    share = (gain >= -_NOTHING).where(gain.notnull()).mean("state", skipna=True)
    return context.without_pact(share, 1.0)


METRIC = Metric(
    "accepting_share",
    "members that are no worse off than today",
    "share of members",
    "higher",
    compute,
    needs_members=True,
    note="Of the members of the pact that the architecture adds; where it adds none, nobody is worse off.",
    models=("membership",),
    by=RISK,
    rank=91,
)
