"""Whether a body as large as the WTO would agree."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the share of issues agreed on, dims (future, architecture)."""
    return context.outcomes["agreement_probability_large"]


METRIC = Metric(
    "agreement_probability_large",
    "chance that a body as large as the WTO agrees",
    "share of issues",
    "higher",
    compute,
    needs_members=True,
    note="Members and rule of the WTO on the same matter: what size and diversity do (claim A6); no architecture changes it.",
    models=("decision",),
    rank=71,
)
