"""What it costs members if the rival cuts trade because they join."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return billions a year, members together, dims (future, architecture)."""
    return context.of_members("coercion_loss_usd_bn", "state").sum("state", skipna=False)


METRIC = Metric(
    "coercion_loss_members",
    "expected loss of members if the rival cuts trade with those that join",
    "billion USD of 2023 a year",
    "lower",
    compute,
    needs_members=True,
    note="Chance of a cut, times the share of the horizon that it lasts, times the loss, solved jointly with the chapters; chance, length and depth are assumed ranges.",
    models=("trade",),
    by=("trade_baseline",),
    rank=35,
)
