"""How the rival mans its forces in answer."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return per cent, dims (future, architecture)."""
    return context.outcomes["rival_personnel_percent"].sel(challenger=context.rival)


METRIC = Metric(
    "rival_personnel",
    "the rival's military personnel, against the status quo",
    "per cent after five years",
    "lower",
    compute,
    needs_members=True,
    note="By three theories of arming: none, and our own estimates of two samples.",
    models=("arming",),
    by=("arming",),
    rank=31,
)
