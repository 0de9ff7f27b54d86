"""What states gain by the membership, and whether it holds."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric

_NOTHING = 1e-9
"""Per cent of GDP a year: rounding is no loss."""


def _gain_members(context: Context) -> xr.DataArray:
    """Return per cent of GDP a year, mean of members, dims (future, architecture)."""
    return context.without_pact(context.of_own_members("gain_percent_gdp").mean("state", skipna=True), 0.0)


def _accepting_share(context: Context) -> xr.DataArray:
    """Return the share of members, dims (future, architecture)."""
    gain = context.of_own_members("gain_percent_gdp")
    share = (gain >= -_NOTHING).where(gain.notnull()).mean("state", skipna=True)
    return context.without_pact(share, 1.0)


def _gain_by_state(context: Context) -> xr.DataArray:
    """Return per cent of GDP a year, dims (future, architecture, state)."""
    return context.outcomes["gain_percent_gdp"]


def _stable(context: Context) -> xr.DataArray:
    """Return 1 where it does, else 0, dims (future, architecture)."""
    return context.outcomes["membership_holds"]


METRICS = (
    Metric(
        "gain_members",
        "gain of members, all terms together",
        "per cent of GDP a year, mean of members",
        "higher",
        _gain_members,
        needs_members=True,
        note="War losses avoided less entrapment, trade, coercion, burden, mistrust and autonomy; most of it is assumed ranges (pato why).",
        models=("membership",),
        by=RISK,
        no_difference=0.01,
        rank=90,
    ),
    Metric(
        "accepting_share",
        "members that are no worse off than today",
        "share of members",
        "higher",
        _accepting_share,
        needs_members=True,
        note="Of the members of the pact that the architecture adds; where it adds none, nobody is worse off.",
        models=("membership",),
        by=RISK,
        no_difference=0.0,
        rank=91,
    ),
    Metric(
        "gain_by_state",
        "gain by state, all terms together",
        "per cent of GDP a year",
        "higher",
        _gain_by_state,
        needs_members=True,
        note="War losses avoided less entrapment, trade, coercion, burden, mistrust and autonomy.",
        models=("membership",),
        by=RISK,
        no_difference=0.01,
        rank=92,
    ),
    Metric(
        "stable",
        "membership accepted by all, and stable within and without",
        "share of futures",
        "higher",
        _stable,
        needs_members=True,
        note="Every member is no worse off than today, none gains by leaving, and no outsider asked about wants in and is let in by all.",
        models=("membership",),
        by=RISK,
        indicator=True,
        no_difference=0.0,
        rank=93,
    ),
)
