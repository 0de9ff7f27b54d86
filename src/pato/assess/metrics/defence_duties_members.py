"""Duties of defence that members owe: what freedom of action they give up."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric


def compute(context: Context) -> xr.DataArray:
    """Return the number of states of the snapshot that members are bound to defend, summed, dims (architecture,)."""
    index = [context.states.index(m) for m in context.members]
    return context.over_architectures(lambda a: int(context.pledges[a][index].sum()))


METRIC = Metric(
    "defence_duties_members",
    "duties of defence that members owe",
    "directed pairs",
    "neither",
    compute,
    needs_members=True,
    note="Each is protection to one side and an obligation to the other.",
    rank=40,
)
