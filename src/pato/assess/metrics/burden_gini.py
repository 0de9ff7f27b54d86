"""How evenly members spend."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return Gini's coefficient, dims (future, architecture)."""
    return context.outcomes["burden_gini"]


METRIC = Metric(
    "burden_gini",
    "inequality of the burden between members",
    "Gini coefficient",
    "lower",
    compute,
    needs_members=True,
    note="Of military expenditure in GDP: 0 where all carry the same share.",
    models=("burden",),
    rank=46,
)
