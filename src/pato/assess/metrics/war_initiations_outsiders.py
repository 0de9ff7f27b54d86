"""War-level initiations against states that are not members."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return initiations against outsiders over the horizon, dims (future, architecture)."""
    return context.of_outsiders("war_initiations_a_year").sum("target", skipna=False) * context.horizon_years


METRIC = Metric(
    "war_initiations_outsiders",
    "war-level initiations against outsiders",
    "expected number over the horizon",
    "lower",
    compute,
    note="The same for the other states of the snapshot, the rivals included.",
    models=("war_risk",),
    by=RISK,
    rank=11,
)
