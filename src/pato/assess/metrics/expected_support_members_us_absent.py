"""What support members can expect if the United States stays away."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the mean over members of expected support without the United States, dims (future, architecture)."""
    return context.of_members("expected_support_without_guarantor_percent").mean("target", skipna=False)


METRIC = Metric(
    "expected_support_members_us_absent",
    "expected support for a member, the United States absent",
    "per cent of world capability",
    "higher",
    compute,
    needs_members=True,
    note="The same from all others alone; whether others would still come if the United States did not is not modelled.",
    models=("support",),
    rank=21,
)
