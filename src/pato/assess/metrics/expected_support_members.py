"""What support members can expect if they are attacked."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the mean over members of expected support, dims (future, architecture)."""
    return context.of_members("expected_support_percent").mean("target", skipna=False)


METRIC = Metric(
    "expected_support_members",
    "expected support for a member that is attacked",
    "per cent of world capability",
    "higher",
    compute,
    needs_members=True,
    note="Mean over members, each against the challenger that brings most strength to it: chance that a state joins times strength that arrives.",
    models=("support",),
    by=("guarantor",),
    rank=20,
)
