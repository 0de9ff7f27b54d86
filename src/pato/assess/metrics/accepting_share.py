"""How many members are no worse off than today."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the share of members, dims (future, architecture)."""
    return (context.of_members("gain_percent_gdp", "state") >= 0).mean("state")


METRIC = Metric(
    "accepting_share",
    "members that are no worse off than today",
    "share of members",
    "higher",
    compute,
    needs_members=True,
    note="Members of all architectures together; under one that adds no pact nobody is worse off.",
    models=("membership",),
    by=RISK,
    rank=91,
)
