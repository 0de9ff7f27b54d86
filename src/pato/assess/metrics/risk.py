"""Risk of war and of disputes by named rivals, and wars fought for others."""

import xarray as xr

from pato.assess.metrics.base import RISK, Context, Metric

_NAMED = "Named rivals are those of the study (rivals:); no member counts as an attacker of another."
_ALL = (
    "Every challenger of the data counts, members and partners too (the estimates give every state near a major power some "
    "risk, such as Palau from Japan): most of this total is no threat that a reader would name."
)
_RATIO = "Taken within each run: 1 is no change. It needs no level, so it is safer than the expected numbers."


def _war_initiations_members(context: Context) -> xr.DataArray:
    """Return attacks on members over the horizon, dims (future, architecture)."""
    return context.of_members("war_initiations_a_year").sum("target", skipna=False) * context.horizon_years


def _war_initiations_members_all(context: Context) -> xr.DataArray:
    """Return attacks on members by all challengers over the horizon, dims (future, architecture)."""
    found = context.of_members("war_initiations_all_a_year")
    return found.sum("target", skipna=False) * context.horizon_years


def _war_initiations_outsiders(context: Context) -> xr.DataArray:
    """Return attacks on outsiders over the horizon, dims (future, architecture)."""
    return context.of_outsiders("war_initiations_a_year").sum("target", skipna=False) * context.horizon_years


def _war_initiations_by_target(context: Context) -> xr.DataArray:
    """Return attacks over the horizon, dims (future, architecture, target)."""
    return context.outcomes["war_initiations_a_year"] * context.horizon_years


def _attack_ratio_members(context: Context) -> xr.DataArray:
    """Return attacks on members over those under the first architecture, dims (future, architecture)."""
    return context.over_first(_war_initiations_members(context))


def _attack_ratio_by_target(context: Context) -> xr.DataArray:
    """Return attacks over those under the first architecture, dims (future, architecture, target)."""
    return context.over_first(_war_initiations_by_target(context))


def _disputes_members(context: Context) -> xr.DataArray:
    """Return disputes over the horizon, dims (future, architecture)."""
    return context.of_members("disputes_a_year").sum("target", skipna=False) * context.horizon_years


def _disputes_members_all(context: Context) -> xr.DataArray:
    """Return disputes begun by all challengers over the horizon, dims (future, architecture)."""
    return context.of_members("disputes_all_a_year").sum("target", skipna=False) * context.horizon_years


def _disputes_by_target(context: Context) -> xr.DataArray:
    """Return disputes over the horizon, dims (future, architecture, target)."""
    return context.outcomes["disputes_a_year"] * context.horizon_years


def _force_members(context: Context) -> xr.DataArray:
    """Return uses of force over the horizon, dims (future, architecture)."""
    return context.of_members("uses_of_force_a_year").sum("target", skipna=False) * context.horizon_years


