"""Duties of defence that the spokes owe: what freedom of action they give up."""

import xarray as xr

from pato.assess.metrics.base import HUB, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the number of states that the spokes are bound to defend, summed, dims (architecture,)."""
    rows = [i for i in context.index if context.states[i] != HUB]
    return context.over_architectures(lambda a: int(context.pledges[a][rows].sum()))


METRIC = Metric(
    "freedom_of_action_spokes",
    "duties of defence that the spokes owe",
    "directed pairs",
    "neither",
    compute,
    needs_members=True,
    note="Each is protection to one side and an obligation to the other: fewer duties, more freedom of action.",
    rank=42,
)
