"""War-level initiations against each state."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return initiations over the horizon, dims (future, architecture, target)."""
    return context.outcomes["war_initiations_a_year"] * context.horizon_years


METRIC = Metric(
    "war_initiations_by_target",
    "war-level initiations by target",
    "expected number over the horizon",
    "lower",
    compute,
    note="Taiwan's figures hang on what today's American word is worth (factor taiwan_credence).",
    models=("war_risk",),
    by=RISK,
    rank=12,
)