def _force_by_target(context: Context) -> xr.DataArray:
    """Return uses of force over the horizon, dims (future, architecture, target)."""
    return context.outcomes["uses_of_force_a_year"] * context.horizon_years


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
        "attack_ratio_members",
        "attacks on members by named rivals, relative to the first design",
        "ratio",
        "lower",
        _attack_ratio_members,
        needs_members=True,
        note=f"{_RATIO} {_NAMED}",
        models=("war_risk",),
        by=RISK,
        rank=8,
        needs_rivals=True,
        parts="attack_ratio_by_target",
    ),
    Metric(
        "attack_ratio_by_target",
        "attacks by named rivals, relative to the first design, by target",
        "ratio",
        "lower",
        _attack_ratio_by_target,
        note=_RATIO,
        models=("war_risk",),
        by=RISK,
        rank=9,
    ),
    Metric(
        "war_initiations_members",
        "attacks on members by named rivals that lead to war",
        "expected number over the horizon",
        "lower",
        _war_initiations_members,
        needs_members=True,
        note=(
            f"Disputes begun against a member that reach the level of war (hostility 5). {_NAMED} An attack on the United States "
            "counts wherever such a war is fought, so it holds a large part of the sum."
        ),
        models=("war_risk",),
        by=RISK,
        observed=("war", "rivals", "members"),
        rank=10,
        needs_rivals=True,
        parts="war_initiations_by_target",
    ),
    Metric(
        "war_initiations_outsiders",
        "attacks on outsiders by named rivals that lead to war",
        "expected number over the horizon",
        "lower",
        _war_initiations_outsiders,
        note="The same for the other states of the snapshot, the rivals included.",
        models=("war_risk",),
        by=RISK,
        observed=("war", "rivals", "outsiders"),
        rank=11,
    ),
    Metric(
        "war_initiations_by_target",
        "attacks by named rivals that lead to war, by target",
        "expected number over the horizon",
        "lower",
        _war_initiations_by_target,
        note=(
            "Results for Taiwan depend on how credible the present US commitment is (factor taiwan_credence). The estimate credits a "
            "commitment of the United States with much of the difference between targets: one without it, such as Kiribati, can stand "
            "above one that a rival presses, such as the Philippines. For the order of targets read force_by_target and the record."
        ),
        models=("war_risk",),
        by=RISK,
        observed=("war", "rivals", "members"),
        rank=12,
    ),
    Metric(
        "force_members",
        "uses of force begun by named rivals against members",
        "expected number over the horizon",
        "lower",
        _force_members,
        needs_members=True,
        note="Disputes that reach the use of force (hostility 4). Commitments show no effect on them: only assumptions of provocation change them.",
        models=("force",),
        by=RISK,
        observed=("force", "rivals", "members"),
        rank=13,
        needs_rivals=True,
        parts="force_by_target",
    ),
    Metric(
        "force_by_target",
        "uses of force begun by named rivals, by target",
        "expected number over the horizon",
        "lower",
        _force_by_target,
        note="The order of targets is safer here than at the level of war, which rests on few wars.",
        models=("force",),
        by=RISK,
        observed=("force", "rivals", "members"),
        rank=13,
    ),
    Metric(
        "disputes_members",
        "militarised disputes begun by named rivals against members",
        "expected number over the horizon",
        "lower",
        _disputes_members,
        needs_members=True,
        note="Commitments show no effect on disputes: only assumptions of provocation change them.",
        models=("disputes",),
        by=RISK,
        observed=("dispute", "rivals", "members"),
        rank=13,
        needs_rivals=True,
        parts="disputes_by_target",
    ),
    Metric(
        "disputes_by_target",
        "militarised disputes begun by named rivals, by target",
        "expected number over the horizon",
        "lower",
        _disputes_by_target,
        note="Commitments show no effect on disputes: only assumptions of provocation change them.",
        models=("disputes",),
        by=RISK,
        observed=("dispute", "rivals", "members"),
        rank=14,
    ),
    Metric(
        "war_initiations_members_all",
        "attacks on members by any challenger that lead to war",
        "expected number over the horizon",
        "lower",
        _war_initiations_members_all,
        needs_members=True,
        note=_ALL,
        models=("war_risk",),
        by=RISK,
        observed=("war", "all", "members"),
        rank=15,
    ),
    Metric(
        "disputes_members_all",
        "militarised disputes begun by any challenger against members",
        "expected number over the horizon",
        "lower",
        _disputes_members_all,
        needs_members=True,
        note=_ALL,
        models=("disputes",),
        by=RISK,
        observed=("dispute", "all", "members"),
        rank=16,
    ),
    Metric(
        "guarantor_share",
        "share of pledged capability from the largest guarantor",
        "share",
        "lower",
        _guarantor_share,
        needs_members=True,
        note="Pledged capability discounted for distance, against the named rival against which most is pledged; capability pledged, not capability that would be sent.",
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
        note="Chance that a named rival begins a war times chance that the member joins it; each member's part in a war counts once.",
        models=("entrapment",),
        by=RISK,
        rank=43,
        needs_rivals=True,
        parts="entrapment_by_state",
    ),
    Metric(
        "entrapment_by_state",
        "wars fought for others by member",
        "expected number over the horizon",
        "lower",
        _entrapment_by_state,
        needs_members=True,
        note="Chance that a named rival begins a war times chance that the member joins it.",
        models=("entrapment",),
        by=RISK,
        rank=44,
        needs_rivals=True,
    ),
)
