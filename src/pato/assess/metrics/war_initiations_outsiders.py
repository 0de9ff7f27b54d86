"""War-level initiations against states that are not members."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return initiations against outsiders over the horizon, dims (future, architecture)."""
    yearly = context.outcomes["war_initiations_a_year"].drop_sel(target=list(context.members))
    return yearly.sum("target") * context.horizon_years


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
