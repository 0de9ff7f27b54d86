"""Whether those who are bound would agree to act."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def _agreement_probability(context: Context) -> xr.DataArray:
    """Return the share of issues agreed on, dims (future, architecture)."""
    return context.outcomes["agreement_probability"]


def _agreement_probability_large(context: Context) -> xr.DataArray:
    """Return the share of issues agreed on, dims (future, architecture)."""
    return context.outcomes["agreement_probability_large"]


def _agreement_small_over_large(context: Context) -> xr.DataArray:
    """Return the difference of two shares of issues agreed on, dims (future, architecture)."""
    return _agreement_probability(context) - _agreement_probability_large(context)


METRICS = (
    Metric(
        "agreement_probability",
        "chance that the body agrees to act on an attack",
        "share of issues",
        "higher",
        _agreement_probability,
        needs_members=True,
        note="Under the pact's own rule of invocation, after an attack on one of its members; where an architecture adds no pact there is no body, and no value.",
        models=("decision",),
        no_difference=0.01,
        rank=70,
    ),
    Metric(
        "agreement_probability_large",
        "chance that a body as large as the WTO agrees",
        "share of issues",
        "higher",
        _agreement_probability_large,
        needs_members=True,
        note="Members and rule of the WTO on the same matter: what size and diversity do; no architecture changes it.",
        models=("decision",),
        no_difference=0.01,
        rank=71,
    ),
    Metric(
        "agreement_small_over_large",
        "how much more often the body agrees than one as large as the WTO",
        "share of issues",
        "higher",
        _agreement_small_over_large,
        needs_members=True,
        note="On the same matter in the same run, each by its own rule: what size and diversity do.",
        models=("decision",),
        no_difference=0.01,
        rank=72,
    ),
)
