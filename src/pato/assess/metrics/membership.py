"""States' gains from the membership, and its stability."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric
from pato.models.membership.assumptions import load

_CAUTION = " Acceptance is not shown to discriminate between pacts that were concluded and pacts that never were (pato explain membership_backtests)."


def _gain_members(context: Context) -> xr.DataArray:
    """Return per cent of GDP a year, mean of members, dims (future, architecture)."""
    return context.without_pact(context.of_own_members("gain_percent_gdp").mean("state", skipna=True), 0.0)


def _gain_defence(context: Context) -> xr.DataArray:
    """Return per cent of GDP a year by the defence alone, mean of members, dims (future, architecture)."""
    gain = context.of_own_members("gain_defence_percent_gdp")
    return context.without_pact(gain.mean("state", skipna=True), 0.0)


def _gain_economy(context: Context) -> xr.DataArray:
    """Return per cent of GDP a year by the economy alone, mean of members, dims (future, architecture)."""
    gain = context.of_own_members("gain_economy_percent_gdp")
    return context.without_pact(gain.mean("state", skipna=True), 0.0)


def _accepting_share(context: Context) -> xr.DataArray:
    """Return the share of members, dims (future, architecture)."""
    gain = context.of_own_members("gain_percent_gdp")
    share = (gain >= -load().no_difference).where(gain.notnull()).mean("state", skipna=True)
    return context.without_pact(share, 1.0)


def _gain_by_state(context: Context) -> xr.DataArray:
    """Return per cent of GDP a year, dims (future, architecture, state)."""
    return context.outcomes["gain_percent_gdp"]


def _stable(context: Context) -> xr.DataArray:
    """Return 1 where it does, else 0, dims (future, architecture)."""
    return context.outcomes["membership_holds"]


METRICS = (
    Metric(
        "gain_defence",
        "gain of members by the defence alone",
        "per cent of GDP a year, mean of members",
        "higher",
        _gain_defence,
        needs_members=True,
        note="War losses avoided, others' wars avoided, minus entrapment, coercion in response, burden beyond commitments in force, and common budget; assumed ranges (pato why).",
        models=("membership",),
        by=RISK,
        no_difference=0.02,
        rank=88,
    ),
    Metric(
        "gain_economy",
        "gain of members by the economy alone",
        "per cent of GDP a year, mean of members",
        "higher",
        _gain_economy,
        needs_members=True,
        note="The chapters of trade as a treaty without the pact: none of this needs an alliance.",
        models=("membership",),
        by=RISK,
        no_difference=0.02,
        rank=89,
    ),
    Metric(
        "gain_members",
        "gain of members, defence and economy together",
        "per cent of GDP a year, mean of members",
        "higher",
        _gain_members,
        needs_members=True,
        note="gain_defence and gain_economy together: what trade brings is no gain by the alliance.",
        models=("membership",),
        by=RISK,
        no_difference=0.02,
        rank=90,
    ),
    Metric(
        "accepting_share",
        "members that are no worse off than today",
        "share of members",
        "higher",
        _accepting_share,
        needs_members=True,
        note="Beyond the band of no difference, among members of the pact that the architecture adds; without a pact, no state is worse off."
        + _CAUTION,
        models=("membership",),
        by=RISK,
        no_difference=0.0,
        rank=91,
    ),
    Metric(
        "gain_by_state",
        "gain by state, defence and economy together",
        "per cent of GDP a year",
        "higher",
        _gain_by_state,
        needs_members=True,
        note="Defence and economy together; mistrust and autonomy, which are not measured, are excluded.",
        models=("membership",),
        by=RISK,
        no_difference=0.02,
        rank=92,
    ),
    Metric(
        "stable",
        "membership that all accept, no member leaves and no outsider joins",
        "share of runs",
        "higher",
        _stable,
        needs_members=True,
        note="Every member is no worse off than today, none gains by leaving, and no candidate state would join and be admitted by all."
        + _CAUTION,
        models=("membership",),
        by=RISK,
        indicator=True,
        no_difference=0.0,
        rank=93,
    ),
)
