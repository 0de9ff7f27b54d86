"""How much of what is pledged to members comes from each one's largest guarantor."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the largest pledgers' capability over all pledgers', members together, dims (future, architecture)."""
    largest = context.of_members("pledged_largest_percent").sum("target", skipna=False)
    total = context.of_members("pledged_total_percent").sum("target", skipna=False)
    return largest / total.where(total > 0)


METRIC = Metric(
    "guarantor_share",
    "share of pledged capability from the largest guarantor",
    "share",
    "lower",
    compute,
    needs_members=True,
    note="Pledged capability discounted for distance; what is pledged, not what would be sent.",
    models=("war_risk",),
    rank=22,
)
