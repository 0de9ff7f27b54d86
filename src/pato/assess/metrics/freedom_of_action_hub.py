"""Duties of defence that the hub owes: what freedom of action it gives up."""

import xarray as xr

from pato.assess.metrics.base import HUB, Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the number of states that the hub is bound to defend, dims (architecture,)."""
    rows = [i for i in context.index if context.states[i] == HUB]
    return context.over_architectures(lambda a: int(context.pledges[a][rows].sum()))


METRIC = Metric(
    "freedom_of_action_hub",
    "duties of defence that the hub owes",
    "states",
    "neither",
    compute,
    needs_members=True,
    note="Each is protection to one side and an obligation to the other: fewer duties, more freedom of action.",
    rank=41,
)
