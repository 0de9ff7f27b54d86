"""What the economic chapters are worth to members."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return billions a year, members together, dims (future, architecture)."""
    return context.of_members("welfare_usd_bn", "state").sum("state", skipna=False)


METRIC = Metric(
    "welfare_members",
    "gain of members from the economic chapters",
    "billion USD of 2023 a year",
    "higher",
    compute,
    needs_members=True,
    note="Real spending on goods in general equilibrium; services, investment and growth are outside.",
    models=("trade",),
    by=("trade_baseline",),
    rank=60,
)
