"""The rival's response: arming, and the support pledged near it."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def _rival_arming(context: Context) -> xr.DataArray:
    """Return per cent, dims (future, architecture)."""
    return context.outcomes["rival_milex_percent"].sel(challenger=context.rival)


def _rival_personnel(context: Context) -> xr.DataArray:
    """Return per cent, dims (future, architecture)."""
    return context.outcomes["rival_personnel_percent"].sel(challenger=context.rival)


def _encirclement(context: Context) -> xr.DataArray:
    """Return per cent of world capability, dims (future, architecture)."""
    return context.outcomes["encirclement_percent"].sel(challenger=context.rival)


METRICS = (
    Metric(
        "rival_arming",
        "the rival's military expenditure, against the status quo",
        "per cent after five years",
        "lower",
        _rival_arming,
        needs_members=True,
        note="By three assumptions about arming: none, and our own estimates of two samples.",
        models=("arming",),
        by=("arming",),
        no_difference=1.0,
        rank=30,
    ),
    Metric(
        "rival_personnel",
        "the rival's military personnel, against the status quo",
        "per cent after five years",
        "lower",
        _rival_personnel,
        needs_members=True,
        note="By three assumptions about arming: none, and our own estimates of two samples.",
        models=("arming",),
        by=("arming",),
        no_difference=1.0,
        rank=31,
    ),
    Metric(
        "encirclement",
        "capability pledged near the rival",
        "per cent of world capability",
        "lower",
        _encirclement,
        needs_members=True,
        note="Of states committed to a strategic rival of it or the other way round, as much as the commitment is worth, within a drawn distance of its capital.",
        models=("arming",),
        rank=32,
    ),
)
