"""What support each state can expect if it is attacked."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return expected support, dims (future, architecture, target)."""
    return context.outcomes["expected_support_percent"]


METRIC = Metric(
    "expected_support_by_target",
    "expected support by target",
    "per cent of world capability",
    "higher",
    compute,
    note="Against the challenger that could bring most strength to it.",
    models=("support",),
    by=("guarantor",),
    rank=25,
)
