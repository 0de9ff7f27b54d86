"""Whether those who are bound would agree to act."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the share of issues agreed on, dims (future, architecture)."""
    return context.outcomes["agreement_probability"]


METRIC = Metric(
    "agreement_probability",
    "chance that the body agrees to act on an attack",
    "share of issues",
    "higher",
    compute,
    needs_members=True,
    note="Under the pact's own rule of invocation; where an architecture adds no pact, the same members must all agree ad hoc.",
    models=("decision",),
    rank=70,
)
