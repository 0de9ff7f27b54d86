"""Support that members can expect, and how a war against them would end."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def _expected_support_members(context: Context) -> xr.DataArray:
    """Return the mean over members of expected support, dims (future, architecture)."""
    return context.mean_of_members("expected_support_percent")


def _expected_support_members_us_absent(context: Context) -> xr.DataArray:
    """Return the mean over members of expected support without the United States, dims (future, architecture)."""
    return context.mean_of_members("expected_support_without_guarantor_percent")


def _supporter_share_members(context: Context) -> xr.DataArray:
    """Return the share of the largest supporters, members together, dims (future, architecture)."""
    total = context.of_members("expected_support_percent").sum("target", skipna=False)
    without = context.of_members("expected_support_without_largest_percent").sum("target", skipna=False)
    return 1 - without / total.where(total > 0)


def _defeat_chance_members(context: Context) -> xr.DataArray:
    """Return the mean over members of the chance of defeat, dims (future, architecture)."""
    return context.mean_of_members("defeat_chance")


def _expected_support_by_target(context: Context) -> xr.DataArray:
    """Return expected support, dims (future, architecture, target)."""
    return context.outcomes["expected_support_percent"]


METRICS = (
    Metric(
        "expected_support_members",
        "expected support for a member that is attacked",
        "per cent of world capability",
        "higher",
        _expected_support_members,
        needs_members=True,
        note="Mean over members, each against the challenger that brings most strength to it: chance that a state joins times strength that arrives.",
        models=("support",),
        by=("guarantor",),
        rank=20,
    ),
    Metric(
        "expected_support_members_us_absent",
        "expected support for a member, the United States absent",
        "per cent of world capability",
        "higher",
        _expected_support_members_us_absent,
        needs_members=True,
        note="The same from all others alone; whether others would still come if the United States did not is not modelled.",
        models=("support",),
        rank=21,
    ),
    Metric(
        "supporter_share_members",
        "share of expected support from the largest supporter",
        "share",
        "lower",
        _supporter_share_members,
        needs_members=True,
        note="Expected support, not commitments: the chance that a state joins times the strength that arrives.",
        models=("support",),
        by=("guarantor",),
        no_difference=0.01,
        rank=23,
    ),
    Metric(
        "defeat_chance_members",
        "chance that a member is defeated if it is attacked",
        "probability",
        "lower",
        _defeat_chance_members,
        needs_members=True,
        note="A contest of strengths against its strongest challenger, with the support it can expect: so a pact matters in a war even where it deters nothing.",
        models=("support",),
        by=("guarantor",),
        rank=24,
    ),
    Metric(
        "expected_support_by_target",
        "expected support by target",
        "per cent of world capability",
        "higher",
        _expected_support_by_target,
        note="Against the challenger that could bring most strength to it.",
        models=("support",),
        by=("guarantor",),
        rank=25,
    ),
)
