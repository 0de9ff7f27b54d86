"""Members' spending on defence."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def _burden_members(context: Context) -> xr.DataArray:
    """Return the mean of members, dims (future, architecture)."""
    return context.mean_of_members("burden_percent_gdp", "state")


def _burden_gini(context: Context) -> xr.DataArray:
    """Return Gini's coefficient, dims (future, architecture)."""
    return context.outcomes["burden_gini"]


def _burden_by_state(context: Context) -> xr.DataArray:
    """Return per cent of GDP, dims (future, architecture, state)."""
    return context.of_members("burden_percent_gdp", "state")


def _burden_added(context: Context) -> xr.DataArray:
    """Return per cent of GDP, mean of members, dims (future, architecture)."""
    return context.mean_of_members("burden_added_percent_gdp", "state")


METRICS = (
    Metric(
        "burden_added",
        "military expenditure that the pact adds to commitments in force, mean of members",
        "per cent of GDP",
        "neither",
        _burden_added,
        needs_members=True,
        note="The assumed share of the gap between spending or commitments in force (pledges, budgets and plans of ten years) and the pact's pledge; the common budget is added.",
        models=("burden",),
        no_difference=0.02,
        rank=44,
    ),
    Metric(
        "burden_members",
        "military expenditure of members, mean",
        "per cent of GDP",
        "neither",
        _burden_members,
        needs_members=True,
        note="Today's expenditure and the assumed share of the gap to commitments in force (pledges, budgets and plans) and to the pledge of the pact; burden_added has the pact's addition.",
        models=("burden",),
        rank=45,
    ),
    Metric(
        "burden_gini",
        "inequality of the burden between members",
        "Gini coefficient",
        "lower",
        _burden_gini,
        needs_members=True,
        note="Of military expenditure in GDP: 0 where all carry the same share.",
        models=("burden",),
        rank=46,
    ),
    Metric(
        "burden_by_state",
        "military expenditure by member",
        "per cent of GDP",
        "neither",
        _burden_by_state,
        needs_members=True,
        note="Today's expenditure and the assumed share of the gap to commitments in force and to the pledge of the pact.",
        models=("burden",),
        rank=47,
    ),
)
