"""Members that meet the standards of accession, now and in ten years."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def _eligible_now(context: Context) -> xr.DataArray:
    """Return the share of members, dims (future, architecture)."""
    return context.outcomes["eligible_now_share"]


def _eligible_in_ten_years(context: Context) -> xr.DataArray:
    """Return the share of members, dims (future, architecture)."""
    return context.outcomes["eligible_in_ten_years_share"]


METRICS = (
    Metric(
        "eligible_now",
        "members that meet the standards today",
        "share of members",
        "higher",
        _eligible_now,
        needs_members=True,
        note="Measured democracy, rule of law and rights with the errors of measurement; an architecture without standards asks the same of the same states.",
        models=("accession",),
        no_difference=0.01,
        rank=80,
    ),
    Metric(
        "eligible_in_ten_years",
        "members that meet the standards in ten years",
        "share of members",
        "higher",
        _eligible_in_ten_years,
        needs_members=True,
        note="By the model of yearly changes of liberal democracy; that membership preserves democracy is not identified and not assumed.",
        models=("accession",),
        no_difference=0.01,
        rank=81,
    ),
)
