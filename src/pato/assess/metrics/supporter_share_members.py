"""How much of the support that members can expect hangs on one state."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the share of the largest supporters, members together, dims (future, architecture)."""
    total = context.of_members("expected_support_percent").sum("target", skipna=False)
    without = context.of_members("expected_support_without_largest_percent").sum("target", skipna=False)
    return 1 - without / total.where(total > 0)


METRIC = Metric(
    "supporter_share_members",
    "share of expected support from the largest supporter",
    "share",
    "lower",
    compute,
    needs_members=True,
    note="Expected support, not pledges: chance that a state joins times strength that arrives.",
    models=("support",),
    by=("guarantor",),
    rank=23,
)
