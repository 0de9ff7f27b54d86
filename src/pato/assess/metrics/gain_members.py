"""What members gain by the membership, all terms together."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return per cent of GDP a year, mean of members, dims (future, architecture)."""
    return context.without_pact(context.of_own_members("gain_percent_gdp").mean("state", skipna=True), 0.0)


METRIC = Metric(
    "gain_members",
    "gain of members, all terms together",
    "per cent of GDP a year, mean of members",
    "higher",
    compute,
    needs_members=True,
    note="War losses avoided less entrapment, trade, coercion, burden, mistrust and autonomy; most of it is assumed ranges (pato why).",
    models=("membership",),
    by=RISK,
    rank=90,
)
