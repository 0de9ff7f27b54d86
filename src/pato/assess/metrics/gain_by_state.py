"""What each state gains by the membership."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return per cent of GDP a year, dims (future, architecture, state)."""
    return context.outcomes["gain_percent_gdp"]


METRIC = Metric(
    "gain_by_state",
    "gain by state, all terms together",
    "per cent of GDP a year",
    "higher",
    compute,
    needs_members=True,
    note="War losses avoided less entrapment, trade, coercion, burden, mistrust and autonomy.",
    models=("membership",),
    by=RISK,
    rank=92,
)
