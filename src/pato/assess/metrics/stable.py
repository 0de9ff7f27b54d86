"""Whether the membership holds."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return 1 where it does, else 0, dims (future, architecture)."""
    return context.outcomes["membership_holds"]


METRIC = Metric(
    "stable",
    "membership accepted by all, and stable within and without",
    "share of futures",
    "higher",
    compute,
    needs_members=True,
    note="Every member is no worse off than today, none gains by leaving, and no outsider asked about wants in and is let in by all.",
    models=("membership",),
    by=RISK,
    indicator=True,
    rank=93,
)
