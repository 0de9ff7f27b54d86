"""Wars that members can expect to fight for others."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return wars over the horizon, members together, dims (future, architecture)."""
    yearly = context.of_members("wars_for_others_a_year", "state").sum("state", skipna=False)
    return yearly * context.horizon_years


METRIC = Metric(
    "entrapment_members",
    "wars that members fight for others",
    "expected number over the horizon, members together",
    "lower",
    compute,
    needs_members=True,
    note="Chance that a war begins times chance that the member joins it; each member's part in a war counts once.",
    models=("entrapment",),
    by=RISK,
    rank=43,
)
