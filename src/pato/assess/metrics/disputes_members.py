"""Militarised disputes against members."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return disputes over the horizon, dims (future, architecture)."""
    return context.of_members("disputes_a_year").sum("target", skipna=False) * context.horizon_years


METRIC = Metric(
    "disputes_members",
    "militarised disputes against members",
    "expected number over the horizon",
    "lower",
    compute,
    needs_members=True,
    note="Pledges show no effect on disputes: only theories of provocation move them.",
    models=("disputes",),
    by=RISK,
    rank=13,
)
