"""What members spend on defence."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the mean of members, dims (future, architecture)."""
    return context.of_members("burden_percent_gdp", "state").mean("state", skipna=False)


METRIC = Metric(
    "burden_members",
    "military expenditure of members, mean",
    "per cent of GDP",
    "neither",
    compute,
    needs_members=True,
    note="Today's expenditure and, for parties of a pact with a pledge that are below it, the assumed share of the way to it.",
    models=("burden",),
    rank=45,
)
