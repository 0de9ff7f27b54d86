"""How a war against a member would end."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the mean over members of the chance of defeat, dims (future, architecture)."""
    return context.of_members("defeat_chance").mean("target", skipna=False)


METRIC = Metric(
    "defeat_chance_members",
    "chance that a member is defeated if it is attacked",
    "probability",
    "lower",
    compute,
    needs_members=True,
    note="A contest of strengths against its strongest challenger, with the support it can expect: so a pact matters in a war even where it deters nothing.",
    models=("support",),
    by=("guarantor",),
    rank=24,
)
