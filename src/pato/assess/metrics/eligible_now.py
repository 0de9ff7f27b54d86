"""Who meets the standards of accession."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the share of members, dims (future, architecture)."""
    return context.outcomes["eligible_now_share"]


METRIC = Metric(
    "eligible_now",
    "members that meet the standards today",
    "share of members",
    "higher",
    compute,
    needs_members=True,
    note="Measured democracy, rule of law and rights with the errors of measurement; an architecture without standards asks the same of the same states.",
    models=("accession",),
    rank=80,
)
