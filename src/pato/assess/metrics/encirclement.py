"""How much is pledged near the rival."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return per cent of world capability, dims (future, architecture)."""
    return context.outcomes["encirclement_percent"].sel(challenger=context.rival)


METRIC = Metric(
    "encirclement",
    "capability pledged near the rival",
    "per cent of world capability",
    "lower",
    compute,
    needs_members=True,
    note="Of states with a pledge to or from a strategic rival of it, within a drawn distance of its capital.",
    models=("arming",),
    rank=32,
)
