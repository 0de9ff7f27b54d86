"""How the rival arms in answer."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return per cent, dims (future, architecture)."""
    return context.outcomes["rival_milex_percent"].sel(challenger=context.rival)


METRIC = Metric(
    "rival_arming",
    "the rival's military expenditure, against the status quo",
    "per cent after five years",
    "lower",
    compute,
    needs_members=True,
    note="By three theories of arming: none, and our own estimates of two samples.",
    models=("arming",),
    by=("arming",),
    rank=30,
)
