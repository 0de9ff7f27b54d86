"""Value of the economic chapters, and cost of coercion by trade."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def _coercion_loss_members(context: Context) -> xr.DataArray:
    """Return billions a year, members together, dims (future, architecture)."""
    return context.of_members("coercion_loss_usd_bn", "state").sum("state", skipna=False)


def _welfare_members(context: Context) -> xr.DataArray:
    """Return billions a year, members together, dims (future, architecture)."""
    return context.of_members("welfare_usd_bn", "state").sum("state", skipna=False)


def _welfare_outsiders(context: Context) -> xr.DataArray:
    """Return billions a year, outsiders together, dims (future, architecture)."""
    return context.of_outsiders("welfare_usd_bn", "state").sum("state", skipna=False)


def _welfare_by_state(context: Context) -> xr.DataArray:
    """Return per cent of real spending on goods, dims (future, architecture, state)."""
    return context.outcomes["welfare_percent"]


METRICS = (
    Metric(
        "coercion_loss_members",
        "expected loss of members if the rival cuts trade with those that join",
        "billion USD of 2023 a year",
        "lower",
        _coercion_loss_members,
        needs_members=True,
        note="Chance of a cut, times the share of the horizon that it lasts, times the loss, solved jointly with the chapters; chance, length and depth are assumed ranges.",
        models=("trade",),
        by=("trade_baseline",),
        no_difference=1.0,
        rank=35,
    ),
    Metric(
        "welfare_members",
        "gain of members from the economic chapters",
        "billion USD of 2023 a year",
        "higher",
        _welfare_members,
        needs_members=True,
        note="Real spending on goods in general equilibrium; services, investment and growth are outside.",
        models=("trade",),
        by=("trade_baseline",),
        no_difference=1.0,
        rank=60,
    ),
    Metric(
        "welfare_outsiders",
        "gain of outsiders from the economic chapters of others",
        "billion USD of 2023 a year",
        "higher",
        _welfare_outsiders,
        needs_members=True,
        note="All economies of the trade matrix that are no members, the rival and the rest of the world included; trade diversion makes it negative.",
        models=("trade",),
        by=("trade_baseline",),
        no_difference=1.0,
        rank=61,
    ),
    Metric(
        "welfare_by_state",
        "gain from the economic chapters by state",
        "per cent of real spending on goods",
        "higher",
        _welfare_by_state,
        note="Goods alone: per cent of spending on goods, not of income.",
        models=("trade",),
        by=("trade_baseline",),
        no_difference=0.01,
        rank=62,
    ),
)
