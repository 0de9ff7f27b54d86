"""Pairs of the parties of an architecture's own pact that owe each other no defence."""

import numpy as np
import xarray as xr

from pato.assess.metrics.base import Context, Metric
from pato.models.pledges import gap_count


def compute(context: Context) -> xr.DataArray:
    """Return the number of pairs, dims (architecture,); among all members where an architecture adds no pact."""

    def count(label: str) -> int:
        parties = [s for s in context.own.get(label, ()) if s in context.states] or context.members
        index = [context.states.index(s) for s in parties]
        return gap_count(context.pledges[label][np.ix_(index, index)])

    return context.over_architectures(count)


METRIC = Metric(
    "gaps_within_pact",
    "pairs of the pact's own parties without a duty of defence",
    "pairs",
    "lower",
    compute,
    needs_members=True,
    note="Among the parties of the pact that the architecture adds; where it adds none, among all members.",
    rank=5,
)
