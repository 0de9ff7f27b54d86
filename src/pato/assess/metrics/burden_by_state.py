"""What each member spends on defence."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return per cent of GDP, dims (future, architecture, state)."""
    return context.of_members("burden_percent_gdp", "state")


METRIC = Metric(
    "burden_by_state",
    "military expenditure by member",
    "per cent of GDP",
    "neither",
    compute,
    needs_members=True,
    note="Today's expenditure and the assumed share of the way to a pledge.",
    models=("burden",),
    rank=47,
)
