"""What the economic chapters are worth to each economy."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return per cent of real spending on goods, dims (future, architecture, state)."""
    return context.outcomes["welfare_percent"]


METRIC = Metric(
    "welfare_by_state",
    "gain from the economic chapters by state",
    "per cent of real spending on goods",
    "higher",
    compute,
    note="Goods alone: per cent of spending on goods, not of income.",
    models=("trade",),
    by=("trade_baseline",),
    rank=62,
)
