"""Who still meets the standards in ten years."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the share of members, dims (future, architecture)."""
    return context.outcomes["eligible_in_ten_years_share"]


METRIC = Metric(
    "eligible_in_ten_years",
    "members that meet the standards in ten years",
    "share of members",
    "higher",
    compute,
    needs_members=True,
    note="By the model of yearly changes of liberal democracy; that membership preserves democracy is not identified and not assumed.",
    models=("accession",),
    rank=81,
)
