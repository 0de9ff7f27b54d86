"""War-level initiations against members."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return initiations against members over the horizon, dims (future, architecture)."""
    return context.of_members("war_initiations_a_year").sum("target", skipna=False) * context.horizon_years


METRIC = Metric(
    "war_initiations_members",
    "war-level initiations against members",
    "expected number over the horizon",
    "lower",
    compute,
    needs_members=True,
    note="Disputes begun against a member that reach the level of war (hostility 5), by politically relevant challengers.",
    models=("war_risk",),
    by=RISK,
    rank=10,
)
