"""Wars that each member can expect to fight for others."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return wars over the horizon, dims (future, architecture, state)."""
    return context.of_members("wars_for_others_a_year", "state") * context.horizon_years


METRIC = Metric(
    "entrapment_by_state",
    "wars fought for others by member",
    "expected number over the horizon",
    "lower",
    compute,
    needs_members=True,
    note="Chance that a war begins times chance that the member joins it; each member's part in a war counts once.",
    models=("entrapment",),
    by=RISK,
    rank=44,
)
