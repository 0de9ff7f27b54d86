"""Risk of war and of disputes, and wars fought for others."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric


def _war_initiations_members(context: Context) -> xr.DataArray:
    """Return initiations against members over the horizon, dims (future, architecture)."""
    return context.of_members("war_initiations_a_year").sum("target", skipna=False) * context.horizon_years


def _war_initiations_outsiders(context: Context) -> xr.DataArray:
    """Return initiations against outsiders over the horizon, dims (future, architecture)."""
    return context.of_outsiders("war_initiations_a_year").sum("target", skipna=False) * context.horizon_years


def _war_initiations_by_target(context: Context) -> xr.DataArray:
    """Return initiations over the horizon, dims (future, architecture, target)."""
    return context.outcomes["war_initiations_a_year"] * context.horizon_years


def _disputes_members(context: Context) -> xr.DataArray:
    """Return disputes over the horizon, dims (future, architecture)."""
    return context.of_members("disputes_a_year").sum("target", skipna=False) * context.horizon_years


def _guarantor_share(context: Context) -> xr.DataArray:
    """Return the largest pledgers' capability over all pledgers', members together, dims (future, architecture)."""
    largest = context.of_members("pledged_largest_percent").sum("target", skipna=False)
    total = context.of_members("pledged_total_percent").sum("target", skipna=False)
    return largest / total.where(total > 0)


def _entrapment_members(context: Context) -> xr.DataArray:
    """Return wars over the horizon, members together, dims (future, architecture)."""
    yearly = context.of_members("wars_for_others_a_year", "state").sum("state", skipna=False)
    return yearly * context.horizon_years


def _entrapment_by_state(context: Context) -> xr.DataArray:
    """Return wars over the horizon, dims (future, architecture, state)."""
    return context.of_members("wars_for_others_a_year", "state") * context.horizon_years


METRICS = (
    Metric(
        "war_initiations_members",
        "war-level initiations against members",
        "expected number over the horizon",
        "lower",
        _war_initiations_members,
        needs_members=True,
        note="Disputes begun against a member that reach the level of war (hostility 5), by politically relevant challengers.",
        models=("war_risk",),
        by=RISK,
        rank=10,
    ),
    Metric(
        "war_initiations_outsiders",
        "war-level initiations against outsiders",
        "expected number over the horizon",
        "lower",
        _war_initiations_outsiders,
        note="The same for the other states of the snapshot, the rivals included.",
        models=("war_risk",),
        by=RISK,
        rank=11,
    ),
    Metric(
        "war_initiations_by_target",
        "war-level initiations by target",
        "expected number over the horizon",
        "lower",
        _war_initiations_by_target,
        note="Taiwan's figures depend on what today's American word is worth (factor taiwan_credence).",
        models=("war_risk",),
        by=RISK,
        rank=12,
    ),
    Metric(
        "disputes_members",
        "militarised disputes against members",
        "expected number over the horizon",
        "lower",
        _disputes_members,
        needs_members=True,
        note="Pledges show no effect on disputes: only theories of provocation move them.",
        models=("disputes",),
        by=RISK,
        rank=13,
    ),
    Metric(
        "guarantor_share",
        "share of pledged capability from the largest guarantor",
        "share",
        "lower",
        _guarantor_share,
        needs_members=True,
        note="Pledged capability discounted for distance; what is pledged, not what would be sent.",
        models=("war_risk",),
        no_difference=0.01,
        rank=22,
    ),
    Metric(
        "entrapment_members",
        "wars that members fight for others",
        "expected number over the horizon, members together",
        "lower",
        _entrapment_members,
        needs_members=True,
        note="Chance that a war begins times chance that the member joins it; each member's part in a war counts once.",
        models=("entrapment",),
        by=RISK,
        rank=43,
    ),
    Metric(
        "entrapment_by_state",
        "wars fought for others by member",
        "expected number over the horizon",
        "lower",
        _entrapment_by_state,
        needs_members=True,
        note="Chance that a war begins times chance that the member joins it; each member's part in a war counts once.",
        models=("entrapment",),
        by=RISK,
        rank=44,
    ),
)
