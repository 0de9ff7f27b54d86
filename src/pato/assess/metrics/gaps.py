"""Pairs of members that owe each other no defence."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric
from pato.models.pledges import gap_count


def compute(context: Context) -> xr.DataArray:
    """Return the number of pairs, dims (architecture,)."""
    return context.over_architectures(lambda a: gap_count(context.among_members(a)))


METRIC = Metric(
    "gaps",
    "pairs of members without a duty of defence",
    "pairs",
    "lower",
    compute,
    needs_members=True,
    rank=5,
)
