"""What the economic chapters of others cost or bring outsiders."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return billions a year, outsiders together, dims (future, architecture)."""
    return context.of_outsiders("welfare_usd_bn", "state").sum("state", skipna=False)


METRIC = Metric(
    "welfare_outsiders",
    "gain of outsiders from the economic chapters of others",
    "billion USD of 2023 a year",
    "higher",
    compute,
    needs_members=True,
    note="All economies of the trade matrix that are no members, the rival and the rest of the world included; trade diversion makes it negative.",
    models=("trade",),
    by=("trade_baseline",),
    rank=61,
)
